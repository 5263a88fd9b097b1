import {
  type BinaryOperator,
  type ExprNode,
  type MissingSources,
  type QueryOf,
  type SelectNode,
  type SetOperationNode,
  type SqlType,
  sqlTypes,
  typeOf,
  UsageError,
} from '@athanor/contract'
import type { Condition, Expression } from './expression.ts'
import { ExpressionBase } from './expression-base.ts'
import { unary } from './logic.ts'
import { type ExpressionLike, nodeOf, operandNode, undefinedOperand } from './operand.ts'

/** A value, an expression of the same type, or a subquery that yields one: not null, which `<` cannot be compared with. */
export type OrderedOperand<T, S extends string> = NonNullable<T> | Expression<T | null, S> | ExpressionLike<T | null, S>
/** The same, or null. */
export type Operand<T, S extends string> = OrderedOperand<T, S> | null

interface OperandTypes<out T, out S extends string> extends MissingSources<S> {
  readonly scalar: T
}
/** A query of one column in an operand's place; `S` are the sources that it has from the statement around it. */
export interface SubqueryOperand<out T = unknown, out S extends string = string> extends QueryOf<OperandTypes<T, S>> {
  readonly node: SelectNode | SetOperationNode
}

export interface BetweenOptions {
  /** The bounds may stand in either order; default false. */
  readonly symmetric?: boolean
}

/** Comparisons, IN, BETWEEN and IS of an expression. */
export abstract class Comparisons<out T, out S extends string = never> extends ExpressionBase<T, S> {
  /** `=`; with null: IS NULL. */
  eq<S2 extends string = never>(value: Operand<T, S2>): Condition<S | S2> {
    return value === null ? this.#condition(unary('is null', this.node)) : this.#compare('=', value)
  }
  /** `<>`; with null: IS NOT NULL. */
  ne<S2 extends string = never>(value: Operand<T, S2>): Condition<S | S2> {
    return value === null ? this.#condition(unary('is not null', this.node)) : this.#compare('<>', value)
  }
  /** @throws {UsageError} SQL_NULL_COMPARISON for null, with which the comparison would never be true */
  lt<S2 extends string = never>(value: OrderedOperand<T, S2>): Condition<S | S2> {
    return this.#compare('<', value)
  }
  /** @throws {UsageError} SQL_NULL_COMPARISON for null */
  lte<S2 extends string = never>(value: OrderedOperand<T, S2>): Condition<S | S2> {
    return this.#compare('<=', value)
  }
  /** @throws {UsageError} SQL_NULL_COMPARISON for null */
  gt<S2 extends string = never>(value: OrderedOperand<T, S2>): Condition<S | S2> {
    return this.#compare('>', value)
  }
  /** @throws {UsageError} SQL_NULL_COMPARISON for null */
  gte<S2 extends string = never>(value: OrderedOperand<T, S2>): Condition<S | S2> {
    return this.#compare('>=', value)
  }
  /** `IS TRUE`, `IS FALSE`, `IS NULL`: never unknown. */
  is(value: boolean | null): Expression<boolean, S> {
    return this.derive(unary(value === null ? 'is null' : value ? 'is true' : 'is false', this.node), 'is')
  }
  isNot(value: boolean | null): Expression<boolean, S> {
    const op = value === null ? 'is not null' : value ? 'is not true' : 'is not false'
    return this.derive(unary(op, this.node), 'isNot')
  }
  isNull(): Expression<boolean, S> {
    return this.derive(unary('is null', this.node), 'isNull')
  }
  isNotNull(): Expression<boolean, S> {
    return this.derive(unary('is not null', this.node), 'isNotNull')
  }
  /** `<>` for which NULL is a value: two NULLs are not distinct. */
  isDistinctFrom<S2 extends string = never>(value: Operand<T, S2>): Expression<boolean, S | S2> {
    return this.derive(this.#binary('is distinct from', value), 'isDistinctFrom')
  }
  isNotDistinctFrom<S2 extends string = never>(value: Operand<T, S2>): Expression<boolean, S | S2> {
    return this.derive(this.#binary('is not distinct from', value), 'isNotDistinctFrom')
  }

  /**
   * `IN`: a list of values or expressions (an empty one is never true), a subquery, or a list that is given at
   * execution: `in(param('ids'))`.
   * @throws {UsageError} SQL_IN_LIST for a text or a single value
   */
  in<S2 extends string = never>(
    values: (Iterable<Operand<T, S2>> & object) | SubqueryOperand<NonNullable<T> | null, S2> | Expression<T | null, S2>,
  ): Condition<S | S2> {
    return this.#condition(membership(this.node, values, false))
  }
  /** As `in`, negated: true for every row when the list is empty, never true when it has a NULL. */
  notIn<S2 extends string = never>(
    values: (Iterable<Operand<T, S2>> & object) | SubqueryOperand<NonNullable<T> | null, S2> | Expression<T | null, S2>,
  ): Condition<S | S2> {
    return this.#condition(membership(this.node, values, true))
  }
  /** Both bounds are within. */
  between<S2 extends string = never>(
    low: OrderedOperand<T, S2>,
    high: OrderedOperand<T, S2>,
    options: BetweenOptions = {},
  ): Condition<S | S2> {
    return this.#between(low, high, options, false)
  }
  notBetween<S2 extends string = never>(
    low: OrderedOperand<T, S2>,
    high: OrderedOperand<T, S2>,
    options: BetweenOptions = {},
  ): Condition<S | S2> {
    return this.#between(low, high, options, true)
  }

  #condition(node: ExprNode): Condition<never> {
    return this.derive(node, 'condition')
  }
  #binary(op: BinaryOperator, value: unknown): ExprNode {
    return comparison(op, this.node, operandNode(value, typeOf(this.node)))
  }
  #compare(op: BinaryOperator, value: unknown): Condition<never> {
    if (value === null) throw nullComparison(op)
    return this.#condition(this.#binary(op, value))
  }
  #between(low: unknown, high: unknown, options: BetweenOptions, not: boolean): Condition<never> {
    if (low === null || high === null) throw nullComparison('between')
    const type = typeOf(this.node)
    const bounds = { low: operandNode(low, type), high: operandNode(high, type) }
    const symmetric = options.symmetric ? { symmetric: true } : {}
    return this.#condition({ kind: 'between', operand: this.node, ...bounds, not, ...symmetric })
  }
}

