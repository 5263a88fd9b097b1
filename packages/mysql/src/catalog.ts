import {
  byTable,
  foreignKeysOf,
  grouped,
  identifier,
  immediate,
  indexItem,
  numberAt,
  stringLiteral,
  textAt,
  textOrNullAt,
} from '@athanor/compiler'
import type {
  CatalogReader,
  CatalogRun,
  CatalogScope,
  DriverValue,
  ReflectedCheck,
  ReflectedColumn,
  ReflectedIndex,
  ReflectedRelation,
  ReflectedSequence,
} from '@athanor/contract'
import type { MysqlFlavor } from './grammar.ts'
import { typeOfDeclared } from './declared-type.ts'
import { reserved } from './reserved.ts'

type Row = readonly DriverValue[]

/** Asked once for each inspector: a server of either kind may stand behind the same URL. */
const flavors = new WeakMap<CatalogRun, Promise<MysqlFlavor>>()
function flavorOf(run: CatalogRun): Promise<MysqlFlavor> {
  const known = flavors.get(run) ?? askFlavor(run)
  flavors.set(run, known)
  return known
}
async function askFlavor(run: CatalogRun): Promise<MysqlFlavor> {
  const [row] = await run('SELECT VERSION()', [])
  return /mariadb/i.test(textAt(row ?? [], 0)) ? 'mariadb' : 'mysql'
}

/** The schema or the connection's own, and the names of tables, or all. */
function scoped(
  prefix: string,
  { schema, names }: CatalogScope,
): { readonly where: string; readonly params: readonly DriverValue[] } {
  const list = names ? ` AND ${prefix}.TABLE_NAME IN (${names.map(() => '?').join(', ') || 'NULL'})` : ''
  return {
    where: `${prefix}.TABLE_SCHEMA = coalesce(?, DATABASE())${list}`,
    params: [schema ?? null, ...(names ?? [])],
  }
}

