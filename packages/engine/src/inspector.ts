import {
  type CatalogReader,
  type CatalogRun,
  type Dialect,
  type Inspector,
  NoSuchTableError,
  type ReflectedColumn,
  type ReflectedEnum,
  type ReflectedForeignKey,
  type ReflectedIndex,
  type ReflectedPrimaryKey,
  type ReflectedUnique,
} from '@athanor/contract'

/** Answers from the dialect's catalog; each call asks the database anew. */
export class CatalogInspector implements Inspector {
  readonly #catalog: CatalogReader
  readonly #run: CatalogRun

  constructor(dialect: Dialect, run: CatalogRun) {
    this.#catalog = dialect.catalog
    this.#run = run
  }

  async tableNames(schema?: string): Promise<string[]> {
    return [...(await this.#catalog.tableNames(this.#run, schema))]
  }

  async viewNames(schema?: string): Promise<string[]> {
    return [...(await this.#catalog.viewNames(this.#run, schema))]
  }

  async materializedViewNames(schema?: string): Promise<string[]> {
    return [...(await this.#catalog.materializedViewNames(this.#run, schema))]
  }

  async enums(schema?: string): Promise<readonly ReflectedEnum[]> {
    return await this.#catalog.enums(this.#run, schema)
  }

  async schemaNames(): Promise<string[]> {
    return [...(await this.#catalog.schemaNames(this.#run))]
  }

  async hasTable(table: string, schema?: string): Promise<boolean> {
    if ((await this.tableNames(schema)).includes(table)) return true
    return (await this.viewNames(schema)).includes(table)
  }

  async columns(table: string, schema?: string): Promise<readonly ReflectedColumn[]> {
    const columns = await this.#catalog.columns(this.#run, table, schema)
    if (columns.length === 0) await this.#assertTable(table, schema)
    return columns
  }

  async primaryKey(table: string, schema?: string): Promise<ReflectedPrimaryKey> {
    const key = await this.#catalog.primaryKey(this.#run, table, schema)
    if (key.columns.length === 0) await this.#assertTable(table, schema)
    return key
  }

  async foreignKeys(table: string, schema?: string): Promise<readonly ReflectedForeignKey[]> {
    return this.#known(await this.#catalog.foreignKeys(this.#run, table, schema), table, schema)
  }

  async indexes(table: string, schema?: string): Promise<readonly ReflectedIndex[]> {
    return this.#known(await this.#catalog.indexes(this.#run, table, schema), table, schema)
  }

  async uniques(table: string, schema?: string): Promise<readonly ReflectedUnique[]> {
    return this.#known(await this.#catalog.uniques(this.#run, table, schema), table, schema)
  }

  /** An empty answer may mean that there is no such table; only then it is worth another question. */
  async #known<T>(found: readonly T[], table: string, schema: string | undefined): Promise<readonly T[]> {
    if (found.length === 0) await this.#assertTable(table, schema)
    return found
  }

  async #assertTable(table: string, schema: string | undefined): Promise<void> {
    if (await this.hasTable(table, schema)) return
    const where = schema === undefined ? 'the default schema' : `the schema "${schema}"`
    throw new NoSuchTableError(
      `There is no table "${table}" in ${where}. inspector.tableNames() lists those there are.`,
      {
        code: 'INSPECT_NO_SUCH_TABLE',
        table,
      },
    )
  }
}
