import { byTable, grouped, identifier, immediate, indexItem, numberAt, textAt, textOrNullAt } from '@athanor/compiler'
import type {
  CatalogReader,
  CatalogRun,
  CatalogScope,
  DriverValue,
  ReflectedColumn,
  ReflectedIndex,
  ReflectedOptions,
  ReflectedRelation,
} from '@athanor/contract'
import { typeOfDeclared } from './declared-type.ts'
import { grammar } from './grammar.ts'
import { parseCreateIndex, parseCreateView } from './schema-text/create-index.ts'
import { parseCreateTable, type ParsedTable } from './schema-text/create-table.ts'

type Row = readonly DriverValue[]

/** `sqlite_schema` of an attached database is named by its schema, which cannot be a parameter. */
function schemaTable(schema: string): string {
  return `${identifier(grammar, schema)}.${schema === 'temp' ? 'sqlite_temp_master' : 'sqlite_master'}`
}

/** `FROM …` with the tables and views of a scope as `m`; parameters are the names. */
function tables({ schema = 'main', names }: CatalogScope): {
  readonly from: string
  readonly params: readonly DriverValue[]
} {
  // A table that is asked for by its name may also be a temporary one.
  const temporary =
    schema === 'main' && names ? ` UNION ALL SELECT 'temp', type, name, sql, -1 FROM ${schemaTable('temp')}` : ''
  const all = `SELECT ? AS schema, type, name, sql, rowid AS number FROM ${schemaTable(schema)}${temporary}`
  return {
    from: `(SELECT * FROM (${all}) WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite~_%' ESCAPE '~') AS m`,
    params: names ? [schema, JSON.stringify(names)] : [schema],
  }
}

function whereNames({ names }: CatalogScope): string {
  return names ? 'm.name IN (SELECT value FROM json_each(?))' : 'TRUE'
}

async function relations(run: CatalogRun, scope: CatalogScope): Promise<readonly ReflectedRelation[]> {
  const { from, params } = tables(scope)
  const text = `SELECT m.name, m.type, m.schema, l.wr, l.strict, m.sql FROM ${from}
    LEFT JOIN pragma_table_list AS l ON l.name = m.name AND l.schema = m.schema
    WHERE ${whereNames(scope)} ORDER BY CASE m.type WHEN 'view' THEN m.number ELSE 0 END, m.name`
  return (await run(text, params)).map((row) => {
    const view = textAt(row, 1) === 'view'
    return {
      name: textAt(row, 0),
      kind: view ? 'view' : 'table',
      temporary: textAt(row, 2) === 'temp',
      comment: null,
      options: view ? {} : optionsOf(row),
      definition: view ? parseCreateView(textAt(row, 5)) : null,
    }
  })
}

function optionsOf(row: Row): ReflectedOptions {
  const options = {
    ...(numberAt(row, 3) === 1 ? { withoutRowid: true } : {}),
    ...(numberAt(row, 4) === 1 ? { strict: true } : {}),
    ...(parseCreateTable(textAt(row, 5)).autoincrement ? { autoincrement: true } : {}),
  }
  return Object.keys(options).length === 0 ? {} : { sqlite: options }
}

/** What CREATE TABLE says, by table. */
async function parsedTables(run: CatalogRun, scope: CatalogScope): Promise<ReadonlyMap<string, ParsedTable>> {
  const { from, params } = tables(scope)
  const rows = await run(`SELECT m.name, m.sql FROM ${from} WHERE ${whereNames(scope)} AND m.type = 'table'`, params)
  return new Map(rows.map((row) => [textAt(row, 0), parseCreateTable(textAt(row, 1))]))
}

/** Answers that stand in CREATE TABLE, for tables that have one. */
async function parsedLists<T>(
  run: CatalogRun,
  scope: CatalogScope,
  of: (table: ParsedTable) => readonly T[],
): Promise<ReadonlyMap<string, readonly T[]>> {
  const found = [...(await parsedTables(run, scope))].map(([name, table]) => [name, of(table)] as const)
  return new Map(found.filter(([, list]) => list.length > 0))
}

async function columns(run: CatalogRun, scope: CatalogScope): Promise<ReadonlyMap<string, readonly ReflectedColumn[]>> {
  const { from, params } = tables(scope)
  // hidden = 1 are the hidden columns of virtual tables.
  const text = `SELECT m.name, x.name, x.type, x."notnull", x.dflt_value, x.pk, l.wr
    FROM ${from} JOIN pragma_table_xinfo(m.name, m.schema) AS x LEFT JOIN pragma_table_list AS l ON l.name = m.name AND l.schema = m.schema
    WHERE ${whereNames(scope)} AND x.hidden <> 1 ORDER BY m.name, x.cid`
  const rows = await run(text, params)
  const parsed = await parsedTables(run, scope)
  return byTable(rows, (own, table) => {
    const keys = own.filter((row) => numberAt(row, 5) > 0).length
    return own.map((row) => column(row, keys, parsed.get(table)))
  })
}
function column(row: Row, keys: number, table: ParsedTable | undefined): ReflectedColumn {
  const name = textAt(row, 1)
  const written = table?.columns.find((each) => each.name.toLowerCase() === name.toLowerCase())
  // The pragma adds GENERATED ALWAYS to the type of a computed column.
  const databaseType = written?.type ?? textAt(row, 2)
  const isKey = numberAt(row, 5) > 0
  return {
    name,
    type: typeOfDeclared(databaseType),
    databaseType,
    nullable: numberAt(row, 3) === 0 && !isKey,
    defaultText: textOrNullAt(row, 4),
    onUpdateText: null,
    // A single key of exactly this type is the row's own number, which SQLite generates.
    autoincrement: isKey && keys === 1 && databaseType.toUpperCase() === 'INTEGER' && numberAt(row, 6) === 0,
    identity: null,
    computed: written?.computed ?? null,
    collation: written?.collation ?? null,
    comment: null,
  }
}

