import { DatabaseError } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../src/index.ts'
import { type Answer, FakeBackend, lost, query } from './fake-backend.ts'

const rows = Array.from({ length: 10 }, (_, i) => [i])
function setUp(answer: Answer = () => ({ columns: ['n'], rows })) {
  const backend = new FakeBackend(answer)
  return { backend, engine: createEngine(backend) }
}
const numbers = query<{ n: number }>('select')

describe('engine: stream', () => {
  it('yields rows in order and fetches in batches', async () => {
    const { engine, backend } = setUp()
    const seen: number[] = []
    for await (const row of engine.stream(numbers, {}, { batchSize: 4 })) seen.push(row.n)
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(backend.batches).toBe(3)
    expect(engine.pool.stats).toMatchObject({ inUse: 0, idle: 1 })
  })

  it('does nothing until it is iterated, and runs anew for each iteration', async () => {
    const { engine, backend } = setUp()
    const stream = engine.stream(numbers)
    expect(backend.connections).toHaveLength(0)
    for (let i = 0; i < 2; i++) for await (const _ of stream);
    expect(backend.texts).toEqual(['select', 'select'])
  })

  it('holds the connection until the end, and not longer', async () => {
    const { engine, backend } = setUp()
    for await (const row of engine.stream(numbers, {}, { batchSize: 2 })) {
      expect(engine.pool.stats.inUse).toBe(1)
      if (row.n === 3) break
    }
    expect(engine.pool.stats).toMatchObject({ inUse: 0, idle: 1 })
    expect(backend).toMatchObject({ batches: 2, cursorsClosed: 1 })
  })

  it('closes the cursor when the loop throws', async () => {
    const { engine, backend } = setUp()
    const mine = new Error('mine')
    const reading = (async () => {
      for await (const _ of engine.stream(numbers)) throw mine
    })()
    await expect(reading).rejects.toBe(mine)
    expect(backend.cursorsClosed).toBe(1)
    expect(engine.pool.stats.inUse).toBe(0)
  })

  it('passes on errors and gives the connection back', async () => {
    const refused = new DatabaseError('no', { code: 'DB' })
    const { engine, backend } = setUp(() => refused)
    const first = engine.stream(numbers)[Symbol.asyncIterator]()
    await expect(first.next()).rejects.toBe(refused)
    expect(await first.next()).toEqual({ done: true, value: undefined })
    expect(engine.pool.stats).toMatchObject({ inUse: 0, idle: 1 })
    backend.answer = () => lost()
    await expect(engine.stream(numbers)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    })
    expect(engine.pool.stats).toMatchObject({ inUse: 0, size: 0 })
  })

  it('ends with the reason of its signal', async () => {
    const { engine } = setUp()
    const controller = new AbortController()
    const reason = new Error('enough')
    const reading = (async () => {
      for await (const row of engine.stream(numbers, {}, { batchSize: 2, signal: controller.signal })) {
        if (row.n === 3) controller.abort(reason)
      }
    })()
    await expect(reading).rejects.toBe(reason)
    expect(engine.pool.stats).toMatchObject({ inUse: 0, idle: 1 })
  })

  it('keeps the order when next() is called without waiting', async () => {
    const { engine } = setUp()
    const iterator = engine.stream(numbers, {}, { batchSize: 3 })[Symbol.asyncIterator]()
    const steps = await Promise.all(Array.from({ length: 12 }, () => iterator.next()))
    expect(steps.map((step) => (step.done ? 'end' : step.value.n))).toEqual([
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      9,
      'end',
      'end',
    ])
  })

  it('refuses a batch of no rows', async () => {
    const { engine } = setUp()
    const iterator = engine.stream(numbers, {}, { batchSize: 0 })[Symbol.asyncIterator]()
    await expect(iterator.next()).rejects.toMatchObject({ code: 'STREAM_BATCH_SIZE' })
  })

  it('reports one statement with all its rows', async () => {
    const { backend } = setUp()
    const seen: number[] = []
    const engine = createEngine(backend, { onStatement: (event) => seen.push(event.rows) })
    for await (const _ of engine.stream(numbers, {}, { batchSize: 3 }));
    expect(seen).toEqual([10])
  })
})

describe('connection: stream', () => {
  it('begins a transaction, and refuses other statements while it is read', async () => {
    const { engine, backend } = setUp()
    await using connection = await engine.connect()
    for await (const _ of connection.stream(numbers, {}, { batchSize: 5 })) {
      await expect(connection.execute(query('update'))).rejects.toMatchObject({ code: 'STREAM_OPEN' })
      await expect(connection.savepoint(async () => 1)).rejects.toMatchObject({ code: 'STREAM_OPEN' })
    }
    await connection.execute(query('update'))
    expect(backend.texts).toEqual(['BEGIN', 'select', 'update'])
  })

  it('is cut off by the end of its transaction, and never looks complete then', async () => {
    const { engine, backend } = setUp()
    await using connection = await engine.connect()
    const reading = (async () => {
      for await (const row of connection.stream(numbers, {}, { batchSize: 2 }))
        if (row.n === 1) await connection.commit()
    })()
    await expect(reading).rejects.toMatchObject({ code: 'STREAM_ENDED' })
    expect(backend.texts).toEqual(['BEGIN', 'select', 'COMMIT'])
    expect(backend.cursorsClosed).toBe(1)
  })

  it('does not keep a transaction from ending when it was begun and forgotten', async () => {
    const { engine, backend } = setUp()
    await engine.transaction(async (tx) => {
      const iterator = tx.stream(numbers, {}, { batchSize: 2 })[Symbol.asyncIterator]()
      iterator.next().catch(() => undefined)
    })
    expect(backend.texts.at(-1)).toBe('COMMIT')
    expect(engine.pool.stats.inUse).toBe(0)
  })

  it('does not start any more when the end of its transaction waits already', async () => {
    const { engine, backend } = setUp()
    let first: Promise<unknown> | undefined
    await engine.transaction(async (tx) => {
      void tx.execute(query('slow'))
      first = tx.stream(numbers)[Symbol.asyncIterator]().next()
      first.catch(() => undefined)
    })
    await expect(first).rejects.toMatchObject({ code: 'STREAM_ENDED' })
    expect(backend.texts).toEqual(['BEGIN', 'slow', 'COMMIT'])
  })

  it('is ended by close()', async () => {
    const { engine } = setUp()
    const connection = await engine.connect()
    const iterator = connection.stream(numbers, {}, { batchSize: 1 })[Symbol.asyncIterator]()
    await iterator.next()
    await connection.close()
    await expect(iterator.next()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' })
    expect(engine.pool.stats.inUse).toBe(0)
  })
})
