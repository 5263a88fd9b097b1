// The same database on the event loop, on threads, and off the event loop. Run: pnpm start
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine } from '@athanor/engine'
import { func, insert, select } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'
import { AsyncExecutor, threaded, ThreadPoolExecutor } from '@athanor/workers'
import { measurements, metadata, tasks } from './tasks.ts'

const folder = await mkdtemp(join(tmpdir(), 'athanor-workers-'))
const path = join(folder, 'example.db')
await using engine = createEngine(sqlite(path))
await metadata.createAll(engine)
await engine.execute(
  insert(measurements).values(Array.from({ length: 5000 }, (_, i) => ({ station: i % 5, value: i }))),
)

// Threads: results in the order of the input
{
  await using executor = new ThreadPoolExecutor(tasks, { maxWorkers: 2, data: { path } })
  for await (const result of executor.map('average', [0, 1, 2, 3, 4])) console.log(result)
}
// The event loop: at most ten at a time
{
  await using executor = new AsyncExecutor({ maxWorkers: 10 })
  const futures = [0, 1, 2].map((station) =>
    executor.submit(() =>
      engine.scalar(select(func.max(measurements.c.value)).where(measurements.c.station.eq(station))),
    ),
  )
  console.log(await Promise.all(futures.map((future) => future.result())))
}
// SQLite in threads, behind the same engine
{
  await using offloaded = createEngine(threaded(sqlite(path), { threads: 2 }))
  console.log('rows', await offloaded.scalar(select(func.count()).from(measurements)))
}
await engine.dispose()
await rm(folder, { recursive: true })
