import { type SqlType, sqlTypes, typeOf, typeOfValue } from '@athanor/contract'
import type { SubqueryOperand } from './comparisons.ts'
import { isSubquery } from './comparisons.ts'
import { Expression } from './expression.ts'
import { operandNode } from './operand.ts'
import type { Within } from '../select/select-types.ts'
import { outputColumns } from '../select/selection.ts'

/**
 * The right side of a comparison that holds for at least one row of a query, or one item of an array (PostgreSQL).
 *
 * @example
 * orders.c.total.gt(any(select(limits.c.total)))
 */
export function any<T, S extends string = never>(query: SubqueryOperand<T, S>): Expression<T, Within<S>>
export function any<T, S extends string>(array: Expression<readonly T[] | null, S> | readonly T[]): Expression<T, S>
export function any(of: unknown): Expression<unknown, string> {
  return quantified('any', of)
}
/** The right side of a comparison that holds for all rows of a query, or all items of an array (PostgreSQL). */
export function all<T, S extends string = never>(query: SubqueryOperand<T, S>): Expression<T, Within<S>>
export function all<T, S extends string>(array: Expression<readonly T[] | null, S> | readonly T[]): Expression<T, S>
export function all(of: unknown): Expression<unknown, string> {
  return quantified('all', of)
}

function quantified(quantifier: 'any' | 'all', of: unknown): Expression<unknown, string> {
  if (isSubquery(of)) {
    const type = outputColumns(of.node)[0]?.type ?? sqlTypes.unknown
    return new Expression({ kind: 'quantified', quantifier, query: of.node, type }, quantifier)
  }
  const node = operandNode(of, Array.isArray(of) ? arrayType(of) : sqlTypes.unknown)
  const type: SqlType = typeOf(node).item ?? sqlTypes.unknown
  return new Expression({ kind: 'function', name: quantifier, args: [node], type }, quantifier)
}

/** The type of an array of plain values; an empty one, or one of nulls, is of text. */
function arrayType(values: readonly unknown[]): SqlType {
  const first = values.find((value) => value !== null)
  return { name: 'array', item: first === undefined ? sqlTypes.text : typeOfValue(first) }
}
