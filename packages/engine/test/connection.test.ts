import { ConnectionError, DatabaseError, DeadlockError, TransactionError, UsageError } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { createEngine, type EngineOptions } from '../src/index.ts'
import { type Answer, FakeBackend, lost, query } from './fake-backend.ts'

async function setUp(answer?: Answer, options?: EngineOptions) {
  const backend = new FakeBackend(answer)
  const engine = createEngine(backend, options)
  return { backend, engine, connection: await engine.connect() }
}
const refused = new DatabaseError('no', { code: 'DB' })

describe('connection: commit as you go', () => {
  it('begins by itself before the first statement, also before a read', async () => {
    const { connection, backend } = await setUp()
    expect(connection.inTransaction).toBe(false)
    await connection.execute(query('select'))
    expect(connection.inTransaction).toBe(true)
    await connection.execute(query('insert'))
    await connection.commit()
    expect(connection.inTransaction).toBe(false)
    expect(backend.texts).toEqual(['BEGIN', 'select', 'insert', 'COMMIT'])
  })

  it('sends nothing for commit and rollback without a transaction', async () => {
    const { connection, backend } = await setUp()
    await connection.commit()
    await connection.rollback()
    expect(backend.texts).toEqual([])
  })

  it('refuses begin() while one is open, also one begun by a statement', async () => {
    const { connection } = await setUp()
    await connection.execute(query('select'))
    await expect(connection.begin()).rejects.toMatchObject({ code: 'TRANSACTION_BEGUN' })
    await expect(connection.transaction(async () => 1)).rejects.toMatchObject({ code: 'TRANSACTION_BEGUN' })
    await connection.commit()
    await connection.begin({ isolationLevel: 'serializable', readOnly: true })
    await expect(connection.begin()).rejects.toMatchObject({ code: 'TRANSACTION_BEGUN' })
  })

  it('gives every transaction the isolation level of the engine unless it names its own', async () => {
    const { connection, backend, engine } = await setUp(undefined, { isolationLevel: 'serializable' })
    await connection.execute(query('select'))
    await connection.close()
    await engine.transaction(async () => undefined, { isolationLevel: 'read committed' })
    expect(backend.texts.filter((text) => text.startsWith('BEGIN'))).toEqual([
      'BEGIN SERIALIZABLE',
      'BEGIN READ COMMITTED',
    ])
  })

  it('runs a block in a transaction of its own', async () => {
    const { connection, backend } = await setUp()
    expect(await connection.transaction(async (tx) => (await tx.execute(query('insert'))).affected)).toBe(0)
    expect(connection.inTransaction).toBe(false)
    expect(backend.texts).toEqual(['BEGIN', 'insert', 'COMMIT'])
  })

  it('never lets two statements overlap on the wire', async () => {
    const { connection, backend } = await setUp()
    await Promise.all(['a', 'b', 'c', 'd'].map((text) => connection.execute(query(text))))
    expect(backend.texts).toEqual(['BEGIN', 'a', 'b', 'c', 'd'])
    expect(backend.overlaps).toBe(0)
  })

  it('lets a statement that waits for its turn be cancelled', async () => {
    const { connection, backend } = await setUp()
    backend.delayMs = 20
    const first = connection.execute(query('a'))
    const reason = new Error('enough')
    const controller = new AbortController()
    const second = connection.execute(query('b'), {}, { signal: controller.signal })
    const third = connection.execute(query('c'))
    controller.abort(reason)
    await expect(second).rejects.toBe(reason)
    await Promise.all([first, third])
    expect(backend.texts).toEqual(['BEGIN', 'a', 'c'])
  })
})

describe('connection: close', () => {
  it('rolls back what is open and returns the loan; a second time is harmless', async () => {
    const { connection, backend, engine } = await setUp()
    await connection.execute(query('insert'))
    expect(engine.pool.stats.inUse).toBe(1)
    await Promise.all([connection.close(), connection.close()])
    await connection.close()
    expect(backend.texts).toEqual(['BEGIN', 'insert', 'ROLLBACK'])
    expect(engine.pool.stats).toMatchObject({ inUse: 0, idle: 1 })
    expect(connection.closed).toBe(true)
  })

  it('refuses everything afterwards', async () => {
    const { connection } = await setUp()
    await connection.close()
    const code = { code: 'CONNECTION_CLOSED' }
    await expect(connection.execute(query('select'))).rejects.toMatchObject(code)
    await expect(connection.begin()).rejects.toMatchObject(code)
    await expect(connection.commit()).rejects.toMatchObject(code)
    await expect(connection.beginNested()).rejects.toMatchObject(code)
    await expect(
      (async () => {
        for await (const _ of connection.stream(query('select')));
      })(),
    ).rejects.toMatchObject(code)
  })

  it('discards the connection when the rollback fails, and does not throw', async () => {
    const { connection, backend, engine } = await setUp(({ text }) => (text === 'ROLLBACK' ? refused : undefined))
    await connection.execute(query('insert'))
    await connection.close()
    expect(backend.connections[0]?.closes).toBe(1)
    expect(engine.pool.stats).toMatchObject({ inUse: 0, size: 0 })
  })

  it('does not lend an invalidated connection again', async () => {
    const { connection, backend, engine } = await setUp()
    await connection.execute(query('insert'))
    connection.invalidate(new Error('stale'))
    await expect(connection.execute(query('select'))).rejects.toMatchObject({ code: 'CONNECTION_INVALIDATED' })
    await connection.close()
    await engine.execute(query('select'))
    expect(backend.log).toEqual(['1: BEGIN', '1: insert', '2: select'])
    expect(backend.connections[0]?.closes).toBe(1)
  })
})

