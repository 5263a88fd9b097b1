import { DatabaseError, type Savepoint, SerializationError, type Transaction } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../src/index.ts'
import { type Answer, FakeBackend, query } from './fake-backend.ts'

function setUp(answer?: Answer) {
  const backend = new FakeBackend(answer)
  return { backend, engine: createEngine(backend) }
}
const refused = new DatabaseError('no', { code: 'DB' })
const mine = new Error('mine')

describe('transaction', () => {
  it('commits when the work resolves, and yields its value', async () => {
    const { engine, backend } = setUp()
    expect(await engine.transaction(async (tx) => (await tx.execute(query('insert')), 'value'))).toBe('value')
    expect(backend.texts).toEqual(['BEGIN', 'insert', 'COMMIT'])
    expect(engine.pool.stats.inUse).toBe(0)
  })

  it('begins before the work, with the options', async () => {
    const { engine, backend } = setUp()
    await engine.transaction(async () => expect(backend.texts).toEqual(['BEGIN REPEATABLE READ READ ONLY']), {
      isolationLevel: 'repeatable read',
      readOnly: true,
    })
  })

  it('rolls back when the work throws, and throws the same object', async () => {
    const { engine, backend } = setUp()
    const failing = engine.transaction(async (tx) => {
      await tx.execute(query('insert'))
      throw mine
    })
    await expect(failing).rejects.toBe(mine)
    expect(backend.texts).toEqual(['BEGIN', 'insert', 'ROLLBACK'])
    expect(engine.pool.stats).toMatchObject({ inUse: 0, idle: 1 })
  })

  it('keeps the error of the work when the rollback fails too; that one rides along', async () => {
    const { engine } = setUp(({ text }) => (text === 'ROLLBACK' ? refused : undefined))
    const own = new Error('mine')
    const failing = engine.transaction(async () => {
      throw own
    })
    await expect(failing).rejects.toBe(own)
    expect(own).toHaveProperty('suppressed.cause', refused)
    expect(Object.keys(own)).toEqual([])
    expect(engine.pool.stats.size).toBe(0)
  })

  it('throws on what is no error at all', async () => {
    const { engine } = setUp(({ text }) => (text === 'ROLLBACK' ? refused : undefined))
    await expect(
      engine.transaction(async () => {
        // oxlint-disable-next-line only-throw-error -- Users do it.
        throw 'text'
      }),
    ).rejects.toBe('text')
  })

  it('refuses a handle that outlives it', async () => {
    const { engine } = setUp()
    let leaked: Transaction | undefined
    await engine.transaction(async (tx) => void (leaked = tx))
    await expect(leaked?.execute(query('select'))).rejects.toMatchObject({ code: 'TRANSACTION_ENDED' })
    await expect(leaked?.savepoint(async () => 1)).rejects.toMatchObject({ code: 'TRANSACTION_ENDED' })
  })

  it('waits for statements that the work did not await, and commits them', async () => {
    const { engine, backend } = setUp()
    let last: PromiseLike<unknown> | undefined
    await engine.transaction(async (tx) => {
      void tx.execute(query('a'))
      last = tx.execute(query('b'))
    })
    await last
    expect(backend.texts).toEqual(['BEGIN', 'a', 'b', 'COMMIT'])
    expect(backend.overlaps).toBe(0)
  })

  it('rolls back when its signal is aborted, with the reason', async () => {
    const { engine, backend } = setUp()
    const controller = new AbortController()
    const failing = engine.transaction(
      async (tx) => {
        controller.abort(mine)
        await tx.execute(query('insert')).catch(() => undefined)
      },
      { signal: controller.signal },
    )
    await expect(failing).rejects.toBe(mine)
    expect(backend.texts).toEqual(['BEGIN', 'ROLLBACK'])
  })

  it('runs two at the same time on two connections', async () => {
    const { engine, backend } = setUp()
    await Promise.all([1, 2].map(() => engine.transaction(async (tx) => void (await tx.execute(query('insert'))))))
    expect(backend.connections.map((each) => each.texts)).toEqual([
      ['BEGIN', 'insert', 'COMMIT'],
      ['BEGIN', 'insert', 'COMMIT'],
    ])
  })

  it('runs the whole work again as often as it may, for errors that this can cure', async () => {
    const { engine, backend } = setUp()
    const clash = new SerializationError('clash', { code: 'DB', retry: 'transaction' })
    let runs = 0
    const work = async (tx: Transaction): Promise<number> => {
      await tx.execute(query('insert'))
      if (++runs < 3) throw clash
      return runs
    }
    expect(await engine.transaction(work, { retries: 2 })).toBe(3)
    expect(backend.texts.filter((text) => text === 'COMMIT')).toHaveLength(1)
    runs = 0
    await expect(engine.transaction(work, { retries: 1 })).rejects.toBe(clash)
    await expect(engine.transaction(async () => Promise.reject(mine), { retries: 5 })).rejects.toBe(mine)
    await expect(engine.transaction(work, { retries: -1 })).rejects.toMatchObject({ code: 'TRANSACTION_RETRIES' })
  })
})

