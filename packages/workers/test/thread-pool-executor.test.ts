import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UniqueViolationError, UsageError, WorkerError } from '@athanor/contract'
import { type Future, TaskTimeoutError, ThreadPoolExecutor, type ThreadOptions } from '@athanor/workers'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { broken, tasks } from './fixtures/tasks.ts'

const folder = mkdtempSync(join(tmpdir(), 'athanor-workers-'))
const log = join(folder, 'log.txt')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => writeFileSync(log, ''))

const logged = (word: string): string[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(word))
const executor = (options: ThreadOptions = {}) =>
  new ThreadPoolExecutor(tasks, { maxWorkers: 2, data: { log }, ...options })
const failure = (future: Future<unknown>): Promise<unknown> =>
  future.result().then(
    () => undefined,
    (error: unknown) => error,
  )
async function* slowly(values: readonly number[]): AsyncGenerator<number> {
  for (const value of values) yield value
}
const until = async (condition: () => boolean): Promise<void> => {
  for (let i = 0; !condition(); i++) {
    if (i > 500) throw new Error('did not come about')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('thread pool executor: submit', () => {
  it('resolves with what the task returned and passes through the states', async () => {
    await using pool = executor()
    const future = pool.submit('double', 21)
    expect(future.state).toBe('pending')
    expect(await future.result()).toBe(42)
    expect(future.state).toBe('done')
    expect(pool.stats).toEqual({ workers: 1, queued: 0, running: 0, completed: 1, failed: 0, cancelled: 0 })
  })

  it('uses as many threads as it may and no more', async () => {
    await using pool = executor()
    const threads = await Promise.all(Array.from({ length: 6 }, () => pool.submit('slow', 60).result()))
    expect(new Set(threads).size).toBe(2)
    expect(pool.stats.workers).toBe(2)
  })

  it('brings errors back with class, message, cause and the stack of the thread', async () => {
    await using pool = executor()
    const error = await failure(pool.submit('fail', 'no such sensor'))
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ message: 'no such sensor', cause: { message: 'below' } })
    expect((error as Error).cause).toBeInstanceOf(TypeError)
    expect((error as Error).stack).toContain('fixtures/tasks.ts')
    const unique = await failure(pool.submit('unique'))
    expect(unique).toBeInstanceOf(UniqueViolationError)
    expect(unique).toMatchObject({ code: 'DB_UNIQUE', table: 'users', sqlState: '23505' })
    expect(pool.stats.failed).toBe(2)
  })

  it('rejects only the task whose argument, result or progress cannot be copied', async () => {
    await using pool = executor({ maxWorkers: 1 })
    const bad = pool.submit('steps', (() => 1) as unknown as number)
    const good = pool.submit('double', 1)
    expect(await failure(bad)).toMatchObject({
      code: 'WORKER_NOT_CLONEABLE',
      message: expect.stringContaining('argument of Task "steps"'),
    })
    expect(await good.result()).toBe(2)
    const error = await failure(pool.submit('unclonable'))
    expect(error).toBeInstanceOf(WorkerError)
    expect(error).toMatchObject({
      code: 'WORKER_NOT_CLONEABLE',
      message: expect.stringContaining('result of task "unclonable"'),
    })
    expect(await pool.submit('double', 2).result()).toBe(4)
    expect(pool.stats.workers).toBe(1)
  })

  it('tells progress in order and never after the outcome', async () => {
    await using pool = executor()
    const future = pool.submit('steps', 50)
    const seen: unknown[] = []
    future.onProgress((value) => seen.push(future.state === 'running' ? value : 'late'))
    expect(await future.result()).toBe(50)
    expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
  })

  it('refuses a task beyond maxQueue, unknown names, and data that cannot be copied', async () => {
    await using pool = executor({ maxWorkers: 1, maxQueue: 1 })
    const futures = [pool.submit('slow', 20), pool.submit('double', 1)]
    expect(() => pool.submit('double', 2)).toThrow(
      expect.objectContaining({ code: 'WORKER_QUEUE_FULL', retry: 'safe' }),
    )
    await Promise.all(futures.map((future) => future.result()))
    expect(await pool.submit('double', 2).result()).toBe(4)
    expect(() => pool.submit('toString' as 'double', 1)).toThrow(
      expect.objectContaining({ code: 'WORKER_TASK_UNKNOWN' }),
    )
    expect(() => new ThreadPoolExecutor(tasks, { data: { log: Symbol('x') as unknown as string } })).toThrow(
      expect.objectContaining({ code: 'WORKER_NOT_CLONEABLE' }),
    )
    expect(() => executor({ maxWorkers: 0 })).toThrow(UsageError)
  })
})

