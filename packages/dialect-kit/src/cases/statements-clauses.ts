import assert from 'node:assert/strict'
import { UnsupportedByDialectError } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import {
  alias,
  cube,
  exists,
  func,
  groupingSets,
  insert,
  integer,
  rollup,
  select,
  sql,
  tableFunction,
  tableSample,
  text,
} from '@athanor/sql'
import { type Shop, withShop } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

function clause(name: string, body: (engine: Engine, tables: Shop) => Promise<void>): KitCase {
  return {
    name,
    run: withShop(async (engine, tables) => {
      await engine.execute(
        insert(tables.customers).values([
          { id: 1, name: 'Ada', email: 'a@example.org', credit: '5.00' },
          { id: 2, name: 'Bob', email: 'b@example.org', credit: '5.00' },
          { id: 3, name: 'Bob', credit: '7.00' },
          { id: 4, name: 'Cy', credit: '9.00' },
        ]),
      )
      await engine.execute(
        insert(tables.orders).values([
          { id: 1n, customerId: 1, total: '10.00' },
          { id: 2n, customerId: 1, total: '1.00' },
          { id: 3n, customerId: 4, total: '2.00' },
        ]),
      )
      await body(engine, tables)
    }),
  }
}

/** Runs the body; a database that lacks the construct must say so by name. */
async function orRefused(body: () => Promise<void>): Promise<void> {
  try {
    await body()
  } catch (error) {
    assert.ok(error instanceof UnsupportedByDialectError, String(error))
  }
}

