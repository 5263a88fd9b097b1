import { UsageError } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { assertionPool, createPool, nullPool, queuePool, singletonThreadPool, staticPool } from '../src/index.ts'
import { fixture } from './support/fixture.ts'
import { ScriptedFactory } from './support/scripted-factory.ts'

const invalid = (message: RegExp) =>
  expect.objectContaining({ code: 'POOL_OPTION_INVALID', message: expect.stringMatching(message) })

describe('strategies as data', () => {
  it('are frozen and plain', () => {
    for (const strategy of [queuePool(), nullPool(), staticPool(), singletonThreadPool(), assertionPool()]) {
      expect(Object.isFrozen(strategy)).toBe(true)
      expect(structuredClone(strategy)).toEqual(strategy)
    }
    expect(queuePool({ size: 2, lifo: true })).toEqual({ kind: 'queue', size: 2, lifo: true })
  })

  it('connect nothing when the pool is made', () => {
    const { pool, factory } = fixture(queuePool())
    expect(factory.log).toEqual([])
    expect(pool.stats).toMatchObject({ strategy: 'queue', size: 0, idle: 0, inUse: 0, overflow: 0 })
  })

  it('refuse bad numbers, naming the option, its value and what is allowed', () => {
    expect(() => queuePool({ size: -3 })).toThrow(invalid(/'size'.* is -3\. Allowed: an integer, 0/))
    expect(() => queuePool({ size: 1.5 })).toThrow(invalid(/'size'.* is 1\.5/))
    expect(() => queuePool({ maxOverflow: -2 })).toThrow(invalid(/'maxOverflow'.* is -2\. Allowed: .*-1/))
    expect(() => queuePool({ timeoutMs: Number.NaN })).toThrow(invalid(/'timeoutMs'.* is NaN\. Allowed: milliseconds/))
    expect(() => nullPool({ recycleMs: -2 })).toThrow(invalid(/'recycleMs'.* is -2\. Allowed: .*-1 \(never\)/))
    expect(() => queuePool({ size: -1 })).toThrow(UsageError)
  })

  it('take the numbers with a meaning of their own', () => {
    expect(() => queuePool({ size: 0, maxOverflow: -1, timeoutMs: Infinity, recycleMs: -1 })).not.toThrow()
    expect(() => queuePool({ size: 1, maxOverflow: 0, timeoutMs: 0, recycleMs: 0 })).not.toThrow()
  })

  it('refuse options they do not have, and values of another type', () => {
    // As from JavaScript: the compiler would refuse it.
    const fromJavaScript = JSON.parse('{ "poolSize": 5 }')
    expect(() => queuePool(fromJavaScript)).toThrow(invalid(/no option 'poolSize'.*size, maxOverflow/))
    expect(() => staticPool(JSON.parse('{ "size": 5 }'))).toThrow(invalid(/'static' has no option 'size'/))
    expect(() => queuePool(JSON.parse('{ "lifo": "yes" }'))).toThrow(
      invalid(/'lifo'.* is 'yes'\. Allowed: true or false/),
    )
    expect(() => nullPool(JSON.parse('{ "resetOnReturn": "commit" }'))).toThrow(invalid(/'resetOnReturn'/))
  })

  it('are checked again by createPool, where they may be written by hand', () => {
    expect(() => createPool({ kind: 'queue', size: -1 }, new ScriptedFactory())).toThrow(invalid(/'size'/))
    expect(() => createPool(JSON.parse('{ "kind": "magic" }'), new ScriptedFactory())).toThrow(
      expect.objectContaining({ code: 'POOL_STRATEGY_UNKNOWN', message: expect.stringContaining('singletonThread') }),
    )
  })

  it('need a factory that can ping when they are to ping', () => {
    const mute = { create: async () => 1, reset: async () => {}, destroy: async () => {} }
    expect(() => createPool(queuePool({ prePing: true }), mute)).toThrow(invalid(/prePing.*ping/))
    expect(() => createPool(queuePool(), mute)).not.toThrow()
  })
})
