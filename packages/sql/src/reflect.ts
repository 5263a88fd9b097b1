import { type Executor, type Inspector, type ReflectedColumn, UsageError } from '@athanor/contract'
import type { ColumnDefinitions } from './column.ts'
import { ColumnBuilder } from './column-builder.ts'

export interface ReflectedTable {
  readonly name: string
  readonly schema?: string
  readonly columns: ColumnDefinitions
}

/** Declarations from the database's catalog. Keys are the database's names. */
export async function reflectTables(
  executor: Executor,
  options: { readonly schema?: string; readonly only?: readonly string[] },
): Promise<readonly ReflectedTable[]> {
  const inspector = await executor.inspect()
  const { schema } = options
  const names = await inspector.tableNames(schema)
  const wanted = options.only ?? names
  const missing = wanted.filter((name) => !names.includes(name))
  if (missing.length > 0)
    throw new UsageError(`cannot reflect ${missing.join(', ')}: no such table`, { code: 'SQL_REFLECT' })
  const tables: ReflectedTable[] = []
  for (const name of wanted) {
    tables.push({
      name,
      ...(schema === undefined ? {} : { schema }),
      columns: await reflectColumns(inspector, name, schema),
    })
  }
  return tables
}

async function reflectColumns(
  inspector: Inspector,
  table: string,
  schema: string | undefined,
): Promise<ColumnDefinitions> {
  const columns = await inspector.columns(table, schema)
  const primaryKey = await inspector.primaryKey(table, schema)
  const uniques = await inspector.uniques(table, schema)
  const indexes = await inspector.indexes(table, schema)
  const alone = (lists: readonly (readonly (string | null)[])[]): ReadonlySet<string | null> =>
    new Set(lists.filter((list) => list.length === 1).map((list) => list[0] ?? null))
  const unique = alone(uniques.map((each) => each.columns))
  const indexed = alone(indexes.filter((each) => !each.constraint).map((each) => each.columns))
  return Object.fromEntries(
    columns.map((column) => [
      column.name,
      builderOf(column, primaryKey.columns.includes(column.name), unique.has(column.name), indexed.has(column.name)),
    ]),
  )
}

function builderOf(
  column: ReflectedColumn,
  primaryKey: boolean,
  unique: boolean,
  index: boolean,
): ColumnBuilder<unknown, boolean, boolean> {
  return new ColumnBuilder({
    type: column.type,
    name: column.name,
    nullable: column.nullable,
    primaryKey,
    unique,
    index,
    autoincrement: column.autoincrement,
    version: false,
  })
}
