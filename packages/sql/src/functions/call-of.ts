import { type ExprNode, type SqlType, sqlTypes, typeOf } from '@athanor/contract'
import type { NullOf } from '../expression/arithmetic.ts'
import { type Aggregate, DistinctArgument, Expression } from '../expression/expression.ts'
import { FunctionCall } from './function-call.ts'
import { operandNode } from '../expression/operand.ts'

/** A value, or an expression that yields one. */
export type Argument<T, S extends string> = NonNullable<T> | Expression<T, S>
/** `R`, or null where an argument can be null. */
export type Strict<R, T> = R | NullOf<T>

/** A call. Arguments that are plain values are parameters of their own types, or of the `hint`. */
export function callOf<T, S extends string, K extends string>(
  name: string,
  key: K,
  args: readonly unknown[],
  type: SqlType,
  hint: SqlType = sqlTypes.unknown,
): FunctionCall<T, S, K> {
  const distinct = args.some((arg) => arg instanceof DistinctArgument)
  const nodes = args.map((arg) => operandNode(arg, hint))
  return new FunctionCall({ kind: 'function', name, args: nodes, type, ...(distinct ? { distinct: true } : {}) }, key)
}

/** Only the type checker sees the mark. */
export function aggregate<T, S extends string, K extends string>(
  of: FunctionCall<T, S, K>,
): FunctionCall<T, S, K> & Aggregate {
  return of as FunctionCall<T, S, K> & Aggregate
}

/** A constant of the call itself, such as a number of digits: a part of the text. */
export function constant(value: string | number): Expression<unknown> {
  const type = typeof value === 'string' ? sqlTypes.text : Number.isInteger(value) ? sqlTypes.integer : sqlTypes.double
  return new Expression({ kind: 'literal', type, value }, 'constant')
}

/** The type of an argument; of a plain value: what `hint` says. */
export function typeOfArgument(arg: unknown, hint: SqlType = sqlTypes.unknown): SqlType {
  return typeOf(operandNode(arg, hint))
}
export function nodesOf(args: readonly unknown[], hint: SqlType): readonly ExprNode[] {
  return args.map((arg) => operandNode(arg, hint))
}

/** Counts are `number`s: an error beyond 2^53 instead of a wrong count. */
export const countType: SqlType = Object.freeze({ name: 'bigint', mode: 'number' })
