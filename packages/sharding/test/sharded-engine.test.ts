import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  and,
  caseWhen,
  func,
  insert,
  label,
  literal,
  not,
  nullValue,
  param,
  select,
  sql,
  update,
  deleteFrom,
} from '@athanor/sql'
import type { Query } from '@athanor/contract'
import { onShard } from '../src/index.ts'
import { customers, openShop, orders, products, type Shop } from './shop.ts'

const seed = Number(process.env['ATHANOR_SEED'] ?? Math.floor(Math.random() * 1e9))
let shop: Shop
beforeAll(async () => {
  shop = await openShop(seed)
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
})

const joined = orders.c.customerId.eq(customers.c.id)

/** The same rows, in the same order. */
const ordered: Readonly<Record<string, Query>> = {
  'a global ORDER BY': select(customers).orderBy(customers.c.name, customers.c.id.desc()),
  'LIMIT and OFFSET': select(customers).orderBy(customers.c.id).limit(7).offset(5),
  'OFFSET alone': select(customers).orderBy(customers.c.id).offset(50),
  'LIMIT of zero': select(customers).orderBy(customers.c.id).limit(0),
  'NULLs in their natural place': select(customers.c.id, customers.c.country).orderBy(
    customers.c.country,
    customers.c.id,
  ),
  'NULLs last, descending': select(customers.c.id).orderBy(customers.c.country.desc().nullsLast(), customers.c.id),
  'NULLs first, descending': select(customers.c.id).orderBy(customers.c.score.desc().nullsFirst(), customers.c.id),
  'a sort column that is not selected': select(customers.c.name).orderBy(customers.c.id),
  'an entity ordered by an expression': select(customers).orderBy(func.lower(customers.c.name), customers.c.id),
  'two sources ordered by a column of one': select(customers, orders)
    .join(orders, joined)
    .orderBy(orders.c.total.desc(), orders.c.id),
  'an outer join': select(customers, orders)
    .from(customers)
    .leftJoin(orders, joined)
    .orderBy(customers.c.id, orders.c.id),
  'moments and booleans as sort keys': select(customers.c.id).orderBy(
    customers.c.since,
    customers.c.active,
    customers.c.id,
  ),
  'exact decimals as sort keys': select(orders.c.id).orderBy(orders.c.total, orders.c.id),
  DISTINCT: select(customers.c.country).distinct().orderBy(customers.c.country),
  'DISTINCT with a page': select(orders.c.productId, orders.c.quantity)
    .distinct()
    .orderBy(orders.c.productId, orders.c.quantity)
    .limit(6)
    .offset(3),
  'a join with a reference table': select({ order: orders.c.id, title: products.c.title })
    .from(orders)
    .leftJoin(products, products.c.id.eq(orders.c.productId))
    .orderBy(orders.c.id),
  counts: select({ n: func.count(), m: func.count(orders.c.total) }).from(orders),
  'all five without a group': select({
    n: func.count(),
    s: func.sum(orders.c.total),
    a: func.avg(orders.c.quantity),
    lo: func.min(orders.c.total),
    hi: func.max(orders.c.id),
  }).from(orders),
  'aggregates of no rows': select({
    n: func.count(),
    s: func.sum(orders.c.total),
    a: func.avg(orders.c.total),
    m: func.max(orders.c.id),
  })
    .from(orders)
    .where(orders.c.quantity.gt(1000)),
  'aggregates by group': select({
    country: customers.c.country,
    n: func.count(),
    sum: func.sum(orders.c.quantity),
    average: func.avg(orders.c.quantity),
    first: func.min(customers.c.name),
    latest: func.max(customers.c.since),
  })
    .join(orders, joined)
    .from(customers)
    .groupBy(customers.c.country)
    .orderBy(customers.c.country),
  'HAVING on merged groups': select({ product: orders.c.productId, n: func.count() })
    .from(orders)
    .groupBy(orders.c.productId)
    .having(func.count().gt(20), func.avg(orders.c.quantity).gt(2))
    .orderBy(orders.c.productId),
  'HAVING on something that is not selected': select(orders.c.productId)
    .groupBy(orders.c.productId)
    .having(func.sum(orders.c.quantity).gt(60).or(orders.c.productId.isNull()))
    .orderBy(orders.c.productId),
  'groups ordered by an aggregate, with a page': select({ quantity: orders.c.quantity, n: func.count() })
    .groupBy(orders.c.quantity)
    .orderBy(func.count().desc(), orders.c.quantity)
    .limit(2)
    .offset(1),
  'groups ordered by a label': select({ quantity: orders.c.quantity, n: func.count() })
    .groupBy(orders.c.quantity)
    .orderBy(label('n'), label('quantity')),
  'a group by an expression': select({ parity: orders.c.id.mod(2n), n: func.count() })
    .groupBy(orders.c.id.mod(2n))
    .orderBy(label('parity')),
  'an expression of the group': select({ up: func.upper(customers.c.country), n: func.count() })
    .groupBy(customers.c.country)
    .orderBy(customers.c.country),
  'arithmetic on aggregates': select({
    product: orders.c.productId,
    x: func.sum(orders.c.quantity).mul(2).add(func.count()),
  })
    .groupBy(orders.c.productId)
    .orderBy(orders.c.productId),
  'a case over aggregates': select({
    product: orders.c.productId,
    size: caseWhen([[func.count().gt(30), 'large']], 'small'),
  })
    .groupBy(orders.c.productId)
    .orderBy(orders.c.productId),
  'distinct keys': select({
    country: customers.c.country,
    n: func.count(customers.c.id.distinct()),
    a: func.avg(orders.c.quantity),
  })
    .from(customers)
    .leftJoin(orders, joined)
    .groupBy(customers.c.country)
    .orderBy(customers.c.country),
  'distinct values that shards share': select({
    n: func.count(orders.c.productId.distinct()),
    s: func.sum(orders.c.quantity),
    all: func.count(),
  }).from(orders),
  'distinct values by group': select({
    quantity: orders.c.quantity,
    n: func.count(orders.c.productId.distinct()),
    s: func.sum(orders.c.productId.distinct()),
    a: func.avg(orders.c.productId.distinct()),
    m: func.max(orders.c.total),
  })
    .groupBy(orders.c.quantity)
    .orderBy(orders.c.quantity),
  FILTER: select({
    n: func.count().filter(orders.c.quantity.gt(2)),
    s: func.sum(orders.c.quantity).filter(orders.c.quantity.gt(2)),
  }).from(orders),
  'groups of the sharding key': select({ id: customers.c.id, n: func.count(orders.c.id), s: func.sum(orders.c.total) })
    .from(customers)
    .leftJoin(orders, joined)
    .groupBy(customers.c.id)
    .having(func.count(orders.c.id).gt(1))
    .orderBy(func.count(orders.c.id).desc(), customers.c.id)
    .limit(10),
  'a group of keys that an outer join left empty': select({ key: orders.c.customerId, n: func.count() })
    .from(customers)
    .leftJoin(orders, joined)
    .groupBy(orders.c.customerId)
    .orderBy(orders.c.customerId),
  'rows whose key an outer join left empty': select(customers.c.id)
    .from(customers)
    .leftJoin(orders, joined)
    .where(orders.c.customerId.isNotDistinctFrom(null))
    .orderBy(customers.c.id),
  'HAVING that is neither true nor false': select({ product: orders.c.productId, n: func.count() })
    .groupBy(orders.c.productId)
    .having(func.nullif(func.count(), func.count()).gt(0)),
  'NOT of something that is neither true nor false': select({ product: orders.c.productId, n: func.count() })
    .groupBy(orders.c.productId)
    .having(not(func.nullif(func.count(), func.count()).gt(0).or(func.count().lt(0)))),
  'a window inside the sharding key': select({
    id: orders.c.id,
    n: func.rowNumber().over({ partitionBy: [orders.c.customerId], orderBy: [orders.c.id] }),
  })
    .orderBy(orders.c.id)
    .limit(20),
  'a subquery of reference tables': select(orders.c.id)
    .where(orders.c.productId.in(select(products.c.id).where(products.c.price.gt('2.60'))))
    .orderBy(orders.c.id),
  'one customer': select(customers).where(customers.c.id.eq(3n)),
  'one customer with a subquery': select(customers.c.name)
    .where(customers.c.id.eq(3n))
    .where(customers.c.id.in(select(orders.c.customerId).where(orders.c.customerId.eq(3n)))),
  'a list of keys': select(customers)
    .where(customers.c.id.in([3n, 5n, 900n]))
    .orderBy(customers.c.id),
  'an empty list of keys': select(func.count()).from(customers).where(customers.c.id.in([])),
  'a contradiction': select({ n: func.count(), m: func.max(customers.c.name) })
    .from(customers)
    .where(and(customers.c.id.eq(1n), customers.c.id.eq(2n))),
  'a reference table': select(products).orderBy(products.c.id),
  NOT: select(customers.c.id).where(not(customers.c.id.ne(4n).or(customers.c.name.eq('x')))),
  'a condition that is always false': select(customers.c.id).where(literal(1).eq(2)).orderBy(customers.c.id),
  'a NULL to compare with': select(func.count())
    .from(customers)
    .where(customers.c.country.in(['de', null])),
  'a group of a constant selection': select({ one: literal(1), n: func.count() }).from(customers),
  'NULL out of a group': select({ x: func.coalesce(func.max(orders.c.total), '0'), z: nullValue() })
    .from(orders)
    .where(orders.c.quantity.gt(99)),
}

