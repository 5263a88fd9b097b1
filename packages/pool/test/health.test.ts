import { describe, expect, it } from 'vitest'
import { nullPool, queuePool } from '../src/index.ts'
import { expectBalanced, fixture, type Fixture, peek } from './support/fixture.ts'
import { Gate } from './support/scripted-factory.ts'
import { turn } from './support/virtual-clock.ts'

async function fill(pool: Fixture['pool'], count: number): Promise<void> {
  const leases = await Promise.all(Array.from({ length: count }, () => pool.acquire()))
  for (const lease of leases) await lease.release()
}

describe('recycling', () => {
  it('replaces a resource at the loan after its age is reached', async () => {
    const { pool, factory, clock, events } = fixture(queuePool({ recycleMs: 1_000 }))
    await fill(pool, 1)
    clock.nowMs += 999
    await fill(pool, 1)
    expect(pool.stats.created).toBe(1)
    clock.nowMs += 1
    await using lease = await pool.acquire()
    expect(lease.resource.id).toBe(2)
    expect(events).toContain('close 1')
    expect(events).not.toContain('invalidate 1')
    expect(pool.stats).toMatchObject({ created: 2, closed: 1, invalidated: 0, inUse: 1 })
    expectBalanced({ pool, factory })
  })

  it('with 0 replaces at every loan, with -1 at none', async () => {
    const always = fixture(queuePool({ recycleMs: 0 }))
    for (let i = 0; i < 5; i += 1) await fill(always.pool, 1)
    expect(always.pool.stats).toMatchObject({ created: 5, closed: 4, size: 1 })
    const never = fixture(queuePool({ recycleMs: -1 }))
    await fill(never.pool, 1)
    never.clock.nowMs += 1e12
    await fill(never.pool, 1)
    expect(never.pool.stats.created).toBe(1)
  })

  it('leaves a lent resource alone, and replaces it before the next waiter gets it', async () => {
    const { pool, factory, clock } = fixture(
      queuePool({ size: 1, maxOverflow: 0, recycleMs: 1_000, timeoutMs: 10_000 }),
    )
    const lease = await pool.acquire()
    const next = pool.acquire()
    await clock.advance(1_500)
    expect(lease.resource.closed).toBe(false)
    await lease.release()
    expect((await next).resource.id).toBe(2)
    expect(factory.peak).toBe(1)
    expectBalanced({ pool, factory })
  })

  it('that fails to connect rejects the acquirer and frees the place', async () => {
    const { pool, factory, clock } = fixture(queuePool({ size: 1, maxOverflow: 0, recycleMs: 1_000 }))
    await fill(pool, 1)
    clock.nowMs += 1_000
    factory.creating.push(new Error('refused'))
    await expect(pool.acquire()).rejects.toThrow('refused')
    expect(pool.stats).toMatchObject({ size: 0, closed: 1 })
    expect((await pool.acquire()).resource.id).toBe(2)
    expectBalanced({ pool, factory })
  })
})

