import { type DdlNode, type Executor, UsageError } from '@athanor/contract'
import type { ColumnDefinitions } from './column.ts'
import { creationOrder } from './creation-order.ts'
import { reflectTables } from './reflect.ts'
import { createTable, type Table, type TableOptions, type TypedTable } from './table.ts'

export interface CreateOptions {
  /** Only these; default all. */
  readonly tables?: readonly Table[]
  /** Pass over what exists (create) or does not (drop); default true. */
  readonly checkFirst?: boolean
}

/** A set of tables that belong together: declares them, creates and drops them in the order of their references. */
export class MetaData {
  readonly #tables = new Map<string, Table>()

  /** Runs the database's catalog into a new set. Reads column types, keys, uniques and indexes. */
  static async reflect(
    executor: Executor,
    options: { readonly schema?: string; readonly only?: readonly string[] } = {},
  ): Promise<MetaData> {
    const metadata = new MetaData()
    for (const { name, columns, schema } of await reflectTables(executor, options))
      metadata.table(name, columns, schema === undefined ? {} : { schema })
    return metadata
  }

  /** By full name: `schema.name`, or the name alone. */
  get tables(): ReadonlyMap<string, Table> {
    return this.#tables
  }
  /** Declares a table. @throws {UsageError} SQL_TABLE_EXISTS */
  table<const N extends string, const D extends ColumnDefinitions>(
    name: N,
    columns: D,
    options: TableOptions = {},
  ): TypedTable<N, D> {
    const table = createTable(name, columns, options)
    if (this.#tables.has(table.fullName)) {
      throw new UsageError(
        `table ${table.fullName} is declared twice in one MetaData: use the first one, or another MetaData`,
        { code: 'SQL_TABLE_EXISTS' },
      )
    }
    this.#tables.set(table.fullName, table)
    return table
  }
  /** Referred tables before referring ones; among others the order of declaration. */
  get sortedTables(): readonly Table[] {
    return creationOrder([...this.#tables.values()]).tables
  }
  /** The statements of `createAll`, in order. */
  createStatements(
    options: CreateOptions & { readonly alterForeignKeys: boolean; readonly indexesInCreateTable: boolean },
  ): readonly DdlNode[] {
    const ifNotExists = options.checkFirst ?? true
    const { tables, late } = creationOrder(this.#chosen(options.tables))
    const creates = tables.map(({ definition }): DdlNode => {
      const postponed = options.alterForeignKeys
        ? late.filter((each) => each.table === definition.table).map((each) => each.foreignKey)
        : []
      const foreignKeys = definition.foreignKeys.filter((each) => !postponed.includes(each))
      return { kind: 'createTable', definition: { ...definition, foreignKeys }, ifNotExists }
    })
    const indexes = tables.flatMap(({ definition }) =>
      definition.indexes.map((index): DdlNode => ({
        kind: 'createIndex',
        table: definition.table,
        index,
        ifNotExists,
      })),
    )
    const foreignKeys = late.map((each): DdlNode => ({ kind: 'addForeignKey', ...each }))
    return [
      ...creates,
      ...(options.indexesInCreateTable ? [] : indexes),
      ...(options.alterForeignKeys ? foreignKeys : []),
    ]
  }
  /** Creates tables and indexes, referred ones first; what exists is left as it is. */
  async createAll(executor: Executor, options: CreateOptions = {}): Promise<void> {
    const { alterForeignKeys, indexesInCreateTable } = executor.dialect.traits
    const existing =
      (options.checkFirst ?? true) && alterForeignKeys
        ? new Set(await (await executor.inspect()).tableNames())
        : new Set<string>()
    for (const node of this.createStatements({ ...options, alterForeignKeys, indexesInCreateTable })) {
      // A foreign key has no IF NOT EXISTS: a table that was there before has it already.
      if (node.kind === 'addForeignKey' && existing.has(node.table.name)) continue
      await executor.execute({ node })
    }
  }
  /** Drops tables, referring ones first. */
  async dropAll(executor: Executor, options: CreateOptions = {}): Promise<void> {
    const { tables, late } = creationOrder(this.#chosen(options.tables))
    if (executor.dialect.traits.alterForeignKeys && late.length > 0)
      await dropForeignKeys(
        executor,
        late.map((each) => each.table.name),
      )
    for (const table of tables.toReversed()) {
      await executor.execute({ node: { kind: 'dropTable', table: table.node, ifExists: options.checkFirst ?? true } })
    }
  }
  #chosen(only: readonly Table[] | undefined): readonly Table[] {
    return only ?? [...this.#tables.values()]
  }
}

/** Tables that refer to each other in a circle: their foreign keys go first, by the names that the database gave them. */
async function dropForeignKeys(executor: Executor, tableNames: readonly string[]): Promise<void> {
  const inspector = await executor.inspect()
  for (const name of new Set(tableNames)) {
    if (!(await inspector.hasTable(name))) continue
    for (const key of await inspector.foreignKeys(name)) {
      if (key.name !== null)
        await executor.execute({ node: { kind: 'dropForeignKey', table: { kind: 'table', name }, name: key.name } })
    }
  }
}
