// The tables and rows that the examples of this folder use.
import type { Backend } from '@athanor/contract'
import { createEngine, type Engine } from '@athanor/engine'
import { insert, integer, MetaData, numeric, text, varchar } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'

export const metadata = new MetaData()

export const customers = metadata.table('customers', {
  id: integer().primaryKey(),
  name: text(),
  city: text().nullable(),
})

export const orders = metadata.table('orders', {
  id: integer().primaryKey(),
  customerId: integer('customer_id').references(() => customers.c.id),
  status: text().default('new'),
  total: numeric(10, 2),
})

export const employees = metadata.table('employees', {
  id: integer().primaryKey(),
  name: text(),
  managerId: integer('manager_id').nullable(),
})

export const stock = metadata.table('stock', {
  sku: varchar(20).primaryKey(),
  amount: integer(),
})

/** A database with fresh tables and these rows; SQLite in memory unless told otherwise. */
export async function openShop(backend: Backend = sqlite(':memory:')): Promise<Engine> {
  const engine = createEngine(backend)
  await metadata.dropAll(engine)
  await metadata.createAll(engine)
  await engine.execute(
    insert(customers).values([
      { id: 1, name: 'Ada', city: 'Oslo' },
      { id: 2, name: 'Bo', city: 'Bergen' },
      { id: 3, name: 'Cy', city: null },
    ]),
  )
  await engine.execute(
    insert(orders).values([
      { id: 1, customerId: 1, status: 'paid', total: '10.50' },
      { id: 2, customerId: 1, status: 'new', total: '4.00' },
      { id: 3, customerId: 2, status: 'paid', total: '99.90' },
    ]),
  )
  await engine.execute(
    insert(employees).values([
      { id: 1, name: 'Grace', managerId: null },
      { id: 2, name: 'Lin', managerId: 1 },
      { id: 3, name: 'Sam', managerId: 1 },
      { id: 4, name: 'Kim', managerId: 2 },
    ]),
  )
  await engine.execute(
    insert(stock).values([
      { sku: 'nut', amount: 5 },
      { sku: 'bolt', amount: 0 },
    ]),
  )
  return engine
}