describe('pre-ping', () => {
  it('proves idle resources, and no fresh ones', async () => {
    const { pool, factory } = fixture(queuePool({ prePing: true }))
    await using first = await pool.acquire()
    expect(factory.count('ping')).toBe(0)
    await first.release()
    await fill(pool, 1)
    expect(factory.log.filter((line) => line.startsWith('ping'))).toEqual(['ping 1'])
  })

  it('replaces a dead resource, and nobody sees an error', async () => {
    const { pool, factory, events } = fixture(queuePool({ prePing: true }))
    const causes: unknown[] = []
    pool.on('invalidate', ({ cause }) => causes.push(cause))
    await fill(pool, 1)
    for (const thing of factory.things) thing.alive = false
    const lease = await pool.acquire()
    expect(lease.resource.id).toBe(2)
    expect(factory.count('ping')).toBe(1)
    expect(causes).toEqual([new Error('thing 1 is dead')])
    expect(events.slice(5)).toEqual(['invalidate 1', 'close 1', 'connect 2', 'checkout 2'])
    expect(pool.stats.invalidated).toBe(1)
    expectBalanced({ pool, factory })
  })

  it('gives up with the error of the replacement: one ping and one connect', async () => {
    const { pool, factory } = fixture(queuePool({ size: 1, maxOverflow: 0, prePing: true }))
    await fill(pool, 1)
    factory.pinging.push(new Error('gone'))
    factory.creating.push(new Error('refused'))
    await expect(pool.acquire()).rejects.toThrow('refused')
    expect(factory.log.slice(-3)).toEqual(['ping 1', 'destroy 1', 'create'])
    expect(pool.stats).toMatchObject({ size: 0, inUse: 0 })
    expectBalanced({ pool, factory })
  })

  it('that fails once distrusts all older resources: they are replaced at their next loan, and none is closed at once', async () => {
    const { pool, factory } = fixture(queuePool({ size: 3, prePing: true }))
    await fill(pool, 3)
    factory.pinging.push(new Error('gone'))
    const first = await pool.acquire()
    expect(first.resource.id).toBe(4)
    expect(pool.stats).toMatchObject({ idle: 2, closed: 1, invalidated: 1 })
    const others = [await pool.acquire(), await pool.acquire()]
    expect(others.map((lease) => lease.resource.id)).toEqual([5, 6])
    // They were not asked: their age was proof enough.
    expect(factory.count('ping')).toBe(1)
    await first.release()
    expect((await pool.acquire()).resource.id).toBe(4)
    expectBalanced({ pool, factory })
  })

  it('failing ten times at once counts as one: what is younger is kept', async () => {
    const { pool, factory } = fixture(queuePool({ size: 10, maxOverflow: 0, prePing: true }))
    await fill(pool, 10)
    for (const thing of factory.things) thing.alive = false
    const leases = await Promise.all(Array.from({ length: 10 }, () => pool.acquire()))
    expect(pool.stats).toMatchObject({ created: 20, closed: 10 })
    for (const lease of leases) await lease.release()
    await fill(pool, 10)
    expect(pool.stats.created).toBe(20)
    expectBalanced({ pool, factory })
  })

  it('goes before a hand-over to a waiter too', async () => {
    const { pool, factory } = fixture(queuePool({ size: 1, maxOverflow: 0, prePing: true }))
    const lease = await pool.acquire()
    const next = pool.acquire()
    await lease.release()
    expect((await next).resource.id).toBe(1)
    expect(factory.count('ping')).toBe(1)
  })

  it('of a returned resource serves who waits for a slow connect', async () => {
    const { pool, factory } = fixture(queuePool({ size: 2, maxOverflow: 0, prePing: true }))
    const lease = await pool.acquire()
    const slow = new Gate()
    factory.creating.push(slow)
    const next = pool.acquire()
    await lease.release()
    expect((await next).resource.id).toBe(1)
    slow.open()
    await turn()
    expect(pool.stats).toMatchObject({ idle: 1, inUse: 1 })
    expectBalanced({ pool, factory })
  })

  it('that nobody waits for any more keeps the resource, or drops it when it fails', async () => {
    const { pool, factory } = fixture(queuePool({ size: 2, prePing: true }))
    await fill(pool, 1)
    for (const outcome of ['open', 'fail'] as const) {
      const ping = new Gate()
      factory.pinging.push(ping)
      const controller = new AbortController()
      const acquiring = pool.acquire({ signal: controller.signal })
      await turn()
      expect(pool.stats).toMatchObject({ idle: 0, inUse: 1, waiting: 1 })
      controller.abort(new Error('bye'))
      await expect(acquiring).rejects.toThrow('bye')
      if (outcome === 'open') ping.open()
      else ping.fail(new Error('gone'))
      await turn()
      expect(pool.stats).toMatchObject({ idle: outcome === 'open' ? 1 : 0, inUse: 0, connecting: 0, created: 1 })
      expectBalanced({ pool, factory })
    }
  })

  it('that hangs ends with the deadline of the acquirer', async () => {
    const { pool, factory, clock } = fixture(queuePool({ prePing: true, timeoutMs: 500 }))
    await fill(pool, 1)
    factory.pinging.push(new Gate())
    const outcome = expect(pool.acquire()).rejects.toMatchObject({ code: 'POOL_TIMEOUT' })
    await clock.advance(500)
    await outcome
  })
})

