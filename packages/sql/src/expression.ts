import {
  type BinaryOperator,
  type ExprNode,
  type OrderNode,
  type ParamNode,
  type Query,
  type SelectNode,
  type SetOperationNode,
  type SqlType,
  sqlTypes,
  typeOfValue,
  UsageError,
  typeOf,
} from '@athanor/contract'
import { arithmeticType } from './expression-type.ts'
import { conditionNode, logical, negation } from './logic.ts'
import { columnType, type TypeArgument } from './type-argument.ts'

export { logical, negation } from './logic.ts'

declare const valueType: unique symbol
declare const sourceNames: unique symbol
declare const keyName: unique symbol

/** The null of a nullable type, or never. */
type NullOf<T> = Extract<T, null>

/** A value, null, or an expression of the same type. */
export type Operand<T, S extends string> = NonNullable<T> | null | Expression<T | null, S>

/** An operand of `<` and the like, which NULL cannot be. */
export type OrderedOperand<T, S extends string> = NonNullable<T> | Expression<T | null, S>

/** Anything that WHERE, ON and HAVING take. Comparisons with NULL are neither true nor false, hence the null. */
export type Condition<S extends string = string> = Expression<boolean | null, S>

/** A query of one column in an operand's place; `S` are the sources that it has from the statement around it. */
export interface SubqueryOperand<out T = unknown, out S extends string = string> extends Query<
  unknown,
  T,
  unknown,
  unknown,
  unknown,
  S
> {
  readonly node: SelectNode | SetOperationNode
}

export interface LikeOptions {
  /** The character that makes the next `%` or `_` literal. */
  readonly escape?: string
}
export interface AutoescapeOptions extends LikeOptions {
  /** Take `%`, `_` and the escape character of the value literally; default false, as in SQLAlchemy. */
  readonly autoescape?: boolean
}

// Gives the class a type without a run-time form.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface Ordering<out S extends string> {
  readonly [sourceNames]: S
}
/** One term of ORDER BY; `S` are the sources that it uses. */
export class Ordering<out S extends string = string> {
  readonly order: OrderNode
  constructor(order: OrderNode) {
    this.order = Object.freeze(order)
  }
  nullsFirst(): Ordering<S> {
    return new Ordering({ ...this.order, nulls: 'first' })
  }
  nullsLast(): Ordering<S> {
    return new Ordering({ ...this.order, nulls: 'last' })
  }
}

// Types without a run-time form; an interface may have them, a class would emit them.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface Expression<out T, out S extends string, out K extends string> {
  readonly [valueType]: T
  readonly [sourceNames]: S
  readonly [keyName]: K
}

/**
 * A SQL expression: `T` is the type of its value, `S` the sources whose outer join would make it null, `K` the key it
 * has in a row. Immutable; each operator returns a new one.
 *
 * @example
 * users.c.name.like('A%').and(users.c.id.in([1, 2, 3]))
 */
export class Expression<out T, out S extends string = never, out K extends string = string> {
  readonly node: ExprNode
  /** The key in a row, when the expression is selected without one. */
  readonly key: string

  constructor(node: ExprNode, key: string) {
    this.node = node
    this.key = key
  }

  /** An expression has no value before it is run, so it cannot be added, compared or put into a string by JavaScript. */
  [Symbol.toPrimitive](): never {
    throw new UsageError(
      `the expression '${this.key}' was used as a value of JavaScript: write a.add(b) for a + b, a.lt(b) for a < b, and sql\`…\` for text`,
      { code: 'SQL_COERCION' },
    )
  }

