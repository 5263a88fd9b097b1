// The five pool strategies, and a pool of anything. Run: pnpm start
import { createEngine, PoolTimeoutError } from '@athanor/engine'
import { assertionPool, createPool, nullPool, queuePool, singletonThreadPool, staticPool } from '@athanor/pool'
import { literal, select } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = await mkdtemp(join(tmpdir(), 'athanor-pools-'))
const path = join(folder, 'example.db')

// QueuePool: two connections are kept, one more may be opened, the fourth caller waits at most 100 ms
{
  await using engine = createEngine(sqlite(path), { pool: queuePool({ size: 2, maxOverflow: 1, timeoutMs: 100 }) })
  const connections = await Promise.all([engine.connect(), engine.connect(), engine.connect()])
  const error = await engine.connect().catch((reason: unknown) => reason)
  if (error instanceof PoolTimeoutError) console.log('fourth caller:', error.message)
  for (const connection of connections) await connection.close()
  const { idle, created, closed } = engine.pool.stats
  console.log('queuePool', { idle, created, closed })
}

// The others differ only in what they lend
for (const [name, pool] of Object.entries({ nullPool, staticPool, singletonThreadPool, assertionPool })) {
  await using engine = createEngine(sqlite(path), { pool: pool() })
  for (let i = 0; i < 3; i++) await engine.scalar(select(literal(i)))
  const { created, idle } = engine.pool.stats
  console.log(name, { created, idle })
}

// A pool of anything that is costly to make
{
  let made = 0
  await using pool = createPool(queuePool({ size: 1, maxOverflow: 0 }), {
    create: async () => ({ id: ++made }),
    reset: async () => undefined,
    destroy: async () => undefined,
  })
  for (let i = 0; i < 3; i++) {
    await using lease = await pool.acquire()
    console.log('resource', lease.resource.id)
  }
}
await rm(folder, { recursive: true })
