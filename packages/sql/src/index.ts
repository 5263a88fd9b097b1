export * from './types.ts'
export * from './moment-types.ts'
export * from './json-types.ts'
export * from './temporal-types.ts'
export { typeColumn } from './type-column.ts'
export {
  ColumnBuilder,
  type ColumnLike,
  type ColumnSpec,
  type Conversion,
  type IdentityOptions,
  type IsReference,
  type ReferenceOptions,
  type UseOfColumn,
  type ValueOfColumn,
} from './column-builder.ts'
export * from './expression.ts'
export { type Interval, typeOf } from '@athanor/contract'
export { columnType, type TypeArgument } from './type-argument.ts'
export * from './conditions.ts'
export { caseOf, caseWhen } from './case.ts'
export { dateAdd, dateDiff, dateTrunc, type DateTruncUnit, type DateUnit, extract } from './moments.ts'
export { dialectFunction, dialectOperator } from './dialect-words.ts'
export type { JsonKind, JsonValue } from './functions/json.ts'
export { all, any } from './quantified.ts'
export { Tuple, tuple, type TupleRow } from './tuple.ts'
export { type FrameBounds, type FrameEnd, FunctionCall, type OverOptions } from './function-call.ts'
export * as func from './func.ts'
export * from './source.ts'
export type { Thunk } from './thunk.ts'
export * from './column.ts'
export { Table, type TypedTable } from './table.ts'
export * from './schema/index.ts'
export { type Alias, aliasFacts, aliasOf as alias, columnsOf, factsUnder, type RenamedColumns } from './alias.ts'
export * from './derived.ts'
export * from './select-types.ts'
export { type FetchOptions, type LockOptions, Select, select } from './select.ts'
export { cube, Grouping, groupingSets, rollup } from './grouping.ts'
export { tableFunction, type TableFunctionOptions } from './table-function.ts'
export { tableSample, type TableSampleOptions } from './table-sample.ts'
export type { RawTerm } from './arguments.ts'
export * from './set-operation.ts'
export { recursiveCte, type RecursiveCteOptions } from './recursive-cte.ts'
export { values, type ValuesColumns, ValuesList, type ValuesRow } from './values.ts'
export { Identifier, RawSql, sql, type SqlTag, TypedRawSql } from './raw.ts'
export * from './insert.ts'
export * from './upsert.ts'
export * from './update.ts'
export * from './delete.ts'
export { Merge, mergeInto, type MergeOptions } from './merge.ts'
export type { CompiledStatement } from './statement.ts'
