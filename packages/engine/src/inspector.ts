import {
  type ByTable,
  type CatalogReader,
  type CatalogRun,
  type CatalogScope,
  type DescribeOptions,
  type Dialect,
  type Inspector,
  NoSuchTableError,
  type ReflectedCheck,
  type ReflectedColumn,
  type ReflectedEnum,
  type ReflectedForeignKey,
  type ReflectedIndex,
  type ReflectedOptions,
  type ReflectedPrimaryKey,
  type ReflectedRelation,
  type ReflectedSequence,
  type ReflectedTable,
  type ReflectedUnique,
  type RelationKind,
} from '@athanor/contract'

const noKey: ReflectedPrimaryKey = Object.freeze({ name: null, columns: [] })

/** Answers from the dialect's catalog; each call asks the database anew. */
export class CatalogInspector implements Inspector {
  readonly #catalog: CatalogReader
  readonly #run: CatalogRun

  constructor(dialect: Pick<Dialect, 'catalog'>, run: CatalogRun) {
    this.#catalog = dialect.catalog
    this.#run = run
  }

  tableNames(schema?: string): Promise<string[]> {
    return this.#names('table', schema)
  }
  viewNames(schema?: string): Promise<string[]> {
    return this.#names('view', schema)
  }
  materializedViewNames(schema?: string): Promise<string[]> {
    return this.#names('materialized view', schema)
  }
  async temporaryTableNames(): Promise<string[]> {
    return [...(await this.#catalog.temporaryNames(this.#run))]
  }
  enums(schema?: string): Promise<readonly ReflectedEnum[]> {
    return this.#catalog.enums(this.#run, schema)
  }
  async schemaNames(): Promise<string[]> {
    return [...(await this.#catalog.schemaNames(this.#run))]
  }
  sequences(schema?: string): Promise<readonly ReflectedSequence[]> {
    return this.#catalog.sequences(this.#run, schema)
  }
  async sequenceNames(schema?: string): Promise<string[]> {
    return (await this.sequences(schema)).map((each) => each.name)
  }

  async hasTable(table: string, schema?: string): Promise<boolean> {
    return (await this.#relation(table, schema)) !== undefined
  }
  async hasIndex(table: string, index: string, schema?: string): Promise<boolean> {
    const found = await this.#catalog.indexes(this.#run, scopeOf(table, schema))
    return found.get(table)?.some((each) => each.name === index) ?? false
  }
  async hasSchema(schema: string): Promise<boolean> {
    return (await this.schemaNames()).includes(schema)
  }
  async hasSequence(sequence: string, schema?: string): Promise<boolean> {
    return (await this.sequenceNames(schema)).includes(sequence)
  }

  async viewDefinition(view: string, schema?: string): Promise<string> {
    const definition = (await this.#relation(view, schema))?.definition
    if (definition === null || definition === undefined) throw noSuchTable('view', view, schema)
    return definition
  }
  async columns(table: string, schema?: string): Promise<readonly ReflectedColumn[]> {
    return (await this.#ask('columns', table, schema)) ?? []
  }
  async primaryKey(table: string, schema?: string): Promise<ReflectedPrimaryKey> {
    return (await this.#ask('primaryKeys', table, schema)) ?? noKey
  }
  async foreignKeys(table: string, schema?: string): Promise<readonly ReflectedForeignKey[]> {
    return (await this.#ask('foreignKeys', table, schema)) ?? []
  }
  async indexes(table: string, schema?: string): Promise<readonly ReflectedIndex[]> {
    return (await this.#ask('indexes', table, schema)) ?? []
  }
  async uniques(table: string, schema?: string): Promise<readonly ReflectedUnique[]> {
    return (await this.#ask('uniques', table, schema)) ?? []
  }
  async checks(table: string, schema?: string): Promise<readonly ReflectedCheck[]> {
    return (await this.#ask('checks', table, schema)) ?? []
  }
  async tableComment(table: string, schema?: string): Promise<string | null> {
    return (await this.#known(table, schema)).comment
  }
  async tableOptions(table: string, schema?: string): Promise<ReflectedOptions> {
    return (await this.#known(table, schema)).options
  }

  async describe(options: DescribeOptions = {}): Promise<ReadonlyMap<string, ReflectedTable>> {
    const { schema, only: names, views = false } = options
    const scope: CatalogScope = {
      ...(schema === undefined ? {} : { schema }),
      ...(names === undefined ? {} : { names }),
    }
    const run = this.#run
    const catalog = this.#catalog
    const relations = (await catalog.relations(run, scope)).filter((each) => views || each.kind === 'table')
    if (relations.length === 0) return new Map()
    const columns = await catalog.columns(run, scope)
    const keys = await catalog.primaryKeys(run, scope)
    const foreignKeys = await catalog.foreignKeys(run, scope)
    const uniques = await catalog.uniques(run, scope)
    const checks = await catalog.checks(run, scope)
    const indexes = await catalog.indexes(run, scope)
    return new Map(
      relations.map((relation) => {
        const { name } = relation
        const table: ReflectedTable = {
          ...relation,
          columns: columns.get(name) ?? [],
          primaryKey: keys.get(name) ?? noKey,
          foreignKeys: foreignKeys.get(name) ?? [],
          uniques: uniques.get(name) ?? [],
          checks: checks.get(name) ?? [],
          indexes: indexes.get(name) ?? [],
        }
        return [name, table]
      }),
    )
  }

  async #names(kind: RelationKind, schema: string | undefined): Promise<string[]> {
    const found = await this.#catalog.relations(this.#run, schema === undefined ? {} : { schema })
    return found.flatMap((each) => (each.kind === kind ? [each.name] : []))
  }
  async #relation(table: string, schema: string | undefined): Promise<ReflectedRelation | undefined> {
    const found = await this.#catalog.relations(this.#run, scopeOf(table, schema))
    return found.find((each) => each.name === table)
  }
  /** @throws {NoSuchTableError} */
  async #known(table: string, schema: string | undefined): Promise<ReflectedRelation> {
    const found = await this.#relation(table, schema)
    if (!found) throw noSuchTable('table', table, schema)
    return found
  }
  /** No answer may mean that there is no such table; only then it is worth another question. */
  async #ask<K extends TableQuestion>(
    kind: K,
    table: string,
    schema: string | undefined,
  ): Promise<Answer<K> | undefined> {
    const answers = await questions[kind](this.#catalog, this.#run, scopeOf(table, schema))
    const answer = answers.get(table)
    if (answer === undefined) await this.#known(table, schema)
    return answer
  }
}

type TableQuestion = 'columns' | 'primaryKeys' | 'foreignKeys' | 'indexes' | 'uniques' | 'checks'
type Answer<K extends TableQuestion> = ReturnType<CatalogReader[K]> extends Promise<ByTable<infer T>> ? T : never

const questions: {
  readonly [K in TableQuestion]: (
    catalog: CatalogReader,
    run: CatalogRun,
    scope: CatalogScope,
  ) => Promise<ByTable<Answer<K>>>
} = {
  columns: (catalog, run, scope) => catalog.columns(run, scope),
  primaryKeys: (catalog, run, scope) => catalog.primaryKeys(run, scope),
  foreignKeys: (catalog, run, scope) => catalog.foreignKeys(run, scope),
  indexes: (catalog, run, scope) => catalog.indexes(run, scope),
  uniques: (catalog, run, scope) => catalog.uniques(run, scope),
  checks: (catalog, run, scope) => catalog.checks(run, scope),
}

function scopeOf(table: string, schema: string | undefined): CatalogScope {
  return { names: [table], ...(schema === undefined ? {} : { schema }) }
}

function noSuchTable(what: string, table: string, schema: string | undefined): NoSuchTableError {
  const where = schema === undefined ? 'the default schema' : `the schema "${schema}"`
  return new NoSuchTableError(
    `There is no ${what} "${table}" in ${where}. inspector.${what}Names() lists those there are.`,
    { code: 'INSPECT_NO_SUCH_TABLE', table },
  )
}
