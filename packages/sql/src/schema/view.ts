import {
  type ColumnNode,
  type Query,
  type SourceFacts,
  sourceName,
  sourceSymbol,
  type TableNode,
  UsageError,
  type ViewQuery,
} from '@athanor/contract'
import { columnsOf } from '../sources/alias.ts'
import type { ColumnDefinitions } from './column.ts'
import type { Derived, DerivedColumns } from '../sources/derived.ts'
import { outputColumns } from '../select/selection.ts'
import { columnNode, type TypedSource } from '../sources/source.ts'

export interface ViewOptions {
  /** Default: that of the MetaData. */
  readonly schema?: string | null
  /** Keeps its rows until it is refreshed (PostgreSQL). */
  readonly materialized?: boolean
  /** Takes the place of a view of the same name. */
  readonly orReplace?: boolean
  readonly temporary?: boolean
}

/** A statement that a view can show. */
export interface ViewableQuery<out Row> extends Query<Row, unknown, unknown, unknown> {
  readonly node: ViewQuery
}

// The symbols as keys: declared here, because a class with computed keys has no declarations of its own.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface View<out N extends string, out Row> extends TypedSource<N, Row> {}

/** A view. Made by `metadata.view()`; stands in FROM as a table does. */
export class View<out N extends string = string, out Row = unknown> {
  readonly name: N
  readonly schema: string | undefined
  readonly node: TableNode
  readonly query: ViewQuery
  readonly materialized: boolean
  readonly temporary: boolean
  readonly orReplace: boolean
  /** The columns by key. */
  readonly c: DerivedColumns<N, Row>

  constructor(name: N, query: ViewQuery, columns: ColumnDefinitions | undefined, options: ViewOptions) {
    this.name = name
    this.query = query
    this.schema = options.schema ?? undefined
    this.node = tableNode(name, this.schema)
    this.materialized = options.materialized ?? false
    this.temporary = options.temporary ?? false
    this.orReplace = options.orReplace ?? false
    const nodes = shownColumns(this.node, query, columns)
    // The keys and types are those of the query's row, or of the given columns, which `Row` states.
    this.c = columnsOf(nodes) as unknown as DerivedColumns<N, Row>
    const facts: SourceFacts = Object.freeze({ node: this.node, columns: Object.freeze(nodes) })
    Object.defineProperty(this, sourceSymbol, { value: facts })
  }
  get fullName(): string {
    return sourceName(this.node)
  }
}

export function tableNode(name: string, schema: string | null | undefined): TableNode {
  return Object.freeze({ kind: 'table', name, ...(schema === undefined || schema === null ? {} : { schema }) })
}

/** The columns of a table or a view that a query makes. */
export function shownColumns(
  node: TableNode,
  query: ViewQuery,
  columns: ColumnDefinitions | undefined,
): readonly ColumnNode[] {
  if (columns) {
    return Object.entries(columns).map(([key, { spec }]) =>
      columnNode(node, spec.name ?? key, key, spec.type, spec.nullable),
    )
  }
  if (query.kind === 'rawQuery') {
    if (query.columns) return query.columns.map(({ key, type }) => columnNode(node, key, key, type, true))
    throw new UsageError(`${node.name} is made of raw SQL, whose columns nobody knows: name them under 'columns'`, {
      code: 'SQL_VIEW_COLUMNS',
    })
  }
  return outputColumns(query).map((column) => columnNode(node, column.key, column.key, column.type, column.nullable))
}

/** A source by its node and columns; what `createTableAs` gives. */
export function sourceOf<N extends string, Row>(node: TableNode, columns: readonly ColumnNode[]): Derived<N, Row> {
  const facts: SourceFacts = Object.freeze({ node, columns: Object.freeze(columns) })
  // The columns are those of the query's row, which `Row` states.
  return Object.freeze({ [sourceSymbol]: facts, c: columnsOf(columns) }) as unknown as Derived<N, Row>
}
