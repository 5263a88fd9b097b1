import type { Dialect } from '@athanor/contract'
import {
  bigint,
  boolean,
  check,
  finalName,
  foreignKey,
  func,
  index,
  integer,
  json,
  MetaData,
  numeric,
  select,
  sql,
  text,
  timestamp,
  unique,
  uuid,
  varchar,
} from '@athanor/sql'

/** Names that need quotes everywhere: reserved, capitals, blanks, quotation marks, letters beyond ASCII. */
export const oddNames = ['order', 'Mixed Case', 'say "hi"', 'back`tick', 'größe', "it's"] as const

/** Tables with one of each thing that every database can express. */
export function portableZoo(metadata: MetaData): void {
  const countries = metadata.table(
    'kit_z_countries',
    {
      code: varchar(2),
      region: varchar(10),
      name: varchar(80).unique().comment('as its people say'),
    },
    (t) => ({
      primaryKey: { columns: [t.region, t.code], name: 'pk_kit_countries' },
      comment: "the world's",
    }),
  )
  const people = metadata.table(
    'kit_z_people',
    {
      id: integer().primaryKey(),
      code: varchar(2).nullable(),
      region: varchar(10).nullable(),
      bossId: integer('boss_id')
        .nullable()
        .references(() => people.c.id, { onDelete: 'set null' }),
      age: integer().check((age) => age.gte(0), { name: 'kit_ck_age' }),
      credit: numeric(12, 2).serverDefault(0),
      note: text().nullable(),
      label: varchar(20).serverDefault("it's 5"),
      on: boolean().serverDefault(true),
      born: timestamp().nullable(),
      data: json().nullable(),
      uid: uuid().nullable(),
      twice: integer()
        .nullable()
        .computed(sql`age * 2`),
    },
    (t) => ({
      foreignKeys: [
        foreignKey({
          columns: [t.region, t.code],
          references: () => [countries.c.region, countries.c.code],
          name: 'kit_fk_country',
          onDelete: 'cascade',
          onUpdate: 'cascade',
        }),
      ],
      uniques: [unique({ columns: [t.label, t.age], name: 'kit_uq_label' })],
      checks: [check(sql`${t.age} < 200 OR ${t.note} = ${'a (b) -- c'}`, { name: 'kit_ck_old' })],
      indexes: [
        index('kit_ix_region', { on: [t.region, t.age.desc()] }),
        index('kit_uix', { on: [t.age, t.born], unique: true }),
      ],
    }),
  )
  metadata.table('kit_z odd "names"', Object.fromEntries(oddNames.map((name) => [name, integer()])), (t) => ({
    indexes: [index('kit ix "odd"', { on: Object.values(t).slice(0, 2) })],
    uniques: [unique({ columns: Object.values(t).slice(2, 4), name: "kit uq 'odd'" })],
  }))
  metadata.view('kit_z_view', select({ id: people.c.id, older: people.c.age.add(1) }).where(people.c.age.gt(18)))
}

/** What only some databases have, by the dialect's name. */
export const ownZoos: Readonly<Record<string, (metadata: MetaData) => void>> = {
  postgres(metadata) {
    const numbers = metadata.sequence('kit_z_numbers', {
      start: 5,
      increment: 2,
      minValue: 1,
      maxValue: 99,
      cycle: true,
      cache: 3,
    })
    const own = metadata.table(
      'kit_z_own',
      {
        id: bigint().identity({ always: true, start: 10, increment: 5 }).primaryKey(),
        plain: integer().identity(),
        drawn: bigint().sequence(numbers),
        email: varchar(50).collate('C'),
        other: integer()
          .nullable()
          .references(() => own.c.id, { deferrable: true, initially: 'deferred', name: 'kit_fk_self' }),
        a: integer().nullable(),
        b: integer().nullable(),
      },
      (t) => ({
        postgres: { unlogged: true, with: { fillfactor: 70 } },
        foreignKeys: [
          foreignKey({ columns: [t.a, t.b], references: () => [own.c.a, own.c.b], match: 'full', name: 'kit_fk_full' }),
        ],
        uniques: [
          unique({ columns: [t.a, t.b], name: 'kit_uq_nulls', nullsNotDistinct: true }),
          unique({ columns: [t.drawn], name: 'kit_uq_late', deferrable: true, initially: 'deferred' }),
        ],
        indexes: [
          index('kit_ix_expr', { on: [func.lower(t.email), t.a.desc().nullsLast()], where: t.a.gt(5), unique: true }),
          index('kit_ix_cover', { on: [t.a], include: [t.b, t.email] }),
          index('kit_ix_hash', { on: [t.a], using: 'hash' }),
          index('kit_ix_ops', { on: [t.email], postgres: { opclasses: { email: 'varchar_pattern_ops' } } }),
        ],
      }),
    )
    metadata.view('kit_z_rows', select({ id: own.c.id }), { materialized: true })
  },
  sqlite(metadata) {
    metadata.table(
      'kit_z_own',
      {
        id: integer().primaryKey(),
        email: text().collate('NOCASE'),
        a: integer(),
        seen: integer().computed(sql`a + 1`, { stored: false }),
      },
      (t) => ({
        primaryKey: { columns: [t.id], name: 'pk_own' },
        sqlite: { strict: true, autoincrement: true },
        indexes: [index('kit_ix_expr', { on: [func.lower(t.email), t.a.desc()], where: t.a.gt(5), unique: true })],
      }),
    )
    const pairs = metadata.table(
      'kit_z_pairs',
      {
        a: text(),
        b: integer()
          .nullable()
          .references(() => pairs.c.b, { deferrable: true, initially: 'deferred', name: 'kit_fk_self' }),
      },
      (t) => ({
        primaryKey: { columns: [t.a] },
        uniques: [unique({ columns: [t.b] })],
        checks: [check(t.b.lt(10)), check(t.b.gt(0), { name: finalName('kit_ck_b') })],
        sqlite: { withoutRowid: true },
      }),
    )
  },
  mysql: mysqlZoo,
  mariadb(metadata) {
    mysqlZoo(metadata)
    metadata.sequence('kit_z_numbers', {
      start: 5,
      increment: 2,
      minValue: 1,
      maxValue: 99,
      cycle: true,
      cache: 3,
    })
  },
}

function mysqlZoo(metadata: MetaData): void {
  metadata.table(
    'kit_z_own',
    {
      id: bigint().primaryKey(),
      email: varchar(50).collate('utf8mb4_bin'),
      seen: timestamp()
        .serverDefault(sql`CURRENT_TIMESTAMP(3)`)
        .serverOnUpdate(sql`CURRENT_TIMESTAMP(3)`),
      a: integer().comment('a "comment"'),
      lazy: integer()
        .nullable()
        .computed(sql`a + 1`, { stored: false }),
    },
    (t) => ({
      mysql: { engine: 'InnoDB', charset: 'utf8mb4', collate: 'utf8mb4_unicode_ci' },
      comment: 'of its own',
      indexes: [
        index('kit_ix_prefix', { on: [t.email], mysql: { lengths: { email: 7 } } }),
        index('kit_ix_text', { on: [t.email], mysql: { kind: 'fulltext' } }),
      ],
    }),
  )
}

/** The zoo of one dialect. */
export function zooOf(dialect: Dialect): MetaData {
  const metadata = new MetaData()
  portableZoo(metadata)
  ownZoos[dialect.name]?.(metadata)
  return metadata
}
