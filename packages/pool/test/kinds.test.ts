import { PoolAssertionError } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { assertionPool, nullPool, singletonThreadPool, staticPool } from '../src/index.ts'
import { expectBalanced, fixture, peek } from './support/fixture.ts'
import { Gate } from './support/scripted-factory.ts'
import { turn } from './support/virtual-clock.ts'

describe('nullPool', () => {
  it('makes one for each loan and closes it on return', async () => {
    const { pool, factory } = fixture(nullPool())
    await (await pool.acquire()).release()
    expect(factory.things[0]?.closed).toBe(true)
    await (await pool.acquire()).release()
    expect(pool.stats).toMatchObject({ strategy: 'null', created: 2, closed: 2, size: 0, overflow: 0 })
    expect(pool.tryAcquire()).toBeUndefined()
  })

  it('has no limit', async () => {
    const { pool, factory } = fixture(nullPool())
    const leases = await Promise.all(Array.from({ length: 30 }, () => pool.acquire()))
    expect(pool.stats).toMatchObject({ inUse: 30, overflow: 0 })
    await Promise.all(leases.map((lease) => lease.release()))
    expectBalanced({ pool, factory })
  })

  it('hands no returned resource to who waits for its own', async () => {
    const { pool, factory } = fixture(nullPool())
    const lease = await pool.acquire()
    const connect = new Gate()
    factory.creating.push(connect)
    const next = pool.acquire()
    await lease.release()
    expect(await peek(next)).toBe('pending')
    connect.open()
    expect((await next).resource.id).toBe(2)
  })

  it('closes what was made for an acquirer that left', async () => {
    const { pool, factory } = fixture(nullPool())
    const connect = new Gate()
    factory.creating.push(connect)
    const controller = new AbortController()
    const acquiring = pool.acquire({ signal: controller.signal })
    controller.abort(new Error('bye'))
    await expect(acquiring).rejects.toThrow('bye')
    connect.open()
    await turn()
    expect(pool.stats).toMatchObject({ size: 0, closed: 1 })
    expectBalanced({ pool, factory })
  })

  it('ends the release when the resource is closed', async () => {
    const { pool, factory } = fixture(nullPool())
    const lease = await pool.acquire()
    const destroy = new Gate()
    factory.destroying.push(destroy)
    const released = lease.release().then(() => 'released')
    expect(await peek(released)).toBe('pending')
    destroy.open()
    expect(await released).toBe('released')
  })
})

