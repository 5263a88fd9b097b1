import { type Interval, type SqlType, sqlTypes, UsageError } from '@athanor/contract'
import type { ColumnBuilder } from './column-builder.ts'
import type { Duration, Instant, PlainDate, PlainDateTime, PlainTime } from './temporal-types.ts'
import { count, modeOf, namedOptions, typeColumn } from './type-column.ts'

/** `date` by its modes. */
export interface DateValues {
  /** `'2026-01-31'`. */
  readonly string: string
  /** A Date at midnight UTC; one with a time of day is refused. */
  readonly date: Date
  readonly temporal: PlainDate
}
export interface DateOptions<M extends keyof DateValues> {
  /** Default `string`. */
  readonly mode?: M
}

/**
 * A day without time, as `'2026-01-31'`; with `{ mode }` as a Date at midnight UTC or a `Temporal.PlainDate`.
 *
 * @example
 * date('born_on', { mode: 'temporal' })
 */
export function date<M extends keyof DateValues = 'string'>(options?: DateOptions<M>): ColumnBuilder<DateValues[M]>
export function date<M extends keyof DateValues = 'string'>(
  name: string | undefined,
  options?: DateOptions<M>,
): ColumnBuilder<DateValues[M]>
export function date<M extends keyof DateValues = 'string'>(
  first?: string | DateOptions<M>,
  second?: DateOptions<M>,
): ColumnBuilder<DateValues[M]> {
  const [name, given] = namedOptions(first, second)
  const mode = modeOf<keyof DateValues>('date', given.mode, ['string', 'date', 'temporal'])
  return typeColumn(mode === undefined || mode === 'string' ? sqlTypes.date : { name: 'date', mode }, name)
}

/** `time` by its modes. */
export interface TimeValues {
  /** `'13:05:00'`, `'13:05:00.25'`; with a time zone `'13:05:00+02'`. */
  readonly string: string
  readonly temporal: PlainTime
}
export interface TimeOptions<M extends keyof TimeValues> {
  /** Default `string`. */
  readonly mode?: M
  /** Digits of the seconds' fraction that the column keeps, 0 to 6; the database rounds. Default: see docs/types.md. */
  readonly precision?: number
  /** TIME WITH TIME ZONE (PostgreSQL only), in mode `string`. */
  readonly timezone?: boolean
}

/** A time of day, as `'13:05:00'`, or as a `Temporal.PlainTime`. To the microsecond. */
export function time<M extends keyof TimeValues = 'string'>(options?: TimeOptions<M>): ColumnBuilder<TimeValues[M]>
export function time<M extends keyof TimeValues = 'string'>(
  name: string | undefined,
  options?: TimeOptions<M>,
): ColumnBuilder<TimeValues[M]>
export function time<M extends keyof TimeValues = 'string'>(
  first?: string | TimeOptions<M>,
  second?: TimeOptions<M>,
): ColumnBuilder<TimeValues[M]> {
  const [name, given] = namedOptions(first, second)
  const mode = modeOf<keyof TimeValues>('time', given.mode, ['string', 'temporal'])
  if (given.timezone && mode === 'temporal') {
    throw new UsageError("Temporal has no time with a time zone: use time({ timezone: true }) in mode 'string'", {
      code: 'SQL_TYPE',
    })
  }
  return typeColumn({ name: 'time', ...momentFacts(given, mode === 'string' ? undefined : mode) }, name)
}

/** `timestamp` by its modes; with a time zone `temporal` is an `Instant`. */
export interface TimestampValues {
  /** To the millisecond. Without a time zone it is UTC. */
  readonly date: Date
  /** `'2026-01-31 13:05:00.123456'`; with a time zone `'…+00:00'`, always in UTC when it is read. */
  readonly string: string
  readonly temporal: PlainDateTime
}
export type TimestampValue<M extends keyof TimestampValues, Z extends boolean> = M extends 'temporal'
  ? Z extends true
    ? Instant
    : PlainDateTime
  : TimestampValues[M]

