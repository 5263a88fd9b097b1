import type { CatalogRun } from '@athanor/contract'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import {
  brief,
  inspectorOf,
  createCatalogTables,
  expectedCatalog,
  readCatalog,
} from '../../compiler/test/catalog-tables.ts'
import { sqliteDialect } from '../src/dialect.ts'

const { catalog } = sqliteDialect

function open(): { readonly database: Database.Database; readonly run: CatalogRun } {
  const database = new Database(':memory:')
  // Rows in raw mode are arrays of driver values.
  const run: CatalogRun = (text, params) => {
    const statement = database.prepare<unknown[], never>(text)
    if (statement.reader) return Promise.resolve(statement.raw().all(...params))
    statement.run(...params)
    return Promise.resolve([])
  }
  return { database, run }
}

describe('sqlite: catalog', () => {
  it('reads back what DDL made', async () => {
    const { run } = open()
    await createCatalogTables(sqliteDialect, run)
    expect(await readCatalog(catalog, run)).toEqual({
      ...expectedCatalog,
      types: [
        { name: 'varchar', length: 20 },
        { name: 'numeric', precision: 12, scale: 2 },
        { name: 'timestamp' },
        { name: 'json' },
        { name: 'boolean' },
      ],
    })
  })
  it('finds the names of constraints, views and schemas', async () => {
    const { database, run } = open()
    database.exec(`
      CREATE TABLE p (id INTEGER PRIMARY KEY, x INT, CONSTRAINT "my key" UNIQUE (x, id));
      CREATE TABLE c (a INT REFERENCES p ON UPDATE CASCADE, UNIQUE (a));
      CREATE VIEW v AS SELECT 1 AS one;
      CREATE INDEX ix ON p (lower(x), id);
      ATTACH ':memory:' AS other; CREATE TABLE other.far (id BLOB);`)
    expect(await inspectorOf(catalog, run).viewNames()).toEqual(['v'])
    expect(await catalog.schemaNames(run)).toEqual(['main', 'other'])
    expect(await inspectorOf(catalog, run).tableNames('other')).toEqual(['far'])
    expect((await inspectorOf(catalog, run).columns('far', 'other')).map(({ type }) => type.name)).toEqual(['binary'])
    expect((await inspectorOf(catalog, run).uniques('p')).map(({ name, columns }) => ({ name, columns }))).toEqual([
      { name: 'my key', columns: ['x', 'id'] },
    ])
    expect((await inspectorOf(catalog, run).uniques('c')).map(({ name, columns }) => ({ name, columns }))).toEqual([
      { name: null, columns: ['a'] },
    ])
    expect(brief(await inspectorOf(catalog, run).indexes('p'))).toEqual([
      { name: 'ix', columns: [null, 'id'], unique: false, constraint: false },
    ])
    expect(await inspectorOf(catalog, run).foreignKeys('c')).toMatchObject([
      { name: null, referredColumns: ['id'], onUpdate: 'cascade', onDelete: 'no action' },
    ])
  })
})

describe('sqlite: verbs', () => {
  it('takes the write lock at once for a serializable transaction, and refuses other levels', () => {
    const { verbs } = sqliteDialect
    expect(verbs.begin({})).toEqual(['BEGIN'])
    expect(verbs.begin({ isolationLevel: 'serializable' })).toEqual(['BEGIN IMMEDIATE'])
    expect(verbs.begin({ isolationLevel: 'serializable', readOnly: true })).toEqual(['BEGIN'])
    expect(() => verbs.begin({ isolationLevel: 'read committed' })).toThrow(
      expect.objectContaining({ code: 'COMPILE_UNSUPPORTED' }),
    )
    expect(verbs.rollbackToSavepoint('sp_1')).toBe('ROLLBACK TO SAVEPOINT sp_1')
  })
})
