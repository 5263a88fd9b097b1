import { type Inspector, type ReflectedColumn, UsageError } from '@athanor/contract'
import type { ColumnDefinitions } from '../column.ts'
import { ColumnBuilder } from '../column-builder.ts'
import type { MetaData } from './metadata.ts'
import type { SchemaExecutor } from './schema-executor.ts'

export interface ReflectOptions {
  /** Default: the connection's own. */
  readonly schema?: string
  /** Only these tables. */
  readonly only?: readonly string[]
}

/** Declares what the database's catalog says. Keys are the database's names. */
export async function reflectInto(
  metadata: MetaData,
  executor: Pick<SchemaExecutor, 'dialect' | 'inspect'>,
  options: ReflectOptions,
): Promise<void> {
  const inspector = await executor.inspect()
  const { schema } = options
  const names = await inspector.tableNames(schema)
  const wanted = options.only ?? names
  const missing = wanted.filter((name) => !names.includes(name))
  if (missing.length > 0)
    throw new UsageError(`cannot reflect ${missing.join(', ')}: no such table`, { code: 'SQL_REFLECT' })
  for (const name of wanted)
    metadata.table(name, await reflectColumns(inspector, name, schema), schema === undefined ? {} : { schema })
}

async function reflectColumns(
  inspector: Inspector,
  table: string,
  schema: string | undefined,
): Promise<ColumnDefinitions> {
  const columns = await inspector.columns(table, schema)
  const primaryKey = await inspector.primaryKey(table, schema)
  return Object.fromEntries(
    columns.map((column) => [column.name, builderOf(column, primaryKey.columns.includes(column.name))]),
  )
}

function builderOf(column: ReflectedColumn, primaryKey: boolean): ColumnBuilder<unknown, boolean, boolean> {
  return new ColumnBuilder({
    type: column.type,
    name: column.name,
    nullable: column.nullable,
    primaryKey,
    unique: false,
    index: false,
    autoincrement: column.autoincrement,
    version: false,
  })
}
