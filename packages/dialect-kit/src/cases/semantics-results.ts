import assert from 'node:assert/strict'
import {
  AthanorError,
  CodecError,
  IntegrityError,
  NoResultFoundError,
  UniqueViolationError,
  UsageError,
} from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import { caseWhen, deleteFrom, func, insert, label, param, select, sql, update } from '@athanor/sql'
import { type Shop, withShop } from '../fixtures.ts'
import { recordingBackend } from '../recording-driver.ts'
import type { KitCase } from '../runner.ts'

/** A case in the shop with three customers, whose keys the database makes: 1, 2, 3. */
function semantics(name: string, body: (engine: Engine, tables: Shop) => Promise<void>): KitCase {
  return {
    name,
    run: withShop(async (engine, tables) => {
      await engine.execute(
        insert(tables.customers).values([
          { name: 'Ada', email: 'ada@example.org', credit: '5.00' },
          { name: 'Bob' },
          { name: 'Cy' },
        ]),
      )
      await body(engine, tables)
      assert.equal(engine.pool.stats.inUse, 0)
    }),
  }
}

async function errorOf(work: PromiseLike<unknown>): Promise<AthanorError> {
  const error = await Promise.resolve(work).catch((reason: unknown) => reason)
  assert.ok(error instanceof AthanorError, String(error))
  return error
}

