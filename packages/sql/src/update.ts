import { type Dialect, type Query, type StatementOption, type UpdateNode, UsageError } from '@athanor/contract'
import type { Condition } from './expression.ts'
import { assignments, returningItems, type UpdateValues } from './insert.ts'
import { conjunction } from './select.ts'
import type { CoreRow, CoreScalar, Selectable } from './select-types.ts'
import { factsOf, type RowOf, tableSymbol, type TableSource, type TypedSource } from './source.ts'
import { compileStatement, type CompiledStatement } from './statement.ts'
import type { Table } from './table.ts'

// Gives the class the types of a query's rows, which have no run-time form.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging, eslint/no-unused-vars
export interface Update<T extends TableSource, Row, Scalar> extends Query<Row, Scalar, Row, Scalar, null> {}

/** An UPDATE. Immutable. */
export class Update<T extends TableSource, Row = never, Scalar = never> {
  readonly node: UpdateNode
  readonly #table: Table

  constructor(node: UpdateNode, table: Table) {
    this.node = Object.freeze(node)
    this.#table = table
  }
  /** Values or expressions; columns with `onUpdate` that are left out are set too. */
  set(values: UpdateValues<RowOf<T>>): Update<T, Row, Scalar> {
    const given = values as Readonly<Record<string, unknown>>
    const set = assignments(this.#table, given)
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
    return this.#with({ set: [...set, ...automatic] })
  }
  /** Conditions of several calls are joined by AND. Without any, all rows are changed. */
  where(...conditions: readonly Condition[]): Update<T, Row, Scalar> {
    return this.#with(conjunction('where', this.node.where, conditions))
  }
  /** More tables, tied to the changed one by WHERE. */
  from(...sources: readonly TypedSource[]): Update<T, Row, Scalar> {
    return this.#with({ from: [...this.node.from, ...sources.map((source) => factsOf(source).node)] })
  }
  returning(): Update<T, RowOf<T>, RowOf<T>[keyof RowOf<T>]>
  returning<const A extends readonly [Selectable, ...Selectable[]]>(
    ...items: A
  ): Update<T, CoreRow<A, never>, CoreScalar<A, never>>
  returning(...items: readonly Selectable[]): Update<T, unknown, unknown> {
    return this.#with({ returning: returningItems(this.#table, items) })
  }
  options(...options: readonly StatementOption[]): Update<T, Row, Scalar> {
    return this.#with({ options: [...this.node.options, ...options] })
  }
  compile(dialect: Dialect): CompiledStatement {
    return compileStatement(this.node, dialect)
  }
  #with<R, S>(change: Partial<UpdateNode>): Update<T, R, S> {
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
