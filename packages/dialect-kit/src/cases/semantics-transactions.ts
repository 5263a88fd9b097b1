import assert from 'node:assert/strict'
import {
  AthanorError,
  type Backend,
  DatabaseError,
  ForeignKeyViolationError,
  SqlSyntaxError,
  TransactionError,
  UsageError,
} from '@athanor/contract'
import { createEngine, type Engine } from '@athanor/engine'
import { func, insert, select, sql } from '@athanor/sql'
import { type Fault, faultyBackend } from '../fault-driver.ts'
import { fittingPool, isShared, type Shop, withShop } from '../fixtures.ts'
import { recordingBackend } from '../recording-driver.ts'
import type { KitCase } from '../runner.ts'

type Body = (engine: Engine, tables: Shop, count: () => Promise<number>, backend: Backend) => Promise<void>

/** A case in the shop; `faults` strike the backend. */
function semantics(name: string, body: Body, faults: readonly Fault[] = []): KitCase {
  return {
    name,
    async run(backend) {
      const inShop = withShop(async (engine, tables) => {
        await body(engine, tables, () => engine.scalar(select(func.count()).from(tables.customers)), backend)
        assert.equal(engine.pool.stats.inUse, 0)
      })
      await inShop(faults.length > 0 ? faultyBackend(backend, faults) : backend)
    },
  }
}

/** Rejects with an error of Athanor's that has the code. */
async function refused(work: PromiseLike<unknown>, code: string): Promise<void> {
  await assert.rejects(
    async () => work,
    (error: unknown) => {
      assert.ok(error instanceof AthanorError, String(error))
      assert.equal(error.code, code)
      return true
    },
  )
}

const marker = sql`select 40 + 2`
const struckCommit = (): Error => new DatabaseError('COMMIT is refused (a fault of the test)', { code: 'DB_ERROR' })

