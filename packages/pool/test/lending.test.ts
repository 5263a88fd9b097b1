import { UsageError } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { createPool, nullPool, queuePool, staticPool } from '../src/index.ts'
import { expectBalanced, fixture } from './support/fixture.ts'
import { Gate } from './support/scripted-factory.ts'
import { turn } from './support/virtual-clock.ts'

describe('lending', () => {
  it('makes one resource for a thousand loans in a row', async () => {
    const { pool, factory } = fixture(queuePool())
    for (let i = 0; i < 1_000; i += 1) await (await pool.acquire()).release()
    expect(factory.count('create')).toBe(1)
    expect(pool.stats).toMatchObject({ acquired: 1_000, size: 1, idle: 1 })
  })

  it('fires the events of a loan in order', async () => {
    const { pool, events } = fixture(queuePool())
    await (await pool.acquire()).release()
    expect(events).toEqual(['firstConnect 1', 'connect 1', 'checkout 1', 'reset 1', 'checkin 1'])
    const [one, two] = await Promise.all([pool.acquire(), pool.acquire()])
    expect(events.slice(5)).toEqual(['checkout 1', 'connect 2', 'checkout 2'])
    await Promise.all([one.release(), two.release()])
  })

  it('keeps `size` idle, and closes overflow on return when the idle ones are complete', async () => {
    const { pool, factory, events } = fixture(queuePool({ size: 2, maxOverflow: 1 }))
    const leases = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()])
    expect(pool.stats).toMatchObject({ inUse: 3, overflow: 1, size: 3 })
    for (const lease of leases) await lease.release()
    expect(pool.stats).toMatchObject({ inUse: 0, idle: 2, overflow: 0, size: 2, closed: 1 })
    expect(events.at(-1)).toBe('close 3')
    expect(factory.log.at(-1)).toBe('destroy 3')
    expectBalanced({ pool, factory })
  })

  it('hands an overflow resource on when somebody waits', async () => {
    const { pool, factory } = fixture(queuePool({ size: 1, maxOverflow: 1 }))
    const [one, two] = await Promise.all([pool.acquire(), pool.acquire()])
    const third = pool.acquire()
    await two.release()
    expect((await third).resource.id).toBe(2)
    await one.release()
    await (await third).release()
    expect(factory.count('create')).toBe(2)
    expect(pool.stats).toMatchObject({ idle: 1, closed: 1 })
  })

  it('never makes more than size and overflow', async () => {
    const { pool, factory } = fixture(queuePool({ size: 3, maxOverflow: 2 }))
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const lease = await pool.acquire()
        if (i % 3 === 0) await turn()
        await lease.release()
      }),
    )
    expect(factory.peak).toBe(5)
    expectBalanced({ pool, factory })
  })

  it('has no limit with size 0, whatever maxOverflow says, and keeps all', async () => {
    const { pool } = fixture(queuePool({ size: 0, maxOverflow: 0 }))
    const leases = await Promise.all(Array.from({ length: 40 }, () => pool.acquire()))
    expect(pool.stats).toMatchObject({ inUse: 40, overflow: 0 })
    for (const lease of leases) await lease.release()
    expect(pool.stats.idle).toBe(40)
  })

  it('has no limit with maxOverflow -1, and keeps `size`', async () => {
    const { pool } = fixture(queuePool({ size: 2, maxOverflow: -1 }))
    const leases = await Promise.all(Array.from({ length: 40 }, () => pool.acquire()))
    expect(pool.stats).toMatchObject({ inUse: 40, overflow: 38 })
    for (const lease of leases) await lease.release()
    expect(pool.stats.idle).toBe(2)
  })

  it.each([
    { lifo: false, order: [1, 2, 3] },
    { lifo: true, order: [3, 2, 1] },
  ])('lends idle ones in the order of return (lifo: $lifo)', async ({ lifo, order }) => {
    const { pool } = fixture(queuePool({ size: 3, lifo }))
    const leases = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()])
    for (const lease of leases) await lease.release()
    const again = [await pool.acquire(), await pool.acquire(), await pool.acquire()]
    expect(again.map((lease) => lease.resource.id)).toEqual(order)
  })

  it('keeps `info` with the physical resource, and drops it with it', async () => {
    const { pool } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    const first = await pool.acquire()
    first.info.set('tenant', 7)
    await first.release()
    const second = await pool.acquire()
    expect(second.info.get('tenant')).toBe(7)
    await second.release('discard')
    expect((await pool.acquire()).info.size).toBe(0)
  })

  it('sets no timer for a loan that need not wait', async () => {
    const { pool, clock } = fixture(queuePool())
    await (await pool.acquire()).release()
    const before = clock.timersSet
    for (let i = 0; i < 100; i += 1) await (await pool.acquire({ signal: new AbortController().signal })).release()
    expect(clock.timersSet).toBe(before)
  })

  it('unrefs idle resources and refs lent ones', async () => {
    const { pool, factory } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    const lease = await pool.acquire()
    expect(factory.things[0]?.refed).toBe(true)
    const next = pool.acquire()
    await lease.release()
    expect(factory.things[0]?.refed).toBe(true)
    await (await next).release()
    expect(factory.things[0]?.refed).toBe(false)
    await pool.acquire()
    expect(factory.things[0]?.refed).toBe(true)
  })
})

