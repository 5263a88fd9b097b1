import {
  type AnyQuery,
  type AssignmentNode,
  type CommentTags,
  type Dialect,
  type MergeBranch,
  type MergeNode,
  type Query,
  type StatementOption,
} from '@athanor/contract'
import { conditionOf, sourceFactsOf } from '../statement/arguments.ts'
import { withTags } from '../statement/comment-tags.ts'
import { type Cte, cteNodes, cteOf } from '../sources/derived.ts'
import type { Condition } from '../expression/expression.ts'
import { assignments, cellNode, type InsertValues, returningItems, type UpdateValues } from './insert.ts'
import type { CoreRow, CoreScalar, Selectable } from '../select/select-types.ts'
import {
  type InsertOf,
  type RowOf,
  tableSymbol,
  type TableSource,
  type TypedSource,
  type WritableOf,
} from '../sources/source.ts'
import { compileStatement, type CompiledStatement } from '../statement/statement.ts'
import { columnOf, type Table } from '../schema/table.ts'

/** When a branch of MERGE applies. */
export interface MergeOptions {
  /** Further condition: the first branch that fits a row decides. */
  readonly and?: Condition
}

// Gives the class the types of a query's rows, which have no run-time form.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging, eslint/no-unused-vars
export interface Merge<T extends TableSource, Row, Scalar> extends Query<Row, Scalar, Row, Scalar, null> {}

/** A MERGE. Immutable. Made by `mergeInto()`. */
export class Merge<T extends TableSource, Row = never, Scalar = never> {
  readonly node: MergeNode
  readonly #table: Table

  constructor(node: MergeNode, table: Table) {
    this.node = Object.freeze(node)
    this.#table = table
  }

  /** WHEN MATCHED THEN UPDATE: values may use columns of both sides. */
  whenMatchedUpdate(values: UpdateValues<WritableOf<T>>, options: MergeOptions = {}): Merge<T, Row, Scalar> {
    return this.#branch('matched', 'update', assignments(this.#table, values), options)
  }
  whenMatchedDelete(options: MergeOptions = {}): Merge<T, Row, Scalar> {
    return this.#branch('matched', 'delete', [], options)
  }
  /** Leaves the row as it is, before a later branch sees it. */
  whenMatchedDoNothing(options: MergeOptions = {}): Merge<T, Row, Scalar> {
    return this.#branch('matched', 'nothing', [], options)
  }
  /** WHEN NOT MATCHED THEN INSERT: values may use columns of the source. Defaults of the program are filled in. */
  whenNotMatchedInsert(values: InsertValues<InsertOf<T>>, options: MergeOptions = {}): Merge<T, Row, Scalar> {
    return this.#branch('not matched', 'insert', insertAssignments(this.#table, values), options)
  }
  whenNotMatchedDoNothing(options: MergeOptions = {}): Merge<T, Row, Scalar> {
    return this.#branch('not matched', 'nothing', [], options)
  }
  /** WHEN NOT MATCHED BY SOURCE THEN UPDATE: rows of the target that no row of the source matches (PostgreSQL 17). */
  whenNotMatchedBySourceUpdate(values: UpdateValues<WritableOf<T>>, options: MergeOptions = {}): Merge<T, Row, Scalar> {
    return this.#branch('not matched by source', 'update', assignments(this.#table, values), options)
  }
  /** PostgreSQL 17. */
  whenNotMatchedBySourceDelete(options: MergeOptions = {}): Merge<T, Row, Scalar> {
    return this.#branch('not matched by source', 'delete', [], options)
  }
  /** The changed rows, with columns of the target and of the source (PostgreSQL 17). Without arguments the target's. */
  returning(): Merge<T, RowOf<T>, RowOf<T>[keyof RowOf<T>]>
  returning<const A extends readonly [Selectable, ...Selectable[]]>(
    ...items: A
  ): Merge<T, CoreRow<A, never>, CoreScalar<A, never>>
  returning(...items: readonly Selectable[]): AnyQuery {
    return this.#with({ returning: returningItems(this.#table, items) })
  }
  /** CTEs that stand in WITH although nothing in the statement names them. Those that it names come by themselves. */
  with(...ctes: readonly TypedSource[]): Merge<T, Row, Scalar> {
    return this.#with({ with: [...this.node.with, ...cteNodes(ctes)] })
  }
  /** This change as WITH name AS (…); its columns are what it returns (PostgreSQL 17). */
  cte<const S extends string>(name: S): Cte<S, Row> {
    return cteOf(this.node, name, {})
  }
  /** Tags for tools that read the server's log. See `Select.comment`. */
  comment(tags: CommentTags): Merge<T, Row, Scalar> {
    return this.#with(withTags(this.node.comment, tags))
  }
  options(...options: readonly StatementOption[]): Merge<T, Row, Scalar> {
    return this.#with({ options: [...this.node.options, ...options] })
  }
  /** SQL without a database. */
  compile(dialect: Dialect): CompiledStatement {
    return compileStatement(this.node, dialect)
  }

  #branch(
    when: MergeBranch['when'],
    action: MergeBranch['action'],
    set: readonly AssignmentNode[],
    { and }: MergeOptions,
  ): Merge<T, Row, Scalar> {
    const branch: MergeBranch = Object.freeze({
      when,
      action,
      set,
      ...(and === undefined ? {} : { and: conditionOf('the condition of a MERGE branch', and) }),
    })
    return this.#with({ branches: [...this.node.branches, branch] })
  }
  #with<R, S>(change: Partial<MergeNode>): Merge<T, R, S> {
    return new Merge({ ...this.node, ...change }, this.#table)
  }
}

/**
 * MERGE: compares a source with a table, row by row, and inserts, updates or deletes. PostgreSQL only.
 *
 * @example
 * mergeInto(stock, delivered, delivered.c.sku.eq(stock.c.sku))
 *   .whenMatchedUpdate({ amount: stock.c.amount.add(delivered.c.amount) })
 *   .whenNotMatchedInsert({ sku: delivered.c.sku, amount: delivered.c.amount })
 */
export function mergeInto<T extends TableSource>(target: T, source: TypedSource, on: Condition): Merge<T> {
  const table = target[tableSymbol]
  return new Merge(
    {
      kind: 'merge',
      table: table.node,
      source: sourceFactsOf('mergeInto()', source).node,
      on: conditionOf('mergeInto()', on),
      branches: [],
      returning: [],
      with: [],
      options: [],
    },
    table,
  )
}

function insertAssignments(table: Table, values: Readonly<Record<string, unknown>>): readonly AssignmentNode[] {
  for (const key of Object.keys(values)) columnOf(table, key)
  const columns = table.columns.filter(
    (column) => values[column.key] !== undefined || column.spec.default !== undefined,
  )
  return columns.map((column) => ({ column: column.node, value: cellNode(column, values[column.key]) }))
}
