import {
  type ColumnNode,
  sourceName,
  sourceSymbol,
  type TableDefinition,
  type TableNode,
  UsageError,
} from '@athanor/contract'
import { Column, type ColumnDefinitions, type TableColumns, type TableTypes } from './column.ts'
import { defineTable } from './define-table.ts'
import { isGenerated, isReadOnly } from './generated-column.ts'
import { defaultNaming, type NamingConvention } from './naming.ts'
import { type Reference, referencesOf } from './references.ts'
import type { TableOptions, TableOptionsOf } from './table-options.ts'
import { tableNode } from './view.ts'
import type { sourceTypes } from '../sources/source-types.ts'
import { columnNode, tableSymbol, type TableSource } from '../sources/source.ts'

/** What a MetaData gives to its tables. */
export interface TableContext {
  readonly schema?: string
  readonly naming: NamingConvention
}

// The symbols as keys: declared here, because a class with computed keys has no declarations of its own.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface Table extends TableSource {}

/**
 * A table: its columns, and its place in FROM. Made by `metadata.table()`, which adds the typed columns as `.c`.
 *
 * @example
 * const users = metadata.table('users', { id: integer().primaryKey(), name: text() })
 * select(users.c.name).where(users.c.id.eq(1))
 */
export class Table {
  readonly name: string
  readonly schema: string | undefined
  readonly node: TableNode
  /** In the order of declaration. */
  readonly columns: readonly Column[]
  /** Constraints, indexes, comment and so on, as declared. */
  readonly options: TableOptions
  /** In the order of the key. */
  readonly primaryKey: readonly Column[]
  readonly #naming: NamingConvention
  #definition: TableDefinition | undefined
  #references: readonly Reference[] | undefined

  constructor(
    name: string,
    definitions: ColumnDefinitions,
    options: TableOptionsOf<Readonly<Record<string, Column>>> = {},
    context: TableContext = { naming: defaultNaming },
  ) {
    if (Object.keys(definitions).length === 0)
      throw new UsageError(`table ${name} has no columns: declare at least one`, { code: 'SQL_TABLE' })
    const made = makeColumns(name, definitions, options, context.schema, () => this)
    this.name = name
    this.schema = made.node.schema
    this.node = made.node
    this.columns = made.columns
    this.options = Object.freeze(made.options)
    this.primaryKey = primaryKeyOf(name, made.columns, made.options)
    this.#naming = context.naming
    const columns = Object.freeze(this.columns.map((column) => column.node))
    Object.defineProperties(this, {
      [tableSymbol]: { value: this },
      [sourceSymbol]: { value: Object.freeze({ node: this.node, columns }) },
    })
  }

  /** `schema.name`, as in `metadata.tables`. */
  get fullName(): string {
    return sourceName(this.node)
  }
  /** The column that the database generates, if any. */
  get generatedColumn(): Column | undefined {
    return this.columns.find(isGenerated)
  }
  /** What CREATE TABLE says; foreign keys are resolved at the first call, when all tables are declared. */
  get definition(): TableDefinition {
    return (this.#definition ??= defineTable(this, this.#naming))
  }
  /** Foreign keys of columns and of the table, resolved at the first call. */
  get references(): readonly Reference[] {
    return (this.#references ??= referencesOf(this))
  }
  column(key: string): Column | undefined {
    return this.columns.find((column) => column.key === key)
  }
}

interface MadeColumns {
  readonly node: TableNode
  readonly columns: readonly Column[]
  readonly options: TableOptions
}

/** Options that are a function of the columns may name a schema, which the columns then need: they are made again. */
function makeColumns(
  name: string,
  definitions: ColumnDefinitions,
  options: TableOptionsOf<Readonly<Record<string, Column>>>,
  schema: string | null | undefined,
  owner: () => Table,
): MadeColumns {
  const given = typeof options === 'function' ? undefined : options.schema
  const node = tableNode(name, given === undefined ? schema : given)
  const columns = Object.entries(definitions).map(([key, { spec }]) => {
    const nullable = spec.nullable && !spec.primaryKey
    return new Column(columnNode(node, spec.name ?? key, key, spec.type, nullable), spec, owner)
  })
  if (typeof options !== 'function') return { node, columns, options }
  const made = options(Object.freeze(Object.fromEntries(columns.map((column) => [column.key, column]))))
  const wanted = made.schema === undefined ? schema : made.schema
  return (wanted ?? undefined) === node.schema
    ? { node, columns, options: made }
    : makeColumns(name, definitions, options, wanted, owner)
}

function primaryKeyOf(table: string, columns: readonly Column[], options: TableOptions): readonly Column[] {
  const marked = columns.filter((column) => column.spec.primaryKey)
  const declared = options.primaryKey?.columns
  if (!declared) return marked
  const keys = declared.map((each) => each.key)
  const key = keys.flatMap((each) => columns.filter((column) => column.key === each))
  const problem =
    key.length !== keys.length || key.length === 0
      ? 'names something that is no column of it'
      : key.some((column) => column.node.nullable)
        ? 'has a nullable column: leave out .nullable()'
        : marked.some((column) => !key.includes(column))
          ? 'leaves out a column that is marked with .primaryKey()'
          : undefined
  if (problem === undefined) return key
  throw new UsageError(`the primary key of ${table} ${problem}`, { code: 'SQL_PRIMARY_KEY' })
}

/** A table whose columns the type checker knows. */
export interface TypedTable<out N extends string, D> extends Table {
  readonly [sourceTypes]?: TableTypes<N, D>
  readonly name: N
  /** The columns by key. */
  readonly c: TableColumns<N, D>
}

/** What `metadata.table()` makes. */
export function typedTable<const N extends string, const D extends ColumnDefinitions>(
  name: N,
  definitions: D,
  options: TableOptionsOf<TableColumns<N, D>>,
  context: TableContext,
): TypedTable<N, D> {
  // The function is called with the columns of `definitions`, key by key, which is what `TableColumns<N, D>` says.
  const table = new Table(name, definitions, options as TableOptionsOf<Readonly<Record<string, Column>>>, context)
  const c = Object.freeze(Object.fromEntries(table.columns.map((column) => [column.key, column])))
  // Built from `definitions` key by key, which is what `TableColumns<N, D>` says.
  return Object.freeze(Object.assign(table, { c })) as unknown as TypedTable<N, D>
}

/** A column by its program key, for messages that name the table. */
export function columnOf(table: Table, key: string): Column {
  const column = table.column(key)
  if (column) return column
  const known = table.columns.map((each) => each.key).join(', ')
  throw new UsageError(`table ${table.name} has no column '${key}'; it has ${known}`, { code: 'SQL_UNKNOWN_COLUMN' })
}

/** A column that a statement may give a value. @throws {UsageError} SQL_READ_ONLY_COLUMN for a computed one */
export function writableColumn(table: Table, key: string): Column {
  const column = columnOf(table, key)
  if (!isReadOnly(column)) return column
  throw new UsageError(`${table.name}.${key} gets its values from the database only: leave it out`, {
    code: 'SQL_READ_ONLY_COLUMN',
  })
}

export function columnNodesOf(columns: readonly Column[]): readonly ColumnNode[] {
  return columns.map((column) => column.node)
}
