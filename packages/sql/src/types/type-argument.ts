import { type SqlType } from '@athanor/contract'
import type { ColumnBuilder } from './column-builder.ts'

/** A type where an expression wants one: `cast(integer())`, `literal(x, numeric(12, 2))`. */
export type TypeArgument<T> = ColumnBuilder<T, boolean, boolean>

export function columnType(type: TypeArgument<unknown>): SqlType {
  return type.spec.type
}
