import { createEngine, type Engine } from '@athanor/engine'
import { nullPool } from '@athanor/pool'
import { select } from '@athanor/sql'
import { defineTasks } from '@athanor/workers'
import { cities } from './cities.ts'
import { openBackend, type ShardAddress } from './shards.ts'

export interface CountryStatistics {
  readonly country: string
  readonly cities: number
  readonly population: number
  readonly median: number
  /** 0: all cities are of one size; near 1: one city has nearly everybody. */
  readonly gini: number
}

/** Each worker has its own engines: NullPool, and a ping before each use. */
export const tasks = defineTasks(import.meta.url, {
  setup: (data: { readonly addresses: readonly ShardAddress[] }) =>
    new Map(
      data.addresses.map((address) => [
        address.name,
        createEngine(openBackend(address), { pool: nullPool({ prePing: true }) }),
      ]),
    ),
  teardown: async (engines: ReadonlyMap<string, Engine>) => {
    for (const engine of engines.values()) await engine.dispose()
  },
  tasks: {
    async statistics(
      engines: ReadonlyMap<string, Engine>,
      { shard, country }: { readonly shard: string; readonly country: string },
    ): Promise<CountryStatistics> {
      const engine = engines.get(shard)
      if (!engine) throw new RangeError(`there is no shard ${shard}`)
      const sizes = await engine
        .scalars(select(cities.c.population).where(cities.c.country.eq(country)).orderBy(cities.c.population))
        .all()
      return summarise(country, sizes)
    },
  },
})

function summarise(country: string, sorted: readonly number[]): CountryStatistics {
  const population = sorted.reduce((sum, size) => sum + size, 0)
  const middle = Math.floor(sorted.length / 2)
  const median = sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
  const weighted = sorted.reduce((sum, size, i) => sum + size * (i + 1), 0)
  const n = sorted.length
  const gini = population === 0 || n === 0 ? 0 : (2 * weighted) / (n * population) - (n + 1) / n
  return { country, cities: n, population, median, gini }
}