  /** `=`; with null: IS NULL. */
  eq<S2 extends string = never>(value: Operand<T, S2>): Condition<S | S2> {
    return value === null ? condition(unary('is null', this.node)) : this.#compare('=', value)
  }
  /** `<>`; with null: IS NOT NULL. */
  ne<S2 extends string = never>(value: Operand<T, S2>): Condition<S | S2> {
    return value === null ? condition(unary('is not null', this.node)) : this.#compare('<>', value)
  }
  /** `<`, `<=`, `>`, `>=`: with NULL they would never be true. @throws {UsageError} SQL_NULL_COMPARISON */
  lt<S2 extends string = never>(value: OrderedOperand<T, S2>): Condition<S | S2> {
    return this.#order('<', value)
  }
  lte<S2 extends string = never>(value: OrderedOperand<T, S2>): Condition<S | S2> {
    return this.#order('<=', value)
  }
  gt<S2 extends string = never>(value: OrderedOperand<T, S2>): Condition<S | S2> {
    return this.#order('>', value)
  }
  gte<S2 extends string = never>(value: OrderedOperand<T, S2>): Condition<S | S2> {
    return this.#order('>=', value)
  }
  isNull(): Expression<boolean, S> {
    return new Expression(unary('is null', this.node), 'isNull')
  }
  isNotNull(): Expression<boolean, S> {
    return new Expression(unary('is not null', this.node), 'isNotNull')
  }
  isDistinctFrom<S2 extends string = never>(value: Operand<T, S2>): Expression<boolean, S | S2> {
    return new Expression(this.#binary('is distinct from', value, sqlTypes.boolean), 'isDistinctFrom')
  }
  isNotDistinctFrom<S2 extends string = never>(value: Operand<T, S2>): Expression<boolean, S | S2> {
    return new Expression(this.#binary('is not distinct from', value, sqlTypes.boolean), 'isNotDistinctFrom')
  }

  /** `IN`: a list of values or expressions (an empty one is never true), or a subquery. */
  in<S2 extends string = never>(
    values: readonly Operand<T, S2>[] | SubqueryOperand<NonNullable<T> | null, S2>,
  ): Condition<S | S2> {
    return this.#in(values, false)
  }
  notIn<S2 extends string = never>(
    values: readonly Operand<T, S2>[] | SubqueryOperand<NonNullable<T> | null, S2>,
  ): Condition<S | S2> {
    return this.#in(values, true)
  }
  between<S2 extends string = never>(low: Operand<T, S2>, high: Operand<T, S2>): Condition<S | S2> {
    return this.#between(low, high, false)
  }
  notBetween<S2 extends string = never>(low: Operand<T, S2>, high: Operand<T, S2>): Condition<S | S2> {
    return this.#between(low, high, true)
  }

  /** `LIKE`: `%` and `_` are wildcards. SQLite ignores the case of ASCII letters. */
  like<S2 extends string = never>(pattern: Operand<string, S2>, options: LikeOptions = {}): Condition<S | S2> {
    return this.#like(pattern, options.escape, {})
  }
  notLike<S2 extends string = never>(pattern: Operand<string, S2>, options: LikeOptions = {}): Condition<S | S2> {
    return this.#like(pattern, options.escape, { not: true })
  }
  /** LIKE without regard to case, on every database. */
  ilike<S2 extends string = never>(pattern: Operand<string, S2>, options: LikeOptions = {}): Condition<S | S2> {
    return this.#like(pattern, options.escape, { insensitive: true })
  }
  notIlike<S2 extends string = never>(pattern: Operand<string, S2>, options: LikeOptions = {}): Condition<S | S2> {
    return this.#like(pattern, options.escape, { insensitive: true, not: true })
  }
  startsWith<S2 extends string = never>(
    value: Operand<string, S2>,
    options: AutoescapeOptions = {},
  ): Condition<S | S2> {
    return this.#affix('', value, '%', options, {})
  }
  endsWith<S2 extends string = never>(value: Operand<string, S2>, options: AutoescapeOptions = {}): Condition<S | S2> {
    return this.#affix('%', value, '', options, {})
  }
  contains<S2 extends string = never>(value: Operand<string, S2>, options: AutoescapeOptions = {}): Condition<S | S2> {
    return this.#affix('%', value, '%', options, {})
  }
  istartsWith<S2 extends string = never>(
    value: Operand<string, S2>,
    options: AutoescapeOptions = {},
  ): Condition<S | S2> {
    return this.#affix('', value, '%', options, { insensitive: true })
  }
  iendsWith<S2 extends string = never>(value: Operand<string, S2>, options: AutoescapeOptions = {}): Condition<S | S2> {
    return this.#affix('%', value, '', options, { insensitive: true })
  }
  icontains<S2 extends string = never>(value: Operand<string, S2>, options: AutoescapeOptions = {}): Condition<S | S2> {
    return this.#affix('%', value, '%', options, { insensitive: true })
  }

  add<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Arithmetic<T, U>, S | S2>
  add(value: NonNullable<T>): Expression<T, S>
  add(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('+', value)
  }
  sub<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Arithmetic<T, U>, S | S2>
  sub(value: NonNullable<T>): Expression<T, S>
  sub(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('-', value)
  }
  mul<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Arithmetic<T, U>, S | S2>
  mul(value: NonNullable<T>): Expression<T, S>
  mul(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('*', value)
  }
  /** True division: 7 / 2 is 3.5, also for integers, on every database. */
  div<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Arithmetic<T, U>, S | S2>
  div(value: NonNullable<T>): Expression<T, S>
  div(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('/', value)
  }
  /** Division without a remainder: whole numbers are cut towards zero (-7 by 2 is -3), others are rounded down. */
  floorDiv<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Arithmetic<T, U>, S | S2>
  floorDiv(value: NonNullable<T>): Expression<T, S>
  floorDiv(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('//', value)
  }
  /** Remainder, with the sign of the dividend. */
  mod<U, S2 extends string = never>(value: Expression<U, S2>): Expression<Arithmetic<T, U>, S | S2>
  mod(value: NonNullable<T>): Expression<T, S>
  mod(value: unknown): Expression<unknown, string> {
    return this.#arithmetic('%', value)
  }
  neg(): Expression<T, S> {
    return new Expression({ kind: 'unary', op: '-', operand: this.node, type: typeOf(this.node) }, 'neg')
  }
  /** `||`, which is NULL if an operand is. */
  concat<U, S2 extends string = never>(
    value: Expression<U, S2> | string,
  ): Expression<string | NullOf<T> | NullOf<U>, S | S2> {
    return new Expression(this.#binary('||', value, sqlTypes.text), 'concat')
  }
  /** An operator that Athanor has no name for. Without a type the result is the operand's. */
  op<U = T>(operator: string, value: unknown, type?: TypeArgument<U>): Expression<U, S> {
    const resultType = type === undefined ? typeOf(this.node) : columnType(type)
    const right = operandNode(value, typeOf(this.node))
    return new Expression(
      { kind: 'operator', op: operator, precedence: 0, left: this.node, right, type: resultType },
      'op',
    )
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

  cast<U>(type: TypeArgument<U>): Expression<U | NullOf<T>, S> {
    return new Expression({ kind: 'cast', operand: this.node, type: columnType(type) }, this.key)
  }
  /** No SQL: reads the value as another type. */
  coerce<U>(type: TypeArgument<U>): Expression<U | NullOf<T>, S, K> {
    return new Expression({ kind: 'coerce', operand: this.node, type: columnType(type) }, this.key)
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
  /** For an aggregate's argument: `func.count(orders.c.customerId.distinct())`. */
  distinct(): DistinctArgument<T, S> {
    return new DistinctArgument(this.node, this.key)
  }

  #binary(op: BinaryOperator, value: unknown, type: SqlType): ExprNode {
    return { kind: 'binary', op, left: this.node, right: operandNode(value, typeOf(this.node)), type }
  }
  #compare(op: BinaryOperator, value: unknown): Condition<never> {
    return condition(this.#binary(op, value, sqlTypes.boolean))
  }
  #order(op: '<' | '<=' | '>' | '>=', value: unknown): Condition<never> {
    if (value === null) {
      throw new UsageError(`${op} null is never true: use isNull(), isNotNull(), eq(null) or ne(null)`, {
        code: 'SQL_NULL_COMPARISON',
      })
    }
    return this.#compare(op, value)
  }
  #arithmetic(op: '+' | '-' | '*' | '/' | '//' | '%', value: unknown): Expression<unknown, string> {
    const right = operandNode(value, typeOf(this.node))
    const type = arithmeticType(op, typeOf(this.node), typeOf(right))
    return new Expression({ kind: 'binary', op, left: this.node, right, type }, this.key)
  }
  #in(values: readonly unknown[] | SubqueryOperand, not: boolean): Condition<never> {
    if (!isList(values)) {
      if (!isQuery(values)) throw notAList()
      return condition({ kind: 'inQuery', left: this.node, query: values.node, not })
    }
    const type = typeOf(this.node)
    if (values.some((value) => value instanceof Expression)) {
      return condition({ kind: 'inList', left: this.node, items: values.map((value) => operandNode(value, type)), not })
    }
    if (values.includes(undefined)) throw undefinedOperand()
    return condition({ kind: 'inValues', left: this.node, values: Object.freeze([...values]), type, not })
  }
  #between(low: unknown, high: unknown, not: boolean): Condition<never> {
    const type = typeOf(this.node)
    return condition({
      kind: 'between',
      operand: this.node,
      low: operandNode(low, type),
      high: operandNode(high, type),
      not,
    })
  }
  #like(
    pattern: unknown,
    escape: string | undefined,
    how: { readonly insensitive?: true; readonly not?: true },
  ): Condition<never> {
    return condition({
      kind: 'like',
      operand: this.node,
      pattern: operandNode(pattern, sqlTypes.text),
      insensitive: how.insensitive ?? false,
      not: how.not ?? false,
      ...(escape === undefined ? {} : { escape }),
    })
  }
  #affix(
    before: string,
    value: unknown,
    after: string,
    options: AutoescapeOptions,
    how: { readonly insensitive?: true },
  ): Condition<never> {
    const escape = options.escape ?? (options.autoescape ? '/' : undefined)
    if (value instanceof Expression) {
      if (options.autoescape) {
        throw new UsageError(
          'autoescape wants a string, not an expression: escape the expression in SQL, or pass its value',
          { code: 'SQL_AUTOESCAPE' },
        )
      }
      let node: ExprNode = value.node
      if (before) node = { kind: 'binary', op: '||', left: textLiteral(before), right: node, type: sqlTypes.text }
      if (after) node = { kind: 'binary', op: '||', left: node, right: textLiteral(after), type: sqlTypes.text }
      return this.#like(new Expression(node, 'pattern'), escape, how)
    }
    if (typeof value !== 'string') return this.#like(value, escape, how)
    const literal = options.autoescape ? escaped(value, escape ?? '/') : value
    return this.#like(before + literal + after, escape, how)
  }
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

