import { type SqlType, sqlTypes, typeOf } from '@athanor/contract'
import type { Aggregate, Expression } from '../expression/expression.ts'
import type { FunctionCall } from './function-call.ts'
import type { Within } from '../select/select-types.ts'
import { aggregate, callOf, constant } from './call-of.ts'

type Agg<T, S extends string, K extends string> = FunctionCall<T, Within<S>, K> & Aggregate

/**
 * The texts of a group with a separator between them, NULLs left out; null for none. Order them with `.orderBy()`; SQLite
 * takes an order from 3.44 on. MySQL cuts the result at `group_concat_max_len`.
 *
 * @example
 * func.stringAgg(users.c.name, ', ').orderBy(users.c.name)
 */
export function stringAgg<S extends string>(
  text: Expression<unknown, S>,
  separator: string,
): Agg<string | null, S, 'stringAgg'> {
  return aggregate(callOf('string_agg', 'stringAgg', [text, constant(separator)], sqlTypes.text))
}
/** `stringAgg` with a comma, by MySQL's and SQLite's name. */
export function groupConcat<S extends string>(
  text: Expression<unknown, S>,
  separator = ',',
): Agg<string | null, S, 'groupConcat'> {
  return aggregate(callOf('string_agg', 'groupConcat', [text, constant(separator)], sqlTypes.text))
}
/** The values of a group as an array, with NULLs (PostgreSQL); null for no rows. */
export function arrayAgg<T, S extends string>(value: Expression<T, S>): Agg<T[] | null, S, 'arrayAgg'> {
  const item: SqlType = typeOf(value.node)
  return aggregate(callOf('array_agg', 'arrayAgg', [value], { name: 'array', item }))
}
/** Whether all are true; NULLs are left out, null for none. */
export function boolAnd<S extends string>(condition: Expression<boolean | null, S>): Agg<boolean | null, S, 'boolAnd'> {
  return aggregate(callOf('bool_and', 'boolAnd', [condition], sqlTypes.boolean))
}
/** Whether one is true; NULLs are left out, null for none. */
export function boolOr<S extends string>(condition: Expression<boolean | null, S>): Agg<boolean | null, S, 'boolOr'> {
  return aggregate(callOf('bool_or', 'boolOr', [condition], sqlTypes.boolean))
}

/** The standard deviation of the whole population; SQLite has no such function. */
export function stddevPop<S extends string>(x: Expression<unknown, S>): Agg<number | null, S, 'stddevPop'> {
  return aggregate(callOf('stddev_pop', 'stddevPop', [x], sqlTypes.double))
}
/** The standard deviation estimated from a sample; null for fewer than two. */
export function stddevSamp<S extends string>(x: Expression<unknown, S>): Agg<number | null, S, 'stddevSamp'> {
  return aggregate(callOf('stddev_samp', 'stddevSamp', [x], sqlTypes.double))
}
export function varPop<S extends string>(x: Expression<unknown, S>): Agg<number | null, S, 'varPop'> {
  return aggregate(callOf('var_pop', 'varPop', [x], sqlTypes.double))
}
export function varSamp<S extends string>(x: Expression<unknown, S>): Agg<number | null, S, 'varSamp'> {
  return aggregate(callOf('var_samp', 'varSamp', [x], sqlTypes.double))
}

/**
 * The value below which a fraction of the group lies, interpolated (PostgreSQL): `percentileCont(0.5).withinGroup(x)` is
 * the median.
 */
export function percentileCont(fraction: number): Agg<number | null, never, 'percentileCont'> {
  return aggregate(callOf('percentile_cont', 'percentileCont', [constant(fraction)], sqlTypes.double))
}
/** As `percentileCont`, one of the group's own values, which is `type`d as the ordered expression is. */
export function percentileDisc<T, S extends string>(
  fraction: number,
  by: Expression<T, S>,
): Agg<T | null, S, 'percentileDisc'> {
  const call = callOf('percentile_disc', 'percentileDisc', [constant(fraction)], typeOf(by.node))
  return aggregate(call.withinGroup(by)) as Agg<T | null, S, 'percentileDisc'>
}
/** The most frequent value (PostgreSQL). */
export function mode<T, S extends string>(by: Expression<T, S>): Agg<T | null, S, 'mode'> {
  return aggregate(callOf('mode', 'mode', [], typeOf(by.node)).withinGroup(by)) as Agg<T | null, S, 'mode'>
}
