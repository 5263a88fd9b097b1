export * from './constraints.ts'
export * from './dialect-options.ts'
export * from './index-declaration.ts'
export {
  FinalName,
  finalName,
  type NameRule,
  type NamingContext,
  type NamingConvention,
  type ConstraintName,
} from './naming.ts'
export { isReadOnly } from './generated-column.ts'
export { type Reference, referredColumn } from './references.ts'
export type { TableOptions, TableOptionsOf } from './table-options.ts'
export { Sequence, type SequenceOptions } from './sequence.ts'
export { View, type ViewableQuery, type ViewOptions } from './view.ts'
export { DdlStatement } from './ddl-statement.ts'
export * from './statements.ts'
export { type CreateOptions, type DdlTarget, MetaData, type MetaDataOptions } from './metadata.ts'
export type { ReflectOptions } from './reflect.ts'
export type { SchemaExecutor } from './schema-executor.ts'