describe(`the same as on one database (seed ${seed})`, () => {
  it.each(Object.entries(ordered))('%s', async (_, query) => {
    const [single, sharded] = await shop.both((executor) => executor.execute(query))
    expect(sharded.all()).toEqual(single.all())
    expect(sharded.tuples()).toEqual(single.tuples())
    expect(sharded.keys).toEqual(single.keys)
  })
  it('named parameters, also in what is taken off the shards’ statements', async () => {
    const query = select({ q: orders.c.quantity, n: func.count() })
      .where(orders.c.id.gt(param('above')))
      .groupBy(orders.c.quantity)
      .having(func.count().gt(param('least')))
      .orderBy(orders.c.quantity)
      .limit(param<'page', number>('page'))
    const params = { above: 20n, least: 5, page: 3 }
    const [single, sharded] = await shop.both((executor) => executor.execute(query, params).all())
    expect(sharded).toEqual(single)
    expect(sharded.length).toBeGreaterThan(0)
  })
  it('list parameters, over the key and over another column', async () => {
    const byKey = select(customers.c.id)
      .where(customers.c.id.in(param('ids')))
      .orderBy(customers.c.id)
    const [found, expected] = await shop.both((executor) => executor.scalars(byKey, { ids: [1n, 2n, 7n] }).all())
    expect(found).toEqual(expected)
    const groups = select(orders.c.quantity, func.count().as('n'))
      .groupBy(orders.c.quantity)
      .having(orders.c.quantity.in(param('wanted')))
      .orderBy(orders.c.quantity)
    for (const wanted of [[1, 2], []]) {
      const [merged, single] = await shop.both((executor) => executor.execute(groups, { wanted }).all())
      expect(merged).toEqual(single)
    }
  })
  it('streams in the order of the statement', async () => {
    const query = select(customers)
      .orderBy(customers.c.score.desc(), customers.c.name, customers.c.id)
      .limit(30)
      .offset(2)
    const [single, sharded] = await shop.both(async (executor) => {
      const rows: unknown[] = []
      for await (const row of executor.stream(query, undefined, { batchSize: 5 })) rows.push(row)
      return rows
    })
    expect(sharded).toEqual(single)
  })
  it('says where each row comes from, in the order of the rows', async () => {
    const result = await shop.sharded.execute(select(customers).orderBy(customers.c.id))
    expect(result.parts.flatMap((part) => part.values)).toEqual(result.tuples())
    for (const { origin, values } of result.parts) {
      for (const [id] of values) {
        expect(shop.sharded.explain(select(customers).where(customers.c.id.eq(id as bigint))).shards).toEqual([origin])
      }
    }
  })
  it('runs on the named shard', async () => {
    const counts = await Promise.all(
      ['s0', 's1', 's2', 's3'].map((shard) =>
        shop.sharded.scalar(select(func.count()).from(customers).options(onShard(shard))),
      ),
    )
    expect(counts.reduce((a, b) => a + b, 0)).toBe(60)
    await expect(shop.sharded.execute(select(customers).options(onShard('s9')))).rejects.toMatchObject({
      code: 'SHARDING_UNKNOWN_SHARD',
    })
  })
})

