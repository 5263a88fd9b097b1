import { type Dialect, UsageError } from '@athanor/contract'
import type { ColumnDefinitions, RowOfColumns, TableColumns } from './column.ts'
import { type Table, type TableContext, typedTable, type TypedTable } from './table.ts'
import { creationOrder } from './creation-order.ts'
import type { DdlStatement } from './ddl-statement.ts'
import { createEverything, dropEverything } from './execute-script.ts'
import { defaultNaming, type NamingConvention } from './naming.ts'
import { reflectInto, type ReflectOptions } from './reflect.ts'
import type { SchemaExecutor } from './schema-executor.ts'
import { createScript, type DdlTraits, dropScript, type ScriptItems } from './script.ts'
import { Sequence, type SequenceOptions } from './sequence.ts'
import type { TableOptionsOf } from './table-options.ts'
import { View, type ViewableQuery, type ViewOptions } from './view.ts'

export interface MetaDataOptions {
  /** The schema of tables, views and sequences that name none. */
  readonly schema?: string
  /** Names for constraints and indexes that have none; default `{ index: 'ix_{tableName}_{columnNames}' }`. */
  readonly namingConvention?: NamingConvention
}

export interface CreateOptions {
  /** Only these; default all, with the views and sequences. */
  readonly tables?: readonly Table[]
  /** Pass over what exists (create) or does not (drop); default true. */
  readonly checkFirst?: boolean
  readonly signal?: AbortSignal
}

/** A database for which statements are made: a dialect, or what one says of itself. */
export interface DdlTarget {
  readonly traits: DdlTraits
}

/** A set of tables that belong together: declares them, creates and drops them in the order of their references. */
export class MetaData {
  readonly schema: string | undefined
  readonly #context: TableContext
  readonly #tables = new Map<string, Table>()
  readonly #views = new Map<string, View>()
  readonly #sequences = new Map<string, Sequence>()

  constructor(options: MetaDataOptions = {}) {
    this.schema = options.schema
    const naming = Object.freeze({ ...defaultNaming, ...options.namingConvention })
    this.#context = Object.freeze({ naming, ...(this.schema === undefined ? {} : { schema: this.schema }) })
  }

  /**
   * The database's catalog as a new set: columns, keys, constraints, indexes, comments, and views when asked for.
   *
   * @throws {UsageError} SQL_REFLECT when a table of `only` is missing
   * @example
   * const metadata = await MetaData.reflect(engine, { only: ['users', 'orders'] })
   */
  static async reflect(
    executor: Pick<SchemaExecutor, 'dialect' | 'inspect'>,
    options: ReflectOptions = {},
  ): Promise<MetaData> {
    const metadata = new MetaData()
    await reflectInto(metadata, executor, options)
    return metadata
  }

