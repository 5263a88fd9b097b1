import { UsageError } from '@athanor/contract'

/** Which bounds belong to the range: `[` and `]` include, `(` and `)` exclude. */
export type RangeBounds = '[)' | '(]' | '[]' | '()'

/** From `lower` to `upper`; null: without an end on that side. */
export interface BoundedRange<out T> {
  readonly lower: T | null
  readonly upper: T | null
  readonly bounds: RangeBounds
  readonly empty?: false
}
/** The range that contains nothing. */
export interface EmptyRange {
  readonly empty: true
}

/**
 * A value of PostgreSQL's range types. PostgreSQL brings ranges of whole numbers and of days into the form `[)`, and
 * excludes missing bounds.
 *
 * @see https://www.postgresql.org/docs/current/rangetypes.html
 */
export type Range<T> = BoundedRange<T> | EmptyRange

/** The empty range of every type. */
export const emptyRange: EmptyRange = Object.freeze({ empty: true })

/**
 * A range; null stands for no bound. Default bounds: `[)`.
 *
 * @example
 * range(1, 10) // 1 to 9
 * range(new Date(), null) // from now on
 * @throws {UsageError} SQL_TYPE for other bounds
 */
export function range<T>(lower: T | null, upper: T | null, bounds: RangeBounds = '[)'): BoundedRange<T> {
  if (!isBounds(bounds)) throw new UsageError('the bounds of a range are [), (], [] or ()', { code: 'SQL_TYPE' })
  return Object.freeze({ lower, upper, bounds })
}

export function isBounds(value: unknown): value is RangeBounds {
  return value === '[)' || value === '(]' || value === '[]' || value === '()'
}
