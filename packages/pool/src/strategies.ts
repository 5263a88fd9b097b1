import type { PoolStrategy } from '@athanor/contract'
import { validateStrategy } from './validate-strategy.ts'

type StrategyOf<K extends PoolStrategy['kind']> = Extract<PoolStrategy, { readonly kind: K }>

export type QueuePoolOptions = Omit<StrategyOf<'queue'>, 'kind'>
/** What all strategies take. */
export type CommonPoolOptions = Omit<StrategyOf<'null'>, 'kind'>

/**
 * Keeps up to `size` (5) resources, lends up to `maxOverflow` (10) more and closes those on return; whoever finds
 * none waits in line up to `timeoutMs` (30,000). The choice for servers.
 * @throws {UsageError} POOL_OPTION_INVALID
 * @example const strategy = queuePool({ size: 10, maxOverflow: 0, prePing: true })
 */
export function queuePool(options: QueuePoolOptions = {}): StrategyOf<'queue'> {
  return checked({ ...options, kind: 'queue' })
}

/**
 * Makes a resource for each loan and closes it on return: for scripts, admin tasks, and databases behind a pooler.
 * @throws {UsageError} POOL_OPTION_INVALID
 * @example const strategy = nullPool()
 */
export function nullPool(options: CommonPoolOptions = {}): StrategyOf<'null'> {
  return checked({ ...options, kind: 'null' })
}

/**
 * One resource that all leases share at the same time; made anew after it was invalidated. For SQLite in memory and
 * tests. The reset runs when the last lease comes back.
 * @throws {UsageError} POOL_OPTION_INVALID
 * @example const strategy = staticPool()
 */
export function staticPool(options: CommonPoolOptions = {}): StrategyOf<'static'> {
  return checked({ ...options, kind: 'static' })
}

/**
 * One resource per thread, shared by the leases of that thread. A pool lives in one thread of Node, so this is one
 * resource per pool; make a pool in each worker thread.
 * @throws {UsageError} POOL_OPTION_INVALID
 * @example const strategy = singletonThreadPool()
 */
export function singletonThreadPool(options: CommonPoolOptions = {}): StrategyOf<'singletonThread'> {
  return checked({ ...options, kind: 'singletonThread' })
}

/**
 * One resource, and a second loan at the same time is a `PoolAssertionError` that says where the first one was made:
 * proves in tests that code gets by with one connection.
 * @throws {UsageError} POOL_OPTION_INVALID
 * @example const strategy = assertionPool()
 */
export function assertionPool(options: CommonPoolOptions = {}): StrategyOf<'assertion'> {
  return checked({ ...options, kind: 'assertion' })
}

function checked<S extends PoolStrategy>(strategy: S): S {
  validateStrategy(strategy)
  return Object.freeze(strategy)
}
