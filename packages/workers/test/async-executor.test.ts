import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter, once } from 'node:events'
import { AsyncExecutor, TaskTimeoutError } from '@athanor/workers'
import { describe, expect, it } from 'vitest'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('async executor', () => {
  it('runs at most maxWorkers closures at once, in the order of submission', async () => {
    await using executor = new AsyncExecutor({ maxWorkers: 3 })
    let running = 0
    let peak = 0
    const started: number[] = []
    const futures = Array.from({ length: 10 }, (_, i) =>
      executor.submit(async () => {
        started.push(i)
        peak = Math.max(peak, ++running)
        await pause(5)
        running--
        return i
      }),
    )
    expect(executor.stats).toMatchObject({ queued: 7, running: 3 })
    expect(await Promise.all(futures.map((future) => future.result()))).toEqual(started)
    expect(peak).toBe(3)
    expect(executor.stats).toMatchObject({ queued: 0, completed: 10, failed: 0 })
  })

  it('passes an argument, and errors come out as they are, also synchronous ones', async () => {
    await using executor = new AsyncExecutor()
    expect(await executor.submit((value: number) => value + 1, 1).result()).toBe(2)
    const mine = new Error('mine')
    const future = executor.submit(() => {
      throw mine
    })
    await expect(future.result()).rejects.toBe(mine)
    expect(future.state).toBe('failed')
  })

  it('aborts the signal of a closure at its timeout or cancellation, and rejects at once', async () => {
    await using executor = new AsyncExecutor({ maxWorkers: 2 })
    const reasons: unknown[] = []
    const watch = async (_: undefined, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      reasons.push(signal.reason)
    }
    const late = executor.submit(watch, undefined, { timeoutMs: 20 })
    const cancelled = executor.submit(watch)
    const why = new Error('enough')
    cancelled.cancel(why)
    await expect(cancelled.result()).rejects.toBe(why)
    await expect(late.result()).rejects.toBeInstanceOf(TaskTimeoutError)
    expect(reasons).toEqual([why, expect.any(TaskTimeoutError)])
  })

  it('keeps the place of a closure that goes on after its timeout', async () => {
    await using executor = new AsyncExecutor({ maxWorkers: 1 })
    let over = false
    const late = executor.submit(
      async () => {
        await pause(60)
        over = true
      },
      undefined,
      { timeoutMs: 10 },
    )
    const next = executor.submit(() => over)
    await expect(late.result()).rejects.toBeInstanceOf(TaskTimeoutError)
    expect(await next.result()).toBe(true)
  })

  it('tells progress until the listener is disposed', async () => {
    await using executor = new AsyncExecutor()
    const future = executor.submit(async (_: undefined, context) => {
      await pause(1)
      context.progress(1)
      listener[Symbol.dispose]()
      context.progress(2)
    })
    const seen: unknown[] = []
    const listener = future.onProgress((value) => seen.push(value))
    await future.result()
    expect(seen).toEqual([1])
  })

  it('runs each closure in the asynchronous context of its own caller', async () => {
    await using executor = new AsyncExecutor({ maxWorkers: 1 })
    const storage = new AsyncLocalStorage<number>()
    const futures = [1, 2, 3].map((n) => storage.run(n, () => executor.submit(async () => storage.getStore())))
    expect(await Promise.all(futures.map((future) => future.result()))).toEqual([1, 2, 3])
  })

  it('a failure that nobody asks for ends nothing', async () => {
    await using executor = new AsyncExecutor()
    executor.submit(() => Promise.reject(new Error('unseen')))
    await pause(5)
    expect(executor.stats.failed).toBe(1)
  })

  it('waits at shutdown for all, or cancels what waits', async () => {
    const draining = new AsyncExecutor({ maxWorkers: 1 })
    const done = [1, 2, 3].map((n) => draining.submit(() => pause(5).then(() => n)))
    await draining.shutdown()
    expect(done.map((future) => future.state)).toEqual(['done', 'done', 'done'])
    const hasty = new AsyncExecutor({ maxWorkers: 1 })
    const futures = [1, 2].map(() => hasty.submit(() => pause(5)))
    await hasty.shutdown({ drain: false })
    expect(futures.map((future) => future.state)).toEqual(['cancelled', 'cancelled'])
    expect(() => hasty.submit(() => 1)).toThrow(expect.objectContaining({ code: 'WORKER_CLOSED' }))
  })

  it('refuses a closure beyond maxQueue and options that make no sense', async () => {
    await using executor = new AsyncExecutor({ maxWorkers: 1, maxQueue: 0 })
    const first = executor.submit(() => pause(5))
    expect(() => executor.submit(() => 1)).toThrow(expect.objectContaining({ code: 'WORKER_QUEUE_FULL' }))
    await first.result()
    expect(() => executor.submit(() => 1, undefined, { timeoutMs: -1 })).toThrow(
      expect.objectContaining({ code: 'WORKER_BAD_OPTION' }),
    )
    expect(() => new AsyncExecutor({ maxWorkers: 1.5 })).toThrow(expect.objectContaining({ code: 'WORKER_BAD_OPTION' }))
  })
})

