import type { CatalogRun, DriverValue } from '@athanor/contract'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  brief,
  inspectorOf,
  createCatalogTables,
  expectedCatalog,
  readCatalog,
} from '../../compiler/test/catalog-tables.ts'
import { postgresDialect } from '../src/dialect.ts'

const { catalog } = postgresDialect
const client = new pg.Client(process.env['ATHANOR_POSTGRES_URL'])
const run: CatalogRun = async (text, params) => {
  const asText = { getTypeParser: () => (value: string) => value }
  const { rows } = await client.query<DriverValue[]>({ text, values: [...params], rowMode: 'array', types: asText })
  return rows
}

beforeAll(async () => {
  await client.connect()
  await client.query(
    'DROP SCHEMA IF EXISTS athanor_catalog CASCADE; CREATE SCHEMA athanor_catalog; SET search_path = athanor_catalog',
  )
})
afterAll(async () => {
  await client.query('DROP SCHEMA athanor_catalog CASCADE')
  await client.end()
})

describe('postgres: catalog', () => {
  it('reads back what DDL made', async () => {
    await createCatalogTables(postgresDialect, run)
    expect(await readCatalog(catalog, run)).toEqual({
      ...expectedCatalog,
      types: [
        { name: 'varchar', length: 20 },
        { name: 'numeric', precision: 12, scale: 2 },
        { name: 'timestamp', precision: 3 },
        { name: 'json' },
        { name: 'boolean' },
      ],
    })
    expect(brief(await inspectorOf(catalog, run).indexes('catalog_parent'))).toEqual([
      { name: 'uq_catalog_code', columns: ['code'], unique: true, constraint: true },
    ])
    expect(await inspectorOf(catalog, run).columns('catalog_parent', 'athanor_catalog')).toHaveLength(6)
    expect(await catalog.schemaNames(run)).toContain('athanor_catalog')
  })
  it('reads the types that only PostgreSQL has, expressions in indexes, comments and defaults', async () => {
    await run(`CREATE TYPE mood AS ENUM ('sad', 'it''s "ok"')`, [])
    await run(
      `CREATE TABLE odd (m mood DEFAULT 'sad', list integer[], moods mood[], z timestamptz, s serial, c character(3), d double precision, i inet)`,
      [],
    )
    await run(`COMMENT ON COLUMN odd.list IS 'numbers'`, [])
    await run('CREATE UNIQUE INDEX odd_ix ON odd (lower(c), s) INCLUDE (d)', [])
    await run('CREATE VIEW odd_view AS SELECT 1 AS one', [])
    const mood = { name: 'enum', enumName: 'mood', values: ['sad', 'it\'s "ok"'], nativeEnum: true }
    const columns = await inspectorOf(catalog, run).columns('odd')
    expect(columns.map(({ type }) => type)).toEqual([
      mood,
      { name: 'array', item: { name: 'integer' } },
      { name: 'array', item: mood },
      { name: 'timestamp', timezone: true },
      { name: 'integer' },
      { name: 'char', length: 3 },
      { name: 'double' },
      { name: 'native', native: { codec: 'postgres.text', databaseType: 'inet' } },
    ])
    expect(columns[0]?.defaultText).toBe("'sad'::mood")
    expect(columns[1]?.comment).toBe('numbers')
    expect(columns[4]).toMatchObject({ autoincrement: true, nullable: false })
    expect(brief(await inspectorOf(catalog, run).indexes('odd'))).toEqual([
      { name: 'odd_ix', columns: [null, 's'], unique: true, constraint: false },
    ])
    expect(await inspectorOf(catalog, run).viewNames()).toEqual(['odd_view'])
  })
})
