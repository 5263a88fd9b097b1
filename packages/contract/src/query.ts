import type { ColumnNode } from './nodes/expression.ts'
import type { EntityReference, QueryNode } from './nodes/query.ts'
import type { NamedSource } from './nodes/source.ts'

declare const rowType: unique symbol
declare const scalarType: unique symbol
declare const entityRowType: unique symbol
declare const entityScalarType: unique symbol
declare const emptyType: unique symbol
declare const missingSources: unique symbol

/**
 * A query is data: a frozen node, and types that say what it yields. It carries no executor.
 *
 * `Row` and `Scalar` (the first column) are what an engine returns; `EntityRow` and `EntityScalar` what a session
 * makes of them. They are the same where no entity is selected. `Empty` is what `scalar()` gives when there is no row:
 * null, or never for an aggregate over everything, which always has one. `Free` are the sources that it uses and does
 * not name in FROM, as far as types can see: a subquery may have them from the statement around it, and what an executor
 * runs must have none.
 */
export interface Query<
  out Row = unknown,
  out Scalar = unknown,
  out EntityRow = Row,
  out EntityScalar = Scalar,
  out Empty = unknown,
  out Free = never,
> {
  readonly node: QueryNode
  readonly [rowType]?: Row
  readonly [scalarType]?: Scalar
  readonly [entityRowType]?: EntityRow
  readonly [entityScalarType]?: EntityScalar
  readonly [emptyType]?: { readonly scalar: Empty }
  // The type checker's message quotes this key.
  readonly [missingSources]?: { readonly 'sources that are used but not in FROM': Free }
}

/** What `scalar()` gives when there is no row: null where the query does not say otherwise. */
export type NoRow<Empty> = unknown extends Empty ? null : Empty

/** A query of any types, also one whose sources belong to the statement around it. */
export type AnyQuery = Query<unknown, unknown, unknown, unknown, unknown, unknown>
/** A query of which only the engine's rows matter. */
export type RowQuery<Row> = Query<Row, unknown, unknown, unknown>
/** A query of which only the first column matters, and what stands for no row. */
export type ScalarQuery<Scalar, Empty = unknown> = Query<unknown, Scalar, unknown, unknown, Empty>

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
