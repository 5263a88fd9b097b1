import { type ExtractField, type SqlType, sqlTypes, typeOf } from '@athanor/contract'
import type { NullOf } from './arithmetic.ts'
import { Expression } from './expression.ts'
import { type Argument, callOf, constant, countType } from '../functions/call-of.ts'
import { operandNode } from './operand.ts'

/** Moments as columns yield them: a `Date`, or a text or a Temporal object. */
type Moment = Date | string | object | null

/** Units of `dateAdd` and `dateDiff`. */
export type DateUnit = DateTruncUnit | 'millisecond'
/** Units of `dateTrunc`; a week begins on Monday. */
export type DateTruncUnit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second'

const fractional: ReadonlySet<ExtractField> = new Set<ExtractField>(['second', 'epoch'])

/**
 * A part of a moment, as a number, equal on every database: `dow` from 0 (Sunday), `doy` from 1, `week` as ISO 8601
 * counts, `second` and `epoch` (since 1970, UTC) with their milliseconds.
 */
export function extract<T extends Moment, S extends string>(
  field: ExtractField,
  moment: Expression<T, S>,
): Expression<number | NullOf<T>, S> {
  const type: SqlType = fractional.has(field) ? sqlTypes.double : sqlTypes.integer
  return new Expression({ kind: 'extract', field, operand: moment.node, type }, field)
}

const daily: ReadonlySet<DateUnit> = new Set<DateUnit>(['year', 'quarter', 'month', 'week', 'day'])

/**
 * A moment later by an amount of units (earlier: a negative one). A day that the month has not becomes its last one, on
 * every database. A date stays a date when the unit is a day or longer.
 *
 * @example
 * dateAdd(orders.c.placedAt, 14, 'day')
 */
export function dateAdd<
  T extends Moment,
  S extends string,
  U extends number | null = number,
  S2 extends string = never,
>(moment: Expression<T, S>, amount: Argument<U, S2>, unit: DateUnit): Expression<T | NullOf<U>, S | S2> {
  const given = typeOf(moment.node)
  const type = given.name === 'date' && !daily.has(unit) ? sqlTypes.timestamp : given
  return callOf(
    'athanor_date_add',
    'dateAdd',
    [moment, new Expression(operandNode(amount, sqlTypes.integer), 'n'), constant(unit)],
    type,
  )
}

/** Whole units from the first moment to the second, the rest cut off; negative when the second is earlier. */
export function dateDiff<T extends Moment, S extends string, U extends Moment = T, S2 extends string = never>(
  unit: DateUnit,
  from: Expression<T, S>,
  to: Argument<U, S2>,
): Expression<number | NullOf<T | U>, S | S2> {
  const end = new Expression(operandNode(to, typeOf(from.node)), 'to')
  return callOf('athanor_date_diff', 'dateDiff', [from, end, constant(unit)], countType)
}

/** The moment at which the unit began: `dateTrunc('month', d)` is midnight of the month's first day. A timestamp. */
export function dateTrunc<T extends Moment, S extends string>(
  unit: DateTruncUnit,
  moment: Expression<T, S>,
): Expression<Date | NullOf<T>, S> {
  const given = typeOf(moment.node)
  const type: SqlType =
    given.name === 'timestamp' && given.timezone ? { name: 'timestamp', timezone: true } : sqlTypes.timestamp
  return callOf('athanor_date_trunc', 'dateTrunc', [moment, constant(unit)], type)
}