describe('thread pool executor: time and cancellation', () => {
  it('ends a runaway task at its timeout and goes on with a new thread; neighbours are unharmed', async () => {
    await using pool = executor()
    const neighbour = pool.submit('slow', 500)
    const error = await failure(pool.submit('forever', undefined, { timeoutMs: 100 }))
    expect(error).toBeInstanceOf(TaskTimeoutError)
    expect(error).toMatchObject({ code: 'WORKER_TIMEOUT', name: 'TaskTimeoutError' })
    expect(await pool.submit('double', 4).result()).toBe(8)
    expect(typeof (await neighbour.result())).toBe('number')
    expect(logged('setup')).toHaveLength(3)
  })

  it('does not count the queue, the start of the thread or setup as time of the task', async () => {
    await using pool = executor({ maxWorkers: 1 })
    const first = pool.submit('slow', 30, { timeoutMs: 200 })
    const second = pool.submit('slow', 150, { timeoutMs: 200 })
    const third = pool.submit('slow', 150, { timeoutMs: 200 })
    await Promise.all([first.result(), second.result(), third.result()])
  })

  it('keeps the thread of a task that notices its signal in time', async () => {
    await using pool = executor({ maxWorkers: 1, graceMs: 2_000 })
    const future = pool.submit('watchful')
    await until(() => future.state === 'running')
    const reason = new Error('not needed')
    expect(future.cancel(reason)).toBe(true)
    expect(future.cancel()).toBe(false)
    expect(await failure(future)).toBe(reason)
    expect(future.state).toBe('cancelled')
    await pool.submit('double', 1).result()
    expect(logged('noticed')).toHaveLength(1)
    expect(logged('setup')).toHaveLength(1)
  })

  it('never starts a task that was cancelled in the queue, by hand or by its signal', async () => {
    await using pool = executor({ maxWorkers: 1 })
    const first = pool.submit('slow', 50)
    const abort = new AbortController()
    const byHand = pool.submit('forever')
    const bySignal = pool.submit('forever', undefined, { signal: abort.signal })
    const before = pool.submit('forever', undefined, { signal: AbortSignal.abort('gone') })
    byHand.cancel()
    abort.abort(new Error('changed my mind'))
    expect(await failure(byHand)).toMatchObject({ code: 'WORKER_CANCELLED' })
    expect(await failure(bySignal)).toMatchObject({ message: 'changed my mind' })
    expect(await failure(before)).toBe('gone')
    await first.result()
    expect(await pool.submit('double', 1).result()).toBe(2)
    expect(pool.stats).toMatchObject({ cancelled: 3, completed: 2, queued: 0 })
  })

  it('cancels tasks whose thread is still starting, and goes on', async () => {
    await using pool = executor({ maxWorkers: 2, graceMs: 0 })
    const futures = [pool.submit('forever'), pool.submit('forever'), pool.submit('double', 5)]
    futures[0]?.cancel()
    futures[1]?.cancel()
    expect(await futures[2]?.result()).toBe(10)
  })
})