describe('changes', () => {
  it('puts returned rows in the order of the given ones', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({ id: BigInt(1000 + i), name: `n${i}`, active: true }))
    const result = await shop.sharded.execute(insert(customers).values(rows).returning(customers.c.id))
    expect(result.affected).toBe(30)
    expect(result.all().map((row) => row.id)).toEqual(rows.map((row) => row.id))
    const removed = await shop.sharded.execute(deleteFrom(customers).where(customers.c.id.gte(1000n)))
    expect(removed.affected).toBe(30)
  })
  it('adds up the rows matched, and changes what one database would', async () => {
    const change = update(orders)
      .set({ quantity: orders.c.quantity.add(1) })
      .where(orders.c.quantity.lt(3))
    const [single, sharded] = await shop.both(async (executor) => (await executor.execute(change)).affected)
    expect(sharded).toBe(single)
    const [a, b] = await shop.both((executor) => executor.execute(select(orders).orderBy(orders.c.id)).all())
    expect(b).toEqual(a)
  })
  it('keeps the copies of a reference table equal', async () => {
    await shop.sharded.execute(insert(products).values({ id: 99, title: 'everywhere', price: '1.00' }))
    const affected = (await shop.sharded.execute(update(products).set({ price: '2.00' }).where(products.c.id.eq(99))))
      .affected
    expect(affected).toBe(1)
    for (const engine of Object.values(shop.shards)) {
      expect(await engine.scalar(select(products.c.price).where(products.c.id.eq(99)))).toBe('2.00')
    }
    await shop.sharded.execute(deleteFrom(products).where(products.c.id.eq(99)))
  })
  it('refuses raw SQL without a shard', async () => {
    await expect(shop.sharded.execute(sql`delete from customers`)).rejects.toMatchObject({
      code: 'SHARDING_UNSHARDABLE',
    })
  })
})
