// SQL functions. The package exports this module as `func`: `func.count()`. Unknown ones by name:
// `func.call('soundex', text(), users.c.name)`.
import { type FunctionNode, sqlTypes, type SqlType, typeOf } from '@athanor/contract'
import { type Aggregate, Expression, operandNode } from '../expression/expression.ts'
import { commonType } from '../expression/expression-type.ts'
import { aggregate, callOf, constant, countType } from './call-of.ts'
import { type AnyExpression, FunctionCall } from './function-call.ts'
import type { Within } from '../select/select-types.ts'
import { columnType, type TypeArgument } from '../types/type-argument.ts'

export * from './aggregates.ts'
export * from './json.ts'
export * from './moments.ts'
export * from './numbers.ts'
export * from './text.ts'
export * from './windows.ts'

/** What SUM yields: integers add up to a number that is checked, decimals keep their scale. */
function sumType(given: SqlType): SqlType {
  const { like } = given.native ?? {}
  const type = like ? { ...like, ...(given.custom ? { custom: given.custom } : {}) } : given
  switch (type.name) {
    case 'integer':
    case 'smallint':
      return type.custom ? { ...countType, custom: type.custom } : countType
    case 'numeric':
      return type.precision === undefined ? type : { ...type, precision: 38 }
    default:
      return type
  }
}

