import { byTable, foreignKeysOf, grouped, indexItem, textAt, textOrNullAt, truthAt } from '@athanor/compiler'
import type {
  CatalogReader,
  CatalogRun,
  CatalogScope,
  DriverValue,
  ReflectedColumn,
  ReflectedIdentity,
  ReflectedIndex,
  ReflectedNumbers,
  ReflectedRelation,
  ReflectedUnique,
  RelationKind,
} from '@athanor/contract'
import {
  columnsText,
  constraintsText,
  enumsText,
  foreignKeysText,
  indexesText,
  relationsText,
  sequencesText,
} from './catalog-texts.ts'
import { codecOf } from './codecs.ts'
import { typeOfDeclared } from './declared-type.ts'

type Row = readonly DriverValue[]

const lists = codecOf({ name: 'array', item: { name: 'text' } })
function listAt(row: Row, at: number): readonly string[] {
  const value = textOrNullAt(row, at)
  const list = value === null ? [] : lists.decode(value)
  return Array.isArray(list) ? list.map(String) : []
}

function paramsOf({ schema, names }: CatalogScope): readonly DriverValue[] {
  return [schema ?? null, names ? JSON.stringify(names) : null]
}

const kinds: Readonly<Record<string, RelationKind>> = { v: 'view', m: 'materialized view' }

function relation(row: Row): ReflectedRelation {
  const options = {
    ...(textAt(row, 3) === 'u' ? { unlogged: true } : {}),
    ...(textOrNullAt(row, 4) === null ? {} : { with: storageOf(listAt(row, 4)) }),
  }
  return {
    name: textAt(row, 0),
    kind: kinds[textAt(row, 1)] ?? 'table',
    temporary: textAt(row, 3) === 't',
    comment: textOrNullAt(row, 2),
    options: Object.keys(options).length === 0 ? {} : { postgres: options },
    definition: textOrNullAt(row, 5)?.trim().replace(/;$/, '') ?? null,
  }
}
/** `{fillfactor=70}` */
function storageOf(list: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(list.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]))
}

/** Cells from `at`: start, increment, least, greatest, cycle, cache. */
function numbersAt(row: Row, at: number): ReflectedNumbers {
  const number = (offset: number): bigint => BigInt(textAt(row, at + offset))
  return {
    start: number(0),
    increment: number(1),
    minValue: number(2),
    maxValue: number(3),
    cycle: truthAt(row, at + 4),
    cache: number(5),
  }
}
const greatest: Readonly<Record<string, bigint>> = { smallint: 32_767n, integer: 2_147_483_647n }

function identityAt(row: Row, at: number, databaseType: string): ReflectedIdentity {
  const found = numbersAt(row, at)
  const usual: ReflectedNumbers = {
    start: found.increment > 0n ? found.minValue : found.maxValue,
    increment: 1n,
    minValue: 1n,
    maxValue: greatest[databaseType] ?? 9_223_372_036_854_775_807n,
    cycle: false,
    cache: 1n,
  }
  const own = Object.entries(found).filter(([key, value]) =>
    Object.entries(usual).some(([k, v]) => k === key && v !== value),
  )
  return { always: textAt(row, 5) === 'a', ...Object.fromEntries(own) }
}

function column(row: Row): ReflectedColumn {
  const databaseType = textAt(row, 2)
  const labels = textOrNullAt(row, 9) === null ? undefined : listAt(row, 9)
  const generated = textAt(row, 6)
  const expression = textOrNullAt(row, 4)
  const identity = textAt(row, 5) === '' ? null : identityAt(row, 11, databaseType)
  const serial = truthAt(row, 10)
  return {
    name: textAt(row, 1),
    type: typeOfDeclared(databaseType, labels),
    databaseType,
    nullable: !truthAt(row, 3),
    defaultText: generated === '' ? expression : null,
    onUpdateText: null,
    autoincrement: identity !== null || serial,
    identity,
    computed: generated === '' || expression === null ? null : { text: expression, stored: generated === 's' },
    collation: textOrNullAt(row, 8),
    comment: textOrNullAt(row, 7),
  }
}

function deferralAt(row: Row, at: number): Pick<ReflectedUnique, 'deferrable' | 'initially'> {
  return { deferrable: truthAt(row, at), initially: truthAt(row, at + 1) ? 'deferred' : 'immediate' }
}

