import { foreignKeysOf, indexesOf, identifier, numberAt, textAt, textOrNullAt } from '@athanor/compiler'
import type { CatalogReader, CatalogRun, DriverValue, ReflectedColumn } from '@athanor/contract'
import { typeOfDeclared } from './declared-type.ts'
import { grammar } from './grammar.ts'

type Row = readonly DriverValue[]

/** `sqlite_schema` of an attached database is named by its schema, which cannot be a parameter. */
function schemaTable(schema: string | undefined): string {
  return `${identifier(grammar, schema ?? 'main')}.sqlite_master`
}

async function names(run: CatalogRun, type: string, schema: string | undefined): Promise<readonly string[]> {
  const text = `SELECT name FROM ${schemaTable(schema)} WHERE type = ? AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name`
  return (await run(text, [type])).map((row) => textAt(row, 0))
}

async function columns(run: CatalogRun, table: string, schema = 'main'): Promise<readonly ReflectedColumn[]> {
  // hidden = 1 are the hidden columns of virtual tables.
  const text =
    'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?, ?) WHERE hidden <> 1 ORDER BY cid'
  const rows = await run(text, [table, schema])
  const keys = rows.filter((row) => numberAt(row, 4) > 0).length
  return rows.map((row) => reflected(row, keys))
}
function reflected(row: Row, keys: number): ReflectedColumn {
  const databaseType = textAt(row, 1)
  const isKey = numberAt(row, 4) > 0
  // A single key of exactly this type is the row's own number, which SQLite generates.
  const autoincrement = isKey && keys === 1 && databaseType.toUpperCase() === 'INTEGER'
  return {
    name: textAt(row, 0),
    type: typeOfDeclared(databaseType),
    databaseType,
    nullable: numberAt(row, 2) === 0 && !isKey,
    defaultText: textOrNullAt(row, 3),
    autoincrement,
    comment: null,
  }
}

const constraintNames =
  /CONSTRAINT\s+("(?:[^"]|"")+"|`[^`]+`|\[[^\]]+\]|\w+)\s+(PRIMARY\s+KEY|UNIQUE|FOREIGN\s+KEY)\s*\(([^)]*)\)/gi

interface NamedConstraint {
  readonly name: string
  readonly kind: string
  readonly columns: readonly string[]
}

/** SQLite keeps the names of constraints only in the text of CREATE TABLE. */
async function namedConstraints(
  run: CatalogRun,
  table: string,
  schema: string | undefined,
): Promise<readonly NamedConstraint[]> {
  const rows = await run(`SELECT sql FROM ${schemaTable(schema)} WHERE type = 'table' AND name = ?`, [table])
  const text = textAt(rows[0] ?? [], 0)
  return [...text.matchAll(constraintNames)].map(([, name = '', kind = '', list = '']) => ({
    name: unquoted(name),
    kind: kind.toUpperCase().replace(/\s+/, ' '),
    columns: list.split(',').map((column) => unquoted(column.trim())),
  }))
}
function unquoted(name: string): string {
  return /^["`[]/.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name
}
function nameOf(constraints: readonly NamedConstraint[], kind: string, list: readonly string[]): string | null {
  const same = (each: NamedConstraint): boolean => each.kind === kind && each.columns.join('\0') === list.join('\0')
  return constraints.find(same)?.name ?? null
}

const indexText = `SELECT l.name, i.name, l."unique", l.origin <> 'c', l.origin
  FROM pragma_index_list(?, ?) AS l, pragma_index_info(l.name, ?) AS i ORDER BY l.seq, i.seqno`

export const catalog: CatalogReader = Object.freeze({
  tableNames: (run: CatalogRun, schema?: string) => names(run, 'table', schema),
  viewNames: (run: CatalogRun, schema?: string) => names(run, 'view', schema),
  materializedViewNames: () => Promise.resolve([]),
  enums: () => Promise.resolve([]),
  async schemaNames(run: CatalogRun) {
    return (await run("SELECT name FROM pragma_database_list WHERE name <> 'temp' ORDER BY seq", [])).map((row) =>
      textAt(row, 0),
    )
  },
  columns,
  async primaryKey(run: CatalogRun, table: string, schema = 'main') {
    const rows = await run('SELECT name FROM pragma_table_info(?, ?) WHERE pk > 0 ORDER BY pk', [table, schema])
    const keyed = rows.map((row) => textAt(row, 0))
    return { name: nameOf(await namedConstraints(run, table, schema), 'PRIMARY KEY', keyed), columns: keyed }
  },
  async foreignKeys(run: CatalogRun, table: string, schema = 'main') {
    const text = `SELECT id, NULL, "from", NULL, "table", coalesce("to", (SELECT name FROM pragma_table_info(f."table", ?) WHERE pk = f.seq + 1)), on_delete, on_update
      FROM pragma_foreign_key_list(?, ?) AS f ORDER BY id DESC, seq`
    const constraints = await namedConstraints(run, table, schema)
    const found = foreignKeysOf(await run(text, [schema, table, schema]))
    return found.map((each) => ({ ...each, name: nameOf(constraints, 'FOREIGN KEY', each.columns) }))
  },
  async indexes(run: CatalogRun, table: string, schema = 'main') {
    const rows = await run(indexText, [table, schema, schema])
    return indexesOf(rows.filter((row) => textAt(row, 4) === 'c'))
  },
  async uniques(run: CatalogRun, table: string, schema = 'main') {
    const rows = await run(indexText, [table, schema, schema])
    const constraints = await namedConstraints(run, table, schema)
    return indexesOf(rows.filter((row) => textAt(row, 4) === 'u')).map((index) => {
      const list = index.columns.map((column) => column ?? '')
      return { name: nameOf(constraints, 'UNIQUE', list), columns: list }
    })
  },
})
