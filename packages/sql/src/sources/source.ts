import {
  type ColumnNode,
  columnShape,
  type NamedSource,
  type Source,
  type SourceFacts,
  sourceSymbol,
} from '@athanor/contract'
import type { SqlType } from '@athanor/contract'
import type { TableTypes } from '../schema/column.ts'
import type { sourceTypes, SourceTypes } from './source-types.ts'
import type { Table } from '../schema/table.ts'

export type { SourceTypes }

/** Anything that stands in FROM: a table, an alias, a subquery, a CTE, an entity class. */
export interface TypedSource<out N extends string = string, out Row = unknown, out Insert = unknown> extends Source {
  readonly [sourceTypes]?: SourceTypes<N, Row, Insert>
}

/** Where a table and an entity class keep their `Table`. */
export const tableSymbol: unique symbol = Symbol.for('athanor.table')

/** A source that was declared by its columns: a table or an entity. */
export interface DeclaredSource<out N extends string, D> extends TableSource {
  readonly [sourceTypes]?: TableTypes<N, D>
}

/** A source that INSERT, UPDATE and DELETE can change. */
export interface TableSource<
  out N extends string = string,
  out Row = unknown,
  out Insert = unknown,
> extends TypedSource<N, Row, Insert> {
  readonly [tableSymbol]: Table
}

// Each looks at one property, so that the type checker need not compute the others.
export type NameOf<X> = X extends { readonly [sourceTypes]?: { readonly name: infer N extends string } } ? N : never
export type RowOf<X> = X extends { readonly [sourceTypes]?: { readonly row: infer Row } } ? Row : never
export type InsertOf<X> = X extends { readonly [sourceTypes]?: { readonly insert: infer Insert } } ? Insert : never
/** The columns that UPDATE may set: all but those that the database computes, which INSERT does not take either. */
export type WritableOf<X> = X extends {
  readonly [sourceTypes]?: { readonly row: infer Row; readonly insert: infer Insert }
}
  ? unknown extends Insert
    ? Row
    : Pick<Row, keyof Row & keyof Insert>
  : never

export function factsOf(source: Source): SourceFacts {
  return source[sourceSymbol]
}

export function isSource(value: unknown): value is Source {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && sourceSymbol in value
}

/** A column of a source; its part of a statement's shape is computed here, once. */
export function columnNode(
  source: NamedSource,
  name: string,
  key: string,
  type: SqlType,
  nullable: boolean,
): ColumnNode {
  return Object.freeze({
    kind: 'column',
    source,
    name,
    key,
    type,
    nullable,
    shape: columnShape(source, name, key, type),
  })
}