describe('tryAcquire', () => {
  it('lends an idle resource at once, and nothing else', async () => {
    const { pool, factory } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    expect(pool.tryAcquire()).toBeUndefined()
    expect(factory.log).toEqual([])
    await (await pool.acquire()).release()
    const lease = pool.tryAcquire()
    expect(lease?.resource.id).toBe(1)
    expect(pool.tryAcquire()).toBeUndefined()
    expect(pool.stats).toMatchObject({ inUse: 1, acquired: 2 })
    await lease?.release()
  })

  it('gives nothing that wants a ping, a replacement or is dead', async () => {
    const pinged = fixture(queuePool({ prePing: true }))
    await (await pinged.pool.acquire()).release()
    expect(pinged.pool.tryAcquire()).toBeUndefined()

    const { pool, clock } = fixture(queuePool({ recycleMs: 100 }))
    await (await pool.acquire()).release()
    clock.nowMs += 99
    await pool.tryAcquire()?.release()
    expect(pool.stats.acquired).toBe(2)
    clock.nowMs += 1
    expect(pool.tryAcquire()).toBeUndefined()

    const fresh = fixture(queuePool())
    await (await fresh.pool.acquire()).release()
    fresh.pool.invalidateAll()
    expect(fresh.pool.tryAcquire()).toBeUndefined()
  })

  it('does not overtake those who wait', async () => {
    const { pool, factory } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    const lease = await pool.acquire()
    const waiting = pool.acquire()
    const reset = new Gate()
    factory.resetting.push(reset)
    const released = lease.release()
    expect(pool.tryAcquire()).toBeUndefined()
    reset.open()
    await released
    expect(pool.tryAcquire()).toBeUndefined()
    expect((await waiting).resource.id).toBe(1)
  })
})

