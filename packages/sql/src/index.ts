export * from './types/types.ts'
export * from './types/moment-types.ts'
export * from './types/json-types.ts'
export * from './types/temporal-types.ts'
export { typeColumn } from './types/type-column.ts'
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
} from './types/column-builder.ts'
export * from './expression/expression.ts'
export { type Interval, typeOf } from '@athanor/contract'
export { columnType, type TypeArgument } from './types/type-argument.ts'
export * from './expression/conditions.ts'
export { caseOf, caseWhen } from './expression/case.ts'
export { dateAdd, dateDiff, dateTrunc, type DateTruncUnit, type DateUnit, extract } from './expression/moments.ts'
export { dialectFunction, dialectOperator } from './functions/dialect-words.ts'
export type { JsonKind, JsonValue } from './functions/json.ts'
export { all, any } from './expression/quantified.ts'
export { Tuple, tuple, type TupleRow } from './expression/tuple.ts'
export { type FrameBounds, type FrameEnd, FunctionCall, type OverOptions } from './functions/function-call.ts'
export * as func from './functions/func.ts'
export * from './sources/source.ts'
export type { Thunk } from './schema/thunk.ts'
export * from './schema/column.ts'
export { Table, type TypedTable } from './schema/table.ts'
export * from './schema/index.ts'
export {
  type Alias,
  aliasFacts,
  aliasOf as alias,
  columnsOf,
  factsUnder,
  type RenamedColumns,
} from './sources/alias.ts'
export * from './sources/derived.ts'
export * from './select/select-types.ts'
export { type FetchOptions, type LockOptions, Select, select } from './select/select.ts'
export { cube, Grouping, groupingSets, rollup } from './select/grouping.ts'
export { tableFunction, type TableFunctionOptions } from './sources/table-function.ts'
export { tableSample, type TableSampleOptions } from './sources/table-sample.ts'
export type { RawTerm } from './statement/arguments.ts'
export * from './select/set-operation.ts'
export { recursiveCte, type RecursiveCteOptions } from './sources/recursive-cte.ts'
export { values, type ValuesColumns, ValuesList, type ValuesRow } from './sources/values.ts'
export { Identifier, RawSql, sql, type SqlTag, TypedRawSql } from './statement/raw.ts'
export * from './changes/insert.ts'
export * from './changes/upsert.ts'
export * from './changes/update.ts'
export * from './changes/delete.ts'
export { Merge, mergeInto, type MergeOptions } from './changes/merge.ts'
export type { CompiledStatement } from './statement/statement.ts'
