import type { AnyQuery, Dialect, ExecuteOptions, Params, Result, StreamRowsOptions, RowQuery } from '@athanor/contract'
import type { Placement } from './bucket-map.ts'
import { type Route, routeOf } from './route.ts'
import { runRoute, type QueryableOf } from './scatter.ts'
import { streamRows } from './scatter-stream.ts'
import { NotSupportedError } from '@athanor/contract'

/** Routes statements of one sharded engine; without state but for the turn of reference reads. */
export class Router {
  readonly placement: Placement
  readonly dialect: Dialect
  #turn = 0

  constructor(placement: Placement, dialect: Dialect) {
    this.placement = placement
    this.dialect = dialect
  }

  /** @throws {UnshardableStatementError} */
  route(query: AnyQuery, params: Params | undefined): Route {
    const { placement } = this
    return routeOf(query.node, { placement, params, nullsSort: this.dialect.traits.nullsSort })
  }

  /** A reference read goes to one shard: one of the preferred, else to each in turn. */
  settle(route: Route, preferred: ReadonlySet<string>): Route {
    if (route.kind !== 'reference') return route
    const shard = route.shards.find((name) => preferred.has(name)) ?? route.shards[this.#turn++ % route.shards.length]
    return { ...route, shards: route.shards.filter((name) => name === shard) }
  }

  run<Row>(
    route: Route,
    query: RowQuery<Row>,
    params: Params | undefined,
    options: ExecuteOptions | undefined,
    on: QueryableOf,
  ): Promise<Result<Row>> {
    return runRoute(route, query, params, options, on)
  }

  async *stream<Row>(
    route: Route,
    query: RowQuery<Row>,
    params: Params | undefined,
    options: StreamRowsOptions | undefined,
    on: QueryableOf,
  ): AsyncGenerator<Row, void, undefined> {
    const { merge } = route
    if (merge.kind === 'rows') yield* streamRows<Row>(route, merge, params, options, on)
    // Groups are held in memory in any case: only the merged ones can be handed out.
    else if (merge.kind === 'groups') yield* await runRoute(route, query, params, options, on)
    else if (route.shards.length === 1 && !route.write) {
      const target = await on(route.shards[0] ?? '')
      yield* target.stream(query, params, options)
    } else {
      throw new NotSupportedError('stream() of a change is not there yet: use execute()', { code: 'SHARDING_STREAM' })
    }
  }
}
