import {
  type Backend,
  ConnectionError,
  type DriverConnection,
  type DriverValue,
  UniqueViolationError,
  UsageError,
} from '@athanor/contract'
import { threaded, type ThreadedOptions } from '@athanor/workers'
import { afterEach, describe, expect, it } from 'vitest'
import { fake } from './fixtures/fake-backend.ts'

const opened: DriverConnection[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((connection) => connection.close()))
})

const backend = (options: ThreadedOptions = {}): Backend => threaded(fake(), { threads: 2, ...options })
const open = async (on: Backend): Promise<DriverConnection> => {
  const connection = await on.driver.connect()
  opened.push(connection)
  return connection
}
const run = async (
  connection: DriverConnection,
  text: string,
  signal?: AbortSignal,
): Promise<DriverValue | undefined> =>
  (await connection.run({ text, params: [] }, signal ? { signal } : {})).rows[0]?.[0]
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

const rowsOf = async (connection: DriverConnection, text: string, signal?: AbortSignal): Promise<DriverValue[]> => {
  const seen: DriverValue[] = []
  const options = { batchSize: 30, ...(signal && { signal }) }
  for await (const part of connection.stream({ text, params: [] }, options)) {
    expect(part.rows.length).toBeLessThanOrEqual(30)
    for (const [value] of part.rows) if (value !== undefined) seen.push(value)
    if (text === 'first' && seen.length > 0) break
    if (text === 'abort') return seen
  }
  return seen
}

describe('threaded: connections', () => {
  it('keeps dialect, description and preferred pool of the backend', () => {
    const inner = fake('good', 'singletonThread')
    const outer = threaded(inner)
    expect(outer.dialect).toBe(inner.dialect)
    expect(outer).toMatchObject({ description: 'fake:', preferredPool: 'singletonThread', recipe: inner.recipe })
  })

  it('runs statements in other threads, spread evenly over at most `threads`', async () => {
    const on = backend()
    const connections = await Promise.all([open(on), open(on), open(on), open(on)])
    const threads = await Promise.all(connections.map((connection) => run(connection, 'thread')))
    expect(new Set(threads).size).toBe(2)
    expect(threads.filter((thread) => thread === threads[0])).toHaveLength(2)
    expect(threads).not.toContain(0)
  })

  it('brings values of every kind there and back', async () => {
    const connection = await open(backend())
    const params = [null, 'text', 1.5, 2n ** 60n, true, new Uint8Array([1, 2]), [1, [null]]]
    const result = await connection.run({ text: 'echo', params })
    expect(result).toEqual({ columns: [], rows: [params], affected: 1, lastInsertId: 5n })
  })

  it('knows the status of the wire after each call', async () => {
    const connection = await open(backend())
    expect(connection.status).toBe('idle')
    await run(connection, 'begin')
    expect(connection.status).toBe('transaction')
    await connection.reset()
    expect(connection.status).toBe('idle')
    await connection.ping()
    expect(await failure(run(connection, 'lose'))).toMatchObject({ code: 'CONNECTION_LOST', connection: 'discard' })
    expect(connection.status).toBe('closed')
  })

  it('brings errors back as their class', async () => {
    const connection = await open(backend())
    const error = await failure(run(connection, 'unique'))
    expect(error).toBeInstanceOf(UniqueViolationError)
    expect(error).toMatchObject({ code: 'DB_UNIQUE', constraint: 'u', sqlState: '23505' })
    expect(connection.status).toBe('idle')
    const refused = await failure(threaded(fake('refused')).driver.connect())
    expect(refused).toBeInstanceOf(ConnectionError)
    expect(refused).toMatchObject({ code: 'CONNECTION_REFUSED', retry: 'safe' })
  })

  it('reuses a thread that has become free', async () => {
    const on = backend({ threads: 1 })
    const first = await open(on)
    const thread = await run(first, 'thread')
    await first.close()
    await first.close()
    expect(first.status).toBe('closed')
    expect(await failure(run(first, 'thread'))).toMatchObject({ code: 'CONNECTION_LOST' })
    expect(await run(await open(on), 'thread')).toBe(thread)
  })

  it('ends a thread that has been without connections for idleThreadMs', async () => {
    const on = backend({ threads: 1, idleThreadMs: 10 })
    const first = await open(on)
    const thread = await run(first, 'thread')
    await first.close()
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(await run(await open(on), 'thread')).not.toBe(thread)
  })

  it('refuses a backend without a recipe, and a recipe that leads nowhere', async () => {
    const { recipe, ...without } = fake()
    expect(() => threaded(without)).toThrow(UsageError)
    expect(() => threaded(without)).toThrow(expect.objectContaining({ code: 'WORKER_NO_RECIPE' }))
    const wrong = threaded({ ...without, recipe: { module: recipe?.module ?? '', exported: 'nothing', args: [] } })
    expect(await failure(wrong.driver.connect())).toMatchObject({ code: 'WORKER_BAD_RECIPE' })
  })
})

