import { NotSupportedError, UsageError } from '@athanor/contract'

/** Key → bucket by hash. */
export interface HashStrategy {
  readonly kind: 'hash'
  /** Logical buckets; fixed for the life of the data. */
  readonly buckets: number
}
export type ShardingStrategy = HashStrategy

const mostBuckets = 65_536

/**
 * Spreads keys evenly over logical buckets, which are then mapped to shards. The hash is the one of PostgreSQL's
 * `PARTITION BY HASH`, so a bucket holds the rows of the partition of the same modulus and remainder.
 *
 * Choose many more buckets than there will ever be shards: default 256, at most 65,536. The number cannot change later
 * without moving all rows.
 *
 * @throws {UsageError} SHARDING_BUCKETS
 * @example hash({ buckets: 1024 })
 */
export function hash(options: { readonly buckets?: number } = {}): HashStrategy {
  const buckets = options.buckets ?? 256
  if (!Number.isInteger(buckets) || buckets < 1 || buckets > mostBuckets) {
    throw new UsageError(`hash() got ${buckets} buckets: give a whole number from 1 to ${mostBuckets}`, {
      code: 'SHARDING_BUCKETS',
    })
  }
  return Object.freeze({ kind: 'hash', buckets })
}

/** Key ranges to shards. @throws {NotSupportedError} SHARDING_STRATEGY always: not there yet */
export function range(): never {
  throw planned('range')
}
/** Listed keys to shards. @throws {NotSupportedError} SHARDING_STRATEGY always: not there yet */
export function list(): never {
  throw planned('list')
}
/** Keys to shards by a lookup table. @throws {NotSupportedError} SHARDING_STRATEGY always: not there yet */
export function directory(): never {
  throw planned('directory')
}
function planned(what: string): NotSupportedError {
  return new NotSupportedError(`the strategy ${what}() is planned but not there yet: use hash()`, {
    code: 'SHARDING_STRATEGY',
  })
}
