import { PoolClosedError } from '@athanor/contract'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { assertionPool, nullPool, queuePool, singletonThreadPool, staticPool } from '../src/index.ts'
import { expectBalanced, fixture, peek } from './support/fixture.ts'
import { Gate } from './support/scripted-factory.ts'
import { turn } from './support/virtual-clock.ts'

const closed = expect.objectContaining({ code: 'POOL_CLOSED' })
const single = queuePool({ size: 1, maxOverflow: 0 })

describe('close', () => {
  it('closes what is idle and resolves when that is done', async () => {
    const { pool, factory, clock } = fixture(queuePool())
    const leases = await Promise.all([pool.acquire(), pool.acquire()])
    for (const lease of leases) await lease.release()
    const destroy = new Gate()
    factory.destroying.push(undefined, destroy)
    const closing = pool.close().then(() => 'closed')
    expect(await peek(closing)).toBe('pending')
    destroy.open()
    expect(await closing).toBe('closed')
    expect(pool.stats).toMatchObject({ size: 0, closed: 2 })
    expect(factory.things.every((thing) => thing.closed && thing.refed)).toBe(true)
    expect(clock.pending).toBe(0)
    expectBalanced({ pool, factory })
  })

  it('rejects those who wait at once, and those who come', async () => {
    const { pool } = fixture(single)
    await pool.acquire()
    const waiting = [pool.acquire(), pool.acquire()]
    void pool.close()
    expect(pool.stats.waiting).toBe(0)
    for (const one of waiting) await expect(one).rejects.toEqual(closed)
    await expect(pool.acquire()).rejects.toBeInstanceOf(PoolClosedError)
    expect(pool.tryAcquire()).toBeUndefined()
  })

  it('is one and the same when repeated, and what `await using` does', async () => {
    const { pool, factory } = fixture(single)
    await (await pool.acquire()).release()
    expect(pool.close()).toBe(pool.close({ graceMs: 5_000 }))
    await pool[Symbol.asyncDispose]()
    expect(factory.count('destroy')).toBe(1)
  })

  it('without grace does not wait for loans: they are destroyed when they come back', async () => {
    const { pool, factory, events } = fixture(queuePool())
    const [one, two] = await Promise.all([pool.acquire(), pool.acquire()])
    await pool.close()
    expect(pool.stats).toMatchObject({ inUse: 2, size: 2 })
    await one.release()
    expect(factory.things[0]?.closed).toBe(true)
    await two.release('discard')
    expect(pool.stats).toMatchObject({ size: 0, idle: 0, closed: 2 })
    expect(factory.count('reset')).toBe(0)
    expect(events).toContain('checkin 1')
    expectBalanced({ pool, factory })
  })

  it('with grace waits until the last loan is back', async () => {
    const { pool, factory, clock } = fixture(queuePool())
    const [one, two] = await Promise.all([pool.acquire(), pool.acquire()])
    const closing = pool.close({ graceMs: 1_000 }).then(() => 'closed')
    await clock.advance(300)
    await one.release()
    expect(await peek(closing)).toBe('pending')
    await two.release()
    expect(await closing).toBe('closed')
    expect(clock.nowMs).toBe(1_300)
    expect(clock.pending).toBe(0)
    expectBalanced({ pool, factory })
  })

  it('with grace waits no longer than that', async () => {
    const { pool, factory, clock } = fixture(queuePool())
    const lease = await pool.acquire()
    const closing = pool.close({ graceMs: 1_000 }).then(() => 'closed')
    await clock.advance(999)
    expect(await peek(closing)).toBe('pending')
    await clock.advance(1)
    expect(await closing).toBe('closed')
    expect(factory.things[0]?.closed).toBe(false)
    await lease.release()
    expect(factory.things[0]?.closed).toBe(true)
  })

  it('with grace also waits for a connect under way, and no longer when it fails', async () => {
    const { pool, factory, clock } = fixture(queuePool())
    const connect = new Gate()
    factory.creating.push(connect)
    const acquiring = expect(pool.acquire()).rejects.toEqual(closed)
    const closing = pool.close({ graceMs: 1_000 }).then(() => 'closed')
    await acquiring
    expect(await peek(closing)).toBe('pending')
    connect.fail(new Error('aborted'))
    expect(await closing).toBe('closed')
    expect(clock.nowMs).toBe(1_000)
  })

  it('with nothing out needs no grace', async () => {
    const { pool } = fixture(queuePool())
    await (await pool.acquire()).release()
    await pool.close({ graceMs: 60_000 })
  })

  it('refuses a bad grace, and stays open', async () => {
    const { pool } = fixture(queuePool())
    await expect(pool.close({ graceMs: -5 })).rejects.toMatchObject({ code: 'POOL_OPTION_INVALID' })
    await (await pool.acquire()).release()
  })

  it('during a connect aborts it, and closes what it still brings', async () => {
    const { pool, factory } = fixture(queuePool())
    const [late, failing] = [new Gate(), new Gate()]
    factory.creating.push(late, failing)
    const acquiring = [pool.acquire(), pool.acquire()]
    await pool.close()
    for (const one of acquiring) await expect(one).rejects.toEqual(closed)
    expect(factory.signals.every((signal) => signal?.aborted)).toBe(true)
    late.open()
    failing.fail(new Error('aborted'))
    await turn()
    expect(factory.things[0]?.closed).toBe(true)
    expect(pool.stats).toMatchObject({ size: 0, connecting: 0 })
    expectBalanced({ pool, factory })
  })

  it('during a ping closes what was pinged, whatever the ping says', async () => {
    for (const outcome of ['open', 'fail'] as const) {
      const { pool, factory } = fixture(queuePool({ prePing: true }))
      await (await pool.acquire()).release()
      const ping = new Gate()
      factory.pinging.push(ping)
      const acquiring = expect(pool.acquire()).rejects.toEqual(closed)
      await pool.close()
      await acquiring
      if (outcome === 'open') ping.open()
      else ping.fail(new Error('gone'))
      await turn()
      expect(pool.stats).toMatchObject({ size: 0, closed: 1, created: 1, invalidated: 0 })
      expectBalanced({ pool, factory })
    }
  })

  it('during a reset closes what was reset', async () => {
    const { pool, factory } = fixture(queuePool())
    const lease = await pool.acquire()
    const reset = new Gate()
    factory.resetting.push(reset)
    const released = lease.release()
    const closing = pool.close({ graceMs: 1_000 })
    reset.open()
    await Promise.all([released, closing])
    expect(pool.stats).toMatchObject({ size: 0, closed: 1 })
    expectBalanced({ pool, factory })
  })

  it('does not mind a destroy that fails', async () => {
    const { pool, factory } = fixture(queuePool())
    await (await pool.acquire()).release()
    factory.destroying.push(new Error('already gone'))
    await pool.close()
    expect(pool.stats).toMatchObject({ size: 0, closed: 1 })
  })

  it.each([queuePool(), nullPool(), staticPool(), singletonThreadPool(), assertionPool()])(
    'and double release are the same for every strategy ($kind)',
    async (strategy) => {
      const { pool, factory } = fixture(strategy)
      const lease = await pool.acquire()
      await pool.close()
      await expect(pool.acquire()).rejects.toEqual(closed)
      await lease.release()
      await expect(lease.release()).rejects.toMatchObject({ code: 'POOL_LEASE_RELEASED' })
      expect(factory.open).toBe(0)
      expectBalanced({ pool, factory })
    },
  )
})