async function primaryKeys(run: CatalogRun, scope: CatalogScope): ReturnType<CatalogReader['primaryKeys']> {
  const { from, params } = tables(scope)
  const text = `SELECT m.name, x.name FROM ${from} JOIN pragma_table_info(m.name, m.schema) AS x
    WHERE ${whereNames(scope)} AND x.pk > 0 ORDER BY m.name, x.pk`
  const rows = await run(text, params)
  const parsed = await parsedTables(run, scope)
  return byTable(rows, (own, table) => ({
    name: parsed.get(table)?.primaryKeyName ?? null,
    columns: own.map((row) => textAt(row, 1)),
  }))
}

async function foreignKeys(run: CatalogRun, scope: CatalogScope): ReturnType<CatalogReader['foreignKeys']> {
  const found = await parsedLists(run, scope, (table) => table.foreignKeys)
  const implied = [...found.values()].flat().filter((each) => each.referred === undefined)
  const { schema } = scope
  const keys =
    implied.length === 0
      ? new Map<string, { readonly columns: readonly string[] }>()
      : await primaryKeys(run, schema === undefined ? {} : { schema })
  return new Map(
    [...found].map(([table, list]) => [
      table,
      list.map(({ table: referredTable, referred, ...each }) => ({
        ...each,
        referredSchema: schema ?? null,
        referredTable,
        referredColumns: referred ?? keys.get(referredTable)?.columns ?? [],
        match: 'simple' as const,
      })),
    ]),
  )
}

async function indexes(run: CatalogRun, scope: CatalogScope): Promise<ReadonlyMap<string, readonly ReflectedIndex[]>> {
  const { schema = 'main' } = scope
  const { from, params } = tables(scope)
  const text = `SELECT m.name, l.name, i.name, l."unique", i."desc", s.sql
    FROM ${from} JOIN pragma_index_list(m.name, m.schema) AS l JOIN pragma_index_xinfo(l.name, m.schema) AS i
    LEFT JOIN (SELECT name, sql, type FROM ${schemaTable(schema)} UNION ALL SELECT name, sql, type FROM ${schemaTable('temp')}) AS s
      ON s.name = l.name AND s.type = 'index'
    WHERE ${whereNames(scope)} AND l.origin = 'c' AND i."key" = 1 ORDER BY m.name, l.name, i.seqno`
  return byTable(await run(text, params), (rows) => [...grouped(rows, 1)].map(([name, group]) => indexOf(name, group)))
}
function indexOf(name: string, group: readonly Row[]): ReflectedIndex {
  const first = group[0] ?? []
  const parsed = parseCreateIndex(textAt(first, 5))
  const items = group.map((row, i) => {
    const shown = textOrNullAt(row, 2)
    return indexItem({
      column: shown,
      expression: shown === null ? (parsed.items[i]?.text ?? '') : null,
      direction: numberAt(row, 4) === 1 ? 'desc' : 'asc',
      collation: parsed.items[i]?.collation ?? null,
    })
  })
  return {
    name,
    columns: items.map((item) => item.column),
    items,
    unique: numberAt(first, 3) === 1,
    constraint: false,
    include: [],
    where: parsed.where,
    method: null,
    nullsNotDistinct: false,
  }
}

/** SQLite keeps columns in pragmas, and constraints in the text of CREATE TABLE. */
export const catalog: CatalogReader = Object.freeze({
  relations,
  async temporaryNames(run: CatalogRun) {
    return (await run('SELECT name FROM sqlite_temp_master WHERE type = ? ORDER BY name', ['table'])).map((row) =>
      textAt(row, 0),
    )
  },
  async schemaNames(run: CatalogRun) {
    return (await run("SELECT name FROM pragma_database_list WHERE name <> 'temp' ORDER BY seq", [])).map((row) =>
      textAt(row, 0),
    )
  },
  sequences: () => Promise.resolve([]),
  enums: () => Promise.resolve([]),
  columns,
  primaryKeys,
  foreignKeys,
  indexes,
  async uniques(run: CatalogRun, scope: CatalogScope) {
    const found = await parsedLists(run, scope, (table) => table.uniques)
    return new Map(
      [...found].map(([table, list]) => [
        table,
        list.map((each) => ({ ...each, nullsNotDistinct: false, ...immediate })),
      ]),
    )
  },
  checks: (run: CatalogRun, scope: CatalogScope) => parsedLists(run, scope, (table) => table.checks),
} satisfies CatalogReader)
