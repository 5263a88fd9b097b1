import type { Params, RowQuery, StreamRowsOptions } from '@athanor/contract'
import { NotSupportedError } from '@athanor/contract'
import type { OutputColumn } from './analyze/output.ts'
import { disordered, tupleOrder, type Tuple } from './merge/order.ts'
import { uniqueKeys } from './merge/result.ts'
import type { RowsMerge } from './merge/rows.ts'
import type { Route } from './route.ts'
import { namedIn, type QueryableOf, without } from './scatter.ts'

/** One shard's stream, with its next row at hand. */
interface Head<Row> {
  readonly shard: string
  readonly rows: AsyncIterator<Row>
  row: Row
  key: Tuple
}

/** Rows of several shards as they come, in the order of the statement. Holds a batch of each shard. */
export async function* streamRows<Row>(
  route: Route,
  merge: RowsMerge,
  params: Params | undefined,
  options: StreamRowsOptions | undefined,
  on: QueryableOf,
): AsyncGenerator<Row, void, undefined> {
  if (merge.distinct) {
    throw new NotSupportedError('stream() of SELECT DISTINCT over several shards is not there yet: use execute()', {
      code: 'SHARDING_STREAM',
    })
  }
  const keyOf = keyReader(merge)
  const order = tupleOrder(merge.order.map((key, i) => ({ ...key, position: i, compare: key.compare })))
  const iterators: AsyncIterator<Row>[] = []
  try {
    const heads: Head<Row>[] = []
    for (const shard of route.shards) {
      const node = route.nodes(shard)
      // The merge takes the hidden columns off again, so the rows are the query's.
      const part: RowQuery<Row> = { node }
      const target = await on(shard)
      const rows = target.stream(part, namedIn(node, params), options)[Symbol.asyncIterator]()
      iterators.push(rows)
      const first = await rows.next()
      if (first.done !== true) heads.push({ shard, rows, row: first.value, key: keyOf(first.value) })
    }
    let passed = 0
    let given = 0
    while (given < merge.limit) {
      const next = smallest(heads, merge.order.length > 0 ? order : undefined)
      if (!next) return
      const { row, key } = next
      const following = await next.rows.next()
      if (following.done === true) heads.splice(heads.indexOf(next), 1)
      else {
        next.row = following.value
        next.key = keyOf(following.value)
        if (merge.order.length > 0 && order(key, next.key) > 0) throw disordered(next.shard)
      }
      if (passed++ < merge.offset) continue
      given++
      yield without(row, merge.hidden)
    }
  } finally {
    // Ending early frees the shards' connections, also when one of them refuses.
    await Promise.allSettled(iterators.map(async (iterator) => iterator.return?.()))
  }
}

function smallest<Row>(
  heads: readonly Head<Row>[],
  order: ((a: Tuple, b: Tuple) => number) | undefined,
): Head<Row> | undefined {
  let best = heads[0]
  if (!order || !best) return best
  for (const head of heads) if (order(head.key, best.key) < 0) best = head
  return best
}

/** The values that a row is ordered by. */
function keyReader(merge: RowsMerge): (row: unknown) => Tuple {
  const columns: readonly OutputColumn[] = [
    ...merge.visible,
    ...merge.hidden.map((key, i) => ({
      key,
      group: undefined,
      expr: merge.visible[i]?.expr ?? { kind: 'default' as const },
    })),
  ]
  const keys = uniqueKeys(columns)
  const paths = merge.order.map(({ position }) => ({ group: columns[position]?.group, key: keys[position] ?? '' }))
  return (row) =>
    paths.map(({ group, key }) => {
      const holder = group === undefined ? row : field(row, group)
      return holder === null ? null : field(holder, key)
    })
}

function field(row: unknown, key: string): unknown {
  // Rows are plain objects whose keys the selection says.
  return (row as Readonly<Record<string, unknown>>)[key] ?? null
}
