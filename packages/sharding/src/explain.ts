import type { Route, RouteKind, TableRoute } from './route.ts'

/** Where a statement would run and why; plain data. Values of parameters are not in it. */
export interface Explanation {
  readonly kind: RouteKind
  /** The shards that would be asked. */
  readonly shards: readonly string[]
  /** In words. */
  readonly reason: string
  readonly tables: readonly TableRoute[]
  /** What happens to the shards' answers, in order. */
  readonly merge: readonly string[]
}

export function explanationOf(route: Route): Explanation {
  return Object.freeze({
    kind: route.kind,
    // Any one would do: the first stands for it.
    shards: route.kind === 'reference' ? route.shards.slice(0, 1) : route.shards,
    reason: route.reason,
    tables: route.tables,
    merge: route.merge.steps,
  })
}
