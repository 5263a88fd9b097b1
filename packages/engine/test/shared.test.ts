import { DatabaseError } from '@athanor/contract'
import { staticPool } from '@athanor/pool'
import { describe, expect, it } from 'vitest'
import { createEngine, type EngineOptions } from '../src/index.ts'
import { type Answer, FakeBackend, query } from './fake-backend.ts'

function setUp(options: EngineOptions = {}, answer?: Answer) {
  const backend = new FakeBackend(answer)
  return { backend, engine: createEngine(backend, { pool: staticPool(), ...options }) }
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('engine: one connection for all', () => {
  it('never runs a statement in somebody else’s transaction', async () => {
    const { engine, backend } = setUp()
    const writing = engine.transaction(async (tx) => {
      await tx.execute(query('insert 1'))
      await pause(20)
      await tx.execute(query('insert 2'))
    })
    await pause(5)
    const others = Promise.all([engine.execute(query('select')), engine.execute(query('update'))])
    await Promise.all([writing, others])
    expect(backend.texts).toEqual(['BEGIN', 'insert 1', 'insert 2', 'COMMIT', 'select', 'update'])
    expect(backend.connections).toHaveLength(1)
    expect(backend.overlaps).toBe(0)
  })

  it('lets transactions at the same time take turns, in order of arrival', async () => {
    const { engine, backend } = setUp()
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        engine.transaction(async (tx) => {
          await tx.execute(query(`${name}1`))
          await pause(5)
          await tx.execute(query(`${name}2`))
        }),
      ),
    )
    expect(backend.texts).toEqual(['a', 'b', 'c'].flatMap((name) => ['BEGIN', `${name}1`, `${name}2`, 'COMMIT']))
  })

  it('begins physically at the first write only, so that readers do not lock each other out', async () => {
    const { engine, backend } = setUp()
    await using mine = await engine.connect()
    await using yours = await engine.connect()
    await mine.execute(query('select a'))
    await yours.execute(query('select b'))
    expect([mine.inTransaction, yours.inTransaction]).toEqual([true, true])
    await mine.execute(query('update a'))
    await mine.commit()
    await yours.execute(query('update b'))
    await yours.rollback()
    expect(backend.texts).toEqual([
      'select a',
      'select b',
      'BEGIN',
      'update a',
      'COMMIT',
      'BEGIN',
      'update b',
      'ROLLBACK',
    ])
  })

  it('does the same for begin() and transaction(), with their options', async () => {
    const { engine, backend } = setUp()
    await engine.transaction(async (tx) => void (await tx.execute(query('select'))))
    await using connection = await engine.connect()
    await connection.begin({ isolationLevel: 'serializable' })
    expect(connection.inTransaction).toBe(true)
    await connection.execute(query('insert'))
    expect(backend.texts).toEqual(['select', 'BEGIN SERIALIZABLE', 'insert'])
  })

  it('begins for a savepoint', async () => {
    const { engine, backend } = setUp()
    await engine.transaction((tx) => tx.savepoint(async (inner) => void (await inner.execute(query('select')))))
    expect(backend.texts).toEqual(['BEGIN', 'SAVEPOINT athanor_1', 'select', 'RELEASE athanor_1', 'COMMIT'])
  })

  it('gives up waiting after the timeout, and explains the situation', async () => {
    const { engine } = setUp({ sharedTimeoutMs: 20 })
    const failing = engine.transaction(async (tx) => {
      await tx.execute(query('insert'))
      await engine.execute(query('select'))
    })
    await expect(failing).rejects.toMatchObject({
      name: 'PoolTimeoutError',
      code: 'POOL_SHARED_TIMEOUT',
      message: expect.stringMatching(/20 ms.*transaction.*file/),
    })
    await engine.execute(query('select'))
    expect(engine.pool.stats.inUse).toBe(0)
  })

  it('gives up waiting when the signal is aborted, and others still get their turn', async () => {
    const { engine, backend } = setUp()
    const reason = new Error('enough')
    await engine.transaction(async (tx) => {
      await tx.execute(query('insert'))
      const controller = new AbortController()
      const waiting = engine.execute(query('never'), {}, { signal: controller.signal })
      await pause(5)
      controller.abort(reason)
      await expect(waiting).rejects.toBe(reason)
    })
    await engine.execute(query('select'))
    expect(backend.texts).toEqual(['BEGIN', 'insert', 'COMMIT', 'select'])
  })

  it('frees the turn when a connection is closed in its transaction', async () => {
    const { engine, backend } = setUp()
    const connection = await engine.connect()
    await connection.execute(query('insert'))
    const waiting = engine.execute(query('select'))
    await connection.close()
    await waiting
    expect(backend.texts).toEqual(['BEGIN', 'insert', 'ROLLBACK', 'select'])
    expect(backend.connections[0]?.resets).toBe(0)
  })

  it('frees the turn when BEGIN or COMMIT fails', async () => {
    const refused = new DatabaseError('no', { code: 'DB' })
    let failing = 'BEGIN'
    const { engine, backend } = setUp({}, ({ text }) => (text === failing ? refused : undefined))
    const write = (): Promise<unknown> => engine.transaction(async (tx) => void (await tx.execute(query('insert'))))
    await expect(write()).rejects.toBe(refused)
    failing = 'COMMIT'
    await expect(write()).rejects.toBe(refused)
    failing = ''
    await write()
    expect(backend.texts).toEqual(['BEGIN', 'BEGIN', 'insert', 'COMMIT', 'ROLLBACK', 'BEGIN', 'insert', 'COMMIT'])
  })

  it('cleans up after raw SQL that left a transaction open, before anybody else runs', async () => {
    let seen: string | undefined
    const { engine } = setUp({}, ({ text }, wire) => {
      if (text === 'select') seen = wire.status
      return undefined
    })
    await Promise.all([engine.execute(query('BEGIN')), engine.execute(query('select'))])
    expect(seen).toBe('idle')
  })

  it('is not closed for an error that is none of ours: the data may live in it', async () => {
    let broken = true
    const { engine, backend } = setUp({}, () => (broken ? new RangeError('a bug') : undefined))
    await expect(engine.execute(query('select'))).rejects.toThrow('a bug')
    broken = false
    await engine.execute(query('select'))
    expect(backend.connections).toHaveLength(1)
    expect(backend.connections[0]?.closes).toBe(0)
  })

  it('streams without blocking the loop that reads', async () => {
    const { engine } = setUp({ sharedTimeoutMs: 50 }, ({ text }) =>
      text === 'select' ? { columns: ['n'], rows: [[1], [2], [3]] } : undefined,
    )
    const seen: unknown[] = []
    for await (const row of engine.stream(query('select'), {}, { batchSize: 2 })) {
      seen.push(row)
      await engine.execute(query('update'))
    }
    await using connection = await engine.connect()
    for await (const row of connection.stream(query('select'))) {
      seen.push(row)
      await connection.execute(query('update'))
    }
    expect(seen).toHaveLength(6)
  })
})
