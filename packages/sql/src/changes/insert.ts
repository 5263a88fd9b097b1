import {
  type AnyQuery,
  type CommentTags,
  type AssignmentNode,
  type ColumnNode,
  type ConflictNode,
  type Dialect,
  type ExprNode,
  type InsertNode,
  type InsertSource,
  ProducedDefault,
  type queryTypes,
  type QueryTypes,
  type SelectNode,
  type SetOperationNode,
  type StatementOption,
  UsageError,
} from '@athanor/contract'
import type { InsertCellsOf, UpdateValues } from './cells.ts'
import type { Column } from '../schema/column.ts'
import { withTags } from '../statement/comment-tags.ts'
import { type Cte, cteNodes, cteOf } from '../sources/derived.ts'
import { type Condition, Expression, isExpressionLike, logical, operandNode } from '../expression/expression.ts'
import type { CoreRow, CoreScalar, FreeSources, Selectable, Selection, SourcesOf } from '../select/select-types.ts'
import { insertSelect } from './insert-select.ts'
import { selectionItems } from '../select/selection.ts'
import {
  type NameOf,
  type RowOf,
  tableSymbol,
  type TableSource,
  type TypedSource,
  type WritableOf,
} from '../sources/source.ts'
import { compileStatement, type CompiledStatement } from '../statement/statement.ts'
import { type Table, writableColumn } from '../schema/table.ts'

export type { InsertValues, UpdateValues } from './cells.ts'

// Gives the class the types of a query's rows, which have no run-time form.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging, eslint/no-unused-vars
export interface Insert<T extends TableSource, Row, Scalar, U extends string> {
  readonly [queryTypes]?: QueryTypes<Row, Scalar, Row, Scalar, null, FreeSources<NameOf<T>, U>>
}

/** An INSERT. Immutable. `U` are the sources that ON CONFLICT and RETURNING use. */
export class Insert<T extends TableSource, Row = never, Scalar = never, U extends string = never> {
  readonly node: InsertNode
  readonly #table: Table

  constructor(node: InsertNode, table: Table) {
    this.node = Object.freeze(node)
    this.#table = table
  }

  /** One row or many. All rows get the same columns: one that a row leaves out is its default, or NULL. */
  values(rows: InsertCellsOf<T> | readonly InsertCellsOf<T>[]): Insert<T, Row, Scalar, U> {
    const list = (Array.isArray(rows) ? rows : [rows]) as readonly Readonly<Record<string, unknown>>[]
    return this.#with(insertRows(this.#table, list))
  }
  /** One row of defaults: the program's are computed, all others are the database's. */
  defaultValues(): Insert<T, Row, Scalar, U> {
    return this.#with(insertRows(this.#table, [{}]))
  }
  /**
   * INSERT … SELECT into the named columns. Columns left out whose default the program computes get one value for all
   * rows, as in SQLAlchemy.
   *
   * @throws {UsageError} SQL_INSERT_SELECT when the query has another number of columns
   */
  fromSelect(
    keys: readonly (keyof RowOf<T> & string)[],
    query: { readonly node: SelectNode | SetOperationNode },
  ): Insert<T, Row, Scalar, U> {
    return this.#with(insertSelect(this.#table, keys, query.node))
  }
  /** RETURNING: rows of the inserted data. Without arguments all columns. */
  returning(): Insert<T, RowOf<T>, RowOf<T>[keyof RowOf<T>], U>
  returning<const A extends readonly [Selectable, ...Selectable[]]>(
    ...items: A
  ): Insert<T, CoreRow<A, never>, CoreScalar<A, never>, U | SourcesOf<A>>
  returning(...items: readonly Selectable[]): AnyQuery {
    return this.#with({ returning: returningItems(this.#table, items) })
  }
  /** ON CONFLICT DO NOTHING (PostgreSQL, SQLite): rows that would violate a unique key are left out. */
  onConflictDoNothing(target: ConflictTarget = {}): Insert<T, Row, Scalar, U> {
    return this.#with({ conflict: conflict(this.#table, 'on conflict', 'nothing', target, [], undefined) })
  }
  /** ON CONFLICT DO UPDATE (PostgreSQL, SQLite). The proposed row is `excluded(column)`. */
  onConflictDoUpdate<S extends string = never>(
    options: ConflictTarget & { readonly set: UpdateValues<WritableOf<T>, S>; readonly where?: Condition<S> },
  ): Insert<T, Row, Scalar, U | S> {
    const set = assignments(this.#table, options.set)
    return this.#with({ conflict: conflict(this.#table, 'on conflict', 'update', options, set, options.where) })
  }
  /** ON DUPLICATE KEY UPDATE (MySQL, MariaDB). The proposed row is `excluded(column)`. */
  onDuplicateKeyUpdate<S extends string = never>(set: UpdateValues<WritableOf<T>, S>): Insert<T, Row, Scalar, U | S> {
    return this.#with({
      conflict: conflict(this.#table, 'on duplicate key', 'update', {}, assignments(this.#table, set), undefined),
    })
  }
  /** CTEs that stand in WITH although nothing in the statement names them. Those that it names come by themselves. */
  with(...ctes: readonly TypedSource[]): Insert<T, Row, Scalar, U> {
    return this.#with({ with: [...this.node.with, ...cteNodes(ctes)] })
  }
  /** This change as WITH name AS (…); its columns are what it returns (PostgreSQL). */
  cte<const S extends string>(name: S): Cte<S, Row> {
    return cteOf(this.node, name, {})
  }
  /** Tags for tools that read the server's log. See `Select.comment`. */
  comment(tags: CommentTags): Insert<T, Row, Scalar, U> {
    return this.#with(withTags(this.node.comment, tags))
  }
  options(...options: readonly StatementOption[]): Insert<T, Row, Scalar, U> {
    return this.#with({ options: [...this.node.options, ...options] })
  }
  compile(dialect: Dialect): CompiledStatement {
    return compileStatement(this.node, dialect)
  }
  #with<R, S, U2 extends string>(change: Partial<InsertNode>): Insert<T, R, S, U2> {
    return new Insert({ ...this.node, ...change }, this.#table)
  }
}

