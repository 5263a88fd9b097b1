import { type ExtractField, type SqlType, sqlTypes, typeOf } from '@athanor/contract'
import type { NullOf } from './arithmetic.ts'
import { Expression } from './expression.ts'

const fractional: ReadonlySet<ExtractField> = new Set<ExtractField>(['second', 'epoch'])

/**
 * A part of a moment, as a number, equal on every database: `dow` from 0 (Sunday), `doy` from 1, `week` as ISO 8601
 * counts, `second` and `epoch` (since 1970, UTC) with their milliseconds.
 */
export function extract<T extends Date | string | null, S extends string>(
  field: ExtractField,
  moment: Expression<T, S>,
): Expression<number | NullOf<T>, S> {
  const type: SqlType = fractional.has(field) ? sqlTypes.double : sqlTypes.integer
  return new Expression({ kind: 'extract', field, operand: moment.node, type }, field)
}

/** Whether the values of a type are days without a time. */
export function isDate(node: Expression<unknown, string>): boolean {
  return typeOf(node.node).name === 'date'
}
