import { createEngine, type Engine } from '@athanor/engine'
import type { Executor, Query } from '@athanor/contract'
import { bigint, boolean, double, insert, integer, MetaData, numeric, text, timestamp } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'
import { createShardedEngine, hash, type ShardedEngine, shardingScheme } from '../src/index.ts'

export const metadata: MetaData = new MetaData()
export const customers = metadata.table('customers', {
  id: bigint().primaryKey().autoincrement(false),
  name: text(),
  country: text().nullable(),
  active: boolean(),
  score: double().nullable(),
  since: timestamp().nullable(),
})
export const orders = metadata.table('orders', {
  id: bigint().primaryKey().autoincrement(false),
  customerId: bigint('customer_id'),
  productId: integer('product_id').nullable(),
  total: numeric(12, 2).nullable(),
  quantity: integer(),
})
export const products = metadata.table('products', {
  id: integer().primaryKey().autoincrement(false),
  title: text(),
  price: numeric(10, 2),
})

export const scheme = shardingScheme({
  groups: { customers: { strategy: hash({ buckets: 64 }), tables: { customers: 'id', orders: 'customer_id' } } },
  reference: ['products'],
})

/** A generator of pseudo-random numbers, so that a failure can be repeated from its seed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface Shop extends AsyncDisposable {
  readonly sharded: ShardedEngine
  /** The same rows in one database. */
  readonly single: Engine
  readonly shards: Readonly<Record<string, Engine>>
  both<T>(work: (executor: Executor) => Promise<T>): Promise<[T, T]>
}

const countries = ['de', 'kr', 'us', 'Å', 'zz', null]

export function statements(random: () => number, count: number): readonly Query[] {
  const some = <T>(list: readonly [T, ...T[]] | readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const productRows = [1, 2, 3, 4, 5].map((id) => ({ id, title: `product ${id}`, price: `${id}.50` }))
  const customerRows = Array.from({ length: count }, (_, i) => ({
    id: BigInt(i + 1),
    name: `customer ${Math.floor(random() * count)}`,
    country: some(countries),
    active: random() < 0.5,
    score: random() < 0.2 ? null : Math.round(random() * 1000) / 8,
    since: random() < 0.2 ? null : new Date(Date.UTC(2024, Math.floor(random() * 24), 1 + Math.floor(random() * 5))),
  }))
  const orderRows = Array.from({ length: count * 3 }, (_, i) => ({
    id: BigInt(i + 1),
    customerId: BigInt(1 + Math.floor(random() * count * 0.8)),
    productId: random() < 0.1 ? null : 1 + Math.floor(random() * 5),
    total: random() < 0.1 ? null : (Math.floor(random() * 40_000) / 100).toFixed(2),
    quantity: Math.floor(random() * 6),
  }))
  return [
    insert(products).values(productRows),
    insert(customers).values(customerRows),
    insert(orders).values(orderRows),
  ]
}

/** Four shards in memory, and one database with the same rows. */
export async function openShop(seed: number, count = 60): Promise<Shop> {
  const shards = Object.fromEntries(['s0', 's1', 's2', 's3'].map((name) => [name, createEngine(sqlite(':memory:'))]))
  const single = createEngine(sqlite(':memory:'))
  const sharded = createShardedEngine({ shards, scheme, commit: 'best-effort' })
  for (const executor of [single, sharded]) await metadata.createAll(executor)
  for (const statement of statements(randomFrom(seed), count)) {
    await single.execute(statement)
    await sharded.execute(statement)
  }
  return {
    sharded,
    single,
    shards,
    both: async (work) => [await work(single), await work(sharded)],
    async [Symbol.asyncDispose]() {
      await sharded.dispose()
      for (const engine of [single, ...Object.values(shards)]) await engine.dispose()
    },
  }
}
