import assert from 'node:assert/strict'
import { UnsupportedByDialectError } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import { deleteFrom, excluded, insert, integer, MetaData, select, update, upsert, varchar } from '@athanor/sql'
import { withEngine, withShop } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

// The types of the table are what this function infers.
function shelf() {
  const metadata = new MetaData()
  const stock = metadata.table('kit_stock', {
    sku: varchar(20).primaryKey(),
    amount: integer(),
    note: varchar(20).nullable().default('new'),
  })
  return { metadata, stock }
}
type Stock = ReturnType<typeof shelf>['stock']

function keeping(name: string, body: (engine: Engine, stock: Stock) => Promise<void>): KitCase {
  return {
    name,
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const { metadata, stock } = shelf()
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        try {
          await engine.execute(
            insert(stock).values([
              { sku: 'a', amount: 1 },
              { sku: 'b', amount: 2 },
            ]),
          )
          await body(engine, stock)
        } finally {
          await metadata.dropAll(engine)
        }
      }),
  }
}
const rowsOf = (engine: Engine, stock: Stock) => engine.execute(select(stock).orderBy(stock.c.sku)).all()

/** Upserts, and the changes that have an order. */
export const statementUpsertCases: readonly KitCase[] = [
  keeping('upsert() inserts new rows and changes those that are there', async (engine, stock) => {
    await engine.execute(
      upsert(stock, { update: ['amount'] }).values([
        { sku: 'b', amount: 7 },
        { sku: 'c', amount: 3 },
      ]),
    )
    assert.deepEqual(await rowsOf(engine, stock), [
      { sku: 'a', amount: 1, note: 'new' },
      { sku: 'b', amount: 7, note: 'new' },
      { sku: 'c', amount: 3, note: 'new' },
    ])
    await engine.execute(upsert(stock).values({ sku: 'a', amount: 9, note: 'old' }))
    assert.deepEqual((await rowsOf(engine, stock))[0], { sku: 'a', amount: 9, note: 'old' })
  }),
  keeping('upsert() computes with the row that is there and the proposed one', async (engine, stock) => {
    const added = { amount: stock.c.amount.add(excluded(stock.c.amount)) }
    await engine.execute(
      upsert(stock, { update: added }).values([
        { sku: 'a', amount: 10 },
        { sku: 'b', amount: 20 },
      ]),
    )
    assert.deepEqual(
      (await rowsOf(engine, stock)).map((row) => row.amount),
      [11, 22],
    )
  }),
  keeping('upsert() leaves rows as they are when it is to do nothing', async (engine, stock) => {
    await engine.execute(
      upsert(stock, { update: 'nothing' }).values([
        { sku: 'a', amount: 10 },
        { sku: 'c', amount: 3 },
      ]),
    )
    assert.deepEqual(
      (await rowsOf(engine, stock)).map((row) => row.amount),
      [1, 2, 3],
    )
  }),
  keeping('upsert() takes the rows of a query', async (engine, stock) => {
    const doubled = select({ sku: stock.c.sku, amount: stock.c.amount.mul(2), note: stock.c.note })
    await engine.execute(upsert(stock).fromSelect(['sku', 'amount', 'note'], doubled))
    assert.deepEqual(
      (await rowsOf(engine, stock)).map((row) => row.amount),
      [2, 4],
    )
  }),
  {
    name: 'upsert() into a table with a further unique key is refused where no key can be named',
    run: withShop(async (engine, { customers }) => {
      const row = { id: 1, name: 'Ada', email: 'ada@example.org' }
      try {
        await engine.execute(upsert(customers, { key: ['email'] }).values(row))
        await engine.execute(
          upsert(customers, { key: ['email'], update: ['name'] }).values({ ...row, id: 2, name: 'A.' }),
        )
        assert.deepEqual(await engine.execute(select(customers.c.id, customers.c.name)).all(), [{ id: 1, name: 'A.' }])
      } catch (error) {
        assert.ok(error instanceof UnsupportedByDialectError, String(error))
        assert.deepEqual(await engine.execute(select(customers.c.id)).all(), [])
      }
    }),
  },
  keeping('insert from a select fills in the defaults that the program computes', async (engine, stock) => {
    const copies = select({ sku: stock.c.sku.concat('2'), amount: stock.c.amount })
    await engine.execute(insert(stock).fromSelect(['sku', 'amount'], copies))
    assert.deepEqual(
      (await rowsOf(engine, stock)).map((row) => [row.sku, row.note]),
      [
        ['a', 'new'],
        ['a2', 'new'],
        ['b', 'new'],
        ['b2', 'new'],
      ],
    )
  }),
  keeping('update and delete take an order and a limit, or are refused by name', async (engine, stock) => {
    try {
      await engine.execute(update(stock).set({ note: 'most' }).orderBy(stock.c.amount.desc()).limit(1))
      assert.deepEqual(
        (await rowsOf(engine, stock)).map((row) => row.note),
        ['new', 'most'],
      )
      await engine.execute(deleteFrom(stock).orderBy(stock.c.amount).limit(1))
      assert.deepEqual(
        (await rowsOf(engine, stock)).map((row) => row.sku),
        ['b'],
      )
    } catch (error) {
      assert.ok(error instanceof UnsupportedByDialectError, String(error))
    }
  }),
]
