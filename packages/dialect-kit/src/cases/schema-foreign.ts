import assert from 'node:assert/strict'
import type { Backend } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import { createSchema, dropSchema, enumeration, insert, integer, MetaData, select, sql } from '@athanor/sql'
import { withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'
import { zooOf } from '../schema-zoo.ts'

const mysqlHabits: readonly string[] = [
  'DROP TABLE IF EXISTS `kit_z_Legacy`, kit_z_parts',
  'CREATE TABLE kit_z_parts (k1 int unsigned, k2 varchar(9), PRIMARY KEY (k1, k2)) ENGINE=InnoDB',
  `CREATE TABLE \`kit_z_Legacy\` (\`Id\` int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, mood enum('sad','it''s') DEFAULT 'sad',
      size tinyint(1) DEFAULT 1, small smallint unsigned zerofill, notes mediumtext, at timestamp NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
      doc json, k1 int unsigned, k2 varchar(9), flags set('a','b'), bits bit(4), upper_mood varchar(20) AS (upper(mood)) VIRTUAL,
      KEY by_note (notes(10)), UNIQUE KEY uq_k (k1, k2), CONSTRAINT fk_legacy FOREIGN KEY (k1, k2) REFERENCES kit_z_parts (k1, k2) ON DELETE CASCADE)`,
]

/** DDL of other people's hands, by the dialect's name. */
const habits: Readonly<Record<string, readonly string[]>> = {
  postgres: [
    'DROP TABLE IF EXISTS "kit_z_Legacy", kit_z_parts CASCADE',
    'DROP TYPE IF EXISTS kit_z_mood',
    `CREATE TYPE kit_z_mood AS ENUM ('sad', 'ok')`,
    'CREATE TABLE kit_z_parts (k1 int, k2 text, PRIMARY KEY (k1, k2))',
    `CREATE TABLE "kit_z_Legacy" ("Id" serial PRIMARY KEY, mood kit_z_mood DEFAULT 'ok', price money, ip inet NOT NULL,
      tags text[] DEFAULT '{}', full_name text GENERATED ALWAYS AS ('a' || ip::text) STORED, k1 int, k2 text UNIQUE,
      at timestamptz DEFAULT now() CHECK (at > '2000-01-01'), FOREIGN KEY (k1, k2) REFERENCES kit_z_parts ON UPDATE CASCADE)`,
  ],
  mysql: mysqlHabits,
  mariadb: mysqlHabits,
  sqlite: [
    'DROP TABLE IF EXISTS "kit_z_Legacy"',
    'DROP TABLE IF EXISTS kit_z_parts',
    'CREATE TABLE kit_z_parts (k1 int, k2 text, PRIMARY KEY (k1, k2)) WITHOUT ROWID',
    `CREATE TABLE "kit_z_Legacy" ([Id] INTEGER PRIMARY KEY AUTOINCREMENT, -- the, key (of it)
      price MONEY DEFAULT -1.5, label NVARCHAR(10) COLLATE NOCASE NOT NULL DEFAULT 'x, (y)' CONSTRAINT short CHECK (length(label) < 10),
      anything, at DATETIME DEFAULT CURRENT_TIMESTAMP, double_price REAL GENERATED ALWAYS AS (price * 2), k1 int /* CHECK (k1 > 0) */, k2 text,
      FOREIGN KEY (k1, k2) REFERENCES kit_z_parts ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, UNIQUE (k1, label) ON CONFLICT IGNORE)`,
    'CREATE UNIQUE INDEX kit_ix_legacy ON "kit_z_Legacy" (lower(label) DESC, k1 COLLATE RTRIM) WHERE (k1 > 0)',
  ],
}

const names = ['kit_z_Legacy', 'kit_z_parts']

async function facts(engine: Engine): Promise<object> {
  const found = await (await engine.inspect()).describe({ only: names })
  // A serial becomes an identity, which is its modern form, and an unnamed check gets a name.
  return [...found.values()].map((table) => ({
    ...table,
    columns: table.columns.map((column) =>
      column.autoincrement ? { ...column, identity: null, defaultText: null } : column,
    ),
    checks: table.checks.map(({ text }) => text),
  }))
}

async function runTexts(engine: Engine, texts: readonly string[]): Promise<void> {
  for (const text of texts) await engine.execute(sql(Object.assign([text], { raw: [text] })))
}

function withHabits(body: (engine: Engine) => Promise<void>): (backend: Backend) => Promise<void> {
  return (backend) =>
    withEngine(backend, async (engine) => {
      const texts = habits[engine.dialect.name] ?? []
      await runTexts(engine, texts)
      try {
        await body(engine)
      } finally {
        await runTexts(
          engine,
          texts.filter((text) => text.startsWith('DROP')),
        )
      }
    })
}

export const foreignSchemaCases: readonly KitCase[] = [
  {
    name: 'a schema of other hands is reflected, and its copy is equal',
    run: withHabits(async (engine) => {
      const first = await facts(engine)
      const reflected = await MetaData.reflect(engine, { only: names })
      assert.equal(reflected.tables.get('kit_z_Legacy')?.generatedColumn?.name, 'Id')
      await reflected.dropAll(engine)
      await reflected.createAll(engine)
      assert.deepEqual(await facts(engine), first)
      await reflected.dropAll(engine)
    }),
  },
  {
    name: 'what is reflected is created in another schema, and found equal there',
    run: (backend) =>
      withEngine(backend, async (engine) => {
        if (engine.dialect.name === 'sqlite') return
        const other = 'kit_z other'
        const metadata = zooOf(engine.dialect)
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        await engine.execute(dropSchema(other, { ifExists: true, cascade: true }))
        await engine.execute(createSchema(other))
        try {
          const inspector = await engine.inspect()
          const only = ['kit_z_people', 'kit_z_countries', 'kit_z odd "names"']
          const copy = await MetaData.reflect(engine, { only, intoSchema: other })
          await copy.createAll(engine)
          const here = [...(await inspector.describe({ only })).values()]
          const there = [...(await inspector.describe({ only, schema: other })).values()].map((table) => ({
            ...table,
            foreignKeys: table.foreignKeys.map((key) => {
              assert.equal(key.referredSchema, other)
              return { ...key, referredSchema: null }
            }),
          }))
          assert.deepEqual(there, here)
          assert.equal(await inspector.hasSchema(other), true)
          await copy.dropAll(engine)
        } finally {
          await engine.execute(dropSchema(other, { ifExists: true, cascade: true }))
          await metadata.dropAll(engine)
        }
        assert.equal(await (await engine.inspect()).hasSchema(other), false)
      }),
  },
  {
    name: 'an enumeration is created before its tables, also when it exists, and dropped after them',
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const metadata = new MetaData()
        const moods = metadata.table('kit_z_moods', {
          id: integer().primaryKey(),
          mood: enumeration('kit_z_feeling', ['sad', "it's"], { native: true }),
        })
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        await metadata.createAll(engine)
        await engine.execute(insert(moods).values({ mood: "it's" }))
        assert.equal(await engine.scalar(select(moods.c.mood)), "it's")
        const enums = await (await engine.inspect()).enums()
        assert.equal(
          enums.some((each) => each.name === 'kit_z_feeling'),
          engine.dialect.traits.enumTypes,
        )
        const copy = await MetaData.reflect(engine, { only: ['kit_z_moods'] })
        await metadata.dropAll(engine)
        await copy.createAll(engine)
        assert.equal(await (await engine.inspect()).hasTable('kit_z_moods'), true)
        await copy.dropAll(engine)
        assert.deepEqual(
          (await (await engine.inspect()).enums()).filter((each) => each.name === 'kit_z_feeling'),
          [],
        )
      }),
  },
]
