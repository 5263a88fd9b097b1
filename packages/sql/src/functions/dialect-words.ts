import { type SqlType, sqlTypes, typeOf } from '@athanor/contract'
import { Expression } from '../expression/expression.ts'
import { FunctionCall } from './function-call.ts'
import { operandNode } from '../expression/operand.ts'

/**
 * A call of a function that one database has; statements for others are refused when they are compiled. For packages of
 * dialects: users have `func.call()`.
 *
 * @param args expressions, or values, which become parameters of `hint`, or of their own types
 */
export function dialectFunction<T, S extends string>(
  dialect: string,
  name: string,
  type: SqlType,
  args: readonly unknown[],
  hint: SqlType = sqlTypes.unknown,
): FunctionCall<T, S> {
  const nodes = args.map((arg) => operandNode(arg, hint))
  return new FunctionCall({ kind: 'function', name, only: dialect, args: nodes, type }, name)
}

/**
 * An operator that one database has. A plain value at its right has the left side's type, or that of `hint`.
 *
 * @param precedence as in `Expression.op`; default that of a comparison
 */
export function dialectOperator<T, S extends string>(
  dialect: string,
  op: string,
  left: Expression<unknown, string>,
  right: unknown,
  type: SqlType,
  hint: SqlType = typeOf(left.node),
): Expression<T, S> {
  const node = operandNode(right, hint)
  return new Expression(
    { kind: 'operator', op, precedence: 0, only: dialect, left: left.node, right: node, type },
    'op',
  )
}