/** The type of `left op right`: exact decimals win over numbers, null over anything. */
export type Arithmetic<T, U> = (NonNullable<U> extends string ? string : NonNullable<T>) | NullOf<T> | NullOf<U>

function isList(values: readonly unknown[] | SubqueryOperand): values is readonly unknown[] {
  return Array.isArray(values)
}
function isQuery(value: unknown): value is SubqueryOperand {
  return typeof value === 'object' && value !== null && 'node' in value
}
function notAList(): UsageError {
  return new UsageError('IN wants an array of values or a query: in([1, 2]), in([...set]), in(select(users.c.id))', {
    code: 'SQL_IN_LIST',
  })
}
function escaped(value: string, escape: string): string {
  return value
    .replaceAll(escape, escape + escape)
    .replaceAll('%', `${escape}%`)
    .replaceAll('_', `${escape}_`)
}
function textLiteral(value: string): ExprNode {
  return { kind: 'literal', type: sqlTypes.text, value }
}
function undefinedOperand(): UsageError {
  return new UsageError('a value is undefined: pass null for SQL NULL, or leave the condition out', {
    code: 'SQL_UNDEFINED',
  })
}

/** Wraps a node that yields true, false or null. */
export function condition(node: ExprNode): Condition<never> {
  return new Expression(node, 'condition')
}
export function unary(op: 'is null' | 'is not null' | 'not', operand: ExprNode): ExprNode {
  return { kind: 'unary', op, operand, type: sqlTypes.boolean }
}

