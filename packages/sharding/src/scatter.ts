import type { ExecuteOptions, Params, Queryable, QueryNode, Result, RowQuery } from '@athanor/contract'
import { NamedValue, shapeOf, TransactionError } from '@athanor/contract'
import { mergeGroups } from './merge/group.ts'
import type { Place, Tuple } from './merge/order.ts'
import { MergedResult, originated, partsOf, rowsOf, uniqueKeys } from './merge/result.ts'
import { mergeRows, type RowsMerge } from './merge/rows.ts'
import type { Route } from './route.ts'

/** Where statements for a shard run: an engine, or a connection that belongs to a transaction. */
export type QueryableOf = (shard: string) => Queryable | Promise<Queryable>

/**
 * Runs the work for all shards at the same time. When one fails, the others are awaited, so that nothing is under way
 * when the first error comes out.
 */
export async function fanOut<T>(shards: readonly string[], work: (shard: string) => Promise<T>): Promise<T[]> {
  let failure: { readonly error: unknown } | undefined
  const results = await Promise.all(
    shards.map(async (shard) => {
      try {
        return { value: await work(shard) }
      } catch (error) {
        failure ??= { error }
        return undefined
      }
    }),
  )
  if (failure) throw failure.error
  return results.flatMap((result) => (result ? [result.value] : []))
}

/** Origin of rows that no single shard has made. */
export const mergedOrigin = '*'

/** Runs a routed statement and puts the answers together. */
export async function runRoute<Row>(
  route: Route,
  query: RowQuery<Row>,
  params: Params | undefined,
  options: ExecuteOptions | undefined,
  on: QueryableOf,
): Promise<Result<Row>> {
  const run = async (shard: string): Promise<Result<Row>> => {
    const node = route.nodes(shard)
    const target = await on(shard)
    // The shard's row type is the query's where the node is; where it is not, the merge below makes the rows anew.
    const part: RowQuery<Row> = node === query.node ? query : { node }
    return target.execute(part, node === query.node ? params : namedIn(node, params), options)
  }
  const { merge, shards } = route
  if (merge.kind === 'one' && route.kind !== 'ddl') {
    const shard = shards[0] ?? ''
    return originated(await run(shard), shard)
  }
  const results = await fanOut(shards, run)
  switch (merge.kind) {
    case 'rows':
      return mergedRows(merge, results, shards)
    case 'groups': {
      const tuples = mergeGroups(
        merge,
        results.map((result) => result.tuples()),
      )
      const keys = uniqueKeys(merge.visible)
      return new MergedResult<Row>({
        keys,
        affected: 0,
        parts: [{ origin: mergedOrigin, values: tuples }],
        // Made of the selection that the query's row type was made of.
        rows: () => rowsOf(merge.visible, keys, tuples) as Row[],
      })
    }
    case 'inserted':
      return changed(results, shards, inputOrder(results, shards, merge.rows))
    case 'one':
    case 'sum':
      return changed(results, shards, shardOrder(results))
    case 'same':
      return sameOnAll(results, shards)
  }
}

/** The named values that a node asks for; engines refuse names that they do not know. */
export function namedIn(node: QueryNode, params: Params | undefined): Params | undefined {
  if (params === undefined) return undefined
  const { values, lists } = shapeOf(node)
  const names = [...values.flatMap((value) => (value instanceof NamedValue ? [value.name] : [])), ...lists]
  return Object.fromEntries(names.filter((name) => Object.hasOwn(params, name)).map((name) => [name, params[name]]))
}

function mergedRows<Row>(merge: RowsMerge, results: readonly Result<Row>[], shards: readonly string[]): Result<Row> {
  const lists = results.map((result) => result.tuples())
  const places = mergeRows(merge, lists, shards)
  const width = merge.visible.length
  return new MergedResult<Row>({
    keys: (results[0]?.keys ?? []).slice(0, width),
    affected: 0,
    parts: partsOf(places, lists, shards, width),
    rows: () => pick(results, places).map((row) => without(row, merge.hidden)),
  })
}

function pick<Row>(results: readonly Result<Row>[], places: readonly Place[]): Row[] {
  const rows = results.map((result) => result.all())
  return places.flatMap(({ shard, row }) => rows[shard]?.slice(row, row + 1) ?? [])
}

/** The row without the columns that only the merge needed. */
export function without<Row>(row: Row, hidden: readonly string[]): Row {
  if (hidden.length === 0 || typeof row !== 'object' || row === null) return row
  const entries = Object.entries(row).filter(([key]) => !hidden.includes(key))
  // What is left is the row of the selection that the caller wrote.
  return Object.fromEntries(entries) as Row
}

function shardOrder(results: readonly Result<unknown>[]): Place[] {
  return results.flatMap((result, shard) => result.tuples().map((_, row) => ({ shard, row })))
}

/** Back to the order of the given rows, where each of them returned one. */
function inputOrder(
  results: readonly Result<unknown>[],
  shards: readonly string[],
  rows: ReadonlyMap<string, readonly number[]>,
): Place[] {
  const given = shards.map((shard) => rows.get(shard) ?? [])
  const complete = results.every((result, i) => result.tuples().length === given[i]?.length)
  const places = shardOrder(results)
  if (!complete) return places
  const at = ({ shard, row }: Place): number => given[shard]?.[row] ?? 0
  return places.toSorted((a, b) => at(a) - at(b))
}

function changed<Row>(
  results: readonly Result<Row>[],
  shards: readonly string[],
  places: readonly Place[],
): Result<Row> {
  const lists = results.map((result) => result.tuples())
  return new MergedResult<Row>({
    keys: results[0]?.keys ?? [],
    affected: results.reduce((sum, result) => sum + result.affected, 0),
    parts: partsOf(places, lists, shards, widthOf(lists)),
    rows: () => pick(results, places),
  })
}
function widthOf(lists: readonly (readonly Tuple[])[]): number {
  return lists.find((list) => list.length > 0)?.[0]?.length ?? 0
}

/** Copies of a reference table: each shard's answer should be the answer. */
function sameOnAll<Row>(results: readonly Result<Row>[], shards: readonly string[]): Result<Row> {
  const [first] = results
  const counts = results.map((result) => result.affected)
  if (!first || counts.some((count) => count !== counts[0])) {
    throw new TransactionError(
      `the copies of a reference table differ: the change matched ${shards.map((shard, i) => `${counts[i]} rows on ${shard}`).join(', ')}; make the copies equal, then repeat it`,
      { code: 'SHARDING_REFERENCE_DRIFT' },
    )
  }
  return originated(first, shards[0] ?? '')
}
