import { foreignKeysOf, indexesOf, textAt, textOrNullAt } from '@athanor/compiler'
import type { CatalogReader, CatalogRun, DriverValue, ReflectedColumn } from '@athanor/contract'
import { typeOfDeclared } from './declared-type.ts'

type Row = readonly DriverValue[]

const tablesText = `SELECT TABLE_NAME FROM information_schema.TABLES
  WHERE TABLE_SCHEMA = coalesce(?, DATABASE()) AND TABLE_TYPE = ? ORDER BY TABLE_NAME`

// MariaDB's JSON is LONGTEXT with a CHECK of json_valid().
const columnsText = `SELECT c.COLUMN_NAME, c.COLUMN_TYPE, c.IS_NULLABLE, c.COLUMN_DEFAULT, c.EXTRA, c.COLUMN_COMMENT,
    EXISTS (SELECT 1 FROM information_schema.CHECK_CONSTRAINTS k WHERE k.CONSTRAINT_SCHEMA = c.TABLE_SCHEMA
      AND k.CHECK_CLAUSE = concat('json_valid(\`', c.COLUMN_NAME, '\`)') AND k.CONSTRAINT_NAME = c.COLUMN_NAME)
  FROM information_schema.COLUMNS c
  WHERE c.TABLE_NAME = ? AND c.TABLE_SCHEMA = coalesce(?, DATABASE()) ORDER BY c.ORDINAL_POSITION`

const keyText = `SELECT k.CONSTRAINT_NAME, k.COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE k
  JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA
    AND t.TABLE_NAME = k.TABLE_NAME AND t.CONSTRAINT_NAME = k.CONSTRAINT_NAME
  WHERE k.TABLE_NAME = ? AND k.TABLE_SCHEMA = coalesce(?, DATABASE()) AND t.CONSTRAINT_TYPE = ?
  ORDER BY k.CONSTRAINT_NAME, k.ORDINAL_POSITION`

const foreignKeysText = `SELECT k.CONSTRAINT_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, nullif(k.REFERENCED_TABLE_SCHEMA, DATABASE()),
    k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.DELETE_RULE, r.UPDATE_RULE
  FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r
    ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
  WHERE k.TABLE_NAME = ? AND k.TABLE_SCHEMA = coalesce(?, DATABASE()) ORDER BY k.CONSTRAINT_NAME, k.ORDINAL_POSITION`

// UNIQUE constraints are indexes here, and the other way around.
const indexesText = `SELECT INDEX_NAME, COLUMN_NAME, CASE NON_UNIQUE WHEN 0 THEN 1 ELSE 0 END, CASE NON_UNIQUE WHEN 0 THEN 1 ELSE 0 END
  FROM information_schema.STATISTICS
  WHERE TABLE_NAME = ? AND TABLE_SCHEMA = coalesce(?, DATABASE()) AND INDEX_NAME <> 'PRIMARY' ORDER BY INDEX_NAME, SEQ_IN_INDEX`

/** MariaDB writes a default of NULL as the word, MySQL as NULL itself. */
function defaultOf(row: Row): string | null {
  const text = textOrNullAt(row, 3)
  return text === 'NULL' ? null : text
}

function reflected(row: Row): ReflectedColumn {
  const databaseType = textAt(row, 1)
  return {
    name: textAt(row, 0),
    type: typeOfDeclared(databaseType, textAt(row, 6) === '1' && databaseType.toLowerCase() === 'longtext'),
    databaseType,
    nullable: textAt(row, 2).toUpperCase() === 'YES',
    defaultText: defaultOf(row),
    autoincrement: textAt(row, 4).toLowerCase().includes('auto_increment'),
    comment: textAt(row, 5) === '' ? null : textAt(row, 5),
  }
}

export const catalog: CatalogReader = Object.freeze({
  async tableNames(run: CatalogRun, schema?: string) {
    return (await run(tablesText, [schema ?? null, 'BASE TABLE'])).map((row) => textAt(row, 0))
  },
  async viewNames(run: CatalogRun, schema?: string) {
    return (await run(tablesText, [schema ?? null, 'VIEW'])).map((row) => textAt(row, 0))
  },
  materializedViewNames: () => Promise.resolve([]),
  enums: () => Promise.resolve([]),
  async schemaNames(run: CatalogRun) {
    const text = `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA
      WHERE SCHEMA_NAME NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY SCHEMA_NAME`
    return (await run(text, [])).map((row) => textAt(row, 0))
  },
  async columns(run: CatalogRun, table: string, schema?: string) {
    return (await run(columnsText, [table, schema ?? null])).map(reflected)
  },
  async primaryKey(run: CatalogRun, table: string, schema?: string) {
    const rows = await run(keyText, [table, schema ?? null, 'PRIMARY KEY'])
    // The name is always PRIMARY, which says nothing.
    return { name: null, columns: rows.map((row) => textAt(row, 1)) }
  },
  async foreignKeys(run: CatalogRun, table: string, schema?: string) {
    return foreignKeysOf(await run(foreignKeysText, [table, schema ?? null]))
  },
  async indexes(run: CatalogRun, table: string, schema?: string) {
    return indexesOf(await run(indexesText, [table, schema ?? null]))
  },
  async uniques(run: CatalogRun, table: string, schema?: string) {
    const rows = await run(keyText, [table, schema ?? null, 'UNIQUE'])
    return indexesOf(rows).map((each) => ({ name: each.name, columns: each.columns.map((column) => column ?? '') }))
  },
})