/** The node of an operand: an expression's own, or a parameter of the given type. */
export function operandNode(value: unknown, type: SqlType): ExprNode {
  if (value instanceof Expression) return adopt(value.node, type)
  if (isExpressionLike(value)) return value.toExpression().node
  return paramNode(value, type)
}

/** A raw template or a subquery in an operand's place. */
export interface ExpressionLike {
  toExpression(): Expression<unknown, string>
}
export function isExpressionLike(value: unknown): value is ExpressionLike {
  return (
    typeof value === 'object' && value !== null && 'toExpression' in value && typeof value.toExpression === 'function'
  )
}

/** `param('x')` has no type of its own: it takes that of the other side. */
function adopt(node: ExprNode, type: SqlType): ExprNode {
  return node.kind === 'param' && node.name !== undefined && node.type.name === 'unknown' && type.name !== 'unknown'
    ? { ...node, type }
    : node
}

export function paramNode(value: unknown, type: SqlType): ParamNode {
  if (value === undefined) throw undefinedOperand()
  return { kind: 'param', type: parameterType(value, type), value }
}
function parameterType(value: unknown, type: SqlType): SqlType {
  if (type.name === 'unknown') return typeOfValue(value)
  // 2.5 next to an integer column is a number that the column's type cannot say.
  if ((type.name === 'integer' || type.name === 'smallint') && typeof value === 'number' && !type.custom) {
    return Number.isInteger(value) ? (Math.abs(value) > 0x7fffffff ? typeOfValue(value) : type) : sqlTypes.double
  }
  return type
}