async function relations(run: CatalogRun, scope: CatalogScope): Promise<readonly ReflectedRelation[]> {
  const { where, params } = scoped('t', scope)
  const text = `SELECT t.TABLE_NAME, t.TABLE_TYPE, t.TABLE_COMMENT, t.ENGINE, t.TABLE_COLLATION, v.VIEW_DEFINITION, t.TABLE_SCHEMA
    FROM information_schema.TABLES t LEFT JOIN information_schema.VIEWS v ON v.TABLE_SCHEMA = t.TABLE_SCHEMA AND v.TABLE_NAME = t.TABLE_NAME
    WHERE ${where} AND t.TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED', 'TEMPORARY') ORDER BY t.TABLE_NAME`
  return (await run(text, params)).map(relation)
}
function relation(row: Row): ReflectedRelation {
  const view = textAt(row, 1) === 'VIEW'
  return {
    name: textAt(row, 0),
    kind: view ? 'view' : 'table',
    temporary: textAt(row, 1) === 'TEMPORARY',
    comment: view || textAt(row, 2) === '' ? null : textAt(row, 2),
    options: view ? {} : { mysql: { engine: textAt(row, 3), collate: textAt(row, 4) } },
    definition: view ? withoutSchema(textAt(row, 5), textAt(row, 6)) : null,
  }
}
/** A view names its tables with their schema, also where that is its own. Text in quotes stays as it is. */
function withoutSchema(text: string, schema: string): string {
  const name = `\`${schema.replaceAll('`', '``')}\`.`
  return text.replaceAll(/'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`\.?/g, (piece) => (piece === name ? '' : piece))
}

const jsonCheck = /^json_valid\(`((?:[^`]|``)+)`\)$/i
interface FoundCheck extends ReflectedCheck {
  readonly table: string
  readonly ofColumn: boolean
}
async function checksOf(run: CatalogRun, scope: CatalogScope): Promise<readonly FoundCheck[]> {
  const flavor = await flavorOf(run)
  const { where, params } = scoped('t', scope)
  const text =
    flavor === 'mariadb'
      ? `SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.CHECK_CLAUSE, k.LEVEL FROM information_schema.CHECK_CONSTRAINTS k
          WHERE ${where.replaceAll('t.TABLE_SCHEMA', 'k.CONSTRAINT_SCHEMA').replaceAll('t.', 'k.')} ORDER BY 1, 2`
      : `SELECT t.TABLE_NAME, k.CONSTRAINT_NAME, k.CHECK_CLAUSE, 'Table' FROM information_schema.CHECK_CONSTRAINTS k
          JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = k.CONSTRAINT_NAME
          WHERE ${where} AND t.CONSTRAINT_TYPE = 'CHECK' ORDER BY 1, 2`
  return (await run(text, params)).map((row) => ({
    table: textAt(row, 0),
    name: textAt(row, 1),
    text: textAt(row, 2),
    ofColumn: textAt(row, 3).toLowerCase() === 'column',
  }))
}

async function columns(run: CatalogRun, scope: CatalogScope): Promise<ReadonlyMap<string, readonly ReflectedColumn[]>> {
  const flavor = await flavorOf(run)
  const { where, params } = scoped('c', scope)
  const text = `SELECT c.TABLE_NAME, c.COLUMN_NAME, c.COLUMN_TYPE, c.IS_NULLABLE, c.COLUMN_DEFAULT, c.EXTRA, c.COLUMN_COMMENT,
      nullif(c.COLLATION_NAME, t.TABLE_COLLATION), c.GENERATION_EXPRESSION
    FROM information_schema.COLUMNS c JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
    WHERE ${where} ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`
  const rows = await run(text, params)
  // MariaDB's JSON is LONGTEXT with a CHECK of json_valid() on the column.
  const checks = flavor === 'mariadb' ? await checksOf(run, scope) : []
  const json = new Set(
    checks.flatMap((each) => (each.ofColumn && jsonCheck.test(each.text) ? [`${each.table}.${each.name ?? ''}`] : [])),
  )
  return byTable(rows, (own, table) => own.map((row) => column(flavor, row, json.has(`${table}.${textAt(row, 1)}`))))
}

function column(flavor: MysqlFlavor, row: Row, checkedJson: boolean): ReflectedColumn {
  const declared = textAt(row, 2)
  const isJson = declared.toLowerCase() === 'json' || (checkedJson && declared.toLowerCase() === 'longtext')
  const extra = textAt(row, 5)
  const generated = /\b(VIRTUAL|STORED|PERSISTENT) GENERATED\b/i.exec(extra)?.[1]
  return {
    name: textAt(row, 1),
    type: typeOfDeclared(declared, isJson),
    databaseType: isJson ? 'json' : declared,
    nullable: textAt(row, 3).toUpperCase() === 'YES',
    defaultText: generated === undefined ? defaultOf(flavor, row) : null,
    onUpdateText: /on update (.+)$/i.exec(extra)?.[1] ?? null,
    autoincrement: extra.toLowerCase().includes('auto_increment'),
    identity: null,
    computed: generated === undefined ? null : { text: textAt(row, 8), stored: generated.toUpperCase() !== 'VIRTUAL' },
    collation: isJson ? null : textOrNullAt(row, 7),
    comment: textAt(row, 6) === '' ? null : textAt(row, 6),
  }
}

/** MariaDB writes SQL, and NULL as the word; MySQL the bare value, unless it says that it is an expression. */
function defaultOf(flavor: MysqlFlavor, row: Row): string | null {
  const text = textOrNullAt(row, 4)
  if (text === null || text === 'NULL') return null
  if (flavor === 'mariadb' || /DEFAULT_GENERATED/i.test(textAt(row, 5))) return text
  return /^(?:bit|int|bigint|smallint|tinyint|mediumint|decimal|float|double|year)/i.test(textAt(row, 2))
    ? text
    : stringLiteral({ backslashEscapes: true }, text)
}

async function indexes(run: CatalogRun, scope: CatalogScope): Promise<ReadonlyMap<string, readonly ReflectedIndex[]>> {
  const flavor = await flavorOf(run)
  const { where, params } = scoped('s', scope)
  const expression = flavor === 'mysql' ? 's.EXPRESSION' : 'NULL'
  const text = `SELECT s.TABLE_NAME, s.INDEX_NAME, s.COLUMN_NAME, s.NON_UNIQUE, s.SUB_PART, s.COLLATION, s.INDEX_TYPE, ${expression}
    FROM information_schema.STATISTICS s WHERE ${where} AND s.INDEX_NAME <> 'PRIMARY' ORDER BY s.TABLE_NAME, s.INDEX_NAME, s.SEQ_IN_INDEX`
  return byTable(await run(text, params), (rows) => [...grouped(rows, 1)].map(([name, group]) => indexOf(name, group)))
}
function indexOf(name: string, group: readonly Row[]): ReflectedIndex {
  const items = group.map((row) =>
    indexItem({
      column: textOrNullAt(row, 2),
      expression: textOrNullAt(row, 7),
      direction: textAt(row, 5) === 'D' ? 'desc' : 'asc',
      length: textOrNullAt(row, 4) === null ? null : numberAt(row, 4),
    }),
  )
  const unique = numberAt(group[0] ?? [], 3) === 0
  return {
    name,
    columns: items.map((item) => item.column),
    items,
    unique,
    // UNIQUE constraints are indexes here, and the other way around, as long as they are of whole columns.
    constraint:
      unique && items.every((item) => item.column !== null && item.length === null && item.direction === 'asc'),
    include: [],
    where: null,
    method: textAt(group[0] ?? [], 6).toLowerCase(),
    nullsNotDistinct: false,
  }
}

/** MariaDB keeps the numbers of a sequence in the sequence itself. */
async function sequences(run: CatalogRun, schema?: string): Promise<readonly ReflectedSequence[]> {
  if ((await flavorOf(run)) === 'mysql') return []
  const text = `SELECT TABLE_NAME, TABLE_SCHEMA FROM information_schema.TABLES
    WHERE TABLE_SCHEMA = coalesce(?, DATABASE()) AND TABLE_TYPE = 'SEQUENCE' ORDER BY TABLE_NAME`
  const found = await run(text, [schema ?? null])
  if (found.length === 0) return []
  const name = (row: Row, at: number): string => identifier({ quote: '`', reserved }, textAt(row, at))
  const each = found.map(
    (row) =>
      `SELECT ${stringLiteral({ backslashEscapes: true }, textAt(row, 0))}, start_value, increment, minimum_value, maximum_value, cycle_option, cache_size FROM ${name(row, 1)}.${name(row, 0)}`,
  )
  return (await run(each.join(' UNION ALL '), [])).map((row) => ({
    name: textAt(row, 0),
    owned: false,
    start: BigInt(textAt(row, 1)),
    increment: BigInt(textAt(row, 2)),
    minValue: BigInt(textAt(row, 3)),
    maxValue: BigInt(textAt(row, 4)),
    cycle: numberAt(row, 5) === 1,
    cache: BigInt(textAt(row, 6)),
  }))
}

