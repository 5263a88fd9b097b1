import assert from 'node:assert/strict'
import { NoSuchTableError } from '@athanor/contract'
import { insert, MetaData, select, Table } from '@athanor/sql'
import { withShop } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

export const reflectionCases: readonly KitCase[] = [
  {
    name: 'tables, columns, keys, uniques and indexes are found again',
    run: withShop(async (engine) => {
      const inspector = await engine.inspect()
      const names = (await inspector.tableNames()).filter((name) => name.startsWith('kit_'))
      assert.deepEqual(names.toSorted(), ['kit_customers', 'kit_orders'])
      assert.equal(await inspector.hasTable('kit_orders'), true)
      assert.equal(await inspector.hasTable('kit_nowhere'), false)
      const columns = await inspector.columns('kit_customers')
      assert.deepEqual(
        columns.map((each) => [each.name, each.nullable]),
        [
          ['id', false],
          ['name', false],
          ['email', true],
          ['credit', false],
        ],
      )
      assert.deepEqual(
        columns.map((each) => each.type.name),
        ['integer', 'varchar', 'varchar', 'numeric'],
      )
      assert.equal(columns[3]?.type.scale, 2)
      assert.deepEqual((await inspector.primaryKey('kit_orders')).columns, ['id'])
      const [key] = await inspector.foreignKeys('kit_orders')
      assert.equal(key?.referredTable, 'kit_customers')
      assert.deepEqual([key?.columns, key?.referredColumns, key?.onDelete], [['customer_id'], ['id'], 'cascade'])
      assert.ok((await inspector.uniques('kit_customers')).some((each) => each.columns.join() === 'email'))
      assert.ok(
        (await inspector.indexes('kit_orders')).some((each) => each.columns.join() === 'customer_id' && !each.unique),
      )
    }),
  },
  {
    name: 'an unknown table is an error that names it',
    run: withShop(async (engine) => {
      const inspector = await engine.inspect()
      await assert.rejects(
        inspector.columns('kit_nowhere'),
        (error: unknown) => error instanceof NoSuchTableError && error.message.includes('kit_nowhere'),
      )
    }),
  },
  {
    name: 'reflected tables can be queried',
    run: withShop(async (engine, { customers }) => {
      await engine.execute(insert(customers).values({ name: 'Ada' }))
      const reflected = await MetaData.reflect(engine, { only: ['kit_customers'] })
      const table = reflected.tables.get('kit_customers')
      assert.ok(table instanceof Table)
      assert.deepEqual(await engine.execute(select(table)).all(), [{ id: 1, name: 'Ada', email: null, credit: '0.00' }])
    }),
  },
  {
    name: 'creating twice and dropping twice is harmless',
    run: withShop(async (engine, { metadata }) => {
      await metadata.createAll(engine)
      await metadata.dropAll(engine)
      await metadata.dropAll(engine)
      await metadata.createAll(engine)
    }),
  },
]
