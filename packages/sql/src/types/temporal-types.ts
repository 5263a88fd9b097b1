/**
 * What the package needs of Temporal's classes, so that neither the runtime nor TypeScript's libraries must have them. Values
 * of any polyfill fit.
 *
 * @see https://tc39.es/proposal-temporal/docs/
 */
export interface PlainDateLike {
  readonly calendarId: string
  readonly year: number
  readonly month: number
  readonly day: number
  toString(): string
}
export interface PlainTimeLike {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
  toString(): string
}
export interface PlainDateTimeLike {
  readonly calendarId: string
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  toString(): string
}
export interface InstantLike {
  readonly epochMilliseconds: number
  readonly epochNanoseconds: bigint
  toString(): string
}
export interface DurationLike {
  readonly years: number
  readonly months: number
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly sign: number
  toString(): string
}

/** The instance type of one of Temporal's classes, where TypeScript's libraries declare it globally; else `Like`. */
type Instance<Name extends string, Like> = typeof globalThis extends {
  readonly Temporal: { readonly [N in Name]: { readonly prototype: infer Value } }
}
  ? Value
  : Like

/** `Temporal.PlainDate`. */
export type PlainDate = Instance<'PlainDate', PlainDateLike>
/** `Temporal.PlainTime`. */
export type PlainTime = Instance<'PlainTime', PlainTimeLike>
/** `Temporal.PlainDateTime`. */
export type PlainDateTime = Instance<'PlainDateTime', PlainDateTimeLike>
/** `Temporal.Instant`. */
export type Instant = Instance<'Instant', InstantLike>
/** `Temporal.Duration`. */
export type Duration = Instance<'Duration', DurationLike>
