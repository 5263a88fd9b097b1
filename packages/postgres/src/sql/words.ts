import { type SqlType, sqlTypes, typeOf } from '@athanor/contract'
import { dialectFunction, dialectOperator, type Condition, Expression, operandNode } from '@athanor/sql'

/** A function of PostgreSQL. */
export function call<T, S extends string>(
  name: string,
  type: SqlType,
  args: readonly unknown[],
  hint?: SqlType,
): Expression<T, S> {
  return dialectFunction('postgres', name, type, args, hint)
}
/** An operator of PostgreSQL that yields true, false or NULL. */
export function test<S extends string>(
  op: string,
  left: Expression<unknown, string>,
  right: unknown,
  hint: SqlType = typeOf(left.node),
): Condition<S> {
  return dialectOperator('postgres', op, left, right, sqlTypes.boolean, hint)
}
/** An operator of PostgreSQL that yields a value. */
export function operation<T, S extends string>(
  op: string,
  left: Expression<unknown, string>,
  right: unknown,
  type: SqlType = typeOf(left.node),
  hint: SqlType = typeOf(left.node),
): Expression<T, S> {
  return dialectOperator('postgres', op, left, right, type, hint)
}

/** A value as a parameter of a type. */
export function param(value: unknown, type: SqlType): Expression<unknown, string> {
  return new Expression(operandNode(value, type), 'value')
}
/** A constant of the program, written into the text. */
export function constant(value: string | number): Expression<unknown, string> {
  const type = typeof value === 'string' ? sqlTypes.text : sqlTypes.integer
  return new Expression({ kind: 'literal', type, value }, 'constant')
}
