import type {
  AnyQuery,
  CommentTags,
  DeleteNode,
  Dialect,
  queryTypes,
  QueryTypes,
  StatementOption,
} from '@athanor/contract'
import type { Condition, Expression, Ordering } from '../expression/expression.ts'
import { returningItems } from './insert.ts'
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
export interface Delete<T extends TableSource, Row, Scalar, F extends string, U extends string> {
  readonly [queryTypes]?: QueryTypes<Row, Scalar, Row, Scalar, null, FreeSources<NameOf<T> | F, U>>
}

/** A DELETE. Immutable. `F` are the further sources that it names, `U` those that it uses. */
export class Delete<
  T extends TableSource,
  Row = never,
  Scalar = never,
  F extends string = never,
  U extends string = never,
> {
  readonly node: DeleteNode
  readonly #table: Table

  constructor(node: DeleteNode, table: Table) {
    this.node = Object.freeze(node)
    this.#table = table
  }
  /** Conditions of several calls are joined by AND. Without any, all rows go. */
  where<S extends string = never>(
    ...conditions: readonly (Condition<S> | RawTerm)[]
  ): Delete<T, Row, Scalar, F, U | S> {
    return this.#with(conjunction('where', this.node.where, conditions))
  }
  /** In which order the rows go (MySQL, MariaDB, SQLite), with `limit` which of them. */
  orderBy<S extends string = never>(
    ...terms: readonly (Expression<unknown, S> | Ordering<S> | RawTerm)[]
  ): Delete<T, Row, Scalar, F, U | S> {
    return this.#with({ orderBy: [...this.node.orderBy, ...terms.map((term) => orderTerm('orderBy()', term))] })
  }
  /** Deletes at most so many rows (MySQL, MariaDB, SQLite). */
  limit(count: number | Expression<number>): Delete<T, Row, Scalar, F, U> {
    return this.#with({ limit: countNode('limit', count) })
  }
  /** More tables, tied to the changed one by WHERE. */
  using<S extends readonly TypedSource[]>(...sources: S): Delete<T, Row, Scalar, F | NameOf<S[number]>, U> {
    return this.#with({
      using: [...this.node.using, ...sources.map((source) => sourceFactsOf('using()', source).node)],
    })
  }
  returning(): Delete<T, RowOf<T>, RowOf<T>[keyof RowOf<T>], F, U>
  returning<const A extends readonly [Selectable, ...Selectable[]]>(
    ...items: A
  ): Delete<T, CoreRow<A, never>, CoreScalar<A, never>, F, U | SourcesOf<A>>
  returning(...items: readonly Selectable[]): AnyQuery {
    return this.#with({ returning: returningItems(this.#table, items) })
  }
  /** CTEs that stand in WITH although nothing in the statement names them. Those that it names come by themselves. */
  with(...ctes: readonly TypedSource[]): Delete<T, Row, Scalar, F, U> {
    return this.#with({ with: [...this.node.with, ...cteNodes(ctes)] })
  }
  /** This change as WITH name AS (…); its columns are what it returns (PostgreSQL). */
  cte<const S extends string>(name: S): Cte<S, Row> {
    return cteOf(this.node, name, {})
  }
  /** Tags for tools that read the server's log. See `Select.comment`. */
  comment(tags: CommentTags): Delete<T, Row, Scalar, F, U> {
    return this.#with(withTags(this.node.comment, tags))
  }
  options(...options: readonly StatementOption[]): Delete<T, Row, Scalar, F, U> {
    return this.#with({ options: [...this.node.options, ...options] })
  }
  compile(dialect: Dialect): CompiledStatement {
    return compileStatement(this.node, dialect)
  }
  #with<R, S, F2 extends string, U2 extends string>(change: Partial<DeleteNode>): Delete<T, R, S, F2, U2> {
    return new Delete({ ...this.node, ...change }, this.#table)
  }
}

/** DELETE FROM a table or the table of an entity. */
export function deleteFrom<T extends TableSource>(target: T): Delete<T> {
  const table = target[tableSymbol]
  return new Delete(
    { kind: 'delete', table: table.node, using: [], orderBy: [], returning: [], with: [], options: [] },
    table,
  )
}