describe.each([
  { name: 'static', strategy: staticPool },
  { name: 'singletonThread', strategy: singletonThreadPool },
])('$name pool', ({ name, strategy }) => {
  it('shares one resource among leases at the same time', async () => {
    const { pool, factory } = fixture(strategy())
    const leases = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()])
    expect(leases.map((lease) => lease.resource.id)).toEqual([1, 1, 1])
    expect(leases.every((lease) => lease.shared)).toBe(true)
    expect(pool.tryAcquire()?.resource.id).toBe(1)
    expect(pool.stats).toMatchObject({ strategy: name, size: 1, inUse: 1, idle: 0, acquired: 4, overflow: 0 })
    expectBalanced({ pool, factory })
  })

  it('resets when the last lease comes back, and lends nothing meanwhile', async () => {
    const { pool, factory, events } = fixture(strategy())
    const [one, two] = await Promise.all([pool.acquire(), pool.acquire()])
    await one.release()
    expect(factory.count('reset')).toBe(0)
    const reset = new Gate()
    factory.resetting.push(reset)
    const released = two.release()
    expect(pool.tryAcquire()).toBeUndefined()
    const next = pool.acquire()
    expect(await peek(next)).toBe('pending')
    reset.open()
    await released
    expect((await next).resource.id).toBe(1)
    expect(events.slice(4)).toEqual(['checkin 1', 'reset 1', 'checkin 1', 'checkout 1'])
    expect(factory.things[0]?.refed).toBe(true)
  })

  it('detects a double release of one of the leases', async () => {
    const { pool } = fixture(strategy())
    const [one, two] = await Promise.all([pool.acquire(), pool.acquire()])
    await one.release()
    await expect(one.release()).rejects.toMatchObject({ code: 'POOL_LEASE_RELEASED' })
    expect(two.resource.id).toBe(1)
    expect(pool.stats.inUse).toBe(1)
  })

  it('makes another one after an invalidation, and closes the old one when nobody holds it', async () => {
    const { pool, factory } = fixture(strategy())
    const [one, two] = await Promise.all([pool.acquire(), pool.acquire()])
    one.invalidate('hard', new Error('odd'))
    const three = await pool.acquire()
    expect(three.resource.id).toBe(2)
    expect(factory.things[0]?.closed).toBe(false)
    expect(pool.stats).toMatchObject({ size: 2, inUse: 2, invalidated: 1 })
    await one.release()
    expect(factory.things[0]?.closed).toBe(false)
    expectBalanced({ pool, factory })
    await two.release()
    expect(factory.things[0]?.closed).toBe(true)
    await three.release()
    expect(pool.stats).toMatchObject({ size: 1, idle: 1, closed: 1 })
    expectBalanced({ pool, factory })
  })

  it('closes an invalidated resource at once when nobody else holds it', async () => {
    const { pool, factory } = fixture(strategy())
    const lease = await pool.acquire()
    lease.invalidate()
    expect(factory.things[0]?.closed).toBe(true)
    await lease.release()
    expect((await pool.acquire()).resource.id).toBe(2)
    expectBalanced({ pool, factory })
  })

  it('does not close for a discarding lease what another one holds', async () => {
    const { pool, factory } = fixture(strategy())
    const [one, two] = await Promise.all([pool.acquire(), pool.acquire()])
    await one.release('discard')
    expect(two.resource.closed).toBe(false)
    await two.release()
    expect(factory.things[0]?.closed).toBe(true)
    expect(pool.stats).toMatchObject({ size: 0, invalidated: 1 })
    expectBalanced({ pool, factory })
  })

  it('replaces softly invalidated and old resources at the next loan, while others go on', async () => {
    const { pool, factory, clock } = fixture(strategy({ recycleMs: 1_000 }))
    const one = await pool.acquire()
    one.invalidate('soft')
    const two = await pool.acquire()
    clock.nowMs += 1_000
    const three = await pool.acquire()
    expect([one, two, three].map((lease) => lease.resource.id)).toEqual([1, 2, 3])
    expect(factory.things.map((thing) => thing.closed)).toEqual([false, false, false])
    for (const lease of [two, one, three]) await lease.release()
    expect(factory.things.map((thing) => thing.closed)).toEqual([true, true, false])
    expectBalanced({ pool, factory })
  })

  it('pings an idle resource, and none that is in use', async () => {
    const { pool, factory } = fixture(strategy({ prePing: true }))
    const one = await pool.acquire()
    const two = await pool.acquire()
    expect(factory.count('ping')).toBe(0)
    await one.release()
    await two.release()
    const [three, four] = await Promise.all([pool.acquire(), pool.acquire()])
    expect(factory.count('ping')).toBe(1)
    await three.release()
    await four.release()
    factory.pinging.push(new Error('gone'))
    expect((await pool.acquire()).resource.id).toBe(2)
    expectBalanced({ pool, factory })
  })

  it('gives each acquirer its own attempt when the connect fails', async () => {
    const { pool, factory } = fixture(strategy())
    factory.creating.push(new Error('one'))
    const outcomes = await Promise.allSettled([pool.acquire(), pool.acquire(), pool.acquire()])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(pool.stats.created).toBe(1)
    expectBalanced({ pool, factory })
  })

  it('lets one lease take the resource away: the others go on, the pool makes another', async () => {
    const { pool, factory } = fixture(strategy())
    const [one, two] = await Promise.all([pool.acquire(), pool.acquire()])
    const mine = one.detach()
    expect((await pool.acquire()).resource.id).toBe(2)
    await two.release()
    expect(mine.closed).toBe(false)
    expectBalanced({ pool, factory }, 1)
  })

  it('closes at the last return when it was closed meanwhile', async () => {
    const { pool, factory } = fixture(strategy())
    const [one, two] = await Promise.all([pool.acquire(), pool.acquire()])
    await pool.close()
    await one.release()
    expect(factory.things[0]?.closed).toBe(false)
    await two.release()
    expect(factory.things[0]?.closed).toBe(true)
  })
})

describe('assertionPool', () => {
  it('refuses a second loan, and says where the first one was made', async () => {
    const { pool } = fixture(assertionPool())
    const first = await firstBorrower(pool)
    await expect(pool.acquire()).rejects.toSatisfy((error) => {
      expect(error).toBeInstanceOf(PoolAssertionError)
      expect(error).toMatchObject({ code: 'POOL_ASSERTION' })
      expect(error.message).toMatch(/already checked out/)
      expect(error.message).toMatch(/\n +at firstBorrower .*kinds\.test\.ts:\d+/)
      return true
    })
    expect(pool.stats).toMatchObject({ inUse: 1, waiting: 0 })
    await first.release()
  })

  it('refuses it also while the first one is being made', async () => {
    const { pool } = fixture(assertionPool())
    const first = pool.acquire()
    await expect(pool.acquire()).rejects.toThrow(/already checked out/)
    await (await first).release()
  })

  it('lends the same resource again and again', async () => {
    const { pool, factory } = fixture(assertionPool())
    for (let i = 0; i < 3; i += 1) await (await pool.acquire()).release()
    await pool.tryAcquire()?.release()
    expect(pool.stats).toMatchObject({ strategy: 'assertion', created: 1, acquired: 4, idle: 1 })
    expectBalanced({ pool, factory })
  })

  it('takes a lease that is being returned as returned', async () => {
    const { pool } = fixture(assertionPool())
    const lease = await pool.acquire()
    void lease.release()
    expect((await pool.acquire()).resource.id).toBe(1)
  })

  it('forgets a loan that failed', async () => {
    const { pool, factory } = fixture(assertionPool())
    factory.creating.push(new Error('refused'))
    await expect(pool.acquire()).rejects.toThrow('refused')
    await (await pool.acquire()).release()
  })
})

async function firstBorrower<L>(pool: { acquire(): Promise<L> }): Promise<L> {
  return pool.acquire()
}
