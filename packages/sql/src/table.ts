import {
  type ColumnNode,
  sourceName,
  sourceSymbol,
  type TableDefinition,
  type TableNode,
  UsageError,
} from '@athanor/contract'
import { Column, type ColumnDefinitions, type Columns, type InsertOfColumns, type RowOfColumns } from './column.ts'
import { columnNode, tableSymbol, type TableSource } from './source.ts'
import { isGenerated } from './generated-column.ts'
import { defineTable } from './table-definition.ts'

export interface TableOptions {
  readonly schema?: string
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
  #definition: TableDefinition | undefined

  constructor(name: string, definitions: ColumnDefinitions, options: TableOptions = {}) {
    this.name = name
    this.schema = options.schema
    this.node = Object.freeze({
      kind: 'table',
      name,
      ...(options.schema === undefined ? {} : { schema: options.schema }),
    })
    this.columns = Object.entries(definitions).map(([key, builder]) => {
      const { spec } = builder
      const nullable = spec.nullable && !spec.primaryKey
      return new Column(columnNode(this.node, spec.name ?? key, key, spec.type, nullable), spec, () => this)
    })
    if (this.columns.length === 0)
      throw new UsageError(`table ${name} has no columns: declare at least one`, { code: 'SQL_TABLE' })
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
  get primaryKey(): readonly Column[] {
    return this.columns.filter((column) => column.spec.primaryKey)
  }
  /** The column that the database generates, if any. */
  get generatedColumn(): Column | undefined {
    return this.columns.find(isGenerated)
  }
  /** What CREATE TABLE says; foreign keys are resolved at the first call, when all tables are declared. */
  get definition(): TableDefinition {
    return (this.#definition ??= defineTable(this))
  }
  column(key: string): Column | undefined {
    return this.columns.find((column) => column.key === key)
  }
}

/** A table whose columns the type checker knows. */
export type TypedTable<N extends string, D> = Table &
  TableSource<N, RowOfColumns<D>, InsertOfColumns<D>> & {
    readonly name: N
    /** The columns by key. */
    readonly c: Columns<N, D>
  }

/** What `metadata.table()` makes. */
export function createTable<const N extends string, const D extends ColumnDefinitions>(
  name: N,
  definitions: D,
  options: TableOptions,
): TypedTable<N, D> {
  const table = new Table(name, definitions, options)
  const c = Object.freeze(Object.fromEntries(table.columns.map((column) => [column.key, column])))
  // Built from `definitions` key by key, which is what `Columns<N, D>` says.
  return Object.freeze(Object.assign(table, { c })) as TypedTable<N, D>
}

/** A column by its program key, for messages that name the table. */
export function columnOf(table: Table, key: string): Column {
  const column = table.column(key)
  if (column) return column
  const known = table.columns.map((each) => each.key).join(', ')
  throw new UsageError(`table ${table.name} has no column '${key}'; it has ${known}`, { code: 'SQL_UNKNOWN_COLUMN' })
}

export function columnNodesOf(columns: readonly Column[]): readonly ColumnNode[] {
  return columns.map((column) => column.node)
}
