import type { ColumnNode } from './nodes/expression.ts'
import type { EntityReference, QueryNode } from './nodes/query.ts'
import type { NamedSource } from './nodes/source.ts'
import type { queryTypes } from './query-types.ts'

/**
 * A query is data: a frozen node, and types that say what it yields. It carries no executor. The types have no run-time
 * form; they are one property, so that the type checker looks only at what somebody asks for.
 */
export interface QueryOf<out Types> {
  readonly node: QueryNode
  readonly [queryTypes]?: Types
}

/** The sources that a query uses and its FROM lacks: the type checker's message quotes the key. */
export interface MissingSources<out Free> {
  readonly 'sources that are used but not in FROM': Free
}

/** Everything that types know of a query; see `Query`. */
export interface QueryTypes<
  out Row,
  out Scalar,
  out EntityRow,
  out EntityScalar,
  out Empty,
  out Free,
> extends MissingSources<Free> {
  readonly row: Row
  readonly scalar: Scalar
  readonly entityRow: EntityRow
  readonly entityScalar: EntityScalar
  /** In an object, so that never stays apart from no type at all. */
  readonly empty: { readonly scalar: Empty }
}

/**
 * A query of any kind, with all of its types.
 *
 * `Row` and `Scalar` (the first column) are what an engine returns; `EntityRow` and `EntityScalar` what a session
 * makes of them. They are the same where no entity is selected. `Empty` is what `scalar()` gives when there is no row:
 * null, or never for an aggregate over everything, which always has one. `Free` are the sources that it uses and does
 * not name in FROM, as far as types can see: a subquery may have them from the statement around it, and what an executor
 * runs must have none.
 */
export type Query<
  Row = unknown,
  Scalar = unknown,
  EntityRow = Row,
  EntityScalar = Scalar,
  Empty = unknown,
  Free = never,
> = QueryOf<QueryTypes<Row, Scalar, EntityRow, EntityScalar, Empty, Free>>

/** A query of any types, also one whose sources belong to the statement around it. */
export type AnyQuery = QueryOf<unknown>
/** A query that needs no source of a statement around it. */
export type CompleteQuery = QueryOf<MissingSources<never>>

/** A query of which only the engine's rows matter. */
export type RowQuery<Row> = {
  readonly node: QueryNode
  readonly [queryTypes]?: { readonly row: Row; readonly 'sources that are used but not in FROM': never }
}
/** A query of which only the first column matters, and what stands for no row. */
export type ScalarQuery<Scalar, Empty = unknown> = {
  readonly node: QueryNode
  readonly [queryTypes]?: {
    readonly scalar: Scalar
    readonly empty: { readonly scalar: Empty }
    readonly 'sources that are used but not in FROM': never
  }
}
/** A query of which only the session's rows matter. */
export type EntityQuery<EntityRow> = {
  readonly node: QueryNode
  readonly [queryTypes]?: { readonly entityRow: EntityRow; readonly 'sources that are used but not in FROM': never }
}
/** A query of which only the first thing of the session's rows matters, and what stands for no row. */
export type EntityScalarQuery<EntityScalar, Empty = unknown> = {
  readonly node: QueryNode
  readonly [queryTypes]?: {
    readonly entityScalar: EntityScalar
    readonly empty: { readonly scalar: Empty }
    readonly 'sources that are used but not in FROM': never
  }
}

/** What `scalar()` gives when there is no row: null where the query does not say otherwise. */
export type NoRow<Empty> = unknown extends Empty ? null : Empty

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
