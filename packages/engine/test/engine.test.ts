import * as contract from '@athanor/contract'
import { AthanorError, DatabaseError, type StatementEvent } from '@athanor/contract'
import { nullPool, queuePool } from '@athanor/pool'
import { describe, expect, it } from 'vitest'
import * as door from '../src/index.ts'
import { createEngine } from '../src/index.ts'
import { dropTable, FakeBackend, lost, query } from './fake-backend.ts'

describe('engine: creation', () => {
  it('connects at the first use', async () => {
    const backend = new FakeBackend()
    const engine = createEngine(backend)
    expect(backend.connections).toHaveLength(0)
    await engine.execute(query('select'))
    expect(backend.connections).toHaveLength(1)
  })

  it('names unknown options and those out of range', () => {
    // A mistake that only JavaScript can make.
    const wrong = { poolSize: 5, ech: true } as object
    expect(() => createEngine(new FakeBackend(), wrong)).toThrow(/"poolSize", "ech".*planCacheSize/)
    expect(() => createEngine(new FakeBackend(), { planCacheSize: -1 })).toThrow(/planCacheSize/)
    expect(() => createEngine(new FakeBackend(), { sharedTimeoutMs: Number.NaN })).toThrow(/sharedTimeoutMs/)
  })

  it('takes the pool that suits the backend, or the one it is given', () => {
    expect(createEngine(new FakeBackend()).pool.stats.strategy).toBe('queue')
    expect(createEngine(new FakeBackend(undefined, 'singletonThread')).pool.stats.strategy).toBe('singletonThread')
    expect(createEngine(new FakeBackend(), { pool: nullPool() }).pool.stats.strategy).toBe('null')
  })

  it('hands on every class of errors', () => {
    for (const [name, exported] of Object.entries(contract)) {
      const isError =
        typeof exported === 'function' && (exported === AthanorError || exported.prototype instanceof AthanorError)
      if (isError) expect(door, name).toHaveProperty(name, exported)
    }
  })
})

describe('engine: the end', () => {
  it('runs nothing after it was disposed, and says so', async () => {
    const backend = new FakeBackend()
    const engine = createEngine(backend)
    await engine.execute(query('select'))
    await engine.dispose()
    await engine.dispose()
    expect(backend.connections[0]?.status).toBe('closed')
    const refused = { code: 'ENGINE_DISPOSED', message: expect.stringContaining('is disposed') }
    await expect(engine.execute(query('select'))).rejects.toMatchObject(refused)
    await expect(engine.connect()).rejects.toMatchObject(refused)
    await expect(engine.transaction(async () => undefined)).rejects.toMatchObject(refused)
  })

  it('ends with `await using`', async () => {
    const backend = new FakeBackend()
    {
      await using engine = createEngine(backend)
      await engine.execute(query('select'))
    }
    expect(backend.connections[0]?.status).toBe('closed')
  })
})

describe('engine: plans', () => {
  it('compiles a shape once', async () => {
    const backend = new FakeBackend()
    const engine = createEngine(backend)
    for (const id of ['a', 'b', 'c']) await engine.execute(query('select $', [id]))
    expect(backend.compiled).toBe(1)
    expect(new Set(backend.connections[0]?.statements.map((statement) => statement.planId)).size).toBe(1)
  })

  it('compiles DDL each time, as a one-off text', async () => {
    const backend = new FakeBackend()
    const engine = createEngine(backend)
    await engine.execute(dropTable)
    await engine.execute(dropTable)
    expect(backend.compiled).toBe(2)
    expect(backend.connections[0]?.statements[0]).not.toHaveProperty('planId')
  })

  it('forgets the longest unused plans when it has grown by half', async () => {
    const backend = new FakeBackend()
    const engine = createEngine(backend, { planCacheSize: 4 })
    const run = (n: number): PromiseLike<unknown> => engine.execute(query(`select ${n}`))
    for (const n of [1, 2, 3, 4, 5, 6, 1]) await run(n)
    expect(backend.compiled).toBe(6)
    await run(7)
    for (const n of [1, 5, 6, 7]) await run(n)
    expect(backend.compiled).toBe(7)
    await run(2)
    expect(backend.compiled).toBe(8)
  })

  it('keeps none with a size of 0', async () => {
    const backend = new FakeBackend()
    const engine = createEngine(backend, { planCacheSize: 0 })
    await engine.execute(query('select'))
    await engine.execute(query('select'))
    expect(backend.compiled).toBe(2)
  })
})

