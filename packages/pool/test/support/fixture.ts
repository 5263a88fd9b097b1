import type { Pool, PoolEvents, PoolStrategy } from '@athanor/contract'
import { expect } from 'vitest'
import { createPool, type PoolOptions } from '../../src/index.ts'
import { ScriptedFactory, type Thing } from './scripted-factory.ts'
import { VirtualClock } from './virtual-clock.ts'

export interface Fixture {
  readonly pool: Pool<Thing>
  readonly factory: ScriptedFactory
  readonly clock: VirtualClock
  readonly events: string[]
}

const eventNames = [
  'firstConnect',
  'connect',
  'checkout',
  'reset',
  'checkin',
  'invalidate',
  'softInvalidate',
  'close',
  'detach',
] as const satisfies (keyof PoolEvents<Thing>)[]

export function fixture(strategy: PoolStrategy, options?: Omit<PoolOptions, 'clock'>): Fixture {
  const factory = new ScriptedFactory()
  const clock = new VirtualClock()
  const pool = createPool(strategy, factory, { ...options, clock })
  const events: string[] = []
  for (const name of eventNames) pool.on(name, ({ resource }) => events.push(`${name} ${resource.id}`))
  return { pool, factory, clock, events }
}

/** What must hold between any two turns. */
export function expectBalanced({ pool, factory }: Pick<Fixture, 'pool' | 'factory'>, detached = 0): void {
  const { size, idle, inUse, connecting, created, closed } = pool.stats
  expect(idle + inUse + connecting, 'size').toBe(size)
  expect(created - closed - detached, 'resources').toBe(idle + inUse)
  expect(factory.open - detached, 'open').toBe(idle + inUse)
}

/** The outcome of a promise that may still be pending. */
export async function peek<R>(promise: Promise<R>): Promise<R | 'pending'> {
  return Promise.race([promise, new Promise<'pending'>((resolve) => setImmediate(() => resolve('pending')))])
}
