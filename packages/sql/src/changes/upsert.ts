import {
  type AssignmentNode,
  type ColumnNode,
  type ConflictNode,
  type InsertNode,
  type SelectNode,
  type SetOperationNode,
  UsageError,
} from '@athanor/contract'
import type { InsertCellsOf } from './cells.ts'
import { assignments, Insert, insert, type UpdateValues } from './insert.ts'
import { type RowOf, tableSymbol, type TableSource } from '../sources/source.ts'
import { columnOf, type Table } from '../schema/table.ts'

/** How `upsert()` decides and what it changes; `Row` is the table's row. */
export interface UpsertOptions<Row> {
  /** The keys of the columns of the unique key that decides; default the primary key. */
  readonly key?: readonly (keyof Row & string)[]
  /**
   * What a row that is there gets: these columns of the proposed row, values of their own (`excluded(column)` is the
   * proposed one), or nothing. Default: every column of the statement that is not in the key.
   */
  readonly update?: readonly (keyof Row & string)[] | 'nothing' | UpdateValues<Row>
}

/** An upsert that waits for its rows. Made by `upsert()`. */
export class Upsert<T extends TableSource> {
  readonly #target: T
  readonly #options: UpsertOptions<RowOf<T>>

  constructor(target: T, options: UpsertOptions<RowOf<T>>) {
    this.#target = target
    this.#options = options
  }
  /** The proposed rows, as in `insert().values()`. */
  values(rows: InsertCellsOf<T> | readonly InsertCellsOf<T>[]): Insert<T> {
    return this.#decided(insert(this.#target).values(rows))
  }
  /** The proposed rows, as in `insert().fromSelect()`. */
  fromSelect(
    keys: readonly (keyof RowOf<T> & string)[],
    query: { readonly node: SelectNode | SetOperationNode },
  ): Insert<T> {
    return this.#decided(insert(this.#target).fromSelect(keys, query))
  }
  #decided({ node }: Insert<T>): Insert<T> {
    const table = this.#target[tableSymbol]
    const { key, update } = this.#options
    const target = key ? key.map((each) => columnOf(table, each).node) : table.primaryKey.map((each) => each.node)
    const conflict = conflictOf(table, target, node, update)
    return new Insert<T>({ ...node, conflict }, table)
  }
}

/**
 * Inserts rows, or changes those that are there, in words that every database has: ON CONFLICT of PostgreSQL and
 * SQLite, ON DUPLICATE KEY UPDATE of MySQL and MariaDB. The latter cannot name the key that decides, so there a table
 * with further unique keys is refused when the statement is compiled.
 *
 * `affected` differs: MySQL and MariaDB count a changed row twice.
 *
 * @throws {UsageError} SQL_CONFLICT_TARGET when the columns are no unique key of the table
 * @example
 * upsert(users).values({ id: 1, name: 'Ada' })
 * upsert(stock, { key: ['sku'], update: { amount: stock.c.amount.add(excluded(stock.c.amount)) } }).values(rows)
 */
export function upsert<T extends TableSource>(target: T, options: UpsertOptions<RowOf<T>> = {}): Upsert<T> {
  return new Upsert(target, options)
}

function conflictOf(
  table: Table,
  target: readonly ColumnNode[],
  node: InsertNode,
  update: readonly string[] | 'nothing' | Readonly<Record<string, unknown>> | undefined,
): ConflictNode {
  const names = target.map((column) => column.name)
  const keys = uniqueKeys(table)
  if (names.length === 0 || !keys.some((key) => sameNames(key, names))) {
    throw new UsageError(
      `upsert into ${table.name}: ${names.length === 0 ? 'the table has no primary key' : `(${names.join(', ')}) is no unique key of it`}, so no row could be found again; name the columns of one`,
      { code: 'SQL_CONFLICT_TARGET' },
    )
  }
  const otherKeys = keys.filter((key) => !sameNames(key, names))
  const set = update === 'nothing' ? [] : setOf(table, node, names, update)
  return Object.freeze({
    form: 'portable',
    // Nothing but the key was given: there is nothing that a row that is there could get.
    action: set.length === 0 ? 'nothing' : 'update',
    target,
    set,
    ...(otherKeys.length === 0 ? {} : { otherKeys }),
  })
}

function setOf(
  table: Table,
  node: InsertNode,
  key: readonly string[],
  update: readonly string[] | Readonly<Record<string, unknown>> | undefined,
): readonly AssignmentNode[] {
  if (update !== undefined && !isList(update)) return assignments(table, update)
  const columns = update
    ? update.map((each) => columnOf(table, each).node)
    : node.columns.filter((column) => !key.includes(column.name))
  return columns.map((column) => ({ column, value: { kind: 'excluded', name: column.name, type: column.type } }))
}

function isList(update: readonly string[] | Readonly<Record<string, unknown>>): update is readonly string[] {
  return Array.isArray(update)
}

/** The primary key, unique constraints and unique indexes, by the names of their columns. */
function uniqueKeys(table: Table): readonly (readonly string[])[] {
  const { primaryKey, uniques, indexes } = table.definition
  const all = [
    primaryKey,
    ...uniques.map((each) => each.columns),
    // An expression is none of the columns, so such a key is never the chosen one.
    ...indexes
      .filter((each) => each.unique)
      .map((each) => each.on.map(({ expr }) => (expr.kind === 'column' ? expr.name : ''))),
  ]
  return all.filter((key, i) => key.length > 0 && all.findIndex((other) => sameNames(other, key)) === i)
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name))
}