/** `left op right`, which is true, false or NULL. */
export function comparison(op: BinaryOperator, left: ExprNode, right: ExprNode): ExprNode {
  return { kind: 'binary', op, left, right, type: sqlTypes.boolean }
}

export function nullComparison(op: string): UsageError {
  return new UsageError(`'${op}' with null is never true: use .eq(null), .isNull() or .isDistinctFrom(null)`, {
    code: 'SQL_NULL_COMPARISON',
  })
}

/** IN over whatever stands at its right. */
function membership(left: ExprNode, values: unknown, not: boolean): ExprNode {
  const type = typeOf(left)
  const single = nodeOf(values)
  if (single?.kind === 'param' && single.name !== undefined) {
    const itemType: SqlType = single.type.name === 'unknown' ? type : single.type
    return { kind: 'inParam', left, name: single.name, type: itemType, not }
  }
  if (isSubquery(values)) return { kind: 'inQuery', left, query: values.node, not }
  const items = listOfItems(values)
  if (items.some((item) => nodeOf(item) !== undefined)) {
    return { kind: 'inList', left, items: items.map((item) => operandNode(item, type)), not }
  }
  return { kind: 'inValues', left, values: Object.freeze(items), type, not }
}

/** The items of a list. @throws {UsageError} SQL_IN_LIST, SQL_UNDEFINED */
export function listOfItems(values: unknown): readonly unknown[] {
  if (typeof values !== 'object' || values === null || !(Symbol.iterator in values)) {
    throw new UsageError('IN wants a list, a subquery or param(): put a single value into an array', {
      code: 'SQL_IN_LIST',
    })
  }
  const items = [...(values as Iterable<unknown>)]
  if (items.includes(undefined)) throw undefinedOperand()
  return items
}

export function isSubquery(value: unknown): value is SubqueryOperand {
  if (typeof value !== 'object' || value === null || !('node' in value) || value instanceof ExpressionBase) return false
  const { node } = value
  return typeof node === 'object' && node !== null && 'kind' in node && queryKinds.has(node.kind)
}
const queryKinds: ReadonlySet<unknown> = new Set(['select', 'setOperation'])
