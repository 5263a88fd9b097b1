/**
 * A period as databases keep it: months, days and a time, each with a sign of its own, since a month has no fixed number
 * of days, nor a day of hours. Whole numbers, but for milliseconds, which go to the microsecond. What is zero is left out
 * when it is read.
 */
export interface Interval {
  readonly years?: number
  readonly months?: number
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
  readonly milliseconds?: number
}
