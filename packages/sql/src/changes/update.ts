import {
  type AnyQuery,
  type CommentTags,
  type AssignmentNode,
  type Dialect,
  type queryTypes,
  type QueryTypes,
  type StatementOption,
  type UpdateNode,
  UsageError,
} from '@athanor/contract'
import { type Condition, type Expression, operandNode, type Ordering } from '../expression/expression.ts'
import { assignments, returningItems } from './insert.ts'
import type { NoOthers, SourcesIn, UpdateCellsOf } from './cells.ts'
import { orderTerm, type RawTerm, sourceFactsOf } from '../statement/arguments.ts'
import { withTags } from '../statement/comment-tags.ts'
import { type Cte, cteNodes, cteOf } from '../sources/derived.ts'
import { conjunction, countNode } from '../select/select.ts'
import type { CoreRow, CoreScalar, FreeSources, Selectable, SourcesOf } from '../select/select-types.ts'
import { type NameOf, type RowOf, tableSymbol, type TableSource, type TypedSource } from '../sources/source.ts'
import { compileStatement, type CompiledStatement } from '../statement/statement.ts'
import type { Table } from '../schema/table.ts'

// Gives the class the types of a query's rows, which have no run-time form.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging, eslint/no-unused-vars
export interface Update<T extends TableSource, Row, Scalar, F extends string, U extends string> {
  readonly [queryTypes]?: QueryTypes<Row, Scalar, Row, Scalar, null, FreeSources<NameOf<T> | F, U>>
}

/** An UPDATE. Immutable. `F` are the further sources that it names, `U` those that it uses. */
export class Update<
  T extends TableSource,
  Row = never,
  Scalar = never,
  F extends string = never,
  U extends string = never,
> {
  readonly node: UpdateNode
  readonly #table: Table

  constructor(node: UpdateNode, table: Table) {
    this.node = Object.freeze(node)
    this.#table = table
  }
  /** Values or expressions; columns with `onUpdate` that are left out are set too. */
  set<const V extends UpdateCellsOf<T>>(
    values: V & NoOthers<V, UpdateCellsOf<T>>,
  ): Update<T, Row, Scalar, F, U | SourcesIn<V>> {
    const given = values as Readonly<Record<string, unknown>>
    return this.#with({ set: this.#withAutomatic(assignments(this.#table, given)) })
  }
  /** With the columns that every UPDATE sets. */
  #withAutomatic(set: readonly AssignmentNode[]): readonly AssignmentNode[] {
    const touched = new Set(set.map(({ column }) => column.key))
    const automatic = this.#table.columns.flatMap((column) => {
      const { onUpdate } = column.spec
      if (!onUpdate || touched.has(column.key)) return []
      const value = 'produce' in onUpdate ? { produce: onUpdate.produce } : { value: onUpdate.value }
      return [{ column: column.node, value: { kind: 'param' as const, type: column.node.type, ...value } }]
    })
    if (set.length === 0) {
      throw new UsageError(
        `update of ${this.#table.name} sets nothing: give at least one column a value that is not undefined`,
        { code: 'SQL_EMPTY_SET' },
      )
    }
    return [...set, ...automatic]
  }
  /**
   * Assignments in the order given, which matters on MySQL and MariaDB: they assign from left to right, and a later
   * value sees the earlier ones. Elsewhere all values see the row as it was.
   *
   * @throws {UsageError} SQL_EMPTY_SET, SQL_UNKNOWN_COLUMN for a column of another table
   */
  setOrdered(
    values: readonly (readonly [column: Expression<unknown, string>, value: unknown])[],
  ): Update<T, Row, Scalar, F, U> {
    const set = values.map(([column, value]): AssignmentNode => {
      const own = this.#table.columns.find((each) => each.node === column.node)
      if (own === undefined) {
        throw new UsageError(`setOrdered() got '${column.key}', which is no column of ${this.#table.name}`, {
          code: 'SQL_UNKNOWN_COLUMN',
        })
      }
      return { column: own.node, value: operandNode(value, own.node.type) }
    })
    return this.#with({ set: this.#withAutomatic(set) })
  }
  /** In which order the rows are changed (MySQL, MariaDB, SQLite), with `limit` which of them. */
  orderBy<S extends string = never>(
    ...terms: readonly (Expression<unknown, S> | Ordering<S> | RawTerm)[]
  ): Update<T, Row, Scalar, F, U | S> {
    return this.#with({ orderBy: [...this.node.orderBy, ...terms.map((term) => orderTerm('orderBy()', term))] })
  }
  /** Changes at most so many rows (MySQL, MariaDB, SQLite). */
  limit(count: number | Expression<number>): Update<T, Row, Scalar, F, U> {
    return this.#with({ limit: countNode('limit', count) })
  }
  /** Conditions of several calls are joined by AND. Without any, all rows are changed. */
  where<S extends string = never>(
    ...conditions: readonly (Condition<S> | RawTerm)[]
  ): Update<T, Row, Scalar, F, U | S> {
    return this.#with(conjunction('where', this.node.where, conditions))
  }
  /** More tables, tied to the changed one by WHERE. */
  from<S extends readonly TypedSource[]>(...sources: S): Update<T, Row, Scalar, F | NameOf<S[number]>, U> {
    return this.#with({ from: [...this.node.from, ...sources.map((source) => sourceFactsOf('from()', source).node)] })
  }
  returning(): Update<T, RowOf<T>, RowOf<T>[keyof RowOf<T>], F, U>
  returning<const A extends readonly [Selectable, ...Selectable[]]>(
    ...items: A
  ): Update<T, CoreRow<A, never>, CoreScalar<A, never>, F, U | SourcesOf<A>>
  returning(...items: readonly Selectable[]): AnyQuery {
    return this.#with({ returning: returningItems(this.#table, items) })
  }
  /** CTEs that stand in WITH although nothing in the statement names them. Those that it names come by themselves. */
  with(...ctes: readonly TypedSource[]): Update<T, Row, Scalar, F, U> {
    return this.#with({ with: [...this.node.with, ...cteNodes(ctes)] })
  }
  /** This change as WITH name AS (…); its columns are what it returns (PostgreSQL). */
  cte<const S extends string>(name: S): Cte<S, Row> {
    return cteOf(this.node, name, {})
  }
  /** Tags for tools that read the server's log. See `Select.comment`. */
  comment(tags: CommentTags): Update<T, Row, Scalar, F, U> {
    return this.#with(withTags(this.node.comment, tags))
  }
  options(...options: readonly StatementOption[]): Update<T, Row, Scalar, F, U> {
    return this.#with({ options: [...this.node.options, ...options] })
  }
  compile(dialect: Dialect): CompiledStatement {
    return compileStatement(this.node, dialect)
  }
  #with<R, S, F2 extends string, U2 extends string>(change: Partial<UpdateNode>): Update<T, R, S, F2, U2> {
    return new Update({ ...this.node, ...change }, this.#table)
  }
}

/** UPDATE a table or the table of an entity: `update(users).set({ … }).where(…)`. */
export function update<T extends TableSource>(target: T): Update<T> {
  const table = target[tableSymbol]
  return new Update(
    { kind: 'update', table: table.node, set: [], from: [], orderBy: [], returning: [], with: [], options: [] },
    table,
  )
}