/** Clauses of SELECT. */
export const statementClauseCases: readonly KitCase[] = [
  clause('rollup adds up to the whole, or is refused by name', (engine, { customers: { c } }) =>
    orRefused(async () => {
      const rows = await engine.execute(select({ name: c.name, n: func.count() }).groupBy(rollup(c.name))).all()
      const counts = new Map(rows.map((row) => [row.name, row.n]))
      assert.deepEqual(
        [...counts].toSorted(([a], [b]) => (a ?? '').localeCompare(b ?? '')),
        [
          [null, 4],
          ['Ada', 1],
          ['Bob', 2],
          ['Cy', 1],
        ],
      )
    }),
  ),
  clause('cubes and grouping sets, or a refusal by name', (engine, { customers: { c } }) =>
    orRefused(async () => {
      const both = select({ name: c.name, credit: c.credit, n: func.count() })
      assert.equal((await engine.execute(both.groupBy(cube(c.name, c.credit))).all()).length, 4 + 3 + 3 + 1)
      const sets = both.groupBy(groupingSets([c.name], [c.credit], []))
      assert.equal((await engine.execute(sets).all()).length, 3 + 3 + 1)
    }),
  ),
  clause(
    'fetch with ties takes the rows equal to the last one, or is refused by name',
    (engine, { customers: { c } }) =>
      orRefused(async () => {
        const cheapest = select(c.id).orderBy(c.credit)
        assert.equal((await engine.scalars(cheapest.fetch(1, { withTies: true })).all()).length, 2)
        assert.deepEqual(await engine.scalars(cheapest.offset(2).fetch(1, { withTies: true })).all(), [3])
      }),
  ),
  clause('distinct, with nulls where they are told', async (engine, { customers: { c } }) => {
    const emails = select(c.email).distinct().orderBy(c.email.asc().nullsLast())
    assert.deepEqual(await engine.scalars(emails).all(), ['a@example.org', 'b@example.org', null])
  }),
  clause('distinct on takes the first of each, or is refused by name', (engine, { customers: { c } }) =>
    orRefused(async () => {
      const first = select(c.name, c.id).distinctOn(c.name).orderBy(c.name, c.id.desc())
      assert.deepEqual(
        await engine.scalars(select(first.subquery('f').c.id).orderBy(first.subquery('f').c.id)).all(),
        [1, 3, 4],
      )
    }),
  ),
  clause('a lateral subquery sees its left, or is refused by name', (engine, { customers, orders }) =>
    orRefused(async () => {
      const dearest = select({ total: orders.c.total })
        .from(orders)
        .where(orders.c.customerId.eq(customers.c.id))
        .orderBy(orders.c.total.desc())
        .limit(1)
        .lateral('dearest')
      const rows = select({ id: customers.c.id, total: dearest.c.total }).from(customers).crossJoin(dearest)
      assert.deepEqual(await engine.execute(rows.orderBy(customers.c.id)).all(), [
        { id: 1, total: '10.00' },
        { id: 4, total: '2.00' },
      ])
    }),
  ),
  clause('a self join, and a subquery in FROM', async (engine, { customers, orders }) => {
    const twin = alias(customers, 'twin')
    const pairs = select({ a: customers.c.id, b: twin.c.id })
      .from(customers)
      .join(twin, twin.c.name.eq(customers.c.name).and(twin.c.id.gt(customers.c.id)))
    assert.deepEqual(await engine.execute(pairs).all(), [{ a: 2, b: 3 }])
    const spent = select({ customerId: orders.c.customerId, total: func.sum(orders.c.total) })
      .groupBy(orders.c.customerId)
      .subquery('spent')
    const rows = select({ name: customers.c.name, total: spent.c.total })
      .from(customers)
      .leftJoin(spent, spent.c.customerId.eq(customers.c.id))
      .orderBy(customers.c.id)
    assert.deepEqual(
      (await engine.execute(rows).all()).map((row) => row.total),
      ['11.00', null, null, '2.00'],
    )
  }),
  clause(
    'a subquery is correlated in WHERE and in the columns, never in FROM',
    async (engine, { customers, orders }) => {
      const { c } = customers
      const buys = exists(select(orders.c.id).where(orders.c.customerId.eq(c.id)))
      assert.deepEqual(await engine.scalars(select(c.id).where(buys).orderBy(c.id)).all(), [1, 4])
      const count = select({ n: func.count() }).where(orders.c.customerId.eq(c.id)).from(orders).scalar()
      assert.deepEqual(await engine.scalars(select({ n: count }).from(customers).orderBy(c.id)).all(), [2, 0, 0, 1])
      // Alone, the subquery has its own FROM.
      const highest = select({ id: func.max(c.id) }).scalar()
      assert.deepEqual(await engine.scalars(select(c.id).where(c.id.eq(highest))).all(), [4])
    },
  ),
  clause('locks: of, nowait and skip locked, or a refusal by name', async (engine, { customers }) => {
    const rows = select(customers.c.id).from(customers).orderBy(customers.c.id)
    for (const statement of [
      rows.forUpdate(),
      rows.forUpdate({ wait: 'nowait' }),
      rows.forUpdate({ wait: 'skip locked' }),
      rows.forNoKeyUpdate({ of: [customers] }),
      rows.forKeyShare({ wait: 'skip locked' }),
    ]) {
      await orRefused(async () => {
        assert.equal((await engine.scalars(statement).all()).length, 4)
      })
    }
  }),
  clause('a shared lock, or a refusal by name', (engine, { customers }) =>
    orRefused(async () => {
      assert.equal((await engine.scalars(select(customers.c.id).forShare()).all()).length, 4)
    }),
  ),
  clause('a sample draws rows of the table, or is refused by name', (engine, { customers }) =>
    orRefused(async () => {
      const some = tableSample(customers, 'some_rows', { percent: 100, seed: 1 })
      assert.equal(await engine.scalar(select(func.count()).from(some)), 4)
    }),
  ),
  clause('functions in FROM, or a refusal by name', async (engine, { customers }) => {
    await orRefused(async () => {
      const n = tableFunction(
        'n',
        func.call('generate_series', integer(), 2, 4),
        { n: integer() },
        { withOrdinality: true },
      )
      assert.deepEqual(await engine.execute(select(n).from(n)).all(), [
        { n: 2, ordinality: 1n },
        { n: 3, ordinality: 2n },
        { n: 4, ordinality: 3n },
      ])
    })
    if (engine.dialect.name !== 'sqlite') return
    const each = tableFunction('item', func.call('json_each', text(), '["x","y"]'), { key: integer(), value: text() })
    const items = select(each.c.key, each.c.value).from(customers).crossJoin(each).where(customers.c.id.eq(1))
    assert.deepEqual(await engine.execute(items).all(), [
      { key: 0, value: 'x' },
      { key: 1, value: 'y' },
    ])
  }),
  clause('hints of other databases and comments change nothing', async (engine, { customers: table }) => {
    const statement = select(table.c.id)
      .from(table)
      .where(table.c.id.eq(1))
      .statementHint('MAX_EXECUTION_TIME(1000)', 'mysql')
      .tableHint(table, 'USE INDEX (PRIMARY)', 'mysql')
      .tableHint(table, 'USE INDEX (PRIMARY)', 'mariadb')
      .statementHint('SeqScan(kit_customers)', 'postgres')
      .comment({ app: "it's */ ? $1", route: '/a?b' })
    assert.deepEqual(await engine.scalars(statement).all(), [1])
  }),
  clause('raw SQL with stated columns is read by their names, and stands in FROM', async (engine, { customers }) => {
    const raw = sql`select ${customers.c.name} as who, ${customers.c.id} as id from ${customers} where ${customers.c.id} in (${sql.join([1, 4])})`
    const typed = raw.columns({ id: integer(), who: text() })
    assert.deepEqual(
      (await engine.execute(typed).all()).toSorted((a, b) => a.id - b.id),
      [
        { who: 'Ada', id: 1 },
        { who: 'Cy', id: 4 },
      ],
    )
    const found = typed.subquery('found')
    assert.deepEqual(await engine.scalars(select(found.c.who).where(found.c.id.gt(1))).all(), ['Cy'])
    await assert.rejects(engine.execute(raw.columns({ nope: integer() })).all(), /no column 'nope'/)
  }),
]