/** Rules 65 to 73 of docs/semantics.md: what a statement answers, and what its plan is. */
export const resultSemantics: readonly KitCase[] = [
  semantics(
    "3.B.65 a driver's error has a class, a code, its statement and its cause, and no values",
    async (engine, { customers }) => {
      const error = await errorOf(engine.execute(insert(customers).values({ name: 'Eve', email: 'ada@example.org' })))
      assert.ok(error instanceof UniqueViolationError && error instanceof IntegrityError, error.name)
      assert.equal(error.code, 'DB_UNIQUE')
      assert.ok(error.cause instanceof Error)
      assert.match(error.statement ?? '', /^INSERT INTO .*kit_customers/)
      for (const text of [error.message, error.statement]) assert.ok(!text?.includes('ada@example.org'), text)
      await using connection = await engine.connect()
      const inside = await errorOf(connection.execute(sql`selec 1`))
      assert.ok('statement' in inside && inside.statement === 'selec 1')
    },
  ),
  semantics(
    '3.B.65 a value that does not fit its type is an error before anything is sent',
    async (engine, { customers }) => {
      const statement = insert(customers).values({ id: 1.5, name: 'secret-name' })
      const error = await errorOf(engine.execute(statement))
      assert.ok(error instanceof CodecError, error.name)
      assert.match(error.message, /id/)
      assert.ok(!error.message.includes('secret-name'))
    },
  ),
  semantics('3.B.66 first(), one() and scalar() leave the connection free', async (engine, { customers: { c } }) => {
    await using connection = await engine.connect()
    assert.equal((await connection.execute(select(c.name).orderBy(c.id)).first())?.name, 'Ada')
    assert.equal(await connection.scalar(select(c.name).orderBy(c.id)), 'Ada')
    await assert.rejects(connection.execute(select(c.name)).one(), AthanorError)
    await assert.rejects(connection.execute(sql`selec 1`), AthanorError)
    await connection.rollback()
    assert.equal(await connection.scalar(select(func.count(c.id))), 3)
  }),
  semantics('3.B.67 a statement without rows has none to read, and one() says why', async (engine, { customers }) => {
    const change = (): ReturnType<Engine['execute']> => engine.execute(update(customers).set({ name: 'x' }))
    assert.deepEqual(await change().all(), [])
    assert.equal(await change().first(), null)
    assert.deepEqual((await change()).keys, [])
    const error = await errorOf(change().one())
    assert.ok(error instanceof NoResultFoundError)
    assert.match(error.message, /returns no rows/)
  }),
  semantics(
    '3.B.68 affected counts the matched rows of a change, of all rows of an insert, and is 0 for a SELECT',
    async (engine, { customers: table }) => {
      assert.equal((await engine.execute(select(table))).affected, 0)
      assert.equal((await engine.execute(update(table).set({ name: 'Ada' }).where(table.c.id.lte(2)))).affected, 2)
      const rows = [{ name: 'd' }, { name: 'e' }, { name: 'f', email: 'f@example.org' }]
      assert.equal((await engine.execute(insert(table).values(rows))).affected, 3)
      assert.equal((await engine.execute(deleteFrom(table).where(table.c.id.gt(99)))).affected, 0)
    },
  ),
  semantics(
    '3.B.69 the generated key is returned, or reported as lastInsertId',
    async (engine, { customers: table }) => {
      const { traits } = engine.dialect
      if (traits.returning.insert) {
        const rows = await engine
          .execute(
            insert(table)
              .values([{ name: 'd' }, { name: 'e' }])
              .returning(table.c.id),
          )
          .all()
        assert.equal(new Set(rows.map(({ id }) => id)).size, 2)
      }
      if (traits.lastInsertId === 'none') return
      const { lastInsertId } = await engine.execute(insert(table).values([{ name: 'g' }, { name: 'h' }]))
      const name = await engine.scalar(select(table.c.name).where(table.c.id.eq(Number(lastInsertId))))
      assert.equal(name, traits.lastInsertId === 'first' ? 'g' : 'h')
    },
  ),
  semantics('3.B.70 scalars() of several columns gives the first one', async (engine, { customers: { c } }) => {
    assert.deepEqual(await engine.scalars(select(c.name, c.id).orderBy(c.id)).all(), ['Ada', 'Bob', 'Cy'])
    assert.equal(await engine.scalar(select(c.id, c.name).orderBy(c.id)), 1)
  }),
  semantics(
    '3.B.71 while a stream is read, a second statement on its connection is refused or does not disturb it',
    async (engine, { customers }) => {
      await using connection = await engine.connect()
      const seen: number[] = []
      for await (const { id } of connection.stream(select(customers).orderBy(customers.c.id), {}, { batchSize: 1 })) {
        seen.push(id)
        const second = await connection.scalar(select(func.count()).from(customers)).catch((error: unknown) => error)
        if (second !== 3) assert.ok(second instanceof UsageError && second.code === 'STREAM_OPEN', String(second))
      }
      assert.deepEqual(seen, [1, 2, 3])
      assert.equal(await connection.scalar(select(func.count()).from(customers)), 3)
    },
  ),
  {
    name: '3.B.72 statements that differ in values share a text; those that differ in SQL do not',
    async run(backend) {
      const recording = recordingBackend(backend)
      await withShop(async (engine, { customers: { c } }) => {
        const textOf = async (...args: Parameters<Engine['execute']>): Promise<string> => {
          await engine.execute(...args)
          return recording.statements.at(-1)?.text ?? ''
        }
        const byId = (id: number) => select(c.name).where(c.id.eq(id))
        const text = await textOf(byId(1))
        assert.equal(await textOf(byId(2)), text)
        const others = [
          byId(1).limit(1),
          byId(1).distinct(),
          byId(1).orderBy(c.id),
          select(c.name).where(c.id.eq(null)),
        ]
        for (const other of others) assert.notEqual(await textOf(other), text)
        await assert.rejects(engine.execute(select(c.name).where(c.id.eq(param('id')))), UsageError)
        await textOf(select(c.name).where(c.id.eq(param('id'))), { id: 1 })
      })(recording.backend)
    },
  },
  semantics(
    '3.B.73 a cached plan takes the values of the statement that runs',
    async (engine, { customers: { c } }) => {
      const names = (id: number, others: readonly number[], rank: number, count: number): Promise<string[]> =>
        engine
          .scalars(
            select(c.name)
              .where(c.id.eq(id).or(c.id.in(others), caseWhen([[c.id.eq(rank), true]], false).eq(true)))
              .orderBy(c.id)
              .limit(count),
          )
          .all()
      assert.deepEqual(await names(1, [9, 9], 9, 5), ['Ada'])
      assert.deepEqual(await names(2, [9, 1], 9, 5), ['Ada', 'Bob'])
      assert.deepEqual(await names(9, [9, 9], 3, 5), ['Cy'])
      assert.deepEqual(await names(9, [3, 2], 1, 2), ['Ada', 'Bob'])
      const named = select({ n: c.id })
        .where(c.name.eq(param('name')))
        .orderBy(label('n'))
      assert.deepEqual(await engine.scalars(named, { name: 'Bob' }).all(), [2])
      assert.deepEqual(await engine.scalars(named, { name: 'Cy' }).all(), [3])
    },
  ),
]