  /** By full name: `schema.name`, or the name alone. */
  get tables(): ReadonlyMap<string, Table> {
    return this.#tables
  }
  /** By full name, in the order of declaration. */
  get views(): ReadonlyMap<string, View> {
    return this.#views
  }
  /** By full name. */
  get sequences(): ReadonlyMap<string, Sequence> {
    return this.#sequences
  }
  /**
   * Declares a table.
   *
   * @throws {UsageError} SQL_TABLE_EXISTS
   * @example
   * const spans = metadata.table('spans', { id: integer().primaryKey(), low: integer(), high: integer() }, (t) => ({
   *   uniques: [unique({ columns: [t.low, t.high] })],
   *   checks: [check(t.low.lte(t.high), { name: 'ordered' })],
   * }))
   */
  table<const N extends string, const D extends ColumnDefinitions>(
    name: N,
    columns: D,
    options: TableOptionsOf<TableColumns<N, D>> = {},
  ): TypedTable<N, D> {
    const table = typedTable(name, columns, options, this.#context)
    this.#assertFree(table.fullName, 'table')
    this.#tables.set(table.fullName, table)
    return table
  }
  /**
   * Declares a view: a source for statements, created after the tables and dropped before them.
   *
   * @throws {UsageError} SQL_TABLE_EXISTS, SQL_VIEW_COLUMNS for raw SQL without `columns`
   * @example
   * const adults = metadata.view('adults', select(users.c.id, users.c.name).where(users.c.age.gte(18)))
   * select(adults).where(adults.c.name.startsWith('A'))
   */
  view<const N extends string, const D extends ColumnDefinitions>(
    name: N,
    query: ViewableQuery<unknown>,
    options: ViewOptions & { readonly columns: D },
  ): View<N, RowOfColumns<D>>
  view<const N extends string, Row>(name: N, query: ViewableQuery<Row>, options?: ViewOptions): View<N, Row>
  view<const N extends string>(
    name: N,
    query: ViewableQuery<unknown>,
    options: ViewOptions & { readonly columns?: ColumnDefinitions } = {},
  ): View<N> {
    const view = new View<N>(name, query.node, options.columns, { ...options, ...this.#schemaFor(options.schema) })
    this.#assertFree(view.fullName, 'view')
    this.#views.set(view.fullName, view)
    return view
  }
  /**
   * Declares a sequence, created before the tables. PostgreSQL and MariaDB have them.
   *
   * @throws {UsageError} SQL_TABLE_EXISTS
   * @example
   * const numbers = metadata.sequence('numbers', { start: 1000 })
   * metadata.table('invoices', { id: integer().primaryKey(), number: bigint().sequence(numbers) })
   */
  sequence(name: string, options: SequenceOptions = {}): Sequence {
    const sequence = new Sequence(name, { ...options, ...this.#schemaFor(options.schema) })
    this.#assertFree(sequence.fullName, 'sequence')
    this.#sequences.set(sequence.fullName, sequence)
    return sequence
  }
  /** Referred tables before referring ones; among others the order of declaration. */
  get sortedTables(): readonly Table[] {
    return creationOrder([...this.tables.values()]).tables
  }

  /** The statements of `createAll`, in order. `checkFirst` (default true) adds IF NOT EXISTS where there is one. */
  createStatements(target: DdlTarget, options: CreateOptions = {}): readonly DdlStatement[] {
    return createScript(this.#chosen(options.tables), target.traits, options.checkFirst ?? true)
  }
  /** The statements of `dropAll`, in order; foreign keys of circles go by their names, so they need one. */
  dropStatements(target: DdlTarget, options: CreateOptions = {}): readonly DdlStatement[] {
    return dropScript(this.#chosen(options.tables), target.traits, options.checkFirst ?? true)
  }
  /** What creates everything in an empty database, as one script. `checkFirst` (default false) adds IF NOT EXISTS. */
  ddlText(dialect: Dialect, options: CreateOptions = {}): string {
    const statements = this.createStatements(dialect, { checkFirst: false, ...options })
    return statements.map((statement) => `${statement.compile(dialect).text};\n`).join('')
  }

  /** Creates sequences, tables, indexes and views, referred ones first; what exists is left as it is. */
  async createAll(executor: SchemaExecutor, options: CreateOptions = {}): Promise<void> {
    await createEverything(executor, this.#chosen(options.tables), options)
  }
  /** Drops views, tables and sequences, referring ones first. */
  async dropAll(executor: SchemaExecutor, options: CreateOptions = {}): Promise<void> {
    await dropEverything(executor, this.#chosen(options.tables), options)
  }

  #chosen(only: readonly Table[] | undefined): ScriptItems {
    if (only) return { tables: only, views: [], sequences: [] }
    return {
      tables: [...this.tables.values()],
      views: [...this.#views.values()],
      sequences: [...this.#sequences.values()],
    }
  }
  #schemaFor(given: string | null | undefined): { readonly schema?: string | null } {
    if (given !== undefined) return { schema: given }
    return this.schema === undefined ? {} : { schema: this.schema }
  }
  #assertFree(fullName: string, what: string): void {
    if (!this.#tables.has(fullName) && !this.#views.has(fullName) && !this.#sequences.has(fullName)) return
    throw new UsageError(
      `${what} ${fullName} is declared twice in one MetaData: use the first one, or another MetaData`,
      { code: 'SQL_TABLE_EXISTS' },
    )
  }
}
