import assert from 'node:assert/strict'
import { UsageError } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import { deleteFrom, func, insert, select } from '@athanor/sql'
import { type Shop, withShop } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

const inShop = (
  name: string,
  body: (engine: Engine, tables: Shop, count: () => Promise<number | null>) => Promise<void>,
): KitCase => ({
  name,
  run: withShop((engine, tables) =>
    body(engine, tables, () => engine.scalar(select(func.count()).from(tables.customers))),
  ),
})

export const transactionCases: readonly KitCase[] = [
  inShop('commits when the work resolves', async (engine, { customers }, count) => {
    const value = await engine.transaction(async (tx) => {
      await tx.execute(insert(customers).values({ name: 'a' }))
      return 'done'
    })
    assert.equal(value, 'done')
    assert.equal(await count(), 1)
  }),
  inShop('rolls back when the work throws, and throws the same error', async (engine, { customers }, count) => {
    const mine = new Error('mine')
    const thrown = await engine
      .transaction(async (tx) => {
        await tx.execute(insert(customers).values({ name: 'a' }))
        throw mine
      })
      .catch((error: unknown) => error)
    assert.equal(thrown, mine)
    assert.equal(await count(), 0)
    assert.equal(engine.pool.stats.inUse, 0)
  }),
  inShop('a savepoint rolls back on its own; the transaction goes on', async (engine, { customers }, count) => {
    await engine.transaction(async (tx) => {
      await tx.execute(insert(customers).values({ name: 'kept' }))
      await tx
        .savepoint(async (inner) => {
          await inner.execute(deleteFrom(customers))
          await inner.savepoint(async (deeper) => {
            await deeper.execute(insert(customers).values({ name: 'deep' }))
          })
          throw new Error('undo')
        })
        .catch(() => undefined)
      assert.equal(await tx.scalar(select(func.count()).from(customers)), 1)
    })
    assert.equal(await count(), 1)
  }),
  inShop('a database error inside a savepoint does not end the transaction', async (engine, { customers }, count) => {
    await engine.transaction(async (tx) => {
      await tx.execute(insert(customers).values({ id: 1, name: 'a' }))
      await assert.rejects(tx.savepoint((inner) => inner.execute(insert(customers).values({ id: 1, name: 'b' }))))
      await tx.execute(insert(customers).values({ id: 2, name: 'c' }))
    })
    assert.equal(await count(), 2)
  }),
  inShop('a connection begins by itself and commits as you go', async (engine, { customers }, count) => {
    const connection = await engine.connect()
    assert.equal(connection.inTransaction, false)
    await connection.execute(insert(customers).values({ name: 'a' }))
    assert.equal(connection.inTransaction, true)
    await connection.commit()
    await connection.execute(insert(customers).values({ name: 'b' }))
    await connection.rollback()
    assert.equal(connection.inTransaction, false)
    await connection.execute(insert(customers).values({ name: 'c' }))
    await connection.close()
    await connection.close()
    assert.equal(await count(), 1)
    await assert.rejects(connection.execute(select(customers)), UsageError)
  }),
  inShop('a handle that outlives its transaction is refused', async (engine, { customers }) => {
    let leaked: { execute: Engine['execute'] } | undefined
    await engine.transaction(async (tx) => {
      leaked = tx
      await tx.execute(select(customers))
    })
    await assert.rejects(async () => leaked?.execute(select(customers)), UsageError)
  }),
  inShop('statements of one transaction run one after another', async (engine, { customers }, count) => {
    await engine.transaction(async (tx) => {
      await Promise.all(Array.from({ length: 20 }, (_, i) => tx.execute(insert(customers).values({ name: `n${i}` }))))
    })
    assert.equal(await count(), 20)
  }),
  inShop('transactions at the same time do not mix', async (engine, { customers }, count) => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) =>
        engine.transaction(async (tx) => {
          await tx.execute(insert(customers).values({ name: `n${i}` }))
          if (i % 2) throw new Error('undo')
        }),
      ),
    )
    const failures = outcomes.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))
    assert.deepEqual(
      failures,
      Array.from({ length: 4 }, () => 'Error: undo'),
    )
    assert.equal(await count(), 4)
    assert.equal(engine.pool.stats.inUse, 0)
  }),
]