describe('async executor: map', () => {
  it('yields in the order of the items, whatever finishes first', async () => {
    await using executor = new AsyncExecutor({ maxWorkers: 3 })
    const results: number[] = []
    for await (const value of executor.map((ms: number) => pause(ms).then(() => ms), [20, 1, 10, 2]))
      results.push(value)
    expect(results).toEqual([20, 1, 10, 2])
  })

  it('takes at most 2 × maxWorkers items ahead of the reader', async () => {
    await using executor = new AsyncExecutor({ maxWorkers: 2 })
    let taken = 0
    let read = 0
    let ahead = 0
    function* endless() {
      for (;;) {
        ahead = Math.max(ahead, ++taken - read)
        yield taken
      }
    }
    for await (const value of executor.map((n: number) => n, endless())) {
      read = value
      await pause(1)
      if (value === 20) break
    }
    expect(ahead).toBe(4)
    expect(taken).toBeLessThanOrEqual(24)
  })

  it('hands out finished results while a slow source is awaited', async () => {
    await using executor = new AsyncExecutor({ maxWorkers: 4 })
    const gate = new EventEmitter()
    async function* source() {
      yield 1
      await once(gate, 'open')
      yield 2
    }
    const results = executor.map((n: number) => n, source())[Symbol.asyncIterator]()
    expect(await results.next()).toEqual({ done: false, value: 1 })
    const second = results.next()
    gate.emit('open')
    expect(await second).toEqual({ done: false, value: 2 })
    expect(await results.next()).toEqual({ done: true, value: undefined })
  })

  it('cancels the rest and closes the source when the loop ends early or a task fails', async () => {
    await using executor = new AsyncExecutor({ maxWorkers: 2 })
    let closed = 0
    function* source() {
      try {
        for (let i = 0; ; i++) yield i
      } finally {
        closed++
      }
    }
    for await (const value of executor.map((n: number) => pause(1).then(() => n), source())) if (value === 1) break
    const failing = async (): Promise<void> => {
      for await (const _ of executor.map((n: number) => (n === 3 ? Promise.reject(new RangeError('3')) : n), source()));
    }
    await expect(failing()).rejects.toThrow(RangeError)
    expect(closed).toBe(2)
    expect(executor.stats.queued).toBe(0)
    expect(executor.stats.cancelled).toBeGreaterThan(0)
  })

  it('is not stopped by maxQueue', async () => {
    await using executor = new AsyncExecutor({ maxWorkers: 1, maxQueue: 0 })
    const results: number[] = []
    for await (const value of executor.map((n: number) => n, [1, 2, 3])) results.push(value)
    expect(results).toEqual([1, 2, 3])
  })
})
