import assert from 'node:assert/strict'
import type { Engine } from '@athanor/engine'
import { insert, select } from '@athanor/sql'
import { type Shop, withShop } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

const streaming = (name: string, body: (engine: Engine, tables: Shop) => Promise<void>): KitCase => ({
  name,
  run: withShop(async (engine, tables) => {
    await engine.execute(
      insert(tables.customers).values(Array.from({ length: 1000 }, (_, i) => ({ id: i + 1, name: `n${i}` }))),
    )
    await body(engine, tables)
    assert.equal(engine.pool.stats.inUse, 0)
  }),
})

export const streamCases: readonly KitCase[] = [
  streaming('yields every row in order, in batches', async (engine, { customers }) => {
    let sum = 0
    let last = 0
    for await (const row of engine.stream(select(customers).orderBy(customers.c.id), {}, { batchSize: 64 })) {
      assert.ok(row.id > last)
      last = row.id
      sum += row.id
    }
    assert.equal(sum, 500_500)
  }),
  streaming('an early end frees the connection', async (engine, { customers }) => {
    for await (const row of engine.stream(select(customers).orderBy(customers.c.id), {}, { batchSize: 10 }))
      if (row.id === 15) break
    assert.equal(engine.pool.stats.inUse, 0)
    assert.equal(await engine.scalar(select(customers.c.id).where(customers.c.id.eq(7))), 7)
  }),
  streaming('a throw in the loop comes out as it is', async (engine, { customers }) => {
    const mine = new Error('mine')
    const thrown = await (async () => {
      for await (const row of engine.stream(select(customers).orderBy(customers.c.id), {}, { batchSize: 10 }))
        if (row.id === 15) throw mine
    })().catch((error: unknown) => error)
    assert.equal(thrown, mine)
  }),
  streaming('a signal ends it', async (engine, { customers }) => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const thrown = await (async () => {
      for await (const row of engine.stream(
        select(customers).orderBy(customers.c.id),
        {},
        { batchSize: 10, signal: controller.signal },
      ))
        if (row.id === 15) controller.abort(reason)
    })().catch((error: unknown) => error)
    assert.equal(thrown, reason)
    assert.equal(await engine.scalar(select(customers.c.id).where(customers.c.id.eq(7))), 7)
  }),
  streaming('no rows is no trouble', async (engine, { customers }) => {
    for await (const row of engine.stream(select(customers).where(customers.c.id.eq(-1))))
      assert.fail(`got row ${row.id}`)
  }),
]
