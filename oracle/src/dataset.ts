import type { Executor } from '@athanor/contract'
import {
  type ColumnBuilder,
  type Expression,
  insert,
  MetaData,
  type Table,
  type TableSource,
  unique,
} from '@athanor/sql'
import { BadInput } from './bad-input.ts'
import type { Canonical, DatasetColumn, DatasetFile, DatasetTable } from './case-format.ts'
import { typeOf, valueOf } from './values.ts'

/** A table whose columns nobody knows before the file is read. */
export type AnyTable = Table &
  TableSource<string, AnyRow, AnyRow> & { readonly c: Readonly<Record<string, Expression<unknown, string>>> }
type AnyRow = Readonly<Record<string, unknown>>

/** A table of the dataset, and what it holds. */
export interface LoadedTable {
  readonly table: AnyTable
  readonly columns: readonly DatasetColumn[]
  readonly primaryKey: readonly string[]
  readonly rows: readonly (readonly Canonical[])[]
}

/** The tables of a dataset, declared once for all databases. */
export class Dataset {
  readonly #metadata = new MetaData()
  readonly #tables = new Map<string, LoadedTable>()

  constructor(file: DatasetFile) {
    for (const each of file.tables) {
      this.#tables.set(each.name, {
        table: declare(this.#metadata, each),
        columns: each.columns,
        primaryKey: each.primary_key,
        rows: each.rows,
      })
    }
  }

  /** @throws {BadInput} when the dataset has no such table */
  table(name: string): LoadedTable {
    const found = this.#tables.get(name)
    if (!found) throw new BadInput(`the dataset has no table '${name}'`)
    return found
  }

  /** Creates the tables and fills them. */
  async load(executor: Executor): Promise<void> {
    await this.#metadata.createAll(executor)
    for (const { table, columns, rows } of this.#tables.values()) {
      const records = rows.map((row) =>
        Object.fromEntries(columns.map((column, i) => [column.name, valueOf(row[i], column.type)])),
      )
      if (records.length > 0) await executor.execute(insert(table).values(records))
    }
  }
}

function declare(metadata: MetaData, each: DatasetTable): AnyTable {
  const columns = Object.fromEntries(each.columns.map((column) => [column.name, builder(each, column)]))
  // The columns' keys are only known now; `AnyTable` says no more than that they are expressions.
  const several = each.unique.filter((names) => names.length > 1)
  return metadata.table(each.name, columns, (table) => ({
    uniques: several.map((names) => unique({ columns: names.flatMap((name) => table[name] ?? []) })),
  }))
}

function builder(table: DatasetTable, column: DatasetColumn): ColumnBuilder<unknown, boolean, boolean> {
  let built: ColumnBuilder<unknown, boolean, boolean> = typeOf(column.type)
  if (column.nullable) built = built.nullable()
  if (table.primary_key.includes(column.name)) built = built.primaryKey().autoincrement(false)
  if (table.unique.some((names) => names.length === 1 && names[0] === column.name)) built = built.unique()
  const { default: given } = column
  if (given?.kind === 'server') built = built.serverDefault(given.value as string | number | boolean)
  if (given?.kind === 'client') built = built.default(() => valueOf(given.value, column.type))
  return built
}