describe('a lease', () => {
  const released = expect.objectContaining({ code: 'POOL_LEASE_RELEASED' })

  it('refuses a second release, also when the resource is lent to somebody else by then', async () => {
    const { pool } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    const first = await pool.acquire()
    const second = pool.acquire()
    const third = pool.acquire()
    await first.release()
    await expect(first.release()).rejects.toEqual(released)
    await expect(first.release()).rejects.toBeInstanceOf(UsageError)
    expect((await second).resource.id).toBe(1)
    expect(pool.stats).toMatchObject({ inUse: 1, waiting: 1 })
    await (await second).release()
    await (await third).release()
  })

  it('refuses any use after its end', async () => {
    const { pool } = fixture(queuePool())
    const lease = await pool.acquire()
    await lease.release()
    expect(() => lease.resource).toThrow(released)
    expect(() => lease.info).toThrow(released)
    expect(() => lease.invalidate()).toThrow(released)
    expect(() => lease.detach()).toThrow(released)
    expect(pool.stats).toMatchObject({ invalidated: 0, idle: 1 })
  })

  it('is returned by `await using`, also after an explicit end', async () => {
    const { pool } = fixture(queuePool())
    {
      await using lease = await pool.acquire()
      expect(lease.resource.id).toBe(1)
    }
    expect(pool.stats).toMatchObject({ inUse: 0, idle: 1 })
    {
      await using lease = await pool.acquire()
      await lease.release()
    }
    {
      await using lease = await pool.acquire()
      lease.detach()
    }
    expect(pool.stats).toMatchObject({ inUse: 0, idle: 0, size: 0 })
  })

  it('can be discarded: closed, replaced, and its place goes to who waits', async () => {
    const { pool, factory, events } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    const lease = await pool.acquire()
    const next = pool.acquire()
    await lease.release('discard')
    expect((await next).resource.id).toBe(2)
    expect(events.slice(3)).toEqual(['invalidate 1', 'close 1', 'checkin 1', 'connect 2', 'checkout 2'])
    expect(pool.stats).toMatchObject({ closed: 1, invalidated: 1 })
    expect(factory.count('reset')).toBe(0)
    expectBalanced({ pool, factory })
  })

  it('invalidated hard is closed at once and frees its place; its release is harmless', async () => {
    const { pool, factory, events } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    const causes: unknown[] = []
    pool.on('invalidate', ({ cause }) => causes.push(cause))
    const lease = await pool.acquire()
    const next = pool.acquire()
    const cause = new Error('lost')
    lease.invalidate('hard', cause)
    lease.invalidate('hard', cause)
    expect(factory.things[0]?.closed).toBe(true)
    expect((await next).resource.id).toBe(2)
    expectBalanced({ pool, factory })
    await lease.release()
    expect(causes).toEqual([cause])
    expect(events).toContain('checkin 1')
    expect(pool.stats).toMatchObject({ inUse: 1, closed: 1, invalidated: 1, size: 1 })
    expectBalanced({ pool, factory })
  })

  it('invalidated softly goes on, and is replaced at the next loan', async () => {
    const { pool, factory, events } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    const lease = await pool.acquire()
    lease.invalidate('soft', new Error('odd'))
    expect(lease.resource.closed).toBe(false)
    await lease.release()
    expect(pool.stats).toMatchObject({ idle: 1, created: 1, invalidated: 1 })
    expect((await pool.acquire()).resource.id).toBe(2)
    expect(events.filter((event) => event.endsWith('1')).slice(-4)).toEqual([
      'softInvalidate 1',
      'reset 1',
      'checkin 1',
      'close 1',
    ])
    expectBalanced({ pool, factory })
  })

  it('detached leaves the pool: its place is free and the caller closes it', async () => {
    const { pool, factory, events } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    const lease = await pool.acquire()
    const next = pool.acquire()
    const mine = lease.detach()
    expect((await next).resource.id).toBe(2)
    expect(mine.closed).toBe(false)
    await pool.close()
    expect(mine.closed).toBe(false)
    expect(events).toContain('detach 1')
    expect(events).not.toContain('close 1')
    expectBalanced({ pool, factory }, 1)
  })
})