describe('threaded: a thread that dies', () => {
  it('fails the calls and connections it had, and is replaced at the next connect', async () => {
    const on = backend({ threads: 1 })
    const [one, two] = [await open(on), await open(on)]
    const waiting = failure(run(two, 'sleep 5000'))
    const error = await failure(run(one, 'exit'))
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', connection: 'discard' })
    expect(await waiting).toMatchObject({ code: 'CONNECTION_LOST' })
    expect([one.status, two.status]).toEqual(['closed', 'closed'])
    expect(await failure(two.ping())).toMatchObject({ code: 'CONNECTION_LOST' })
    expect(await run(await open(on), 'echo')).toBeUndefined()
  })
})

describe('threaded: cancellation', () => {
  it('passes an abort on to the driver in the thread; the connection stays usable', async () => {
    const connection = await open(backend())
    const reason = new Error('enough')
    const abort = new AbortController()
    setTimeout(() => abort.abort(reason), 20)
    expect(await failure(run(connection, 'sleep 5000', abort.signal))).toBe(reason)
    expect(connection.status).toBe('idle')
    expect(await run(connection, 'sleep 1')).toBe('slept')
    expect(await failure(run(connection, 'thread', abort.signal))).toBe(reason)
  })

  it('gives up a statement that cannot be stopped, with its connection and its thread', async () => {
    const on = backend({ threads: 1, cancelGraceMs: 10 })
    const connection = await open(on)
    await connection.ping()
    const abort = new AbortController()
    const started = Date.now()
    setTimeout(() => abort.abort(new Error('enough')), 20)
    expect(await failure(run(connection, 'block 600', abort.signal))).toBe(abort.signal.reason)
    expect(connection.status).toBe('closed')
    await connection.close()
    expect(Date.now() - started).toBeLessThan(400)
    expect(await run(await open(on), 'sleep 1')).toBe('slept')
  })

  it('does not give up the only connection of a database in memory', async () => {
    const on = threaded(fake('good', 'singletonThread'), { threads: 1, cancelGraceMs: 10 })
    const connection = await open(on)
    const abort = new AbortController()
    setTimeout(() => abort.abort(new Error('enough')), 20)
    expect(await failure(run(connection, 'block 150', abort.signal))).toBe(abort.signal.reason)
    expect(connection.status).toBe('idle')
    expect(await run(connection, 'sleep 1')).toBe('slept')
  })

  it('rejects a connect that was aborted', async () => {
    const abort = new AbortController()
    const connecting = failure(backend().driver.connect({ signal: abort.signal }))
    abort.abort(new Error('no more'))
    expect(await connecting).toBe(abort.signal.reason)
  })
})

describe('threaded: streams', () => {
  it('bring all rows in parts and leave the wire idle', async () => {
    const connection = await open(backend())
    expect(await rowsOf(connection, 'all')).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect(connection.status).toBe('idle')
  })

  it('free the wire when the reader stops early', async () => {
    const connection = await open(backend())
    expect(await rowsOf(connection, 'first')).toHaveLength(30)
    expect(connection.status).toBe('idle')
    expect(await run(connection, 'sleep 1')).toBe('slept')
  })

  it('bring an error in the middle out as its class', async () => {
    const connection = await open(backend())
    expect(await failure(rowsOf(connection, 'broken'))).toEqual(new RangeError('broken stream'))
    expect(connection.status).toBe('idle')
  })

  it('end with the reason of their signal and leave the wire idle', async () => {
    const connection = await open(backend())
    const abort = new AbortController()
    const reading = async (): Promise<void> => {
      for await (const part of connection.stream(
        { text: 'all', params: [] },
        { batchSize: 10, signal: abort.signal },
      )) {
        if (part.rows[0]?.[0] === 20) abort.abort(new Error('enough'))
      }
    }
    expect(await failure(reading())).toBe(abort.signal.reason)
    expect(connection.status).toBe('idle')
    expect(await run(connection, 'sleep 1')).toBe('slept')
  })
})
