import { type ExprNode, sqlTypes, typeOf, typeOfValue } from '@athanor/contract'
import { condition, type Condition, Expression, type SubqueryOperand } from './expression.ts'
import { booleanLiteral, conditionNode, logical, negation } from './logic.ts'
import { operandNode, paramNode } from './operand.ts'
import { literalNode } from './literal-value.ts'
import type { Within } from '../select/select-types.ts'
import { columnType, type TypeArgument } from '../types/type-argument.ts'

/**
 * AND of all; with none: true. TRUE among them is left out.
 * @throws {UsageError} SQL_CONDITION for null or undefined, which would silently match nothing or everything
 */
export function and<S extends string = never>(...conditions: readonly Condition<S>[]): Condition<S> {
  return condition(logical('and', conditions.map(conditionNode)))
}
/**
 * OR of all; with none: false.
 * @throws {UsageError} SQL_CONDITION for null or undefined
 */
export function or<S extends string = never>(...conditions: readonly Condition<S>[]): Condition<S> {
  return condition(logical('or', conditions.map(conditionNode)))
}
/** NOT, by the opposite operator where there is one: `not(a.eq(1))` is `a <> 1`. */
export function not<S extends string>(operand: Condition<S>): Condition<S> {
  return condition(negation(conditionNode(operand)))
}

/** EXISTS: columns of the enclosing statement may be used inside. */
export function exists<S extends string = never>(query: SubqueryOperand<unknown, S>): Expression<boolean, Within<S>> {
  return new Expression({ kind: 'exists', query: query.node, not: false }, 'exists')
}

/** A named parameter, given at execution. It takes the type of what it is compared with, or the one stated. */
export function param<const K extends string, T = never>(name: K, type?: TypeArgument<T>): Expression<T, never, K> {
  return new Expression({ kind: 'param', name, type: type ? columnType(type) : sqlTypes.unknown }, name)
}

/** A value as an expression, sent as a parameter. A stated type is what the value must fit. */
export function literal<T>(value: T, type?: TypeArgument<T>): Expression<T, never, 'literal'> {
  const node = paramNode(value, typeOfValue(value))
  return new Expression(type ? { ...node, type: columnType(type) } : node, 'literal')
}

/**
 * A value written into the SQL text, quoted as the database wants it. For constants of the program: a text per value is
 * a plan per value.
 * @throws {UsageError} SQL_LITERAL for a function, a symbol, or undefined within an object
 */
export function inlineLiteral<T>(value: T, type?: TypeArgument<T>): Expression<T, never, 'literal'> {
  return new Expression(literalNode(value, type && columnType(type)), 'literal')
}

/** SQL's NULL, where an expression is wanted. */
export function nullValue(): Expression<null, never, 'null'> {
  return new Expression({ kind: 'literal', type: sqlTypes.unknown, value: null }, 'null')
}
/** SQL's TRUE. */
export function trueValue(): Expression<boolean, never, 'true'> {
  return new Expression(booleanLiteral(true), 'true')
}
/** SQL's FALSE. */
export function falseValue(): Expression<boolean, never, 'false'> {
  return new Expression(booleanLiteral(false), 'false')
}

/** CAST of an expression or a value: `cast('5', integer())`. */
export function cast<U, S extends string = never, V = unknown>(
  value: Expression<V, S> | V,
  type: TypeArgument<U>,
): Expression<U | Extract<V, null>, S> {
  const operand: ExprNode = operandNode(value, sqlTypes.unknown)
  return new Expression({ kind: 'cast', operand, type: columnType(type) }, 'cast')
}

/** A column of the row that an upsert proposed: `excluded(users.c.name)`. */
export function excluded<T, S extends string, K extends string>(column: Expression<T, S, K>): Expression<T, never, K> {
  const name = column.node.kind === 'column' ? column.node.name : column.key
  return new Expression({ kind: 'excluded', name, type: typeOf(column.node) }, column.key)
}

/** DEFAULT, in a row of INSERT or in SET. */
export function defaultValue(): Expression<never> {
  return new Expression({ kind: 'default' }, 'default')
}
