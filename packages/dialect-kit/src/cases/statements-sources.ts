import assert from 'node:assert/strict'
import { UnsupportedByDialectError } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import {
  alias,
  deleteFrom,
  exceptAll,
  insert,
  integer,
  intersectAll,
  label,
  literal,
  recursiveCte,
  select,
  text,
  union,
  unionAll,
  update,
  values,
} from '@athanor/sql'
import { type Shop, withShop } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

function source(name: string, body: (engine: Engine, tables: Shop) => Promise<void>): KitCase {
  return {
    name,
    run: withShop(async (engine, tables) => {
      await engine.execute(
        insert(tables.customers).values([
          { id: 1, name: 'Ada', email: 'ada@example.org' },
          { id: 2, name: 'Bob' },
          { id: 3, name: 'Cy', email: 'cy@example.org' },
        ]),
      )
      await engine.execute(
        insert(tables.orders).values([
          { id: 1n, customerId: 1, total: '10.50' },
          { id: 2n, customerId: 1, total: '0.25' },
          { id: 3n, customerId: 3, total: '7.00' },
        ]),
      )
      await body(engine, tables)
    }),
  }
}

/** VALUES, CTEs and set operations: sources made of queries. */
export const statementSourceCases: readonly KitCase[] = [
  source('a recursive CTE counts, and walks a chain once with distinct', async (engine) => {
    const n = recursiveCte('n', select({ n: literal(1, integer()) }), (self) =>
      select({ n: self.c.n.add(1) }).where(self.c.n.lt(5)),
    )
    assert.deepEqual(await engine.scalars(select(n.c.n).orderBy(n.c.n)).all(), [1, 2, 3, 4, 5])
    const next = values({ at: integer(), to: integer() }, [
      [1, 2],
      [2, 3],
      [3, 1],
    ]).cte('edges')
    const reached = recursiveCte(
      'reached',
      select({ at: literal(1, integer()) }),
      (self) => select({ at: next.c.to }).from(next).join(self, self.c.at.eq(next.c.at)),
      { distinct: true },
    )
    assert.deepEqual(await engine.scalars(select(reached.c.at).orderBy(reached.c.at)).all(), [1, 2, 3])
  }),
  source('a CTE is joined to itself under an alias', async (engine, { customers: { c } }) => {
    const named = select(c.id, c.name).cte('named')
    const next = alias(named, 'next_one')
    const pairs = select({ name: named.c.name, next: next.c.name })
      .from(named)
      .join(next, next.c.id.eq(named.c.id.add(1)))
      .orderBy(named.c.id)
    assert.deepEqual(await engine.execute(pairs).all(), [
      { name: 'Ada', next: 'Bob' },
      { name: 'Bob', next: 'Cy' },
    ])
  }),
  source('values join a table, as a source and as a CTE', async (engine, { customers: { c } }) => {
    const rows = values({ id: integer(), word: text().nullable() }, [{ id: 1, word: 'one' }, [3, null], [9, 'nine']])
    for (const list of [rows.subquery('list'), rows.cte('list')]) {
      const found = select(c.name, list.c.word).join(list, list.c.id.eq(c.id)).orderBy(c.id)
      assert.deepEqual(await engine.execute(found).all(), [
        { name: 'Ada', word: 'one' },
        { name: 'Cy', word: null },
      ])
    }
    assert.equal((await engine.execute(rows).all()).length, 3)
  }),
  source('set operations nest, with an order and a limit of their own', async (engine, { customers, orders }) => {
    const { c } = customers
    const last = select(c.id).orderBy(c.id.desc()).limit(1)
    const buyers = select({ id: orders.c.customerId })
    const nested = unionAll(last, union(buyers, select(c.id).where(c.id.eq(2)))).orderBy('id')
    assert.deepEqual(await engine.scalars(nested).all(), [1, 2, 3, 3])
    assert.deepEqual(await engine.scalars(nested.orderBy().limit(2).offset(1)).all(), [2, 3])
    const found = nested.subquery('found')
    assert.deepEqual(await engine.scalars(select(found.c.id).where(found.c.id.gt(2))).all(), [3, 3])
  }),
  source('a set operation is ordered by an expression, nulls where they are told', async (engine, { customers }) => {
    const { c } = customers
    const emails = union(select(c.email), select(c.email).where(c.id.eq(2)))
    for (const order of [label('email').asc().nullsLast(), c.email.asc().nullsLast()]) {
      assert.deepEqual(await engine.scalars(emails.orderBy(order)).all(), ['ada@example.org', 'cy@example.org', null])
    }
    const ids = unionAll(select(c.id), select(c.id))
    assert.deepEqual(await engine.scalars(ids.orderBy(c.id.neg()).limit(3)).all(), [3, 3, 2])
  }),
  source(
    'intersect all and except all count equal rows, or are refused by name',
    async (engine, { customers, orders }) => {
      const buyers = select({ id: orders.c.customerId })
      const ones = unionAll(select({ id: customers.c.id }), select({ id: customers.c.id }))
      const both = intersectAll(buyers, ones)
      const rest = exceptAll(buyers, select({ id: customers.c.id }))
      try {
        assert.deepEqual(await engine.scalars(both.orderBy('id')).all(), [1, 1, 3])
        assert.deepEqual(await engine.scalars(rest).all(), [1])
      } catch (error) {
        assert.ok(error instanceof UnsupportedByDialectError, String(error))
      }
    },
  ),
  source('a change uses CTEs: in a subquery, and beside the changed table', async (engine, { customers, orders }) => {
    const { c } = customers
    const buyers = select({ id: orders.c.customerId }).groupBy(orders.c.customerId).cte('buyers')
    await engine.execute(
      update(customers)
        .set({ credit: '9.00' })
        .where(c.id.in(select(buyers.c.id))),
    )
    const named = update(customers)
      .set({ name: c.name.concat('!') })
      .from(buyers)
      .where(buyers.c.id.eq(c.id))
    await engine.execute(named)
    await engine.execute(deleteFrom(customers).where(c.id.notIn(select(buyers.c.id))))
    assert.deepEqual(await engine.execute(select(c.name, c.credit).orderBy(c.id)).all(), [
      { name: 'Ada!', credit: '9.00' },
      { name: 'Cy!', credit: '9.00' },
    ])
  }),
  source('a change is a CTE, or refused by name', async (engine, { customers: table }) => {
    const gone = deleteFrom(table).where(table.c.id.eq(2)).returning(table.c.id, table.c.name).cte('gone')
    try {
      assert.deepEqual(await engine.execute(select(gone.c.name)).all(), [{ name: 'Bob' }])
      assert.deepEqual(await engine.scalars(select(table.c.id).orderBy(table.c.id)).all(), [1, 3])
    } catch (error) {
      assert.ok(error instanceof UnsupportedByDialectError, String(error))
    }
  }),
]