export interface TimestampOptions<M extends keyof TimestampValues, Z extends boolean> {
  /** Default `date`. */
  readonly mode?: M
  /** TIMESTAMP WITH TIME ZONE where there is one; elsewhere moments are kept in UTC. Default false. */
  readonly timezone?: Z
  /** Digits of the seconds' fraction that the column keeps, 0 to 6; the database rounds. Default: see docs/types.md. */
  readonly precision?: number
}

/**
 * A moment as a `Date`, in UTC, to the millisecond; as text or as a `Temporal.PlainDateTime` or `Temporal.Instant` to the
 * microsecond.
 *
 * @example
 * timestamp('placed_at', { timezone: true, mode: 'temporal' }) // a Temporal.Instant
 */
export function timestamp<M extends keyof TimestampValues = 'date', Z extends boolean = false>(
  options?: TimestampOptions<M, Z>,
): ColumnBuilder<TimestampValue<M, Z>>
export function timestamp<M extends keyof TimestampValues = 'date', Z extends boolean = false>(
  name: string | undefined,
  options?: TimestampOptions<M, Z>,
): ColumnBuilder<TimestampValue<M, Z>>
export function timestamp<M extends keyof TimestampValues = 'date', Z extends boolean = false>(
  first?: string | TimestampOptions<M, Z>,
  second?: TimestampOptions<M, Z>,
): ColumnBuilder<TimestampValue<M, Z>> {
  const [name, given] = namedOptions(first, second)
  const mode = modeOf<keyof TimestampValues>('timestamp', given.mode, ['date', 'string', 'temporal'])
  const facts = momentFacts(given, mode === 'date' ? undefined : mode)
  return typeColumn(Object.keys(facts).length === 0 ? sqlTypes.timestamp : { name: 'timestamp', ...facts }, name)
}

function momentFacts(
  given: { readonly precision?: number; readonly timezone?: boolean },
  mode: 'string' | 'temporal' | undefined,
): Partial<SqlType> {
  const { precision, timezone } = given
  if (precision !== undefined && count('precision', precision) > 6) {
    throw new UsageError(`precision is ${precision}: databases keep at most 6 digits`, { code: 'SQL_TYPE' })
  }
  return {
    ...(precision === undefined ? {} : { precision }),
    ...(timezone ? { timezone } : {}),
    ...(mode === undefined ? {} : { mode }),
  }
}

/** `interval` by its modes. */
export interface IntervalValues {
  readonly object: Interval
  /** ISO 8601: `'P1Y2M3DT4H5M6.789S'`, with a sign before each part that is negative. */
  readonly string: string
  readonly temporal: Duration
}
export interface IntervalOptions<M extends keyof IntervalValues> {
  /** Default `object`. */
  readonly mode?: M
}

/**
 * A period (PostgreSQL; other databases have no such type, and refuse it). PostgreSQL keeps months, days and
 * microseconds: 14 months come back as 1 year and 2 months, 90 minutes as 1 hour and 30 minutes, days stay days.
 *
 * @example
 * interval().default({ days: 30 })
 * @see https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-INTERVAL-INPUT
 */
export function interval<M extends keyof IntervalValues = 'object'>(
  options?: IntervalOptions<M>,
): ColumnBuilder<IntervalValues[M]>
export function interval<M extends keyof IntervalValues = 'object'>(
  name: string | undefined,
  options?: IntervalOptions<M>,
): ColumnBuilder<IntervalValues[M]>
export function interval<M extends keyof IntervalValues = 'object'>(
  first?: string | IntervalOptions<M>,
  second?: IntervalOptions<M>,
): ColumnBuilder<IntervalValues[M]> {
  const [name, given] = namedOptions(first, second)
  const mode = modeOf<keyof IntervalValues>('interval', given.mode, ['object', 'string', 'temporal'])
  return typeColumn(mode === undefined || mode === 'object' ? sqlTypes.interval : { name: 'interval', mode }, name)
}
