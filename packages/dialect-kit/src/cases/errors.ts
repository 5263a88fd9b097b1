import assert from 'node:assert/strict'
import {
  AthanorError,
  DatabaseError,
  DataError,
  ForeignKeyViolationError,
  IntegrityError,
  NoSuchColumnError,
  NoSuchTableError,
  NotNullViolationError,
  StatementError,
  UniqueViolationError,
  UsageError,
} from '@athanor/contract'
import { createEngine, type Engine } from '@athanor/engine'
import { insert, integer, literal, MetaData, select, sql, varchar } from '@athanor/sql'
import { fittingPool, type Shop, withShop } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

async function errorOf(work: PromiseLike<unknown>): Promise<AthanorError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof AthanorError, `expected an error of the tree, got ${String(error)}`)
  return error
}

/** Runs the case and proves that the pool came out balanced. */
const failing = (name: string, body: (engine: Engine, tables: Shop) => Promise<void>): KitCase => ({
  name,
  run: withShop(async (engine, tables) => {
    await body(engine, tables)
    const { inUse, waiting } = engine.pool.stats
    assert.deepEqual({ inUse, waiting }, { inUse: 0, waiting: 0 })
    assert.equal(await engine.scalar(select(literal(1))), 1)
  }),
})

export const errorCases: readonly KitCase[] = [
  failing('unique violation: class, table, no values', async (engine, { customers }) => {
    await engine.execute(insert(customers).values({ name: 'Ada', email: 'ada@example.org' }))
    const error = await errorOf(engine.execute(insert(customers).values({ name: 'Eve', email: 'ada@example.org' })))
    assert.ok(error instanceof UniqueViolationError, error.name)
    assert.equal(error.table, 'kit_customers')
    assert.ok(!error.message.includes('ada@example.org'), error.message)
    assert.equal(error.connection, 'keep')
  }),
  failing('foreign key violation', async (engine, { orders }) => {
    const error = await errorOf(engine.execute(insert(orders).values({ customerId: 99, total: '1' })))
    assert.ok(error instanceof ForeignKeyViolationError, error.name)
    assert.ok(error instanceof IntegrityError && error instanceof DatabaseError)
  }),
  failing('not null violation', async (engine, { customers }) => {
    const error = await errorOf(engine.execute(sql`insert into ${customers} (id, credit) values (1, 0)`))
    assert.ok(error instanceof NotNullViolationError, error.name)
  }),
  failing('unknown table and unknown column', async (engine) => {
    const metadata = new MetaData()
    const nowhere = metadata.table('kit_nowhere', { id: integer().primaryKey() })
    const partly = metadata.table('kit_customers', { id: integer().primaryKey(), nope: varchar(5) })
    assert.ok((await errorOf(engine.execute(select(nowhere)))) instanceof NoSuchTableError)
    assert.ok((await errorOf(engine.execute(select(partly)))) instanceof NoSuchColumnError)
  }),
  failing('syntax', async (engine) => {
    assert.ok((await errorOf(engine.execute(sql`selec 1`))) instanceof StatementError)
  }),
  failing('a value too long for its column, where the database minds', async (engine, { customers }) => {
    const outcome = await engine.execute(insert(customers).values({ name: 'x'.repeat(200) })).then(
      () => 'taken',
      (error: unknown) => error,
    )
    // SQLite does not enforce lengths.
    if (outcome !== 'taken') assert.ok(outcome instanceof DataError, String(outcome))
  }),
  failing('a thrown hook, a wrong type and an undefined value do not hurt the pool', async (engine, { customers }) => {
    await errorOf(engine.execute(insert(customers).values({ id: 1.5, name: 'x' })))
    assert.throws(
      () =>
        insert(customers).values({
          name: undefined as unknown as string,
          credit: customers.c.credit.add(undefined as unknown as string),
        }),
      UsageError,
    )
  }),
  {
    name: 'a disposed engine says so',
    async run(backend) {
      const pool = fittingPool(backend)
      const engine = createEngine(backend, pool ? { pool } : {})
      assert.equal(await engine.scalar(select(literal(1))), 1)
      await engine.dispose()
      await engine.dispose()
      const error = await errorOf(engine.scalar(select(literal(1))))
      assert.match(error.message, /disposed|closed/)
    },
  },
]
