import assert from 'node:assert/strict'
import { UnsupportedByDialectError, UsageError } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import { deleteFrom, excluded, func, insert, select, update } from '@athanor/sql'
import { type Shop, withShop } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

const writing = (name: string, body: (engine: Engine, tables: Shop) => Promise<void>): KitCase => ({
  name,
  run: withShop(body),
})

export const writeCases: readonly KitCase[] = [
  writing('generated keys and client defaults are filled in', async (engine, { customers }) => {
    const result = await engine.execute(insert(customers).values({ name: 'Ada' }))
    assert.equal(result.affected, 1)
    assert.deepEqual(await engine.execute(select(customers)).all(), [
      { id: 1, name: 'Ada', email: null, credit: '0.00' },
    ])
    if (!engine.dialect.traits.returning.insert) assert.equal(Number(result.lastInsertId), 1)
  }),
  writing('several rows with different columns get the same defaults', async (engine, { customers }) => {
    const result = await engine.execute(
      insert(customers).values([
        { name: 'Ada', credit: '1.00' },
        { name: 'Bob', email: 'b@example.org' },
      ]),
    )
    assert.equal(result.affected, 2)
    const rows = await engine.execute(select(customers.c.email, customers.c.credit).orderBy(customers.c.id)).all()
    assert.deepEqual(rows, [
      { email: null, credit: '1.00' },
      { email: 'b@example.org', credit: '0.00' },
    ])
  }),
  writing('returning gives the new rows, or is refused by name', async (engine, { customers }) => {
    const statement = insert(customers).values({ name: 'Ada' }).returning(customers.c.id, customers.c.credit)
    if (engine.dialect.traits.returning.insert)
      assert.deepEqual(await engine.execute(statement).one(), { id: 1, credit: '0.00' })
    else await assert.rejects(engine.execute(statement), UnsupportedByDialectError)
  }),
  writing('update and delete count matched rows, also unchanged ones', async (engine, { customers: table }) => {
    await engine.execute(insert(table).values([{ name: 'a' }, { name: 'b' }, { name: 'c' }]))
    const c = table.c
    assert.equal((await engine.execute(update(table).set({ name: 'a' }).where(c.id.lte(2)))).affected, 2)
    assert.equal((await engine.execute(update(table).set({ name: 'a' }).where(c.id.lte(2)))).affected, 2)
    assert.equal(
      (
        await engine.execute(
          update(table)
            .set({ credit: c.credit.add('5') })
            .where(c.id.eq(1)),
        )
      ).affected,
      1,
    )
    assert.equal(await engine.scalar(select(c.credit).where(c.id.eq(1))), '5.00')
    assert.equal((await engine.execute(deleteFrom(table).where(c.id.gt(1)))).affected, 2)
    assert.equal(await engine.scalar(select(func.count()).from(table)), 1)
  }),
  writing('insert from a select', async (engine, { customers }) => {
    await engine.execute(insert(customers).values([{ name: 'a' }, { name: 'b' }]))
    await engine.execute(
      insert(customers).fromSelect(
        ['name', 'credit'],
        select({ name: customers.c.name.concat('2'), credit: customers.c.credit }),
      ),
    )
    assert.deepEqual(await engine.scalars(select(customers.c.name).orderBy(customers.c.id)).all(), [
      'a',
      'b',
      'a2',
      'b2',
    ])
  }),
  writing('an upsert of the dialect, or a refusal by name', async (engine, { customers }) => {
    const c = customers.c
    await engine.execute(insert(customers).values({ name: 'Ada', email: 'ada@example.org' }))
    const row = { name: 'Ada L.', email: 'ada@example.org' }
    const onConflict = insert(customers)
      .values(row)
      .onConflictDoUpdate({ target: [c.email], set: { name: excluded(c.name) } })
    const onDuplicate = insert(customers)
      .values(row)
      .onDuplicateKeyUpdate({ name: excluded(c.name) })
    const outcomes = await Promise.allSettled([engine.execute(onConflict), engine.execute(onDuplicate)])
    const failed = outcomes.filter((each) => each.status === 'rejected')
    assert.equal(failed.length, 1)
    assert.ok(failed[0]?.reason instanceof UnsupportedByDialectError, String(failed[0]?.reason))
    assert.deepEqual(await engine.scalars(select(c.name)).all(), ['Ada L.'])
  }),
  writing('ten thousand rows in one call', async (engine, { customers }) => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({
      id: i + 1,
      name: `n${i}`,
      email: `${i}@example.org`,
      credit: '1.00',
    }))
    const size = Math.floor(engine.dialect.traits.maxParams / 4)
    for (let i = 0; i < rows.length; i += size) await engine.execute(insert(customers).values(rows.slice(i, i + size)))
    assert.equal(await engine.scalar(select(func.count()).from(customers)), 10_000)
    assert.equal(await engine.scalar(select(func.sum(customers.c.credit))), '10000.00')
  }),
  writing('an unknown column and an empty set are refused', async (engine, { customers }) => {
    const wrong: Readonly<Record<string, string>> = { name: 'x', nope: 'y' }
    assert.throws(() => insert(customers).values(wrong as { name: string }), UsageError)
    assert.throws(() => update(customers).set({}), UsageError)
    assert.equal(await engine.scalar(select(func.count()).from(customers)), 0)
  }),
]