describe('reset on return', () => {
  it('is over before anybody else sees the resource', async () => {
    const { pool, factory } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    const lease = await pool.acquire()
    const next = pool.acquire()
    const reset = new Gate()
    factory.resetting.push(reset)
    const released = lease.release()
    await turn()
    expect(pool.stats).toMatchObject({ inUse: 1, idle: 0, waiting: 1 })
    reset.open()
    await released
    expect((await next).resource.id).toBe(1)
  })

  it('that fails discards the resource, tells the borrower nothing and frees the place', async () => {
    const { pool, factory, events } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    const lease = await pool.acquire()
    const next = pool.acquire()
    factory.resetting.push(new Error('no rollback'))
    await expect(lease.release()).resolves.toBeUndefined()
    expect((await next).resource.id).toBe(2)
    expect(events.slice(3, 7)).toEqual(['reset 1', 'invalidate 1', 'close 1', 'checkin 1'])
    expectBalanced({ pool, factory })
  })

  it('is not called when the factory says that there is nothing to reset; the event comes all the same', async () => {
    const { pool, factory, events } = fixture(queuePool())
    factory.dirty = false
    const lease = await pool.acquire()
    void lease.release()
    expect(pool.stats.idle).toBe(1)
    expect(events).toContain('reset 1')
    expect(factory.count('reset')).toBe(0)
  })

  it("is left out with resetOnReturn 'none'", async () => {
    const { pool, factory, events } = fixture(queuePool({ resetOnReturn: 'none' }))
    await (await pool.acquire()).release()
    expect(factory.count('reset')).toBe(0)
    expect(events).not.toContain('reset 1')
  })

  it('also comes before the close of what is not kept', async () => {
    const { pool, events } = fixture(nullPool())
    await (await pool.acquire()).release()
    expect(events).toEqual(['firstConnect 1', 'connect 1', 'checkout 1', 'reset 1', 'checkin 1', 'close 1'])
  })
})

describe('listeners', () => {
  it('that throw break neither the pool nor the other listeners', async () => {
    const errors: unknown[] = []
    const { pool, factory, events } = fixture(queuePool(), { onListenerError: (error) => errors.push(error) })
    const heard: number[] = []
    const failure = new Error('listener')
    for (const name of ['connect', 'checkout', 'reset', 'checkin'] as const) {
      pool.on(name, () => {
        throw failure
      })
      pool.on(name, ({ resource }) => heard.push(resource.id))
    }
    await (await pool.acquire()).release()
    expect(errors).toEqual([failure, failure, failure, failure])
    expect(heard).toEqual([1, 1, 1, 1])
    expect(events).toHaveLength(5)
    expect(pool.stats.idle).toBe(1)
    expectBalanced({ pool, factory })
  })

  it('throw into the process by default, apart from the pool', async () => {
    const { pool } = fixture(queuePool())
    const uncaught = new Promise<unknown>((resolve) => {
      const others = process.listeners('uncaughtException')
      process.removeAllListeners('uncaughtException')
      process.once('uncaughtException', (error) => {
        for (const other of others) process.on('uncaughtException', other)
        resolve(error)
      })
    })
    pool.on('checkout', () => {
      throw new Error('listener')
    })
    await (await pool.acquire()).release()
    expect(await uncaught).toEqual(new Error('listener'))
  })

  it('stop hearing when disposed, each registration on its own', async () => {
    const { pool } = fixture(queuePool())
    let heard = 0
    const count = (): void => {
      heard += 1
    }
    const first = pool.on('checkout', count)
    pool.on('checkout', count)
    await (await pool.acquire()).release()
    first[Symbol.dispose]()
    first[Symbol.dispose]()
    await (await pool.acquire()).release()
    expect(heard).toBe(3)
  })

  it('may call the pool', async () => {
    const { pool, factory } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    pool.on('checkin', () => void pool.close())
    pool.on('close', () => void pool.close())
    await (await pool.acquire()).release()
    await pool.close()
    expect(pool.stats).toMatchObject({ size: 0, closed: 1 })
    expectBalanced({ pool, factory })
  })
})

describe('a factory of anything', () => {
  it('needs no more than create, reset and destroy', async () => {
    let made = 0
    await using pool = createPool(staticPool(), {
      create: async () => (made += 1),
      reset: async () => {},
      destroy: async () => {},
    })
    await using lease = await pool.acquire()
    expect(lease.resource).toBe(1)
  })
})
