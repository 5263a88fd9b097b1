import assert from 'node:assert/strict'
import type { Backend } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import {
  createTableAs,
  foreignKey,
  insert,
  integer,
  MetaData,
  select,
  type SchemaExecutor,
  sql,
  text,
  update,
} from '@athanor/sql'
import { isShared, withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'
import { oddNames, zooOf } from '../schema-zoo.ts'

/** Everything of the kit's zoo that the database has, in an order that is always the same. */
async function snapshot(executor: SchemaExecutor, schema?: string): Promise<object> {
  const inspector = await executor.inspect()
  const found = await inspector.describe({ views: true, ...(schema === undefined ? {} : { schema }) })
  const mine = (name: string): boolean => name.startsWith('kit_z')
  return {
    relations: [...found.values()].filter((each) => mine(each.name)),
    sequences: (await inspector.sequences(schema)).filter((each) => mine(each.name)),
  }
}

function withZoo(body: (engine: Engine, metadata: MetaData) => Promise<void>): (backend: Backend) => Promise<void> {
  return (backend) =>
    withEngine(backend, async (engine) => {
      const metadata = zooOf(engine.dialect)
      await metadata.dropAll(engine)
      await metadata.createAll(engine)
      try {
        await body(engine, metadata)
      } finally {
        await metadata.dropAll(engine)
      }
    })
}

/** Reflects the zoo alone: other tests may use the same database. */
async function reflectZoo(engine: Engine, options: { readonly intoSchema?: string } = {}): Promise<MetaData> {
  const inspector = await engine.inspect()
  const names = [...(await inspector.describe({ views: true })).keys()].filter((name) => name.startsWith('kit_z'))
  const metadata = await MetaData.reflect(engine, { only: names, views: true, ...options })
  for (const { name, owned, cache, ...numbers } of await inspector.sequences()) {
    if (owned || !name.startsWith('kit_z')) continue
    metadata.sequence(name, { ...numbers, cache: Number(cache), schema: options.intoSchema ?? null })
  }
  return metadata
}

function circle(): MetaData {
  const metadata = new MetaData()
  const hens = metadata.table('kit_z_hens', {
    id: integer().primaryKey(),
    eggId: integer()
      .nullable()
      .references(() => eggs.c.id),
  })
  const eggs = metadata.table('kit_z_eggs', { id: integer().primaryKey(), henId: integer().nullable() }, (t) => ({
    foreignKeys: [foreignKey({ columns: [t.henId], references: () => [hens.c.id], name: 'kit_fk_hen' })],
  }))
  return metadata
}

export const schemaCases: readonly KitCase[] = [
  {
    name: 'what is reflected, created again and reflected again is equal',
    run: withZoo(async (engine, metadata) => {
      const first = await snapshot(engine)
      const reflected = await reflectZoo(engine)
      await metadata.dropAll(engine)
      await reflected.createAll(engine)
      try {
        assert.deepEqual(await snapshot(engine), first)
      } finally {
        await reflected.dropAll(engine)
      }
    }),
  },
  {
    name: 'what was declared is found in the catalog',
    run: withZoo(async (engine) => {
      const inspector = await engine.inspect()
      const found = await inspector.describe({ only: ['kit_z_people', 'kit_z_countries'] })
      const people = found.get('kit_z_people')
      assert.ok(people)
      assert.deepEqual(
        people.columns.map((each) => each.name),
        'id code region boss_id age credit note label on born data uid twice'.split(' '),
      )
      const twice = people.columns.find((each) => each.name === 'twice')
      assert.equal(twice?.computed?.stored, true)
      assert.match(twice.computed.text, /age.*\* 2/)
      assert.match(people.columns.find((each) => each.name === 'label')?.defaultText ?? '', /^'it''s 5'/)
      const checks = people.checks.map((each) => each.name)
      assert.ok(checks.includes('kit_ck_age') && checks.includes('kit_ck_old'), String(checks))
      const country = people.foreignKeys.find((each) => each.name === 'kit_fk_country')
      assert.deepEqual(country?.columns, ['region', 'code'])
      assert.deepEqual(
        [country.referredColumns, country.onDelete, country.onUpdate],
        [['region', 'code'], 'cascade', 'cascade'],
      )
      assert.ok(people.uniques.some((each) => each.name === 'kit_uq_label' && each.columns.join() === 'label,age'))
      const region = people.indexes.find((each) => each.name === 'kit_ix_region')
      assert.deepEqual(
        region?.items.map((item) => [item.column, item.direction]),
        [
          ['region', 'asc'],
          ['age', 'desc'],
        ],
      )
      assert.deepEqual(found.get('kit_z_countries')?.primaryKey.columns, ['region', 'code'])
      assert.equal(await inspector.hasIndex('kit_z_people', 'kit_ix_region'), true)
      assert.equal(await inspector.hasIndex('kit_z_people', 'kit_ix_nothing'), false)
      assert.match(await inspector.viewDefinition('kit_z_view'), /18/)
      if (engine.dialect.traits.comments !== 'none') {
        assert.equal(await inspector.tableComment('kit_z_countries'), "the world's")
        const [, , name] = await inspector.columns('kit_z_countries')
        assert.equal(name?.comment, 'as its people say')
      }
    }),
  },
  {
    name: 'names that need quotes are created, used and found',
    run: withZoo(async (engine, metadata) => {
      const table = metadata.tables.get('kit_z odd "names"')
      assert.ok(table)
      const row = Object.fromEntries(oddNames.map((name, i) => [name, i]))
      await engine.execute(insert(table).values(row))
      assert.deepEqual(await engine.execute(select(table)).all(), [row])
      const inspector = await engine.inspect()
      assert.deepEqual(
        (await inspector.columns(table.name)).map((each) => each.name),
        [...oddNames],
      )
    }),
  },
  {
    name: 'a view is selected from, and a computed column reads what it computes',
    run: withZoo(async (engine, metadata) => {
      const people = metadata.tables.get('kit_z_people')
      const view = metadata.views.get('kit_z_view')
      assert.ok(people && view)
      const values: object = { id: 1, age: 20 }
      await engine.execute(insert(people).values(values))
      assert.deepEqual(await engine.execute(select(view)).all(), [{ id: 1, older: 21 }])
      const twice = people.column('twice')
      assert.ok(twice)
      assert.equal(await engine.scalar(select(twice)), 40)
      // @ts-expect-error the type checker sees it too
      await assert.rejects(async () => engine.execute(update(people).set({ twice: 1 })), /database only/)
    }),
  },
  {
    name: 'tables that refer to each other in a circle are created, used and dropped, also when one is missing',
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const metadata = circle()
        const [hens, eggs] = [...metadata.tables.values()]
        assert.ok(hens && eggs)
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        await metadata.createAll(engine)
        const values = (row: object): object => row
        await engine.execute(insert(hens).values(values({ id: 1 })))
        await engine.execute(insert(eggs).values(values({ id: 7, henId: 1 })))
        await engine.execute(update(hens).set(values({ eggId: 7 })))
        const inspector = await engine.inspect()
        assert.equal((await inspector.foreignKeys('kit_z_eggs'))[0]?.referredTable, 'kit_z_hens')
        assert.equal((await inspector.foreignKeys('kit_z_hens'))[0]?.referredTable, 'kit_z_eggs')
        await metadata.dropAll(engine)
        assert.equal(await inspector.hasTable('kit_z_eggs'), false)
        await metadata.dropAll(engine)
        const alone = new MetaData()
        alone.table('kit_z_hens', { id: integer().primaryKey(), eggId: integer().nullable() })
        await alone.createAll(engine)
        await metadata.dropAll(engine)
        assert.equal(await inspector.hasTable('kit_z_hens'), false)
      }),
  },
  {
    name: 'temporary tables are seen by their connection only',
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const metadata = new MetaData()
        const scratch = metadata.table('kit_z_scratch', { id: integer().primaryKey(), x: text() }, { temporary: true })
        await using connection = await engine.connect()
        await metadata.createAll(connection)
        await connection.execute(insert(scratch).values({ id: 1, x: 'a' }))
        assert.deepEqual(await connection.execute(select(scratch)).all(), [{ id: 1, x: 'a' }])
        // A database in memory has this one connection only.
        if (isShared(backend))
          assert.equal((await (await engine.inspect()).tableNames()).includes('kit_z_scratch'), false)
        await metadata.dropAll(connection)
        await connection.commit()
      }),
  },
  {
    name: 'a table is made of a query',
    run: withZoo(async (engine, metadata) => {
      const people = metadata.tables.get('kit_z_people')
      assert.ok(people)
      const values: object = { id: 1, age: 20, note: "it's" }
      await engine.execute(insert(people).values(values))
      const copy = createTableAs('kit_z_copy', select({ age: people.column('age') ?? sql`0`.toExpression() }))
      await engine.execute(sql`DROP TABLE IF EXISTS kit_z_copy`)
      await engine.execute(copy)
      assert.deepEqual(await engine.execute(select(copy.table)).all(), [{ age: 20 }])
      await engine.execute(sql`DROP TABLE kit_z_copy`)
    }),
  },
]
