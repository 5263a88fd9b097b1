import { UsageError } from '@athanor/contract'
import type { ShardingScheme } from './scheme.ts'

/** Which shard holds which bucket. Frozen; a move of buckets makes a new map with a higher epoch. */
export interface BucketMap {
  readonly epoch: number
  /** The shard's name, by bucket. */
  readonly shards: readonly string[]
}

/**
 * Contiguous runs of buckets, as even as can be: sizes differ by at most one.
 *
 * The map follows from the number and the order of the shards. Rows do not move by themselves: when a shard is added,
 * keep the old map and hand it to `createShardedEngine({ bucketMaps })` until the rows have been moved.
 */
export function balancedMap(buckets: number, shards: readonly string[], epoch = 1): BucketMap {
  const names = Array.from({ length: buckets }, (_, i) => shards[Math.floor((i * shards.length) / buckets)] ?? '')
  return Object.freeze({ epoch, shards: Object.freeze(names) })
}

/** A scheme on a set of shards. */
export interface Placement {
  readonly scheme: ShardingScheme
  readonly shards: readonly string[]
  readonly maps: Readonly<Record<string, BucketMap>>
}

/** @throws {UsageError} SHARDING_BUCKET_MAP when a given map does not cover the buckets with known shards */
export function placementOf(
  scheme: ShardingScheme,
  shards: readonly string[],
  given: Readonly<Record<string, BucketMap>> = {},
): Placement {
  const maps = Object.entries(scheme.groups).map(([group, { strategy }]) => {
    const map = given[group] ?? balancedMap(strategy.buckets, shards)
    if (map.shards.length !== strategy.buckets) {
      throw wrongMap(group, `has ${map.shards.length} buckets, the strategy ${strategy.buckets}`)
    }
    const unknown = map.shards.find((name) => !shards.includes(name))
    if (unknown !== undefined) throw wrongMap(group, `names the shard '${unknown}', which is not given`)
    return [group, map] as const
  })
  return Object.freeze({
    scheme,
    shards: Object.freeze([...shards]),
    maps: Object.freeze(Object.fromEntries(maps)),
  })
}
function wrongMap(group: string, what: string): UsageError {
  return new UsageError(`the bucket map of group ${group} ${what}: give one that fits`, {
    code: 'SHARDING_BUCKET_MAP',
  })
}

/** The shards of these buckets in the placement's order; undefined buckets are all. */
export function shardsOf(
  placement: Placement,
  group: string,
  buckets: ReadonlySet<number> | undefined,
): readonly string[] {
  if (buckets === undefined) return placement.shards
  const map = placement.maps[group]
  const names = new Set([...buckets].map((bucket) => map?.shards[bucket]))
  return placement.shards.filter((name) => names.has(name))
}
