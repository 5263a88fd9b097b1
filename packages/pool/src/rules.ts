import type { PoolStrategy } from '@athanor/contract'
import { validateStrategy } from './validate-strategy.ts'

/** The few things in which pools differ. The machine knows these, not the strategies. */
export interface PoolRules {
  readonly name: PoolStrategy['kind']
  /** Idle resources kept at most. */
  readonly size: number
  /** Resources that exist at most. */
  readonly limit: number
  /** False: what comes back is closed. */
  readonly reuse: boolean
  /** One resource for several leases at the same time. */
  readonly shared: boolean
  /** A second loan at the same time is an error. */
  readonly single: boolean
  readonly lifo: boolean
  readonly timeoutMs: number
  /** Negative: never. */
  readonly recycleMs: number
  readonly prePing: boolean
  readonly resets: boolean
}

const one = { size: 1, limit: 1, reuse: true, shared: false, single: false, lifo: false, timeoutMs: 30_000 } as const

/** @throws {UsageError} POOL_OPTION_INVALID, POOL_STRATEGY_UNKNOWN */
export function rulesOf(strategy: PoolStrategy): PoolRules {
  validateStrategy(strategy)
  const common = {
    name: strategy.kind,
    recycleMs: strategy.recycleMs ?? -1,
    prePing: strategy.prePing ?? false,
    resets: (strategy.resetOnReturn ?? 'rollback') === 'rollback',
  }
  switch (strategy.kind) {
    case 'queue': {
      const { size = 5, maxOverflow = 10, timeoutMs = 30_000, lifo = false } = strategy
      const limit = size === 0 || maxOverflow === -1 ? Infinity : size + maxOverflow
      return { ...one, ...common, size: size === 0 ? Infinity : size, limit, timeoutMs, lifo }
    }
    case 'null':
      return { ...one, ...common, size: 0, limit: Infinity, reuse: false }
    case 'static':
    case 'singletonThread':
      return { ...one, ...common, shared: true }
    case 'assertion':
      return { ...one, ...common, single: true }
    default:
      return strategy satisfies never
  }
}
