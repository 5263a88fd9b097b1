import { PoolTimeoutError } from '@athanor/contract'
import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { queuePool } from '../src/index.ts'
import { expectBalanced, fixture, peek } from './support/fixture.ts'
import { Gate } from './support/scripted-factory.ts'
import { turn } from './support/virtual-clock.ts'

const single = queuePool({ size: 1, maxOverflow: 0, timeoutMs: 200 })

describe('the line', () => {
  it('serves the oldest first, and nobody overtakes', async () => {
    const { pool, factory } = fixture(single)
    factory.dirty = false
    const order: number[] = []
    const held = await pool.acquire()
    const tasks = Array.from({ length: 100 }, async (_, i) => {
      const lease = await pool.acquire()
      order.push(i)
      await turn()
      // Whoever comes back at once stands at the end.
      void lease.release()
    })
    await held.release()
    await Promise.all(tasks)
    expect(order).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  it('counts how long acquirers waited', async () => {
    const { pool, clock } = fixture(single)
    const lease = await pool.acquire()
    const next = pool.acquire()
    await clock.advance(70)
    await lease.release()
    await (await next).release()
    expect(pool.stats).toMatchObject({ waitMs: 70, waiting: 0, acquired: 2 })
  })

  it('serves a live waiter behind those who left, in the same turn', async () => {
    const { pool, factory } = fixture(single)
    factory.dirty = false
    const lease = await pool.acquire()
    const controller = new AbortController()
    const gone = [1, 2, 3].map(() => pool.acquire({ signal: controller.signal }))
    const live = pool.acquire()
    controller.abort(new Error('changed my mind'))
    for (const one of gone) await expect(one).rejects.toThrow('changed my mind')
    void lease.release()
    expect(pool.stats).toMatchObject({ waiting: 0, inUse: 1, acquired: 2 })
    await (await live).release()
  })
})

describe('timeouts', () => {
  it('reject with what was observed and what to do', async () => {
    const { pool, clock } = fixture(queuePool({ size: 2, maxOverflow: 1, timeoutMs: 200 }))
    await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()])
    const late = pool.acquire()
    const outcome = expect(late).rejects.toSatisfy((error) => {
      expect(error).toBeInstanceOf(PoolTimeoutError)
      expect(error).toMatchObject({ code: 'POOL_TIMEOUT' })
      expect(error.message).toMatch(/size 2 .*overflow 1 .*200 ms/s)
      expect(error.message).toMatch(/3 in use, 0 idle, 0 connecting, 1 waiting/)
      expect(error.message).toMatch(/Return leases sooner/)
      return true
    })
    await clock.advance(199)
    expect(await peek(late)).toBe('pending')
    await clock.advance(1)
    await outcome
    expect(pool.stats).toMatchObject({ timeouts: 1, waiting: 0, waitMs: 200, inUse: 3 })
  })

  it('come from one timer, which is not set anew for each waiter', async () => {
    const { pool, clock } = fixture(single)
    const lease = await pool.acquire()
    const before = clock.timersSet
    const waiting = Array.from({ length: 50 }, () => pool.acquire())
    expect(clock.timersSet - before).toBeLessThanOrEqual(1)
    expect(clock.pending).toBe(1)
    const outcome = Promise.allSettled(waiting)
    await clock.advance(200)
    expect((await outcome).every(({ status }) => status === 'rejected')).toBe(true)
    expect(pool.stats.timeouts).toBe(50)
    await lease.release()
  })

  it('of their own come in their own order', async () => {
    const { pool, clock } = fixture(single)
    await pool.acquire()
    const order: number[] = []
    const times = [90, 10, 70, 30, 150, 50, 20, 120, 40]
    const all = times.map((timeoutMs) => pool.acquire({ timeoutMs }).catch(() => order.push(timeoutMs)))
    const patient = pool.acquire({ timeoutMs: Infinity })
    await clock.advance(60)
    expect(order).toEqual([10, 20, 30, 40, 50])
    await clock.advance(140)
    await Promise.all(all)
    expect(order).toEqual(times.toSorted((a, b) => a - b))
    await clock.advance(100_000_000_000)
    expect(await peek(patient)).toBe('pending')
  })

  it('keep the process alive while somebody waits, and not longer', async () => {
    const { pool, clock } = fixture(single)
    const lease = await pool.acquire()
    expect(clock.live).toBe(0)
    const next = pool.acquire()
    expect(clock.live).toBe(1)
    await lease.release()
    const held = await next
    expect(clock.live).toBe(0)
    const again = pool.acquire()
    expect(clock.live).toBe(1)
    await held.release()
    await (await again).release()
    expect(clock.live).toBe(0)
  })

  it('include the connect, and do not lose what it brings', async () => {
    const { pool, factory, clock } = fixture(single)
    const connect = new Gate()
    factory.creating.push(connect)
    const late = pool.acquire()
    const outcome = expect(late).rejects.toThrow(/1 connecting.*still under way/)
    await clock.advance(200)
    await outcome
    connect.open()
    await turn()
    expect(pool.stats).toMatchObject({ idle: 1, inUse: 0, connecting: 0 })
    expectBalanced({ pool, factory })
  })

  it('carry the last error of a connect as their cause', async () => {
    const { pool, factory, clock } = fixture(queuePool({ size: 2, maxOverflow: 0, timeoutMs: 200 }))
    const [hung, failing] = [new Gate(), new Gate()]
    factory.creating.push(hung, failing)
    const first = pool.acquire()
    const second = pool.acquire()
    const refused = new Error('refused')
    failing.fail(refused)
    await expect(second).rejects.toBe(refused)
    const outcome = expect(first).rejects.toMatchObject({ code: 'POOL_TIMEOUT', cause: refused })
    await clock.advance(200)
    await outcome
  })

  it('give one more turn after a blocked event loop to what came back meanwhile', async () => {
    const { pool, clock } = fixture(single)
    const lease = await pool.acquire()
    const next = pool.acquire()
    clock.block(500)
    const advanced = clock.advance(1)
    await turn()
    await lease.release()
    await advanced
    await clock.advance(100)
    expect((await next).resource.id).toBe(1)
    expect(pool.stats.timeouts).toBe(0)
  })

  it('end after a blocked event loop when nothing came back', async () => {
    const { pool, clock } = fixture(single)
    await pool.acquire()
    const outcome = expect(pool.acquire()).rejects.toBeInstanceOf(PoolTimeoutError)
    clock.block(500)
    await clock.advance(2)
    await outcome
  })

  it('in great number do not come in one turn', async () => {
    const { pool, clock } = fixture(single)
    await pool.acquire()
    const all = Promise.allSettled(Array.from({ length: 2_500 }, () => pool.acquire()))
    const before = clock.timersSet
    await clock.advance(210)
    await all
    expect(pool.stats.timeouts).toBe(2_500)
    expect(clock.timersSet - before).toBe(2)
  })

  it('of 0 ms mean: now or never', async () => {
    const { pool, clock } = fixture(single)
    const lease = await pool.acquire()
    const outcome = expect(pool.acquire({ timeoutMs: 0 })).rejects.toBeInstanceOf(PoolTimeoutError)
    await clock.advance(1)
    await outcome
    await lease.release()
    await (await pool.acquire({ timeoutMs: 0 })).release()
  })

  it('of a call are checked like those of the pool', async () => {
    const { pool } = fixture(single)
    await expect(pool.acquire({ timeoutMs: -1 })).rejects.toMatchObject({
      code: 'POOL_OPTION_INVALID',
      message: expect.stringMatching(/'timeoutMs' is -1/),
    })
  })
})

