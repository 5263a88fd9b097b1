import type { ColumnNode } from './nodes/expression.ts'
import type { EntityReference, QueryNode } from './nodes/query.ts'
import type { NamedSource } from './nodes/source.ts'

declare const rowType: unique symbol
declare const scalarType: unique symbol
declare const entityRowType: unique symbol
declare const entityScalarType: unique symbol

/**
 * A query is data: a frozen node, and types that say what it yields. It carries no executor.
 *
 * `Row` and `Scalar` (the first column) are what an engine returns; `EntityRow` and `EntityScalar` what a session
 * makes of them. They are the same where no entity is selected.
 */
export interface Query<out Row = unknown, out Scalar = unknown, out EntityRow = Row, out EntityScalar = Scalar> {
  readonly node: QueryNode
  readonly [rowType]?: Row
  readonly [scalarType]?: Scalar
  readonly [entityRowType]?: EntityRow
  readonly [entityScalarType]?: EntityScalar
}

/** Where a table, an alias, a subquery, a CTE or an entity class keeps the source that it stands for. */
export const sourceSymbol: unique symbol = Symbol.for('athanor.source')

/** What FROM needs to know of a source. */
export interface SourceFacts {
  readonly node: NamedSource
  /** In the order of declaration; what `select(source)` selects. */
  readonly columns: readonly ColumnNode[]
  readonly entity?: EntityReference
}

/** Anything that can stand in FROM. */
export interface Source {
  readonly [sourceSymbol]: SourceFacts
}
