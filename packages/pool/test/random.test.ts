import type { Lease, PoolStrategy } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { assertionPool, nullPool, queuePool, staticPool } from '../src/index.ts'
import { expectBalanced, fixture } from './support/fixture.ts'
import { Gate, type Step, type Thing } from './support/scripted-factory.ts'
import { turn } from './support/virtual-clock.ts'

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const strategies: readonly PoolStrategy[] = [
  queuePool({ size: 3, maxOverflow: 2, timeoutMs: 50, prePing: true, recycleMs: 400 }),
  queuePool({ size: 4, maxOverflow: 0, timeoutMs: 50, lifo: true }),
  nullPool(),
  staticPool({ prePing: true, recycleMs: 300 }),
  assertionPool({ prePing: true }),
]

describe('any order of calls and failures', () => {
  it.each(strategies.flatMap((strategy) => [1, 2, 3, 4].map((seed) => ({ strategy, kind: strategy.kind, seed }))))(
    'loses no place, no resource and no acquirer ($kind, seed $seed)',
    async ({ strategy, seed }) => {
      const { pool, factory, clock } = fixture(strategy)
      const random = randomFrom(seed)
      const gates: Gate[] = []
      const held: Lease<Thing>[] = []
      const controllers: AbortController[] = []
      const users = new Map<Thing, number>()
      const limit = strategy.kind === 'queue' ? (strategy.size ?? 5) + (strategy.maxOverflow ?? 10) : Infinity
      const count = { asked: 0, settled: 0 }
      let detached = 0
      const step = (failure: number): Step => {
        const dice = random()
        if (dice < failure) return new Error('scripted')
        if (dice > 0.7) return undefined
        const gate = new Gate()
        gates.push(gate)
        return gate
      }
      const pick = <X>(from: X[]): X | undefined => from.splice(Math.floor(random() * from.length), 1)[0]
      const end = (lease: Lease<Thing>, how: () => void): void => {
        users.set(lease.resource, (users.get(lease.resource) ?? 1) - 1)
        how()
      }
      const take = (lease: Lease<Thing>): void => {
        const sharers = users.get(lease.resource) ?? 0
        if (!lease.shared) expect(sharers, 'holders of one resource').toBe(0)
        expect(lease.resource.closed).toBe(false)
        users.set(lease.resource, sharers + 1)
        held.push(lease)
      }
      for (let i = 0; i < 3_000; i += 1) {
        for (const list of [factory.creating, factory.pinging, factory.resetting])
          list.splice(0, list.length, step(0.15))
        factory.dirty = random() < 0.5
        const dice = random()
        if (dice < 0.35) {
          const controller = new AbortController()
          controllers.push(controller)
          count.asked += 1
          void pool
            .acquire({ signal: controller.signal, ...(random() < 0.3 ? { timeoutMs: random() * 80 } : {}) })
            .then(take, () => {})
            .finally(() => (count.settled += 1))
        } else if (dice < 0.6) {
          const lease = pick(held)
          if (lease) end(lease, () => void lease.release(random() < 0.1 ? 'discard' : 'reuse'))
        } else if (dice < 0.64) {
          // Without removal: its release comes later.
          held[0]?.invalidate(random() < 0.5 ? 'soft' : 'hard')
        } else if (dice < 0.655 && !strategy.kind.startsWith('static')) {
          const lease = pick(held)
          if (lease !== undefined && !lease.resource.closed) {
            detached += 1
            end(lease, () => void lease.detach())
          } else if (lease !== undefined) held.push(lease)
        } else if (dice < 0.7) pick(controllers)?.abort(new Error('abort'))
        else if (dice < 0.72) pool.invalidateAll()
        else if (dice < 0.76) {
          const lease = pool.tryAcquire()
          if (lease) take(lease)
        } else if (dice < 0.82) await clock.advance(random() * 30)
        else if (random() < 0.9) pick(gates)?.open()
        else pick(gates)?.fail(new Error('scripted late'))
        if (random() < 0.5) await turn()
        expect(pool.stats.size).toBeLessThanOrEqual(limit)
        const { size, idle, inUse, connecting } = pool.stats
        expect(idle + inUse + connecting).toBe(size)
      }
      for (let i = 0; i < 200 && (gates.length > 0 || held.length > 0 || count.settled < count.asked); i += 1) {
        for (const list of [factory.creating, factory.pinging, factory.resetting]) list.length = 0
        for (const gate of gates.splice(0)) gate.open()
        for (const lease of held.splice(0)) end(lease, () => void lease.release())
        // No time passes: a waiter that was forgotten would not be hidden by its timeout.
        await turn()
      }
      expect(count.settled).toBe(count.asked)
      expect(pool.stats).toMatchObject({ waiting: 0, connecting: 0, inUse: 0 })
      expectBalanced({ pool, factory }, detached)
      expect(clock.live).toBe(0)
      // All places are there again.
      if (strategy.kind === 'queue') {
        const all = await Promise.all(Array.from({ length: limit }, () => pool.acquire()))
        expect(new Set(all.map((lease) => lease.resource)).size).toBe(limit)
        for (const lease of all) await lease.release()
      }
      await pool.close()
      expect(factory.open).toBe(detached)
      expectBalanced({ pool, factory }, detached)
    },
  )
})