/** Rules 56 to 64 of docs/semantics.md: when a transaction begins, and what ends it. */
export const transactionSemantics: readonly KitCase[] = [
  semantics(
    '3.B.56 a connection begins by itself, also for a SELECT; close() rolls back',
    async (engine, { customers }, count) => {
      const connection = await engine.connect()
      await connection.execute(select(customers)).all()
      assert.equal(connection.inTransaction, true)
      await connection.execute(insert(customers).values({ name: 'lost' }))
      await connection.close()
      assert.equal(await count(), 0)
    },
  ),
  semantics('3.B.57 begin() is refused once a statement has begun', async (engine, { customers }) => {
    await using connection = await engine.connect()
    await connection.execute(select(customers)).all()
    await refused(connection.begin(), 'TRANSACTION_BEGUN')
    await refused(
      connection.transaction(async () => 1),
      'TRANSACTION_BEGUN',
    )
    await connection.rollback()
    await connection.begin()
    await refused(connection.begin(), 'TRANSACTION_BEGUN')
  }),
  semantics(
    '3.B.58 beginNested() begins the transaction too, and its release commits nothing',
    async (engine, { customers }, count) => {
      const connection = await engine.connect()
      const savepoint = await connection.beginNested()
      assert.equal(connection.inTransaction, true)
      await connection.execute(insert(customers).values({ name: 'inner' }))
      await savepoint.release()
      assert.equal(connection.inTransaction, true)
      await connection.close()
      assert.equal(await count(), 0)
    },
  ),
  semantics('3.B.59 a rollback ends all savepoints; they end inner first', async (engine, { customers }, count) => {
    await using connection = await engine.connect()
    const outer = await connection.beginNested()
    const inner = await connection.beginNested()
    await connection.execute(insert(customers).values({ name: 'a' }))
    await refused(outer.release(), 'SAVEPOINT_ORDER')
    assert.deepEqual([outer.active, inner.active], [true, true])
    await connection.rollback()
    assert.deepEqual([outer.active, inner.active], [false, false])
    await refused(inner.release(), 'SAVEPOINT_ENDED')
    await refused(outer.rollback(), 'SAVEPOINT_ENDED')
    await connection.close()
    assert.equal(await count(), 0)
  }),
  semantics('3.B.60 after an invalidation nothing nested can be committed', async (engine, { customers }) => {
    const connection = await engine.connect()
    const savepoint = await connection.beginNested()
    await connection.execute(insert(customers).values({ name: 'a' }))
    connection.invalidate()
    await assert.rejects(savepoint.release(), AthanorError)
    await assert.rejects(connection.commit(), AthanorError)
    await connection.close()
  }),
  semantics(
    '3.B.61 after a disconnect nothing runs and nothing commits; there is no silent reconnect',
    async (engine, { customers }) => {
      const connection = await engine.connect()
      await connection.execute(insert(customers).values({ name: 'lost' }))
      await refused(connection.execute(marker), 'CONNECTION_LOST')
      await refused(connection.execute(select(customers)), 'TRANSACTION_ROLLED_BACK')
      await assert.rejects(connection.commit(), TransactionError)
      await connection.rollback()
      await refused(connection.execute(select(customers)), 'CONNECTION_INVALIDATED')
      await connection.close()
      // What a database in memory held went with its connection.
      if (isShared(engine.backend)) assert.deepEqual(await engine.execute(select(customers)).all(), [])
    },
    [{ on: 'run', after: 1, how: 'lost', matching: /40 \+ 2/ }],
  ),
  {
    name: '3.B.62 an isolation level is of one transaction: not to be changed inside, and gone after it',
    async run(backend) {
      const recording = recordingBackend(backend)
      await withShop(async (engine, { customers }) => {
        const { verbs } = backend.dialect
        const beginTexts = [...verbs.begin({ isolationLevel: 'serializable' }), ...verbs.begin({})]
        const seen = recording.statements.length
        for (const options of [{ isolationLevel: 'serializable' } as const, {}]) {
          await using connection = await engine.connect()
          await connection.begin(options)
          await connection.execute(insert(customers).values({ name: 'a' }))
          await refused(connection.begin({ isolationLevel: 'read committed' }), 'TRANSACTION_BEGUN')
          await connection.rollback()
        }
        const texts = recording.statements.slice(seen).map(({ text }) => text)
        assert.deepEqual(
          texts.filter((text) => /BEGIN|TRANSACTION/.test(text)),
          beginTexts,
        )
      })(recording.backend)
    },
  },
  {
    name: '3.B.63 a statement of the engine commits by itself, without BEGIN and COMMIT around it',
    async run(backend) {
      const recording = recordingBackend(backend)
      await withShop(async (engine, { customers }) => {
        const seen = recording.statements.length
        await engine.execute(insert(customers).values({ name: 'kept' }))
        assert.equal(await engine.scalar(select(func.count()).from(customers)), 1)
        assert.equal(recording.statements.length, seen + 2)
      })(recording.backend)
    },
  },
  semantics(
    '3.B.64 a COMMIT that is refused rolls back before the connection is lent again',
    async (engine, { customers }, count) => {
      const connection = await engine.connect()
      await connection.execute(insert(customers).values({ name: 'a' }))
      await assert.rejects(connection.commit(), DatabaseError)
      assert.equal(connection.inTransaction, false)
      await connection.close()
      assert.equal(await count(), 0)
      await engine.transaction((tx) => tx.execute(insert(customers).values({ name: 'b' })))
      assert.equal(await count(), 1)
    },
    [{ on: 'run', after: 1, how: struckCommit, matching: /^COMMIT$/ }],
  ),
  {
    name: '3.B.64 a deferred foreign key that fails at COMMIT leaves no open transaction in the pool',
    async run(backend) {
      const pool = fittingPool(backend)
      await using engine = createEngine(backend, pool ? { pool } : {})
      const drop = async (): Promise<void> => {
        await engine.execute(sql`drop table if exists kit_child`)
        await engine.execute(sql`drop table if exists kit_parent`)
      }
      await drop()
      await engine.execute(sql`create table kit_parent (id integer primary key)`)
      try {
        const created = await engine
          .execute(sql`create table kit_child (id integer references kit_parent (id) deferrable initially deferred)`)
          .then(() => true)
          .catch((error: unknown) => (error instanceof SqlSyntaxError ? false : Promise.reject(error)))
        // MySQL and MariaDB check foreign keys at once.
        if (!created) return
        const connection = await engine.connect()
        await connection.execute(sql`insert into kit_child values (1)`)
        await assert.rejects(connection.commit(), ForeignKeyViolationError)
        await connection.close()
        assert.deepEqual(await engine.execute(sql`select * from kit_child`).all(), [])
        await using next = await engine.connect()
        assert.equal(next.inTransaction, false)
        assert.deepEqual(await next.execute(sql`select * from kit_child`).all(), [])
      } finally {
        await drop()
      }
    },
  },
  semantics('3.B.61 a handle does not outlive its transaction', async (engine, { customers }) => {
    const leaked = await engine.transaction(async (tx) => tx)
    await assert.rejects(async () => leaked.execute(select(customers)), UsageError)
  }),
]
