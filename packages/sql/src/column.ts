import type { ColumnNode } from '@athanor/contract'
import type { ColumnBuilder, ColumnSpec } from './column-builder.ts'
import { Expression } from './expression.ts'
import type { Table } from './table.ts'

/** A column of a table: an expression that knows its declaration. */
export class Column<out T = unknown, out S extends string = string, out K extends string = string> extends Expression<
  T,
  S,
  K
> {
  declare readonly node: ColumnNode
  readonly #owner: () => Table
  readonly spec: ColumnSpec

  constructor(node: ColumnNode, spec: ColumnSpec, owner: () => Table) {
    super(node, node.key)
    this.spec = spec
    this.#owner = owner
  }
  /** The name in the database. */
  get name(): string {
    return this.node.name
  }
  get table(): Table {
    return this.#owner()
  }
}

/** Column declarations by key. */
export type ColumnDefinitions = Readonly<Record<string, ColumnBuilder<unknown, boolean, boolean>>>

/** A table's columns as expressions. */
export type Columns<N extends string, D> = {
  readonly [
    K in keyof D & string as D[K] extends ColumnBuilder<unknown, boolean, boolean> ? K : never
  ]: D[K] extends ColumnBuilder<infer T, boolean, boolean> ? Expression<T, N, K> : never
}

/** One row of the table. */
export type RowOfColumns<D> = {
  -readonly [
    K in keyof D as D[K] extends ColumnBuilder<unknown, boolean, boolean> ? K : never
  ]: D[K] extends ColumnBuilder<infer T, boolean, boolean> ? T : never
}

/** What INSERT takes: nullable, generated and defaulted columns may be left out, and computed ones must be. */
export type InsertOfColumns<D> = {
  [
    K in keyof D as D[K] extends ColumnBuilder<unknown, infer O, boolean>
      ? [O] extends [never]
        ? never
        : [O] extends [false]
          ? K
          : never
      : never
  ]: D[K] extends ColumnBuilder<infer T, boolean, boolean> ? T : never
} & {
  [
    K in keyof D as D[K] extends ColumnBuilder<unknown, infer O, boolean> ? ([O] extends [false] ? never : K) : never
  ]?: D[K] extends ColumnBuilder<infer T, boolean, boolean> ? T : never
}