const slow = (ms: number) => async (tx: Transaction) => {
  await new Promise((resolve) => setTimeout(resolve, ms))
  await tx.execute(query(`after ${ms}`))
}

describe('savepoint', () => {
  it('is released when its work resolves; nested ones have names of their own', async () => {
    const { engine, backend } = setUp()
    await engine.transaction((tx) =>
      tx.savepoint((inner) => inner.transaction(async (deep) => void (await deep.execute(query('x'))))),
    )
    expect(backend.texts).toEqual([
      'BEGIN',
      'SAVEPOINT athanor_1',
      'SAVEPOINT athanor_2',
      'x',
      'RELEASE athanor_2',
      'RELEASE athanor_1',
      'COMMIT',
    ])
  })

  it('undoes its own part when its work throws; the transaction goes on', async () => {
    const { engine, backend } = setUp()
    await engine.transaction(async (tx) => {
      await expect(tx.savepoint(async () => Promise.reject(mine))).rejects.toBe(mine)
      await tx.execute(query('x'))
    })
    expect(backend.texts).toEqual([
      'BEGIN',
      'SAVEPOINT athanor_1',
      'ROLLBACK TO athanor_1',
      'RELEASE athanor_1',
      'x',
      'COMMIT',
    ])
  })

  it('brings a failed transaction back', async () => {
    const { engine } = setUp(({ text }, wire) => {
      if (text !== 'bad') return undefined
      wire.status = 'failed'
      return refused
    })
    await engine.transaction(async (tx) => {
      await expect(tx.savepoint((inner) => inner.execute(query('bad')))).rejects.toBe(refused)
      await tx.execute(query('good'))
    })
  })

  it('is rolled back when a statement in it failed and the work hid it', async () => {
    const { engine, backend } = setUp(({ text }, wire) => {
      if (text !== 'bad') return undefined
      wire.status = 'failed'
      return refused
    })
    await engine.transaction(async (tx) => {
      const hiding = tx.savepoint(async (inner) => void (await inner.execute(query('bad')).catch(() => undefined)))
      await expect(hiding).rejects.toMatchObject({ code: 'TRANSACTION_FAILED' })
    })
    expect(backend.texts).toEqual([
      'BEGIN',
      'SAVEPOINT athanor_1',
      'bad',
      'ROLLBACK TO athanor_1',
      'RELEASE athanor_1',
      'COMMIT',
    ])
  })

  it('refuses its handle after its end', async () => {
    const { engine } = setUp()
    await engine.transaction(async (tx) => {
      let leaked: Transaction | undefined
      await tx.savepoint(async (inner) => void (leaked = inner))
      await expect(leaked?.execute(query('x'))).rejects.toMatchObject({ code: 'SAVEPOINT_ENDED' })
    })
  })

  it('refuses two at the same time, which SQL cannot keep apart', async () => {
    const { engine, backend } = setUp()
    await engine.transaction(async (tx) => {
      const [first, second] = await Promise.allSettled([tx.savepoint(slow(5)), tx.savepoint(slow(40))])
      expect(first).toMatchObject({ status: 'rejected', reason: { code: 'SAVEPOINT_ORDER' } })
      expect(second).toMatchObject({ status: 'rejected', reason: { code: 'SAVEPOINT_ENDED' } })
    })
    expect(backend.texts).not.toContain('after 40')
    expect(backend.texts.at(-1)).toBe('COMMIT')
  })

  it('can be ended by hand on a connection, and begins a transaction if none is open', async () => {
    const { engine, backend } = setUp()
    await using connection = await engine.connect()
    const outer: Savepoint = await connection.beginNested()
    expect(connection.inTransaction).toBe(true)
    const inner = await connection.beginNested()
    await expect(outer.release()).rejects.toMatchObject({ code: 'SAVEPOINT_ORDER' })
    expect([outer.name, inner.name]).toEqual(['athanor_1', 'athanor_2'])
    await outer.rollback()
    expect([outer.active, inner.active]).toEqual([false, false])
    await expect(inner.release()).rejects.toMatchObject({ code: 'SAVEPOINT_ENDED' })
    const last = await connection.beginNested()
    await connection.commit()
    expect(last.active).toBe(false)
    expect(backend.texts.slice(0, 5)).toEqual([
      'BEGIN',
      'SAVEPOINT athanor_1',
      'SAVEPOINT athanor_2',
      'ROLLBACK TO athanor_1',
      'RELEASE athanor_1',
    ])
  })

  it('keeps the error of the work when the transaction is lost inside', async () => {
    const { engine } = setUp(({ text }, wire) => {
      if (text !== 'deadlock') return undefined
      wire.status = 'idle'
      return refused
    })
    await expect(engine.transaction((tx) => tx.savepoint((inner) => inner.execute(query('deadlock'))))).rejects.toBe(
      refused,
    )
  })
})
