import { type SqlType, sqlTypes, typeOf, UsageError } from '@athanor/contract'
import type { NullOf } from '../expression/arithmetic.ts'
import type { Expression } from '../expression/expression.ts'
import { commonType } from '../expression/expression-type.ts'
import type { FunctionCall } from './function-call.ts'
import { type Argument, callOf, nodesOf, type Strict } from './call-of.ts'

/** Numbers as columns yield them: decimals are strings. */
type Numeric = number | bigint | string | null
type Double<T, S extends string, K extends string> = FunctionCall<number | NullOf<T>, S, K>

/** A whole number of the same type: a decimal without its scale. */
function whole(type: SqlType): SqlType {
  return type.name === 'numeric' && type.precision !== undefined ? { ...type, scale: 0 } : type
}

/** -1, 0 or 1. */
export function sign<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'sign'> {
  return callOf('sign', 'sign', [x], sqlTypes.integer)
}
/** The nearest whole number above, in the type of the argument. */
export function ceil<T extends Numeric, S extends string>(x: Expression<T, S>): FunctionCall<T, S, 'ceil'> {
  return callOf('ceil', 'ceil', [x], whole(typeOf(x.node)))
}
/** The nearest whole number below. */
export function floor<T extends Numeric, S extends string>(x: Expression<T, S>): FunctionCall<T, S, 'floor'> {
  return callOf('floor', 'floor', [x], whole(typeOf(x.node)))
}
/** Without the fraction. */
export function trunc<T extends Numeric, S extends string>(x: Expression<T, S>): FunctionCall<T, S, 'trunc'> {
  return callOf('trunc', 'trunc', [x], whole(typeOf(x.node)))
}
/** The remainder, as the operator `.mod()`. */
export function mod<T extends Numeric, S extends string, U extends Numeric = T, S2 extends string = never>(
  x: Expression<T, S>,
  y: Argument<U, S2>,
): FunctionCall<Strict<T, U>, S | S2, 'mod'> {
  return callOf('mod', 'mod', [x, y], commonType(nodesOf([x, y], typeOf(x.node))))
}
/** `x` to the power of `y`, in floating point. */
export function power<T extends Numeric, S extends string, U extends Numeric = number, S2 extends string = never>(
  x: Expression<T, S>,
  y: Argument<U, S2>,
): Double<T | U, S | S2, 'power'> {
  return callOf('power', 'power', [x, y], sqlTypes.double)
}
/** The square root. Of a negative number: an error on PostgreSQL, NULL elsewhere; so also with the logarithms. */
export function sqrt<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'sqrt'> {
  return callOf('sqrt', 'sqrt', [x], sqlTypes.double)
}
export function exp<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'exp'> {
  return callOf('exp', 'exp', [x], sqlTypes.double)
}
/** The natural logarithm. */
export function ln<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'ln'> {
  return callOf('ln', 'ln', [x], sqlTypes.double)
}
export function log10<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'log10'> {
  return callOf('log10', 'log10', [x], sqlTypes.double)
}
/** The logarithm to a base. */
export function log<T extends Numeric, S extends string, U extends Numeric = number, S2 extends string = never>(
  base: Argument<U, S2>,
  x: Expression<T, S>,
): Double<T | U, S | S2, 'log'> {
  return callOf('log_base', 'log', [base, x], sqlTypes.double)
}
export function pi(): FunctionCall<number, never, 'pi'> {
  return callOf('pi', 'pi', [], sqlTypes.double)
}
/** A random number from 0 on, below 1; another one for each row. */
export function random(): FunctionCall<number, never, 'random'> {
  return callOf('random', 'random', [], sqlTypes.double)
}
/** Angles are in radians. */
export function sin<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'sin'> {
  return callOf('sin', 'sin', [x], sqlTypes.double)
}
export function cos<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'cos'> {
  return callOf('cos', 'cos', [x], sqlTypes.double)
}
export function tan<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'tan'> {
  return callOf('tan', 'tan', [x], sqlTypes.double)
}
export function asin<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'asin'> {
  return callOf('asin', 'asin', [x], sqlTypes.double)
}
export function acos<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'acos'> {
  return callOf('acos', 'acos', [x], sqlTypes.double)
}
export function atan<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'atan'> {
  return callOf('atan', 'atan', [x], sqlTypes.double)
}
export function atan2<T extends Numeric, S extends string, U extends Numeric = number, S2 extends string = never>(
  y: Expression<T, S>,
  x: Argument<U, S2>,
): Double<T | U, S | S2, 'atan2'> {
  return callOf('atan2', 'atan2', [y, x], sqlTypes.double)
}
export function degrees<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'degrees'> {
  return callOf('degrees', 'degrees', [x], sqlTypes.double)
}
export function radians<T extends Numeric, S extends string>(x: Expression<T, S>): Double<T, S, 'radians'> {
  return callOf('radians', 'radians', [x], sqlTypes.double)
}

/** The greatest of several values of one row; NULL if one of them is NULL, on every database. */
export function greatest<T, S extends string, S2 extends string = never>(
  first: Expression<T, S>,
  ...others: readonly Argument<T, S2>[]
): FunctionCall<T, S | S2, 'greatest'> {
  return extreme('greatest', first, others)
}
/** The least of several values of one row; NULL if one of them is NULL. */
export function least<T, S extends string, S2 extends string = never>(
  first: Expression<T, S>,
  ...others: readonly Argument<T, S2>[]
): FunctionCall<T, S | S2, 'least'> {
  return extreme('least', first, others)
}
function extreme<T, S extends string, K extends 'greatest' | 'least'>(
  name: K,
  first: Expression<T, string>,
  others: readonly unknown[],
): FunctionCall<T, S, K> {
  if (others.length === 0) throw new UsageError(`${name}() wants at least two values`, { code: 'SQL_ARGUMENT' })
  const args = [first, ...others]
  const type = typeOf(first.node)
  return callOf(name, name, args, commonType(nodesOf(args, type)), type)
}
