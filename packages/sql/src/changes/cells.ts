import type { Expression, TypedExpression } from '../expression/expression.ts'
import type { InsertOf, RowOf } from '../sources/source.ts'
import type { sourceTypes } from '../sources/source-types.ts'

/** A row for INSERT: values, or expressions in their place. */
export type InsertValues<T> = { readonly [K in keyof T]: T[K] | Expression<T[K] | null, string> }
/** What SET takes; `S` are the sources that the expressions use. */
export type UpdateValues<Row, S extends string = string> = {
  readonly [K in keyof Row]?: Row[K] | Expression<Row[K] | null, S>
}

/** What INSERT takes as a row of the source. A table's declaration has it ready. */
export type InsertCellsOf<X> = X extends { readonly [sourceTypes]?: { readonly insertCells: infer Cells } }
  ? Cells
  : InsertValues<InsertOf<X>>
/** What SET takes. */
export type UpdateCellsOf<X> = X extends { readonly [sourceTypes]?: { readonly updateCells: infer Cells } }
  ? Cells
  : UpdateValues<RowOf<X>>

/** Refuses the keys of `V` that `Cells` does not have. A wide `string` says nothing. */
export type NoOthers<V, Cells> = {
  readonly [K in keyof V]: K extends keyof Cells ? unknown : string extends K ? unknown : never
}

/** The sources that the expressions among the properties of `V` use. */
export type SourcesIn<V> = SourceIn<V[keyof V]>
type SourceIn<X> = X extends TypedExpression<unknown, infer S> ? S : never
