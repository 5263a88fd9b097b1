import assert from 'node:assert/strict'
import { CompileError, MultipleResultsFoundError, NoResultFoundError, UsageError } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import {
  alias,
  and,
  boolean as booleanType,
  caseWhen,
  exists,
  func,
  insert,
  label,
  literal,
  or,
  param,
  select,
  sql,
  union,
  unionAll,
} from '@athanor/sql'
import { type Shop, withShop } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

function reading(name: string, body: (engine: Engine, tables: Shop) => Promise<void>): KitCase {
  return {
    name,
    run: withShop(async (engine, tables) => {
      await engine.execute(
        insert(tables.customers).values([
          { id: 1, name: 'Ada', email: 'ada@example.org', credit: '5.00' },
          { id: 2, name: 'Bob', credit: '7.25' },
          { id: 3, name: 'Cy', email: 'cy@example.org' },
        ]),
      )
      await engine.execute(
        insert(tables.orders).values([
          { id: 1n, customerId: 1, total: '10.50' },
          { id: 2n, customerId: 1, total: '0.25', note: 'gift' },
          { id: 9007199254740993n, customerId: 3, total: '7.00' },
        ]),
      )
      await body(engine, tables)
    }),
  }
}

export const readCases: readonly KitCase[] = [
  reading('where, order, limit and offset', async (engine, { customers: { c } }) => {
    assert.deepEqual(await engine.scalars(select(c.name).where(c.id.gt(1)).orderBy(c.id.desc())).all(), ['Cy', 'Bob'])
    assert.deepEqual(await engine.scalars(select(c.name).orderBy(c.id).limit(1).offset(1)).all(), ['Bob'])
    assert.deepEqual(await engine.scalars(select(c.name).orderBy(c.id).offset(2)).all(), ['Cy'])
  }),
  reading('null compares by IS, an empty IN is false, its negation true', async (engine, { customers: { c } }) => {
    assert.deepEqual(await engine.scalars(select(c.name).where(c.email.eq(null))).all(), ['Bob'])
    assert.deepEqual(await engine.scalars(select(c.name).where(c.email.ne(null)).orderBy(c.id)).all(), ['Ada', 'Cy'])
    assert.deepEqual(await engine.scalars(select(c.name).where(c.id.in([]))).all(), [])
    assert.equal((await engine.scalars(select(c.name).where(c.email.notIn([]))).all()).length, 3)
    assert.deepEqual(
      await engine
        .scalars(
          select(c.name)
            .where(c.id.in([3, 1]))
            .orderBy(c.id),
        )
        .all(),
      ['Ada', 'Cy'],
    )
    assert.deepEqual(
      await engine.scalars(select(c.name).where(c.email.isDistinctFrom('ada@example.org')).orderBy(c.id)).all(),
      ['Bob', 'Cy'],
    )
  }),
  reading('and/or keep their parentheses', async (engine, { customers: { c } }) => {
    const found = select(c.name).where(and(or(c.id.eq(1), c.id.eq(2)), c.name.startsWith('A')))
    assert.deepEqual(await engine.scalars(found).all(), ['Ada'])
    assert.deepEqual(await engine.scalars(select(c.name).where(or(c.id.eq(1), c.id.eq(2)).not())).all(), ['Cy'])
  }),
  reading('like: wildcards, escapes, case', async (engine, { customers: { c } }) => {
    assert.deepEqual(await engine.scalars(select(c.name).where(c.name.like('%b'))).all(), ['Bob'])
    assert.deepEqual(await engine.scalars(select(c.name).where(c.name.ilike('ADA'))).all(), ['Ada'])
    assert.deepEqual(await engine.scalars(select(c.name).where(c.name.contains('%', { autoescape: true }))).all(), [])
    assert.deepEqual(await engine.scalars(select(c.name).where(c.name.istartsWith('c'))).all(), ['Cy'])
  }),
  reading('an outer join leaves nulls; count does not count them', async (engine, { customers, orders }) => {
    const rows = await engine
      .execute(
        select({ name: customers.c.name, orders: func.count(orders.c.id), spent: func.sum(orders.c.total) })
          .from(customers)
          .leftJoin(orders, orders.c.customerId.eq(customers.c.id))
          .groupBy(customers.c.id, customers.c.name)
          .orderBy(customers.c.name),
      )
      .all()
    assert.deepEqual(rows, [
      { name: 'Ada', orders: 2, spent: '10.75' },
      { name: 'Bob', orders: 0, spent: null },
      { name: 'Cy', orders: 1, spent: '7.00' },
    ])
  }),
  reading(
    'aggregates: having, avg, min, max, sum of decimals and of integers',
    async (engine, { customers, orders }) => {
      const row = await engine
        .execute(
          select({
            avg: func.avg(orders.c.total),
            min: func.min(orders.c.total),
            max: func.max(orders.c.id),
            ids: func.sum(customers.c.id),
          })
            .from(orders)
            .join(customers, customers.c.id.eq(orders.c.customerId)),
        )
        .one()
      assert.equal(row.min, '0.25')
      assert.equal(row.max, 9007199254740993n)
      assert.equal(row.ids, 5)
      assert.ok(Math.abs((row.avg ?? 0) - 17.75 / 3) < 1e-4)
      const busy = select(orders.c.customerId).groupBy(orders.c.customerId).having(func.count().gt(1))
      assert.deepEqual(await engine.scalars(busy).all(), [1])
      assert.equal(await engine.scalar(select(func.count(orders.c.customerId.distinct()))), 2)
    },
  ),
  reading('correlated exists, scalar subquery, in subquery', async (engine, { customers, orders }) => {
    const c = customers.c
    const having = select(c.name)
      .where(exists(select(orders.c.id).where(orders.c.customerId.eq(c.id))))
      .orderBy(c.id)
    assert.deepEqual(await engine.scalars(having).all(), ['Ada', 'Cy'])
    const count = select(func.count()).from(orders).where(orders.c.customerId.eq(c.id)).scalar()
    assert.deepEqual(await engine.scalars(select(count).from(customers).orderBy(c.id)).all(), [2, 0, 1])
    assert.deepEqual(
      await engine
        .scalars(
          select(c.name)
            .where(c.id.in(select(orders.c.customerId).where(orders.c.total.gt('5'))))
            .orderBy(c.id),
        )
        .all(),
      ['Ada', 'Cy'],
    )
  }),
  reading('cte, window function, subquery, alias', async (engine, { customers, orders }) => {
    const ranked = select({
      id: orders.c.id,
      rank: func.rowNumber().over({ partitionBy: [orders.c.customerId], orderBy: [orders.c.total.desc()] }),
    }).cte('ranked')
    assert.deepEqual(await engine.scalars(select(ranked.c.id).where(ranked.c.rank.eq(1)).orderBy(ranked.c.id)).all(), [
      1n,
      9007199254740993n,
    ])
    const rich = select({ key: customers.c.id, label: customers.c.name })
      .where(customers.c.credit.gt('4'))
      .subquery('rich')
    assert.deepEqual(await engine.scalars(select(rich.c.label).orderBy(rich.c.key)).all(), ['Ada', 'Bob'])
    const other = alias(customers, 'other')
    const pairs = await engine
      .execute(
        select({ a: customers.c.name, b: other.c.name })
          .from(customers)
          .join(other, other.c.id.gt(customers.c.id))
          .orderBy(customers.c.id, other.c.id),
      )
      .all()
    assert.deepEqual(
      pairs.map((pair) => pair.a + pair.b),
      ['AdaBob', 'AdaCy', 'BobCy'],
    )
  }),
  reading('groups of a union are sorted downwards', async (engine, { customers: { c }, orders }) => {
    const both = union(select({ n: c.id }), select({ n: orders.c.customerId })).subquery('both')
    const groups = select({ n: both.c.n }).from(both).groupBy(both.c.n)
    assert.deepEqual(await engine.scalars(groups.orderBy(both.c.n.desc())).all(), [3, 2, 1])
    assert.deepEqual(await engine.scalars(groups.orderBy(label('n').desc())).all(), [3, 2, 1])
  }),
  reading('union orders and limits as a whole', async (engine, { customers: { c }, orders }) => {
    const both = unionAll(select({ n: c.id }), select({ n: orders.c.customerId }))
      .orderBy(label('n').desc())
      .limit(3)
    assert.deepEqual(await engine.scalars(both).all(), [3, 3, 2])
    assert.equal((await engine.scalars(union(select({ n: c.id }), select({ n: orders.c.customerId }))).all()).length, 3)
  }),
  reading('case, coalesce, arithmetic, concat', async (engine, { customers: { c } }) => {
    const row = await engine
      .execute(
        select({
          size: caseWhen([[c.credit.gt('6'), 'big']], 'small'),
          mail: func.coalesce(c.email, 'none'),
          next: c.id.add(1).mul(2),
          half: c.id.div(4),
          credit: c.credit.add('0.50'),
          hello: c.name.concat('!'),
          rest: literal(7).mod(3),
        }).where(c.id.eq(2)),
      )
      .one()
    assert.deepEqual(row, { size: 'big', mail: 'none', next: 6, half: 0.5, credit: '7.75', hello: 'Bob!', rest: 1 })
  }),
  reading('named parameters, compiled once', async (engine, { customers }) => {
    const byEmail = select(customers).where(customers.c.email.eq(param('email')))
    assert.equal((await engine.execute(byEmail, { email: 'cy@example.org' }).one()).name, 'Cy')
    assert.equal(await engine.execute(byEmail, { email: 'nobody' }).oneOrNull(), null)
    await assert.rejects(engine.execute(byEmail, {}), UsageError)
  }),
  reading('results: one, first, null, too many', async (engine, { customers: { c } }) => {
    await assert.rejects(engine.execute(select(c.id).where(c.id.eq(99))).one(), NoResultFoundError)
    await assert.rejects(engine.execute(select(c.id)).one(), MultipleResultsFoundError)
    assert.equal(await engine.execute(select(c.id).where(c.id.eq(99))).first(), null)
    assert.equal(await engine.scalar(select(c.email).where(c.id.eq(2))), null)
    assert.deepEqual(
      [...(await engine.execute(select(c.id).orderBy(c.id)))].map((row) => row.id),
      [1, 2, 3],
    )
  }),
  reading('raw sql: values are parameters, columns keep their quoting', async (engine, { customers }) => {
    assert.deepEqual(await engine.execute(sql<{ n: number }>`select ${40} + ${2} as n`).all(), [{ n: 42 }])
    const evil = "x'; drop table kit_customers; --"
    assert.deepEqual(
      await engine.execute(sql`select ${customers.c.name} from ${customers} where ${customers.c.name} = ${evil}`).all(),
      [],
    )
    assert.equal(
      await engine.scalar(
        select(func.count())
          .from(customers)
          .where(sql`${customers.c.id} > ${1}`.typed<boolean>(booleanType())),
      ),
      2,
    )
  }),
  reading(
    'a selected source under a key is an object, null after an outer join',
    async (engine, { customers, orders }) => {
      const rows = await engine
        .execute(
          select({ name: customers.c.name, order: orders })
            .from(customers)
            .leftJoin(orders, orders.c.customerId.eq(customers.c.id))
            .orderBy(customers.c.id, orders.c.id),
        )
        .all()
      assert.equal(rows[0]?.order?.total, '10.50')
      assert.equal(rows[2]?.name, 'Bob')
      assert.equal(rows[2]?.order, null)
    },
  ),
  reading('a table that is not in FROM is refused with its name', async (engine, { customers, orders }) => {
    await assert.rejects(
      // @ts-expect-error the type checker sees it too
      engine.execute(select(customers.c.id).from(customers).where(orders.c.total.gt('1'))),
      (error: unknown) => error instanceof CompileError && error.message.includes('kit_orders'),
    )
  }),
]
