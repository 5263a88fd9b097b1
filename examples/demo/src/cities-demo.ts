import { createShardedEngine, hash, shardingScheme } from '@athanor/sharding'
import { func, insert, select } from '@athanor/sql'
import { ThreadPoolExecutor } from '@athanor/workers'
import { cities, type City, countries, countriesOf, metadata, readCities } from './cities.ts'
import type { DemoOptions } from './options.ts'
import { openShards } from './shards.ts'
import { type CountryStatistics, tasks } from './statistics-tasks.ts'
import { heading, printTable, Progress, timed } from './terminal.ts'

const batchSize = 1000
const scheme = shardingScheme({
  groups: { cities: { strategy: hash({ buckets: 256 }), tables: { cities: 'country' } } },
  reference: ['countries'],
})

type Database = ReturnType<typeof createShardedEngine>

export async function runCitiesDemo(options: DemoOptions): Promise<void> {
  const list = await timed('reading the cities', async () => readCities(options.limit))
  const shards = await openShards(options.target)
  console.log(`  shards: ${shards.where}`)
  try {
    await using db = createShardedEngine({ shards: shards.engines, scheme, commit: 'best-effort' })
    await metadata.createAll(db)
    heading(`Loading ${list.length.toLocaleString('en')} cities into four shards`)
    await timed('loading', () => load(db, list))
    heading(`Statistics by country on ${options.workers} threads`)
    await timed('statistics', () => statistics(db, shards.addresses, options.workers))
    heading('Questions across all shards')
    await questions(db)
    heading('Pools')
    printTable(
      Object.entries(shards.engines).map(([shard, engine]) => {
        const { strategy, idle, inUse, created, acquired, invalidated, timeouts, waitMs } = engine.pool.stats
        return { shard, strategy, idle, inUse, created, acquired, invalidated, timeouts, waitMs }
      }),
    )
  } finally {
    await shards.close()
    if (!options.keep) await shards.remove()
  }
}

async function load(db: Database, list: readonly City[]): Promise<void> {
  await db.execute(insert(countries).values(countriesOf(list)))
  const progress = new Progress('cities', list.length)
  for (let start = 0; start < list.length; start += batchSize) {
    const batch = list.slice(start, start + batchSize)
    await db.execute(insert(cities).values(batch))
    progress.update(start + batch.length)
  }
  const stored = await db.scalar(select(func.count()).from(cities))
  if (stored !== list.length) throw new Error(`${list.length} cities were sent, ${stored} are stored`)
  console.log(`  ${stored.toLocaleString('en')} rows stored, counted on all shards`)
}

async function statistics(
  db: Database,
  addresses: Awaited<ReturnType<typeof openShards>>['addresses'],
  workers: number,
): Promise<void> {
  const codes = await db.scalars(select(countries.c.code).orderBy(countries.c.code)).all()
  // The route says where a country lives, so that a worker asks one shard only.
  const jobs = codes.map((country) => ({
    country,
    shard: db.explain(select(cities).where(cities.c.country.eq(country))).shards[0] ?? 's0',
  }))
  const progress = new Progress('countries', jobs.length)
  const results: CountryStatistics[] = []
  await using executor = new ThreadPoolExecutor(tasks, { maxWorkers: workers, data: { addresses } })
  for await (const each of executor.map('statistics', jobs)) {
    results.push(each)
    progress.update(results.length)
  }
  const uneven = results.filter((each) => each.cities >= 100).toSorted((a, b) => b.gini - a.gini)
  console.log('  Where a few cities have nearly everybody (at least 100 cities):')
  printTable(uneven.slice(0, 5).map((each) => ({ ...each, gini: Number(each.gini.toFixed(3)).toString() })))
}

async function questions(db: Database): Promise<void> {
  const c = cities.c
  await timed('top cities of the world', async () =>
    printTable(
      await db
        .execute(
          select({ city: c.name, country: countries.c.name, population: c.population })
            .from(cities)
            .join(countries, countries.c.code.eq(c.country))
            .orderBy(c.population.desc(), c.id)
            .limit(8),
        )
        .all(),
    ),
  )
  await timed('population by country, above 100 million', async () =>
    printTable(
      await db
        .execute(
          select({
            country: countries.c.name,
            cities: func.count(),
            people: func.sum(c.population),
            average: func.avg(c.population),
            largest: func.max(c.population),
          })
            .from(cities)
            .join(countries, countries.c.code.eq(c.country))
            .groupBy(countries.c.name)
            .having(func.sum(c.population).gt(100_000_000))
            .orderBy(func.sum(c.population).desc()),
        )
        .all(),
    ),
  )
  const korea = select({ city: c.name, population: c.population })
    .where(c.country.eq('KR'))
    .orderBy(c.population.desc())
    .limit(3)
  await timed('one country by its key', async () => printTable(await db.execute(korea).all()))
  const route = db.explain(korea)
  console.log(
    `  route: ${JSON.stringify(route, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`,
  )
}