describe('signals', () => {
  it('that are aborted already reject without a trace, also when something is idle', async () => {
    const { pool, factory } = fixture(single)
    await (await pool.acquire()).release()
    const reason = new Error('too late')
    await expect(pool.acquire({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(pool.stats).toMatchObject({ acquired: 1, waiting: 0, idle: 1 })
    expect(factory.count('create')).toBe(1)
  })

  it('take a waiter out with their reason', async () => {
    const { pool } = fixture(single)
    const lease = await pool.acquire()
    const controller = new AbortController()
    const waiting = pool.acquire({ signal: controller.signal })
    controller.abort('a plain reason')
    await expect(waiting).rejects.toBe('a plain reason')
    expect(pool.stats).toMatchObject({ waiting: 0, timeouts: 0 })
    await lease.release()
    expect(pool.stats.idle).toBe(1)
  })

  it('keep no listener, however the wait ended', async () => {
    const { pool, clock, factory } = fixture(single)
    const { signal } = new AbortController()
    const lease = await pool.acquire({ signal })
    const served = pool.acquire({ signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    await lease.release()
    const held = await served
    const late = expect(pool.acquire({ signal })).rejects.toBeInstanceOf(PoolTimeoutError)
    await clock.advance(200)
    await late
    await held.release('discard')
    factory.creating.push(new Error('refused'))
    await expect(pool.acquire({ signal })).rejects.toThrow('refused')
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  it('after the loan mean nothing to the pool', async () => {
    const { pool } = fixture(single)
    const controller = new AbortController()
    const lease = await pool.acquire({ signal: controller.signal })
    controller.abort()
    await lease.release()
    expect(pool.stats).toMatchObject({ idle: 1, invalidated: 0 })
  })

  it('that end a wait during its connect leave the resource to the next waiter', async () => {
    const { pool, factory } = fixture(single)
    const connect = new Gate()
    factory.creating.push(connect)
    const controller = new AbortController()
    const first = pool.acquire({ signal: controller.signal })
    const second = pool.acquire()
    controller.abort(new Error('bye'))
    await expect(first).rejects.toThrow('bye')
    expect(factory.signals[0]?.aborted).toBe(false)
    connect.open()
    expect((await second).resource.id).toBe(1)
    expect(factory.count('create')).toBe(1)
  })

  it('that end a wait during its connect leave the resource idle when nobody waits, or to who comes', async () => {
    const { pool, factory } = fixture(queuePool({ size: 2, maxOverflow: 0 }))
    const connect = new Gate()
    factory.creating.push(connect)
    const controller = new AbortController()
    const first = pool.acquire({ signal: controller.signal })
    controller.abort(new Error('bye'))
    await expect(first).rejects.toThrow('bye')
    // The connect that nobody waits for is taken over: no second one is begun.
    const second = pool.acquire()
    expect(pool.stats).toMatchObject({ connecting: 1, waiting: 1 })
    connect.open()
    expect((await second).resource.id).toBe(1)
    expect(factory.count('create')).toBe(1)
    expectBalanced({ pool, factory })
  })
})

describe('connects', () => {
  it('that fail reject the acquirer they were for, and nobody else', async () => {
    const { pool, factory } = fixture(queuePool({ size: 2, maxOverflow: 0 }))
    const slow = new Gate()
    factory.creating.push(slow, new Error('refused'))
    const first = pool.acquire()
    const second = pool.acquire()
    await expect(second).rejects.toThrow('refused')
    expect(await peek(first)).toBe('pending')
    slow.open()
    expect((await first).resource.id).toBe(1)
    expectBalanced({ pool, factory })
  })

  it('that fail free their place: the next waiter gets an attempt of its own', async () => {
    const { pool, factory } = fixture(single)
    factory.creating.push(new Error('one'), new Error('two'))
    const outcomes = await Promise.allSettled([pool.acquire(), pool.acquire(), pool.acquire()])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
    expect(factory.count('create')).toBe(3)
    expectBalanced({ pool, factory })
  })

  it('that fail a hundred times lose no place', async () => {
    const { pool, factory } = fixture(queuePool({ size: 2, maxOverflow: 0 }))
    for (let i = 0; i < 100; i += 1) factory.creating.push(new Error('refused'))
    for (let i = 0; i < 100; i += 1) await expect(pool.acquire()).rejects.toThrow('refused')
    const both = await Promise.all([pool.acquire(), pool.acquire()])
    expect(both.map((lease) => lease.resource.id)).toEqual([1, 2])
    expectBalanced({ pool, factory })
  })

  it('that throw before they begin are errors like others', async () => {
    const { pool, factory } = fixture(single)
    factory.create = () => {
      throw new Error('no promise')
    }
    await expect(pool.acquire()).rejects.toThrow('no promise')
    expect(pool.stats).toMatchObject({ size: 0, waiting: 0 })
  })

  it('bind nobody: a return serves the oldest waiter while its connect goes on', async () => {
    const { pool, factory } = fixture(queuePool({ size: 2, maxOverflow: 0 }))
    const held = await pool.acquire()
    const slow = new Gate()
    factory.creating.push(slow)
    const next = pool.acquire()
    await held.release()
    expect((await next).resource.id).toBe(1)
    slow.open()
    await turn()
    expect(pool.stats).toMatchObject({ inUse: 1, idle: 1 })
  })

  it('bring the oldest waiter what a younger one caused, which inherits the older connect', async () => {
    const { pool, factory } = fixture(queuePool({ size: 2, maxOverflow: 0 }))
    const [slow, fast] = [new Gate(), new Gate()]
    factory.creating.push(slow, fast)
    const older = pool.acquire()
    const younger = pool.acquire()
    fast.open()
    expect((await older).resource.id).toBe(1)
    expect(await peek(younger)).toBe('pending')
    slow.fail(new Error('refused'))
    await expect(younger).rejects.toThrow('refused')
    expectBalanced({ pool, factory })
  })

  it('that nobody waits for any more may fail in silence', async () => {
    const { pool, factory } = fixture(queuePool({ size: 2, maxOverflow: 0 }))
    const held = await pool.acquire()
    const slow = new Gate()
    factory.creating.push(slow)
    const next = pool.acquire()
    await held.release()
    await next
    slow.fail(new Error('refused'))
    await turn()
    expect(pool.stats).toMatchObject({ size: 1, connecting: 0 })
    expectBalanced({ pool, factory })
  })
})
