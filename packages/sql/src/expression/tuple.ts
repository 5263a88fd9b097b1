import { type BinaryOperator, type ExprNode, type SqlType, sqlTypes, typeOf, UsageError } from '@athanor/contract'
import { comparison, isSubquery, listOfItems, type SubqueryOperand } from './comparisons.ts'
import { condition, type Condition, type Expression } from './expression.ts'
import { operandNode } from './operand.ts'

type Items = readonly Expression<unknown, string>[]

/** One row to compare with: a value or an expression for each column. */
export type TupleRow<A extends Items> = {
  readonly [I in keyof A]: A[I] extends Expression<infer T, string> ? T | Expression<T | null, string> | null : never
}
type SourcesIn<A extends Items> = A[number] extends Expression<unknown, infer S> ? S : never

/** A row value, compared column by column as SQL does. Made by `tuple()`. */
export class Tuple<A extends Items> {
  readonly node: ExprNode
  readonly #types: readonly SqlType[]
  constructor(items: A) {
    this.node = Object.freeze({ kind: 'tuple', items: items.map((item) => item.node) })
    this.#types = items.map((item) => typeOf(item.node))
  }
  eq(other: TupleRow<A> | Tuple<Items> | SubqueryOperand): Condition<SourcesIn<A>> {
    return this.#compare('=', other)
  }
  ne(other: TupleRow<A> | Tuple<Items> | SubqueryOperand): Condition<SourcesIn<A>> {
    return this.#compare('<>', other)
  }
  /** By the first column that differs. */
  lt(other: TupleRow<A> | Tuple<Items> | SubqueryOperand): Condition<SourcesIn<A>> {
    return this.#compare('<', other)
  }
  lte(other: TupleRow<A> | Tuple<Items> | SubqueryOperand): Condition<SourcesIn<A>> {
    return this.#compare('<=', other)
  }
  gt(other: TupleRow<A> | Tuple<Items> | SubqueryOperand): Condition<SourcesIn<A>> {
    return this.#compare('>', other)
  }
  gte(other: TupleRow<A> | Tuple<Items> | SubqueryOperand): Condition<SourcesIn<A>> {
    return this.#compare('>=', other)
  }
  /** `(a, b) IN (…)`: rows of values, of which an empty list is never true, or a subquery of as many columns. */
  in(rows: Iterable<TupleRow<A>> | SubqueryOperand): Condition<SourcesIn<A>> {
    return this.#in(rows, false)
  }
  notIn(rows: Iterable<TupleRow<A>> | SubqueryOperand): Condition<SourcesIn<A>> {
    return this.#in(rows, true)
  }

  #compare(op: BinaryOperator, other: unknown): Condition<never> {
    return condition(comparison(op, this.node, this.#operand(other)))
  }
  #operand(other: unknown): ExprNode {
    if (other instanceof Tuple) return other.node
    if (isSubquery(other)) return { kind: 'scalarQuery', query: other.node, type: sqlTypes.unknown }
    return this.#row(other)
  }
  #in(rows: unknown, not: boolean): Condition<never> {
    if (isSubquery(rows)) return condition({ kind: 'inQuery', left: this.node, query: rows.node, not })
    const items = listOfItems(rows).map((row) => this.#row(row))
    return condition({ kind: 'inList', left: this.node, items, not })
  }
  #row(row: unknown): ExprNode {
    if (row instanceof Tuple) return row.node
    const values = listOfItems(row)
    if (values.length !== this.#types.length) {
      throw new UsageError(`a row of ${values.length} values is compared with ${this.#types.length} columns`, {
        code: 'SQL_TUPLE',
      })
    }
    return { kind: 'tuple', items: values.map((value, i) => operandNode(value, this.#types[i] ?? sqlTypes.unknown)) }
  }
}

/**
 * A row value, to compare several columns at once.
 *
 * @example
 * tuple(points.c.x, points.c.y).in([[1, 2], [3, 4]])
 */
export function tuple<const A extends readonly [Expression<unknown, string>, ...Expression<unknown, string>[]]>(
  ...items: A
): Tuple<A> {
  return new Tuple(items)
}