describe('connection: the end of a transaction that goes wrong', () => {
  it('passes on what the database says at COMMIT, and the transaction is over', async () => {
    const { connection, backend } = await setUp(({ text }) => (text === 'COMMIT' ? refused : undefined))
    await connection.execute(query('insert'))
    await expect(connection.commit()).rejects.toBe(refused)
    expect(connection.inTransaction).toBe(false)
    expect(backend.texts).toEqual(['BEGIN', 'insert', 'COMMIT', 'ROLLBACK'])
    await connection.execute(query('select'))
  })

  it('sends no ROLLBACK when the database has rolled back at COMMIT by itself', async () => {
    const { connection, backend } = await setUp(({ text }, wire) => {
      if (text !== 'COMMIT') return undefined
      wire.status = 'idle'
      return refused
    })
    await connection.execute(query('insert'))
    await expect(connection.commit()).rejects.toBe(refused)
    expect(backend.texts).toEqual(['BEGIN', 'insert', 'COMMIT'])
  })

  it('says that the outcome is unknown when the wire is lost during COMMIT', async () => {
    const { connection, engine } = await setUp(({ text }, wire) => {
      if (text !== 'COMMIT') return undefined
      wire.status = 'closed'
      return lost()
    })
    await connection.execute(query('insert'))
    const failure = connection.commit()
    await expect(failure).rejects.toBeInstanceOf(TransactionError)
    await expect(failure).rejects.toMatchObject({
      code: 'TRANSACTION_OUTCOME_UNKNOWN',
      cause: expect.any(ConnectionError),
    })
    await connection.close()
    expect(engine.pool.stats.size).toBe(0)
  })

  it('lets the database refuse statements of a failed transaction; rollback works', async () => {
    const { connection, backend } = await setUp(({ text }, wire) => {
      if (text === 'ROLLBACK' || wire.status === 'idle') return undefined
      wire.status = 'failed'
      return refused
    })
    await expect(connection.execute(query('a'))).rejects.toBe(refused)
    await expect(connection.execute(query('b'))).rejects.toBe(refused)
    await connection.rollback()
    expect(backend.texts).toEqual(['BEGIN', 'a', 'b', 'ROLLBACK'])
    expect(backend.connections[0]?.status).toBe('idle')
  })

  it('rolls back a failed transaction instead of pretending to commit it', async () => {
    const { connection, backend } = await setUp(({ text }, wire) => {
      if (text !== 'bad') return undefined
      wire.status = 'failed'
      return refused
    })
    await expect(connection.execute(query('bad'))).rejects.toBe(refused)
    await expect(connection.commit()).rejects.toMatchObject({ code: 'TRANSACTION_FAILED', cause: refused })
    expect(backend.texts).toEqual(['BEGIN', 'bad', 'ROLLBACK'])
    expect(connection.inTransaction).toBe(false)
  })

  it('runs nothing outside of a transaction that the database has ended by itself', async () => {
    const { connection, backend } = await setUp(({ text }, wire) => {
      if (text !== 'deadlock') return undefined
      wire.status = 'idle'
      return refused
    })
    await connection.execute(query('a'))
    await expect(connection.execute(query('deadlock'))).rejects.toBe(refused)
    const over = { code: 'TRANSACTION_ROLLED_BACK', cause: refused }
    await expect(connection.execute(query('b'))).rejects.toMatchObject(over)
    await expect(connection.commit()).rejects.toMatchObject(over)
    await connection.execute(query('c'))
    expect(backend.texts).toEqual(['BEGIN', 'a', 'deadlock', 'BEGIN', 'c'])
  })

  it('runs nothing more in a transaction that has to be repeated as a whole', async () => {
    const deadlock = new DeadlockError('deadlock', { code: 'DB', retry: 'transaction' })
    const { connection, backend } = await setUp(({ text }) => (text === 'a' ? deadlock : undefined))
    await expect(connection.execute(query('a'))).rejects.toBe(deadlock)
    await expect(connection.execute(query('b'))).rejects.toMatchObject({
      code: 'TRANSACTION_ROLLED_BACK',
      cause: deadlock,
    })
    await expect(connection.commit()).rejects.toMatchObject({ code: 'TRANSACTION_ROLLED_BACK' })
    await connection.execute(query('c'))
    expect(backend.texts).toEqual(['BEGIN', 'a', 'ROLLBACK', 'BEGIN', 'c'])
  })

  it('begins anew after a statement that committed implicitly', async () => {
    const { connection, backend } = await setUp(({ text }, wire) => {
      if (text === 'create table') wire.status = 'idle'
      return undefined
    })
    await connection.execute(query('create table'))
    await connection.execute(query('insert'))
    await connection.rollback()
    expect(backend.texts).toEqual(['BEGIN', 'create table', 'BEGIN', 'insert', 'ROLLBACK'])
  })

  it('stays usable for nothing but rollback and close when the wire is lost', async () => {
    const { connection } = await setUp(({ text }, wire) => {
      if (text !== 'cut') return undefined
      wire.status = 'closed'
      return lost()
    })
    await expect(connection.execute(query('cut'))).rejects.toBeInstanceOf(ConnectionError)
    await expect(connection.execute(query('a'))).rejects.toMatchObject({ code: 'TRANSACTION_ROLLED_BACK' })
    await connection.rollback()
    await expect(connection.execute(query('b'))).rejects.toBeInstanceOf(UsageError)
    await connection.close()
  })

  it('undoes a BEGIN of which only a part succeeded', async () => {
    const { connection, backend } = await setUp(({ text }, wire) => {
      if (!text.startsWith('BEGIN')) return undefined
      wire.status = 'transaction'
      return refused
    })
    await expect(connection.begin()).rejects.toBe(refused)
    expect(backend.texts).toEqual(['BEGIN', 'ROLLBACK'])
    expect(connection.inTransaction).toBe(false)
  })
})