describe('a resource known to be dead', () => {
  it('is not lent: it is replaced without a ping', async () => {
    const { pool, factory } = fixture(queuePool({ prePing: true }))
    Object.assign(factory, { isAlive: (thing: { alive: boolean }) => thing.alive })
    await fill(pool, 2)
    const [first] = factory.things
    if (first !== undefined) first.alive = false
    expect((await pool.acquire()).resource.id).toBe(3)
    // It alone was dead: the others are asked, not replaced.
    expect((await pool.acquire()).resource.id).toBe(2)
    expect(factory.log.filter((line) => line.startsWith('ping'))).toEqual(['ping 2'])
    expectBalanced({ pool, factory })
  })

  it('is not kept at its return, and not reset', async () => {
    const { pool, factory, events } = fixture(queuePool())
    Object.assign(factory, { isAlive: (thing: { alive: boolean }) => thing.alive })
    const lease = await pool.acquire()
    lease.resource.alive = false
    await lease.release()
    expect(events.slice(3)).toEqual(['invalidate 1', 'close 1', 'checkin 1'])
    expect(factory.count('reset')).toBe(0)
    expect(pool.stats).toMatchObject({ size: 0, invalidated: 1 })
  })

  it('is one whose liveness cannot be told', async () => {
    const { pool, factory } = fixture(queuePool())
    await fill(pool, 1)
    Object.assign(factory, {
      isAlive: () => {
        throw new Error('no socket')
      },
    })
    expect((await pool.acquire()).resource.id).toBe(2)
  })
})

describe('invalidateAll', () => {
  it('replaces what is older at the next loan, and closes nothing at once', async () => {
    const { pool, factory, events } = fixture(queuePool({ size: 3 }))
    await fill(pool, 2)
    const lent = await pool.acquire()
    pool.invalidateAll()
    expect(pool.stats).toMatchObject({ idle: 1, inUse: 1, closed: 0 })
    await lent.release()
    expect(pool.stats).toMatchObject({ idle: 2, closed: 0 })
    const leases = await Promise.all([pool.acquire(), pool.acquire()])
    expect(leases.map((lease) => lease.resource.id)).toEqual([3, 4])
    expect(events.filter((event) => event.startsWith('invalidate'))).toEqual([])
    expectBalanced({ pool, factory })
  })

  it('does not trust a connect that was begun before', async () => {
    const { pool, factory } = fixture(queuePool())
    const connect = new Gate()
    factory.creating.push(connect)
    const acquiring = pool.acquire()
    pool.invalidateAll()
    connect.open()
    await (await acquiring).release()
    expect((await pool.acquire()).resource.id).toBe(2)
  })

  it('does not let a replacement exceed the limit', async () => {
    const { pool, factory } = fixture(queuePool({ size: 2, maxOverflow: 0 }))
    await fill(pool, 2)
    pool.invalidateAll()
    const slow = new Gate()
    factory.creating.push(slow)
    const two = [pool.acquire(), pool.acquire()]
    const third = pool.acquire()
    await turn()
    expect(pool.stats).toMatchObject({ size: 2 })
    expect(factory.count('create')).toBe(4)
    slow.open()
    const leases = await Promise.all(two)
    expect(await peek(third)).toBe('pending')
    for (const lease of leases) await lease.release()
    expectBalanced({ pool, factory })
  })

  it('keeps the place of a replaced resource, also from a listener that acquires', async () => {
    const { pool, factory } = fixture(queuePool({ size: 1, maxOverflow: 0 }))
    await fill(pool, 1)
    const eager: ReturnType<typeof pool.acquire>[] = []
    pool.on('close', () => eager.push(pool.acquire()))
    pool.invalidateAll()
    const lease = await pool.acquire()
    await turn()
    expect(factory.count('create')).toBe(2)
    expect(pool.stats).toMatchObject({ size: 1, waiting: 1 })
    await lease.release()
    expect((await eager[0])?.resource.id).toBe(2)
  })

  it('does nothing to a null pool', async () => {
    const { pool } = fixture(nullPool())
    const lease = await pool.acquire()
    pool.invalidateAll()
    await lease.release()
    expect(pool.stats).toMatchObject({ created: 1, closed: 1 })
  })
})
