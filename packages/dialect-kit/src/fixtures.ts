import type { Backend, PoolStrategy } from '@athanor/contract'
import { createEngine, type Engine } from '@athanor/engine'
import { nullPool, queuePool } from '@athanor/pool'
import { bigint, integer, MetaData, numeric, text, timestamp, varchar } from '@athanor/sql'

/** The tables that most cases use, declared anew for each so that nothing leaks between them. */
// The types of the tables are what this function infers; writing them out would repeat each column.
export function shop() {
  const metadata = new MetaData()
  const customers = metadata.table('kit_customers', {
    id: integer().primaryKey(),
    name: varchar(80),
    email: varchar(120).nullable().unique(),
    credit: numeric(12, 2).default('0.00'),
  })
  const orders = metadata.table('kit_orders', {
    id: bigint().primaryKey(),
    customerId: integer('customer_id')
      .references(() => customers.c.id, { onDelete: 'cascade' })
      .index(),
    total: numeric(12, 2),
    note: text().nullable(),
    placedAt: timestamp('placed_at').nullable(),
  })
  return { metadata, customers, orders }
}
export type Shop = ReturnType<typeof shop>

/** A pool that fits the backend: a database in memory has one connection. */
export function fittingPool(backend: Backend): PoolStrategy | undefined {
  return backend.preferredPool === undefined || backend.preferredPool === 'queue'
    ? queuePool({ size: 3, maxOverflow: 2, timeoutMs: 5000 })
    : undefined
}

/** Runs a case with an engine that is disposed afterwards. */
export async function withEngine(backend: Backend, body: (engine: Engine) => Promise<void>): Promise<void> {
  const pool = fittingPool(backend)
  const engine = createEngine(backend, pool ? { pool } : {})
  try {
    await body(engine)
  } finally {
    await engine.dispose()
  }
}

/** Runs a case with the shop's tables created, and drops them afterwards. */
export function withShop(body: (engine: Engine, tables: Shop) => Promise<void>): (backend: Backend) => Promise<void> {
  return (backend) =>
    withEngine(backend, async (engine) => {
      const tables = shop()
      await tables.metadata.dropAll(engine)
      await tables.metadata.createAll(engine)
      try {
        await body(engine, tables)
      } finally {
        await tables.metadata.dropAll(engine)
      }
    })
}

/** Whether several connections see the same data. */
export function isShared(backend: Backend): boolean {
  return backend.dialect.traits.sharedData
}
export { nullPool }