async function foreignKeys(run: CatalogRun, scope: CatalogScope): ReturnType<CatalogReader['foreignKeys']> {
  const { where, params } = scoped('k', scope)
  const text = `SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, nullif(k.REFERENCED_TABLE_SCHEMA, DATABASE()),
      k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.DELETE_RULE, r.UPDATE_RULE
    FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r
      ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
    WHERE ${where} ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION`
  return byTable(await run(text, params), (rows) => foreignKeysOf(rows, () => ({ ...immediate, match: 'simple' })))
}

async function primaryKeys(run: CatalogRun, scope: CatalogScope): ReturnType<CatalogReader['primaryKeys']> {
  const { where, params } = scoped('s', scope)
  const text = `SELECT s.TABLE_NAME, s.COLUMN_NAME FROM information_schema.STATISTICS s
    WHERE ${where} AND s.INDEX_NAME = 'PRIMARY' ORDER BY s.TABLE_NAME, s.SEQ_IN_INDEX`
  // The name is always PRIMARY, which says nothing.
  return byTable(await run(text, params), (rows) => ({ name: null, columns: rows.map((row) => textAt(row, 1)) }))
}

/** The catalog of both servers. https://dev.mysql.com/doc/refman/8.0/en/information-schema.html */
export const catalog: CatalogReader = Object.freeze({
  relations,
  async temporaryNames(run: CatalogRun) {
    const text =
      "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'TEMPORARY'"
    return (await run(text, [])).map((row) => textAt(row, 0))
  },
  async schemaNames(run: CatalogRun) {
    const text = `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA
        WHERE SCHEMA_NAME NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY SCHEMA_NAME`
    return (await run(text, [])).map((row) => textAt(row, 0))
  },
  sequences,
  enums: () => Promise.resolve([]),
  columns,
  primaryKeys,
  foreignKeys,
  indexes,
  async uniques(run: CatalogRun, scope: CatalogScope) {
    const found = await indexes(run, scope)
    return new Map(
      [...found].map(([table, list]) => [
        table,
        list
          .filter((each) => each.constraint)
          .map(({ name, columns: keys }) => ({
            name,
            columns: keys.map((key) => key ?? ''),
            nullsNotDistinct: false,
            ...immediate,
          })),
      ]),
    )
  },
  async checks(run: CatalogRun, scope: CatalogScope) {
    const found = (await checksOf(run, scope)).filter((each) => !(each.ofColumn && jsonCheck.test(each.text)))
    return new Map(
      [...new Set(found.map((each) => each.table))].map((table) => [
        table,
        // The check of a column has the column's name, and none of its own.
        found
          .filter((each) => each.table === table)
          .map(({ name, text, ofColumn }) => ({ name: ofColumn ? null : name, text })),
      ]),
    )
  },
} satisfies CatalogReader)
