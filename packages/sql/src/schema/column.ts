import type { ColumnNode } from '@athanor/contract'
import type {
  CellOfColumn,
  ColumnBuilder,
  ColumnLike,
  ColumnSpec,
  UseOfColumn,
  ValueOfColumn,
} from '../types/column-builder.ts'
import { Expression } from '../expression/expression.ts'
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
  readonly [K in keyof D & string as D[K] extends ColumnLike ? K : never]: Expression<ValueOfColumn<D[K]>, N, K>
}

/** The same where all definitions are columns, which need not be looked for. */
export type TableColumns<N extends string, D> = {
  readonly [K in keyof D]: Expression<ValueOfColumn<D[K]>, N, K & string>
}

/** One row of the table. */
export type RowOfColumns<D> = {
  -readonly [K in keyof D as D[K] extends ColumnLike ? K : never]: ValueOfColumn<D[K]>
}

/** What INSERT takes: nullable, generated and defaulted columns may be left out, and computed ones must be. */
export type InsertOfColumns<D> = {
  [K in keyof D as UseOfColumn<D[K]> extends 'required' ? K : never]: ValueOfColumn<D[K]>
} & {
  [K in keyof D as UseOfColumn<D[K]> extends 'optional' ? K : never]?: ValueOfColumn<D[K]>
}

// Maps over all keys: one that leaves keys out is looked at key by key before anything else, which costs as much as all
// the rest of a statement. What the database computes, and relations of entities, can have no value instead.
/** What SET takes: values or expressions, not for what the database computes. */
export type UpdateCells<D> = { readonly [K in keyof D]?: CellOfColumn<D[K]> }

/** What INSERT takes, with expressions in the place of values. */
export type InsertCells<D> = UpdateCells<D> & { readonly [K in RequiredKeys<D>]: unknown }
type RequiredKeys<D> = { [K in keyof D]: UseOfColumn<D[K]> extends 'required' ? K : never }[keyof D]

/** What the type checker knows of a table or an entity, computed property by property when somebody asks. */
export interface TableTypes<out N extends string, D> {
  readonly name: N
  readonly row: RowOfColumns<D>
  readonly insert: InsertOfColumns<D>
  readonly insertCells: InsertCells<D>
  readonly updateCells: UpdateCells<D>
}
