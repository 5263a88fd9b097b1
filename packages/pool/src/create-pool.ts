import { type Pool, type PoolStrategy, type ResourceFactory, UsageError } from '@athanor/contract'
import { type Clock, systemClock } from './clock.ts'
import { PoolMachine } from './pool-machine.ts'
import { rulesOf } from './rules.ts'

export interface PoolOptions {
  /** Where the time comes from; default the process's monotonic clock. For tests. */
  readonly clock?: Clock
  /**
   * Gets what a listener (or the factory's `ref`, `unref`) throws. By default it is thrown again in a microtask of its
   * own, as a listener's error of an `EventTarget` is: an uncaught exception, but the pool is not affected.
   */
  readonly onListenerError?: (error: unknown) => void
}

/**
 * A pool of anything: resources are made by `factory`, lent under `strategy`. Whoever makes the pool closes it.
 *
 * - The acquire timeout is one deadline for the whole wait: line, ping and connect. A connect that outlives its
 *   acquirer goes on for the next one.
 * - Errors of `create` reject the acquirer it was for; those of `reset` and `ping` discard the resource; those of
 *   `destroy` are ignored, the resource is out of the pool by then. `create` and `ping` get a signal that is aborted when the pool closes.
 * - In `stats`, a resource being reset or pinged counts as in use; a detached one does not count at all.
 * - For each event, see `PoolEvents`; a loan's are `checkout`, `reset`, `checkin`, and `firstConnect` and `connect`
 *   before it where they apply.
 *
 * @throws {UsageError} POOL_OPTION_INVALID, POOL_STRATEGY_UNKNOWN
 * @example
 * await using pool = createPool(queuePool({ size: 2 }), {
 *   create: async () => new Worker(file),
 *   reset: async () => {},
 *   destroy: async (worker) => void (await worker.terminate()),
 * })
 * await using lease = await pool.acquire()
 * lease.resource.postMessage('work')
 */
export function createPool<T>(strategy: PoolStrategy, factory: ResourceFactory<T>, options: PoolOptions = {}): Pool<T> {
  const rules = rulesOf(strategy)
  if (rules.prePing && factory.ping === undefined) {
    throw new UsageError("The option 'prePing' needs a factory with 'ping'. Add it, or leave prePing out.", {
      code: 'POOL_OPTION_INVALID',
    })
  }
  return new PoolMachine(rules, factory, options.clock ?? systemClock, reporter(options.onListenerError))
}

function reporter(handler: ((error: unknown) => void) | undefined): (error: unknown) => void {
  if (handler === undefined) return throwInMicrotask
  return (error) => {
    try {
      handler(error)
    } catch (own) {
      throwInMicrotask(own)
    }
  }
}

function throwInMicrotask(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