describe('engine: what becomes of the connection', () => {
  const refused = new DatabaseError('no', { code: 'DB' })

  it.each([
    ['reuses it after an error of the database', refused, 1],
    ['discards it after an error that says so', lost(), 2],
    ['discards it after an error that is none of ours', new RangeError('a bug'), 2],
  ])('%s', async (_, error, connections) => {
    const backend = new FakeBackend(() => error)
    const engine = createEngine(backend)
    await expect(engine.execute(query('select'))).rejects.toBe(error)
    backend.answer = () => undefined
    await engine.execute(query('select'))
    expect(backend.connections).toHaveLength(connections)
    expect(engine.pool.stats.inUse).toBe(0)
  })

  it('discards it when it closed', async () => {
    const backend = new FakeBackend((_, connection) => {
      connection.status = 'closed'
      return refused
    })
    const engine = createEngine(backend)
    await expect(engine.execute(query('select'))).rejects.toBe(refused)
    expect(engine.pool.stats).toMatchObject({ size: 0, inUse: 0 })
  })

  it('lets the pool reset it when raw SQL left a transaction open', async () => {
    const backend = new FakeBackend()
    const engine = createEngine(backend)
    await engine.execute(query('BEGIN'))
    expect(backend.connections[0]).toMatchObject({ status: 'idle', resets: 1 })
  })

  it('has it back in the pool before anything is decoded', async () => {
    const backend = new FakeBackend(() => ({ rows: [['x']] }))
    const engine = createEngine(backend)
    const columns = { id: contract.sqlTypes.integer }
    await expect(engine.execute(query('select', [], { columns })).all()).rejects.toMatchObject({ code: 'CODEC_DECODE' })
    expect(engine.pool.stats).toMatchObject({ inUse: 0, idle: 1 })
  })

  it('reuses it after a cancelled statement whose wire is usable', async () => {
    const backend = new FakeBackend()
    backend.delayMs = 1000
    const engine = createEngine(backend)
    const reason = new Error('enough')
    const controller = new AbortController()
    const running = engine.execute(query('select'), {}, { signal: controller.signal })
    setTimeout(() => controller.abort(reason), 10)
    await expect(running).rejects.toBe(reason)
    expect(engine.pool.stats).toMatchObject({ inUse: 0, idle: 1 })
  })

  it('does not even wait for one when the signal is aborted already', async () => {
    const backend = new FakeBackend()
    const reason = new Error('enough')
    const engine = createEngine(backend, { pool: queuePool({ size: 1 }) })
    await expect(engine.execute(query('select'), {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(backend.connections).toHaveLength(0)
  })
})

const fail = (): never => {
  throw new Error('a broken log')
}

describe('engine: observation', () => {
  it('tells of every statement, with facts and without values', async () => {
    const backend = new FakeBackend(({ text }) =>
      text === 'bad' ? new DatabaseError('no', { code: 'DB' }) : { rows: [[1], [2]] },
    )
    const events: StatementEvent[] = []
    const engine = createEngine(backend, { onStatement: (event) => events.push(event) })
    await engine.execute(query('select $', ['secret']))
    await engine.execute(query('select $', ['secret']))
    await expect(engine.transaction((tx) => tx.execute(query('bad')))).rejects.toThrow('no')
    expect(events.map((event) => event.text)).toEqual(['select ?', 'select ?', 'BEGIN', 'bad', 'ROLLBACK'])
    expect(events[0]).toMatchObject({ paramCount: 1, rows: 2, planCached: false, durationMs: expect.any(Number) })
    expect(events[1]).toMatchObject({ planCached: true })
    expect(events[3]?.error).toBeInstanceOf(DatabaseError)
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  it('does not let a failing hook or echo break a statement', async () => {
    const engine = createEngine(new FakeBackend(), { onStatement: fail, echo: fail })
    engine.on('statement', fail)
    await engine.execute(query('select'))
  })

  it('stops telling when the subscription is disposed', async () => {
    const engine = createEngine(new FakeBackend())
    let count = 0
    const subscription = engine.on('statement', () => count++)
    await engine.execute(query('select'))
    subscription[Symbol.dispose]()
    await engine.execute(query('select'))
    expect(count).toBe(1)
  })

  it('echoes text and timing; values only when asked for', async () => {
    const lines: string[] = []
    const echo = (line: string): void => void lines.push(line)
    const quiet = createEngine(new FakeBackend(), { echo, name: 'main' })
    await quiet.execute(query('select $', ['secret']))
    expect(lines[0]).toMatch(/^\[athanor main\] select \? -- [\d.]+ ms, 0 rows, plan new$/)
    const loud = createEngine(new FakeBackend(), { echo, echoParameters: true })
    await loud.execute(query('select $ $', ['shown', null]))
    expect(lines[1]).toContain('["shown", NULL]')
  })
})

describe('engine: inspection', () => {
  it('asks the catalog on a loan of its own each time', async () => {
    const backend = new FakeBackend(({ text }) => ({ rows: text === 'select tables' ? [['a'], ['b']] : [] }))
    const engine = createEngine(backend)
    const inspector = await engine.inspect()
    expect(backend.log).toEqual([])
    expect(await inspector.tableNames()).toEqual(['a', 'b'])
    expect(await inspector.hasTable('b')).toBe(true)
    expect(await inspector.hasTable('c')).toBe(false)
    expect(engine.pool.stats.inUse).toBe(0)
  })

  it('tells an empty table from an unknown one', async () => {
    const backend = new FakeBackend(({ text }) => ({ rows: text === 'select tables' ? [['a']] : [] }))
    const inspector = await createEngine(backend).inspect()
    expect(await inspector.columns('a')).toEqual([])
    expect(await inspector.foreignKeys('a')).toEqual([])
    const unknown = { name: 'NoSuchTableError', table: 'c' }
    for (const ask of ['columns', 'primaryKey', 'foreignKeys', 'indexes', 'uniques'] as const) {
      await expect(inspector[ask]('c')).rejects.toMatchObject(unknown)
    }
  })
})
