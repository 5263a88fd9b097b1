import { AthanorError, type OrderNode, type SqlType, type Traits } from '@athanor/contract'
import { refuse } from '../errors.ts'
import { comparatorOf, sortOf } from './compare.ts'

/** How one column of the shards' rows is ordered. */
export interface SortKey {
  /** The column's position in the tuple. */
  readonly position: number
  compare(a: unknown, b: unknown): number
}

/** @throws {UnshardableStatementError} for a type whose order only the database knows */
export function sortKey(position: number, order: OrderNode, type: SqlType, nullsSort: Traits['nullsSort']): SortKey {
  const sort = sortOf(type)
  if (sort === undefined) {
    throw refuse(
      `values of the type ${type.name} cannot be ordered across shards`,
      type.name === 'unknown' ? 'give the expression a type with .cast() or .typed()' : 'order by another column',
    )
  }
  const compareValues = comparatorOf(sort)
  const sign = order.direction === 'desc' ? -1 : 1
  const nullsFirst = order.nulls === undefined ? (nullsSort === 'low') === (sign === 1) : order.nulls === 'first'
  const nullSign = nullsFirst ? -1 : 1
  return {
    position,
    compare(a, b) {
      if (a === null) return b === null ? 0 : nullSign
      return b === null ? -nullSign : sign * compareValues(a, b)
    },
  }
}

export type Tuple = readonly unknown[]
export type TupleOrder = (a: Tuple, b: Tuple) => number

/** By the first key, then by the next. */
export function tupleOrder(keys: readonly SortKey[]): TupleOrder {
  return (a, b) => {
    for (const key of keys) {
      const difference = key.compare(a[key.position], b[key.position])
      if (difference !== 0) return difference
    }
    return 0
  }
}

/** Where a merged row comes from. */
export interface Place {
  readonly shard: number
  readonly row: number
}

/**
 * Merges sorted lists into one order; equal rows stay in the order of the shards. Stops after `count` rows.
 *
 * @throws {AthanorError} SHARDING_MERGE_ORDER when a shard's rows are not in this order, so that its collation is not
 * the one that the merge knows: an error instead of a wrong page
 */
export function mergeSorted(
  lists: readonly (readonly Tuple[])[],
  order: TupleOrder,
  shards: readonly string[],
  count: number,
): Place[] {
  const heads = lists.map((_, i) => i).filter((i) => (lists[i]?.length ?? 0) > 0)
  const next = lists.map(() => 0)
  const at = (i: number): Tuple => lists[i]?.[next[i] ?? 0] ?? []
  // A shard's place among the heads: by its next row, then by its number. The list is short, so insertion is enough.
  const before = (a: number, b: number): boolean => {
    const difference = order(at(a), at(b))
    return difference < 0 || (difference === 0 && a < b)
  }
  const queue: number[] = []
  const enqueue = (shard: number): void => {
    let i = queue.length
    while (i > 0 && before(shard, queue[i - 1] ?? shard)) i--
    queue.splice(i, 0, shard)
  }
  for (const head of heads) enqueue(head)
  const merged: Place[] = []
  while (merged.length < count) {
    const shard = queue.shift()
    if (shard === undefined) break
    const row = next[shard] ?? 0
    merged.push({ shard, row })
    const list = lists[shard] ?? []
    next[shard] = row + 1
    if (row + 1 === list.length) continue
    if (order(list[row] ?? [], list[row + 1] ?? []) > 0) throw disordered(shards[shard] ?? '')
    enqueue(shard)
  }
  return merged
}

export function disordered(shard: string): AthanorError {
  return new AthanorError(
    `shard ${shard} returned rows in another order than the merge expects: text is merged by code point, so give the ordered column a binary collation ("C" in PostgreSQL, utf8mb4_bin in MySQL, BINARY in SQLite)`,
    { code: 'SHARDING_MERGE_ORDER' },
  )
}
