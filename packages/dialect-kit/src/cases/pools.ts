import assert from 'node:assert/strict'
import type { Backend, PoolStrategy } from '@athanor/contract'
import { createEngine } from '@athanor/engine'
import { assertionPool, nullPool, queuePool, singletonThreadPool, staticPool } from '@athanor/pool'
import { literal, select } from '@athanor/sql'
import type { KitCase } from '../runner.ts'

const strategies: readonly (readonly [string, () => PoolStrategy])[] = [
  ['queuePool', () => queuePool({ size: 2, maxOverflow: 1, prePing: true, timeoutMs: 5000 })],
  ['nullPool', () => nullPool()],
  ['staticPool', () => staticPool()],
  ['singletonThreadPool', () => singletonThreadPool()],
  ['assertionPool', () => assertionPool()],
]

async function works(backend: Backend, strategy: PoolStrategy): Promise<void> {
  const engine = createEngine(backend, { pool: strategy })
  try {
    for (let i = 0; i < 3; i++) assert.equal(await engine.scalar(select(literal(i))), i)
    if (strategy.kind !== 'assertion') {
      const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => engine.scalar(select(literal(n)))))
      assert.deepEqual(answers, [1, 2, 3, 4, 5, 6])
    }
    engine.pool.invalidateAll()
    assert.equal(await engine.scalar(select(literal(7))), 7)
    assert.deepEqual({ inUse: engine.pool.stats.inUse, waiting: engine.pool.stats.waiting }, { inUse: 0, waiting: 0 })
  } finally {
    await engine.dispose()
  }
  const { size, created, closed } = engine.pool.stats
  assert.deepEqual({ size, open: created - closed }, { size: 0, open: 0 })
}

export const poolCases: readonly KitCase[] = strategies.map(([name, make]) => ({
  name: `${name} lends, replaces and ends its connections`,
  run: (backend) => works(backend, make()),
}))