/** INSERT INTO a table or the table of an entity. */
export function insert<T extends TableSource>(into: T): Insert<T> {
  const table = into[tableSymbol]
  const generated = table.generatedColumn?.node
  return new Insert(
    {
      kind: 'insert',
      table: table.node,
      columns: [],
      source: { kind: 'defaults' },
      returning: [],
      with: [],
      options: [],
      ...(generated ? { generated } : {}),
    },
    table,
  )
}

export interface ConflictTarget {
  /** The columns of the unique key that decides. */
  readonly target?: readonly Expression<unknown, string>[]
  /** Or the name of its constraint (PostgreSQL). */
  readonly constraint?: string
  /** The predicate of a partial index. */
  readonly targetWhere?: Condition
}

function conflict(
  table: Table,
  form: ConflictNode['form'],
  action: ConflictNode['action'],
  target: ConflictTarget,
  set: readonly AssignmentNode[],
  where: Condition | undefined,
): ConflictNode {
  const columns = (target.target ?? []).map(({ node, key }): ColumnNode => {
    if (node.kind === 'column') return node
    throw new UsageError(`the conflict target of ${table.name} holds '${key}', which is not a column: name columns`, {
      code: 'SQL_CONFLICT_TARGET',
    })
  })
  return Object.freeze({
    form,
    action,
    target: columns,
    set,
    ...(target.constraint === undefined ? {} : { constraint: target.constraint }),
    ...(target.targetWhere ? { targetWhere: target.targetWhere.node } : {}),
    ...(where ? { where: logical('and', [where.node]) } : {}),
  })
}

/** RETURNING's items; none means all columns of the table. */
export function returningItems(table: Table, items: readonly Selectable[]): InsertNode['returning'] {
  const selection: Selection = items.length === 0 ? [table] : items
  return selectionItems('returning()', selection)
}

/** SET's assignments in the order of the table's columns, as in SQLAlchemy. */
export function assignments(table: Table, values: Readonly<Record<string, unknown>>): readonly AssignmentNode[] {
  for (const key of Object.keys(values)) writableColumn(table, key)
  const set = table.columns.filter((column) => values[column.key] !== undefined)
  return set.map((column) => ({ column: column.node, value: operandNode(values[column.key], column.node.type) }))
}

/** Columns and cells of INSERT's rows, with defaults filled in. Plain values stay values, without a node each. */
export function insertRows(
  table: Table,
  rows: readonly Readonly<Record<string, unknown>>[],
): { readonly columns: readonly ColumnNode[]; readonly source: InsertSource } {
  if (rows.length === 0)
    throw new UsageError(`insert into ${table.name} has no rows: leave the statement out`, { code: 'SQL_NO_ROWS' })
  const given = new Set<string>()
  for (const row of rows) for (const key in row) if (row[key] !== undefined) given.add(key)
  for (const key of given) writableColumn(table, key)
  const columns = table.columns.filter((column) => given.has(column.key) || column.spec.default !== undefined)
  if (columns.length === 0 && rows.length === 1) return { columns: [], source: { kind: 'defaults' } }
  if (columns.length === 0) return rowsOfDefaults(table, rows.length)
  const nodes = columns.map((column) => column.node)
  const plain = rows.every((row) =>
    columns.every((column) => isPlain(row[column.key]) && !wantsDefault(column, row[column.key])),
  )
  if (plain) {
    const cells = rows.map((row) =>
      columns.map((column) => (row[column.key] === undefined ? missing(column) : row[column.key])),
    )
    return { columns: nodes, source: Object.freeze({ kind: 'rows', rows: cells }) }
  }
  const cells = rows.map((row) => columns.map((column) => cellNode(column, row[column.key])))
  return { columns: nodes, source: Object.freeze({ kind: 'expressions', rows: cells }) }
}

function isPlain(value: unknown): boolean {
  return !(value instanceof Expression) && !isExpressionLike(value)
}
/** The database fills the cell: only the keyword DEFAULT can say that in a row that others fill. */
function wantsDefault(column: Column, value: unknown): boolean {
  return (
    value === undefined &&
    column.spec.default === undefined &&
    (column.spec.serverDefault !== undefined || column === column.table.generatedColumn)
  )
}
function missing(column: Column): unknown {
  const given = column.spec.default
  if (given === undefined) return null
  return 'produce' in given ? new ProducedDefault(given.produce) : given.value
}
/** One cell: the value, or the column's default. */
export function cellNode(column: Column, value: unknown): ExprNode {
  if (value !== undefined) return operandNode(value, column.node.type)
  if (wantsDefault(column, value)) return { kind: 'default' }
  const given = column.spec.default
  if (given && 'produce' in given) return { kind: 'param', type: column.node.type, produce: given.produce }
  return operandNode(given ? given.value : null, column.node.type)
}
/** Several rows of nothing but defaults: one column with DEFAULT in each. */
function rowsOfDefaults(
  table: Table,
  count: number,
): { readonly columns: readonly ColumnNode[]; readonly source: InsertSource } {
  const column = table.generatedColumn ?? table.columns[0]
  if (!column) throw new UsageError(`table ${table.name} has no columns`, { code: 'SQL_TABLE' })
  const cell: ExprNode = { kind: 'default' }
  return { columns: [column.node], source: { kind: 'expressions', rows: Array.from({ length: count }, () => [cell]) } }
}