/** `count(*)`, or the rows in which the argument is not null. */
export function count<S extends string = never>(
  arg?: Expression<unknown, S>,
): FunctionCall<number, Within<S>, 'count'> & Aggregate {
  if (arg) return aggregate(callOf('count', 'count', [arg], countType))
  const node: FunctionNode = { kind: 'function', name: 'count', args: [{ kind: 'star' }], type: countType }
  return aggregate(new FunctionCall(node, 'count'))
}
/** Null for no rows. */
export function sum<T, S extends string>(arg: Expression<T, S>): FunctionCall<T | null, Within<S>, 'sum'> & Aggregate {
  return aggregate(callOf('sum', 'sum', [arg], sumType(typeOf(arg.node))))
}
/** A floating-point number; null for no rows. */
export function avg<S extends string>(
  arg: Expression<unknown, S>,
): FunctionCall<number | null, Within<S>, 'avg'> & Aggregate {
  return aggregate(callOf('avg', 'avg', [arg], sqlTypes.double))
}
export function min<T, S extends string>(arg: Expression<T, S>): FunctionCall<T | null, Within<S>, 'min'> & Aggregate {
  return aggregate(callOf('min', 'min', [arg], typeOf(arg.node)))
}
export function max<T, S extends string>(arg: Expression<T, S>): FunctionCall<T | null, Within<S>, 'max'> & Aggregate {
  return aggregate(callOf('max', 'max', [arg], typeOf(arg.node)))
}
/** The first that is not null. A value as the last one rules out null. */
export function coalesce<T, S extends string, U = never, S2 extends string = never>(
  first: Expression<T, S>,
  ...others: readonly [...(Expression<U, S2> | NonNullable<T>)[], NonNullable<T>]
): FunctionCall<NonNullable<T> | NonNullable<U>, Within<S | S2>, 'coalesce'>
export function coalesce<T, S extends string, U = never, S2 extends string = never>(
  first: Expression<T, S>,
  ...others: readonly (Expression<U, S2> | NonNullable<T>)[]
): FunctionCall<NonNullable<T> | U, Within<S> | S2, 'coalesce'>
export function coalesce(
  first: AnyExpression,
  ...others: readonly unknown[]
): FunctionCall<unknown, never, 'coalesce'> {
  const type = typeOf(first.node)
  const args = [
    first,
    ...others.map((other) => (other instanceof Expression ? other : new Expression(operandNode(other, type), 'value'))),
  ]
  return callOf('coalesce', 'coalesce', args, commonType(args.map((arg) => arg.node)))
}
/** Null where the two are equal. */
export function nullif<T, S extends string, S2 extends string = never>(
  first: Expression<T, S>,
  second: Expression<T | null, S2> | NonNullable<T>,
): FunctionCall<T | null, S | Within<S2>, 'nullif'> {
  const type = typeOf(first.node)
  return callOf('nullif', 'nullif', [first, new Expression(operandNode(second, type), 'value')], type)
}
export function lower<T extends string | null, S extends string>(arg: Expression<T, S>): FunctionCall<T, S, 'lower'> {
  return callOf('lower', 'lower', [arg], sqlTypes.text)
}
export function upper<T extends string | null, S extends string>(arg: Expression<T, S>): FunctionCall<T, S, 'upper'> {
  return callOf('upper', 'upper', [arg], sqlTypes.text)
}
/** In characters. */
export function charLength<T extends string | null, S extends string>(
  arg: Expression<T, S>,
): FunctionCall<number | Extract<T, null>, S, 'charLength'> {
  return callOf('char_length', 'charLength', [arg], sqlTypes.integer)
}
export function abs<T, S extends string>(arg: Expression<T, S>): FunctionCall<T, S, 'abs'> {
  return callOf('abs', 'abs', [arg], typeOf(arg.node))
}
/** Rounded to digits behind the point, half away from zero; floating-point numbers as the database does it. */
export function round<T, S extends string>(arg: Expression<T, S>, digits = 0): FunctionCall<T, S, 'round'> {
  const type = typeOf(arg.node)
  const scaled =
    type.name === 'numeric' && type.precision !== undefined ? { ...type, scale: Math.max(0, digits) } : type
  return callOf('round', 'round', digits === 0 ? [arg] : [arg, constant(digits)], scaled)
}
export function rowNumber(): FunctionCall<number, never, 'rowNumber'> {
  return callOf('row_number', 'rowNumber', [], countType)
}
export function rank(): FunctionCall<number, never, 'rank'> {
  return callOf('rank', 'rank', [], countType)
}
export function denseRank(): FunctionCall<number, never, 'denseRank'> {
  return callOf('dense_rank', 'denseRank', [], countType)
}
/** The value `offset` rows before in the partition, or `otherwise` where there is none. MariaDB has no `otherwise`. */
export function lag<T, S extends string, U extends NonNullable<T> | null = null>(
  arg: Expression<T, S>,
  offset = 1,
  ...otherwise: readonly U[]
): FunctionCall<T | U, Within<S>, 'lag'> {
  return callOf('lag', 'lag', [arg, constant(offset), ...defaults(arg, otherwise)], typeOf(arg.node))
}
/** The value `offset` rows behind in the partition, or `otherwise` where there is none. MariaDB has no `otherwise`. */
export function lead<T, S extends string, U extends NonNullable<T> | null = null>(
  arg: Expression<T, S>,
  offset = 1,
  ...otherwise: readonly U[]
): FunctionCall<T | U, Within<S>, 'lead'> {
  return callOf('lead', 'lead', [arg, constant(offset), ...defaults(arg, otherwise)], typeOf(arg.node))
}
function defaults(arg: AnyExpression, otherwise: readonly unknown[]): readonly AnyExpression[] {
  return otherwise.slice(0, 1).map((value) => new Expression(operandNode(value, typeOf(arg.node)), 'otherwise'))
}
export function firstValue<T, S extends string>(
  arg: Expression<T, S>,
): FunctionCall<T | null, Within<S>, 'firstValue'> {
  return callOf('first_value', 'firstValue', [arg], typeOf(arg.node))
}
export function lastValue<T, S extends string>(arg: Expression<T, S>): FunctionCall<T | null, Within<S>, 'lastValue'> {
  return callOf('last_value', 'lastValue', [arg], typeOf(arg.node))
}
/** The current moment of the database. */
export function now(): FunctionCall<Date, never, 'now'> {
  return callOf('current_timestamp', 'now', [], sqlTypes.timestamp)
}
/** Any function by its name in the database; the type says what it returns. */
export function call<T>(
  name: string,
  type: TypeArgument<T>,
  ...args: readonly unknown[]
): FunctionCall<T, never, string> {
  return callOf(name, name, args, columnType(type))
}
