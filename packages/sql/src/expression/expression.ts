import { type ExprNode, type JsonReading, type SqlType, sqlTypes, typeOf } from '@athanor/contract'
import { ValueOperators, type NullOf } from './arithmetic.ts'
import type { keyName } from './expression-base.ts'
import { jsonAt, type JsonRead, type JsonSteps, readJson } from './json-path.ts'
import { conditionNode, logical, negation } from './logic.ts'
import { operandNode } from './operand.ts'
import { Ordering } from './ordering.ts'
import { columnType, type TypeArgument } from '../types/type-argument.ts'

export type { Arithmetic } from './arithmetic.ts'
export type { BetweenOptions, Operand, OrderedOperand, SubqueryOperand } from './comparisons.ts'
export type { TypedExpression } from './expression-base.ts'
export type { JsonSteps } from './json-path.ts'
export { logical, negation, unary } from './logic.ts'
export { type ExpressionLike, isExpressionLike, operandNode, paramNode } from './operand.ts'
export { Ordering } from './ordering.ts'
export type { AutoescapeOptions, LikeOptions, RegexpOptions } from './text-operators.ts'

/** Anything that WHERE, ON and HAVING take. Comparisons with NULL are neither true nor false, hence the null. */
export type Condition<S extends string = string> = Expression<boolean | null, S>

export interface OperatorOptions<U> {
  /** What the operator yields; default the type of its left side, or boolean for a comparison. */
  readonly type?: TypeArgument<U>
  /** Binding strength of the result, as in `level`: 8 for `*`, 7 for `+`, 5 for comparisons; default 0, always apart. */
  readonly precedence?: number
  /** The operator yields true, false or NULL. */
  readonly isComparison?: boolean
}

// The key has no run-time form; an interface may have it, a class would emit it.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging, eslint/no-unused-vars
export interface Expression<out T, out S extends string, out K extends string> {
  readonly [keyName]: K
}

/**
 * A SQL expression: `T` is the type of its value, `S` the sources whose outer join would make it null, `K` the key it
 * has in a row. Immutable; each operator returns a new one.
 *
 * @example
 * users.c.name.like('A%').and(users.c.id.in([1, 2, 3]))
 */
export class Expression<out T, out S extends string = never, out K extends string = string> extends ValueOperators<
  T,
  S