describe('thread pool executor: lost threads', () => {
  it.each([
    ['exit', 'code: 7'],
    ['uncaught', 'nobody catches this'],
  ] as const)('%s in a task rejects that task and replaces the thread', async (name, text) => {
    await using pool = executor()
    const neighbour = pool.submit('slow', 300)
    const error = await failure(pool.submit(name))
    expect(error).toBeInstanceOf(WorkerError)
    expect(error).toMatchObject({ code: 'WORKER_CRASHED', message: expect.stringContaining(text) })
    expect(await pool.submit('double', 3).result()).toBe(6)
    await neighbour.result()
  })

  it('a task that exhausts its memory is lost alone', async () => {
    await using pool = executor({ maxWorkers: 1, resourceLimits: { maxOldGenerationSizeMb: 40 } })
    const future = pool.submit('eatMemory')
    const next = pool.submit('double', 3)
    expect(await failure(future)).toMatchObject({ code: 'WORKER_CRASHED', cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' } })
    expect(await next.result()).toBe(6)
  })

  it('a setup that fails fails every task with its cause', async () => {
    await using pool = new ThreadPoolExecutor(broken, { maxWorkers: 2 })
    const errors = await Promise.all([
      failure(pool.submit('anything')),
      failure(pool.submit('other')),
      failure(pool.submit('anything')),
    ])
    for (const error of errors) {
      expect(error).toBeInstanceOf(WorkerError)
      expect(error).toMatchObject({ code: 'WORKER_SETUP_FAILED', cause: { message: 'no such place' } })
      expect((error as Error).cause).toBeInstanceOf(RangeError)
    }
  })

  it('a module that cannot be loaded, or does not export the set, says so', async () => {
    const missing = { ...broken, url: new URL('./fixtures/nowhere.ts', import.meta.url).href }
    await using pool = new ThreadPoolExecutor(missing)
    expect(await failure(pool.submit('other'))).toMatchObject({
      code: 'WORKER_MODULE_NOT_LOADED',
      message: expect.stringContaining('nowhere.ts'),
    })
    const elsewhere = { ...broken, url: new URL('./fixtures/fake-backend.ts', import.meta.url).href }
    await using other = new ThreadPoolExecutor(elsewhere)
    expect(await failure(other.submit('other'))).toMatchObject({ code: 'WORKER_TASKS_NOT_FOUND' })
  })
})

describe('thread pool executor: map', () => {
  it('yields results in the order of the items, from sync and async sources', async () => {
    await using pool = executor()
    const sync: number[] = []
    for await (const value of pool.map('double', [3, 1, 2])) sync.push(value)
    expect(sync).toEqual([6, 2, 4])
    const later: number[] = []
    for await (const value of pool.map('double', slowly([5, 4]))) later.push(value)
    expect(later).toEqual([10, 8])
  })
})

describe('thread pool executor: shutdown', () => {
  it('sets up once in each thread, and tears down once, after its last task', async () => {
    const pool = executor()
    await Promise.all(Array.from({ length: 10 }, (_, i) => pool.submit('double', i).result()))
    await Promise.all([pool.submit('slow', 30).result(), pool.submit('slow', 30).result()])
    await pool.shutdown()
    expect(logged('setup')).toHaveLength(2)
    expect(logged('teardown')).toHaveLength(2)
    const calls = logged('teardown').map((line) => Number(line.split(' ').at(-1)))
    expect(calls.reduce((a, b) => a + b)).toBe(10)
    expect(pool.stats.workers).toBe(0)
  })

  it('waits for everything that was submitted, and refuses what comes after', async () => {
    const pool = executor({ maxWorkers: 1 })
    const futures = Array.from({ length: 4 }, () => pool.submit('slow', 20))
    const closed = pool.shutdown()
    expect(() => pool.submit('double', 1)).toThrow(expect.objectContaining({ code: 'WORKER_CLOSED' }))
    await closed
    expect(futures.map((future) => future.state)).toEqual(['done', 'done', 'done', 'done'])
    await pool.shutdown()
    expect(logged('teardown')).toHaveLength(1)
  })

  it('without draining, cancels what waits and what runs', async () => {
    const pool = executor({ maxWorkers: 1 })
    const running = pool.submit('forever')
    const waiting = pool.submit('double', 1)
    await until(() => running.state === 'running')
    await pool.shutdown({ drain: false })
    expect([running.state, waiting.state]).toEqual(['cancelled', 'cancelled'])
    expect(await failure(waiting)).toMatchObject({ code: 'WORKER_CANCELLED' })
    expect(pool.stats).toMatchObject({ workers: 0, queued: 0, running: 0 })
  })

  it('ends an executor that was never used', async () => {
    await executor().shutdown()
  })

  it('reports a teardown that fails or takes too long, after all threads are gone', async () => {
    const { teardowns } = await import('./fixtures/teardowns.ts')
    const failing = new ThreadPoolExecutor(teardowns, { maxWorkers: 1, data: 'fail' })
    await failing.submit('nothing').result()
    await expect(failing.shutdown()).rejects.toMatchObject({
      code: 'WORKER_TEARDOWN_FAILED',
      cause: { message: 'cannot close' },
    })
    const hanging = new ThreadPoolExecutor(teardowns, { maxWorkers: 1, data: 'hang', teardownTimeoutMs: 50 })
    await hanging.submit('nothing').result()
    await expect(hanging.shutdown()).rejects.toMatchObject({ code: 'WORKER_TEARDOWN_FAILED' })
    expect(failing.stats.workers + hanging.stats.workers).toBe(0)
  })
})