describe('the process', () => {
  const run = promisify(execFile)
  const index = fileURLToPath(new URL('../src/index.ts', import.meta.url))
  // The timers stand for sockets: they keep the process alive unless they are unrefed.
  const script = (rest: string): string => `
    import { createPool, queuePool } from ${JSON.stringify(index)}
    const pool = createPool(queuePool({ size: 1, maxOverflow: 0, timeoutMs: 100 }), {
      create: async () => setInterval(() => {}, 60_000), reset: async () => {}, destroy: async (t) => clearInterval(t),
      unref: (t) => t.unref(), ref: (t) => t.ref(),
    })
    ${rest}`
  const node = (rest: string) =>
    run(
      process.execPath,
      ['--conditions=@athanor/source', '--import=tsx', '--input-type=module', '--eval', script(rest)],
      { timeout: 10_000, cwd: fileURLToPath(new URL('..', import.meta.url)) },
    )

  it('may end while resources are idle', async () => {
    const { stdout } = await node(`
      const lease = await pool.acquire()
      const next = pool.acquire()
      await lease.release()
      await (await next).release()
      console.log('idle', pool.stats.idle)`)
    expect(stdout).toBe('idle 1\n')
  })

  it('is kept alive by a waiter until it settles', async () => {
    const { stdout } = await node(`
      const lease = await pool.acquire()
      lease.resource.unref()
      pool.acquire().catch((error) => console.log(error.code))`)
    expect(stdout).toBe('POOL_TIMEOUT\n')
  })
})