/** Rows: table, name, column, deferrable, deferred, nulls not distinct. */
function uniquesOf(rows: readonly Row[]): readonly ReflectedUnique[] {
  return [...grouped(rows, 1)].map(([name, group]) => ({
    name,
    columns: group.map((row) => textAt(row, 2)),
    nullsNotDistinct: truthAt(group[0] ?? [], 5),
    ...deferralAt(group[0] ?? [], 3),
  }))
}

/** Rows: table, index, column, expression, option bits, class, included, unique, constraint, method, where, nulls. */
function indexesOf(rows: readonly Row[]): readonly ReflectedIndex[] {
  return [...grouped(rows, 1)].map(([name, group]) => {
    const first = group[0] ?? []
    const items = group.filter((row) => !truthAt(row, 6)).map(itemOf)
    return {
      name,
      columns: items.map((item) => item.column),
      items,
      unique: truthAt(first, 7),
      constraint: truthAt(first, 8),
      include: group.filter((row) => truthAt(row, 6)).map((row) => textAt(row, 2)),
      where: textOrNullAt(first, 10),
      method: textAt(first, 9),
      nullsNotDistinct: truthAt(first, 11),
    }
  })
}
function itemOf(row: Row): ReflectedIndex['items'][number] {
  const bits = Number(textAt(row, 4))
  const descending = (bits & 1) === 1
  const first = (bits & 2) === 2
  const isColumn = textOrNullAt(row, 2) !== null
  return indexItem({
    column: textOrNullAt(row, 2),
    expression: isColumn ? null : textAt(row, 3),
    direction: descending ? 'desc' : 'asc',
    // By themselves NULLs stand last, and first in descending order.
    nulls: first === descending ? null : first ? 'first' : 'last',
    opclass: textOrNullAt(row, 5),
  })
}

const matches: Readonly<Record<string, 'full' | 'partial'>> = { f: 'full', p: 'partial' }

/** https://www.postgresql.org/docs/current/catalogs.html */
export const catalog: CatalogReader = Object.freeze({
  async relations(run: CatalogRun, scope: CatalogScope) {
    return (await run(relationsText, paramsOf(scope))).map(relation)
  },
  async temporaryNames(run: CatalogRun) {
    const text = `SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind IN ('r', 'p', 'v') ORDER BY 1`
    return (await run(text, [])).map((row) => textAt(row, 0))
  },
  async schemaNames(run: CatalogRun) {
    const text =
      "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY nspname"
    return (await run(text, [])).map((row) => textAt(row, 0))
  },
  async sequences(run: CatalogRun, schema?: string) {
    return (await run(sequencesText, [schema ?? null])).map((row) => ({
      name: textAt(row, 0),
      owned: truthAt(row, 1),
      ...numbersAt(row, 2),
    }))
  },
  async enums(run: CatalogRun, schema?: string) {
    return (await run(enumsText, [schema ?? null])).map((row) => ({
      name: textAt(row, 0),
      schema: textOrNullAt(row, 1),
      values: listAt(row, 2),
    }))
  },
  async columns(run: CatalogRun, scope: CatalogScope) {
    return byTable(await run(columnsText, paramsOf(scope)), (rows) => rows.map(column))
  },
  async primaryKeys(run: CatalogRun, scope: CatalogScope) {
    return byTable(await run(constraintsText('p'), paramsOf(scope)), (rows) => ({
      name: textOrNullAt(rows[0] ?? [], 1),
      columns: rows.map((row) => textAt(row, 2)),
    }))
  },
  async foreignKeys(run: CatalogRun, scope: CatalogScope) {
    return byTable(await run(foreignKeysText, paramsOf(scope)), (rows) =>
      foreignKeysOf(rows, (row) => ({ ...deferralAt(row, 8), match: matches[textAt(row, 10)] ?? 'simple' })),
    )
  },
  async indexes(run: CatalogRun, scope: CatalogScope) {
    return byTable(await run(indexesText, paramsOf(scope)), indexesOf)
  },
  async uniques(run: CatalogRun, scope: CatalogScope) {
    return byTable(await run(constraintsText('u'), paramsOf(scope)), uniquesOf)
  },
  async checks(run: CatalogRun, scope: CatalogScope) {
    return byTable(await run(constraintsText('c'), paramsOf(scope)), (rows) =>
      [...grouped(rows, 1)].map(([name, group]) => ({ name, text: textAt(group[0] ?? [], 6) })),
    )
  },
} satisfies CatalogReader)
