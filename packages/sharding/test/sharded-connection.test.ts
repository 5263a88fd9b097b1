import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { func, insert, select, update } from '@athanor/sql'
import { createEngine } from '@athanor/engine'
import { sqlite } from '@athanor/sqlite'
import type { Connection, Executor } from '@athanor/contract'
import { createShardedEngine, PartialCommitError } from '../src/index.ts'
import { customers, metadata, openShop, orders, products, scheme, type Shop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop(1, 20)
})
afterEach(async () => {
  await shop[Symbol.asyncDispose]()
})
const actives = select(func.count()).from(customers).where(customers.c.country.eq('new'))
const everybody = update(customers).set({ country: 'new' })

describe('a transaction over shards', () => {
  it('rolls back on all', async () => {
    await using connection = await shop.sharded.connect()
    await connection.execute(everybody)
    expect(await connection.scalar(actives)).toBe(20)
    await connection.rollback()
    expect(await shop.sharded.scalar(actives)).toBe(0)
  })
  it('rolls back when the work throws, and throws the work’s own error', async () => {
    const own = new Error('mine')
    const work = shop.sharded.transaction(async (tx) => {
      await tx.execute(everybody)
      throw own
    })
    await expect(work).rejects.toBe(own)
    expect(await shop.sharded.scalar(actives)).toBe(0)
  })
  it('commits the change of one shard without asking for more', async () => {
    const strict = createShardedEngine({ shards: shop.shards, scheme })
    await strict.transaction(async (tx) => {
      await tx.execute(update(customers).set({ country: 'new' }).where(customers.c.id.eq(1n)))
      expect(await tx.scalar(select(func.count()).from(customers))).toBe(20)
    })
    expect(await shop.sharded.scalar(actives)).toBe(1)
  })
  it('refuses to commit several shards unless a partial commit is accepted', async () => {
    const strict = createShardedEngine({ shards: shop.shards, scheme })
    await expect(strict.execute(everybody)).rejects.toMatchObject({ code: 'SHARDING_ATOMIC_COMMIT' })
    await expect(strict.transaction((tx) => tx.execute(everybody))).rejects.toMatchObject({
      code: 'SHARDING_ATOMIC_COMMIT',
    })
    expect(await shop.sharded.scalar(actives)).toBe(0)
  })
  it('undoes a savepoint on all shards, also on those touched inside of it', async () => {
    await shop.sharded.transaction(async (tx) => {
      await tx.execute(update(customers).set({ country: 'new' }).where(customers.c.id.eq(1n)))
      const part = tx.savepoint(async (inner) => {
        await inner.execute(everybody)
        throw new Error('undo')
      })
      await expect(part).rejects.toThrow('undo')
      expect(await tx.scalar(actives)).toBe(1)
    })
    expect(await shop.sharded.scalar(actives)).toBe(1)
  })
  it('can only roll back after a change failed on one of several shards', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ id: BigInt(i + 20), name: 'x', active: true }))
    const work = shop.sharded.transaction(async (tx) => {
      // The first of them is there already.
      await expect(tx.execute(insert(customers).values(rows))).rejects.toMatchObject({ name: 'UniqueViolationError' })
    })
    await expect(work).rejects.toMatchObject({ code: 'SHARDING_TRANSACTION_BROKEN' })
    expect(await shop.sharded.scalar(select(func.count()).from(customers))).toBe(20)
  })
  it('goes on after such a change in a savepoint', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ id: BigInt(i + 20), name: 'x', active: true }))
    await shop.sharded.transaction(async (tx) => {
      await expect(tx.savepoint((inner) => inner.execute(insert(customers).values(rows)))).rejects.toThrow()
      await tx.execute(everybody)
    })
    expect(await shop.sharded.scalar(actives)).toBe(20)
  })
  it('says what is committed and what is not when a commit fails half way', async () => {
    const failing = { ...shop.shards, s2: failingCommit(shop.shards['s2'] as Executor) }
    const db = createShardedEngine({ shards: failing, scheme, commit: 'best-effort' })
    const error: unknown = await db.transaction((tx) => tx.execute(everybody)).catch((each: unknown) => each)
    expect(error).toBeInstanceOf(PartialCommitError)
    expect(error).toMatchObject({ committed: ['s0', 's1'], failed: 's2', rolledBack: ['s3'], cause: { message: 'no' } })
    const changed = async (shard: string): Promise<number> => Number(await shop.shards[shard]?.scalar(actives))
    expect([await changed('s2'), await changed('s3')]).toEqual([0, 0])
    expect((await changed('s0')) + (await changed('s1'))).toBeGreaterThan(0)
  })
  it('notices copies of a reference table that differ', async () => {
    await shop.shards['s1']?.execute(insert(products).values({ id: 50, title: 'only here', price: '1.00' }))
    const change = update(products).set({ title: 'x' }).where(products.c.id.eq(50))
    await expect(shop.sharded.execute(change)).rejects.toMatchObject({ code: 'SHARDING_REFERENCE_DRIFT' })
    expect(await shop.shards['s1']?.scalar(select(products.c.title).where(products.c.id.eq(50)))).toBe('only here')
  })
})

describe('a sharded engine', () => {
  it('waits for all shards before it reports the first error', async () => {
    await shop.shards['s1']?.execute({ node: { kind: 'dropTable', table: orders.node, ifExists: false } })
    await expect(shop.sharded.execute(select(orders))).rejects.toMatchObject({ name: 'NoSuchTableError' })
  })
  it('does not own the given engines', async () => {
    const db = createShardedEngine({ shards: shop.shards, scheme })
    await db.dispose()
    await expect(db.execute(select(customers))).rejects.toMatchObject({ code: 'SHARDING_DISPOSED' })
    expect(await shop.sharded.scalar(select(func.count()).from(customers))).toBe(20)
  })
  it('refuses to be made of nothing', () => {
    expect(() => createShardedEngine({ shards: {}, scheme })).toThrow(/no shards/)
  })
  it('creates the tables on each shard, and inspects one', async () => {
    const fresh = { x: createEngine(sqlite(':memory:')), y: createEngine(sqlite(':memory:')) }
    const db = createShardedEngine({ shards: fresh, scheme })
    await metadata.createAll(db)
    await metadata.createAll(db)
    expect((await (await db.inspect()).tableNames()).toSorted()).toEqual(['customers', 'orders', 'products'])
    for (const engine of Object.values(fresh)) await engine.dispose()
  })
})

/** The executor, with connections whose COMMIT fails. */
function failingCommit(executor: Executor): Executor {
  const failing = (connection: Connection): Connection =>
    new Proxy(connection, {
      get(target, name) {
        if (name === 'commit') return () => Promise.reject(new Error('no'))
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  return new Proxy(executor, {
    get(target, name) {
      if (name === 'connect') return async () => failing(await target.connect())
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