> {
  protected override derive<U, S2 extends string, K2 extends string>(
    node: ExprNode,
    key: string,
  ): Expression<U, S2, K2> {
    return new Expression(node, key)
  }

  /**
   * An operator that Athanor has no name for, written as it is. Without a type the result is the left side's.
   *
   * @example
   * box.c.area.op('@>', point, { isComparison: true })
   */
  op<U = T>(operator: string, value: unknown, options: TypeArgument<U> | OperatorOptions<U> = {}): Expression<U, S> {
    const given = isType(options) ? { type: options } : options
    const own = given.isComparison ? sqlTypes.boolean : typeOf(this.node)
    const type = given.type === undefined ? own : columnType(given.type)
    const precedence = given.precedence ?? 0
    const right = operandNode(value, typeOf(this.node))
    return new Expression({ kind: 'operator', op: operator, precedence, left: this.node, right, type }, 'op')
  }
  /** `op` that yields true, false or NULL. */
  boolOp(operator: string, value: unknown, precedence = 0): Condition<S> {
    return this.op<boolean | null>(operator, value, { isComparison: true, precedence })
  }

  and<S2 extends string = never>(...others: readonly Condition<S2>[]): Condition<S | S2> {
    return condition(logical('and', [this.node, ...others.map(conditionNode)]))
  }
  or<S2 extends string = never>(...others: readonly Condition<S2>[]): Condition<S | S2> {
    return condition(logical('or', [this.node, ...others.map(conditionNode)]))
  }
  not(): Condition<S> {
    return condition(negation(this.node))
  }

  // Paths into JSON and the ways to read what is there. A missing key, SQL's NULL and JSON's null are all null.

  /**
   * The JSON value at a path: `data.at('tags', 0)`, which is `data.at('tags').at(0)`. Read it with `asString()` and so on.
   * @throws {UsageError} SQL_JSON_PATH for a step that is neither a text nor a whole number
   */
  at(...path: JsonSteps): Expression<unknown, S> {
    return this.#json(jsonAt(this.node, path))
  }
  /** The text of the value; a JSON string without its quotes. */
  asString(): Expression<string | null, S> {
    return this.#read('string', sqlTypes.text)
  }
  asInteger(): Expression<number | null, S> {
    return this.#read('integer', sqlTypes.integer)
  }
  asBigint(): Expression<bigint | null, S> {
    return this.#read('bigint', sqlTypes.bigint)
  }
  asFloat(): Expression<number | null, S> {
    return this.#read('float', sqlTypes.double)
  }
  /** An exact decimal, as a string. */
  asNumeric(precision: number, scale: number): Expression<string | null, S> {
    return this.#read('numeric', { name: 'numeric', precision, scale })
  }
  asBoolean(): Expression<boolean | null, S> {
    return this.#read('boolean', sqlTypes.boolean)
  }
  /** The JSON value of the given shape; nothing checks the shape. */
  asJson<U = unknown>(): Expression<U | null, S> {
    return this.#read('json', sqlTypes.json)
  }

  #read<U>(as: JsonReading, type: SqlType): Expression<U, S> {
    return this.#json(readJson(this.node, as, type))
  }
  #json<U>({ node, key }: JsonRead): Expression<U, S> {
    return new Expression(node, key ?? this.key)
  }

  cast<U>(type: TypeArgument<U>): Expression<U | NullOf<T>, S> {
    return new Expression({ kind: 'cast', operand: this.node, type: columnType(type) }, this.key)
  }
  /** No SQL: reads the value as another type. */
  coerce<U>(type: TypeArgument<U>): Expression<U | NullOf<T>, S, K> {
    return new Expression({ kind: 'coerce', operand: this.node, type: columnType(type) }, this.key)
  }
  /** Text compared and ordered by another collation of the database: `name.collate('NOCASE')`. */
  collate(collation: string): Expression<T, S, K> {
    return new Expression({ kind: 'collate', operand: this.node, collation }, this.key)
  }
  /** Another key in the row, and another name in the SQL. */
  as<const L extends string>(label: L): Expression<T, S, L> {
    return new Expression(this.node, label)
  }
  asc(): Ordering<S> {
    return new Ordering({ expr: this.node, direction: 'asc' })
  }
  desc(): Ordering<S> {
    return new Ordering({ expr: this.node, direction: 'desc' })
  }
  /** NULL before everything else; the direction is ascending. */
  nullsFirst(): Ordering<S> {
    return new Ordering({ expr: this.node, nulls: 'first' })
  }
  nullsLast(): Ordering<S> {
    return new Ordering({ expr: this.node, nulls: 'last' })
  }
  /** For an aggregate's argument: `func.count(orders.c.customerId.distinct())`. */
  distinct(): DistinctArgument<T, S> {
    return new DistinctArgument(this.node, this.key)
  }
}

function isType<U>(options: TypeArgument<U> | OperatorOptions<U>): options is TypeArgument<U> {
  return 'spec' in options
}

/** `expr.distinct()`: only an aggregate takes it. */
export class DistinctArgument<out T, out S extends string = never> extends Expression<T, S> {
  readonly isDistinct = true
}

declare const isAggregate: unique symbol

/** Marks the type of an aggregate that is not used as a window function. */
export interface Aggregate {
  readonly [isAggregate]: true
}

/** Wraps a node that yields true, false or null. */
export function condition(node: ExprNode): Condition<never> {
  return new Expression(node, 'condition')
}
