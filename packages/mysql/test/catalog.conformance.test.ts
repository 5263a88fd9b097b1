import type { CatalogRun, DriverValue } from '@athanor/contract'
import mysql from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  brief,
  inspectorOf,
  createCatalogTables,
  expectedCatalog,
  readCatalog,
} from '../../compiler/test/catalog-tables.ts'
import { mysqlDialect } from '../src/dialect.ts'

const dialect = mysqlDialect({ flavor: 'mariadb' })
const { catalog } = dialect
let connection: mysql.Connection
const run: CatalogRun = async (text, params) => {
  // Parameters of the catalog's statements are texts and NULL.
  const values = params.map((param) => (param === null ? null : String(param)))
  const [rows] = await connection.execute<mysql.RowDataPacket[]>({ sql: text, rowsAsArray: true }, values)
  // In array mode each row is an array of driver values, which the driver's types do not say.
  return Array.isArray(rows) ? (rows as unknown as readonly (readonly DriverValue[])[]) : []
}
const drop = async (): Promise<void> => {
  await connection.query('DROP VIEW IF EXISTS catalog_view')
  await connection.query('DROP TABLE IF EXISTS catalog_child, catalog_parent, catalog_odd')
}

beforeAll(async () => {
  connection = await mysql.createConnection({ uri: process.env['ATHANOR_MYSQL_URL'] ?? '' })
  await drop()
})
afterAll(async () => {
  await drop()
  await connection.end()
})

describe('mysql: catalog', () => {
  it('reads back what DDL made', async () => {
    await createCatalogTables(dialect, run)
    expect(await readCatalog(catalog, run)).toEqual({
      ...expectedCatalog,
      // The server's own word for RESTRICT, which is what it does by default.
      foreignKeys: [{ ...expectedCatalog.foreignKeys[0], onUpdate: expect.stringMatching(/^(?:no action|restrict)$/) }],
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
  })
  it('reads enumerations, defaults, comments and views', async () => {
    await run(
      `CREATE TABLE catalog_odd (e ENUM('a', 'it''s, b') DEFAULT 'a' COMMENT 'mood', n INT UNSIGNED NULL, t TIME(3), b BLOB)`,
      [],
    )
    await run('CREATE VIEW catalog_view AS SELECT 1 AS one', [])
    const columns = await inspectorOf(catalog, run).columns('catalog_odd')
    expect(columns.map(({ type }) => type)).toEqual([
      { name: 'enum', values: ['a', "it's, b"] },
      {
        name: 'native',
        native: { codec: 'mysql.integer', databaseType: 'INTEGER UNSIGNED', like: { name: 'integer' } },
      },
      { name: 'time', precision: 3 },
      { name: 'binary' },
    ])
    expect(columns[0]).toMatchObject({ comment: 'mood', nullable: true })
    expect(columns[0]?.defaultText).toContain('a')
    expect(columns[1]?.defaultText).toBeNull()
    expect(await inspectorOf(catalog, run).viewNames()).toContain('catalog_view')
    expect(await inspectorOf(catalog, run).tableNames()).not.toContain('catalog_view')
  })
})
