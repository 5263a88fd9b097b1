import { DatabaseError, sqlTypes } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../src/index.ts'
import { type Answer, FakeBackend, named, query, value } from './fake-backend.ts'

// The rules and defects of SQLAlchemy that docs/semantics.md numbers, where no database is needed to show them.
function setUp(answer?: Answer) {
  const backend = new FakeBackend(answer)
  return { backend, engine: createEngine(backend) }
}
const refused = new DatabaseError('no', { code: 'DB' })

describe('semantics of the engine', () => {
  it('3.B.72 the plan is found by the shape: one compilation for any number of values', async () => {
    const { engine, backend } = setUp()
    for (let n = 0; n < 1000; n++) await engine.execute(query('do $', [value(n, sqlTypes.integer)]))
    expect(backend.compiled).toBe(1)
    await engine.execute(query('do $', [value('1', sqlTypes.text)]))
    expect(backend.compiled).toBe(2)
  })

  it('3.B.73 a plan that is found takes the values of the new statement', async () => {
    const { engine, backend } = setUp()
    await engine.execute(query('do $ $', ['a', 'b']))
    await engine.execute(query('do $ $', ['c', null]))
    expect(backend.connections[0]?.statements.map(({ params }) => params)).toEqual([
      ['a', 'b'],
      ['c', null],
    ])
  })

  it('3.B.75 a listener sees statements and cannot change them', async () => {
    const { engine, backend } = setUp()
    using _ = engine.on('statement', (event) => {
      expect(event).toMatchObject({ text: 'do', paramCount: 0 })
      Object.assign(event, { text: 'something else' })
      throw new Error('ignored')
    })
    await engine.execute(query('do'))
    await engine.execute(query('do'))
    expect(backend.texts).toEqual(['do', 'do'])
    expect(backend.compiled).toBe(1)
  })
})

describe('defects of SQLAlchemy that are not reproduced', () => {
  it('5.1 a connection whose COMMIT and ROLLBACK both fail is not lent again', async () => {
    const { engine, backend } = setUp(({ text }) => (/^(COMMIT|ROLLBACK)$/.test(text) ? refused : undefined))
    const connection = await engine.connect()
    await connection.execute(query('insert'))
    await expect(connection.commit()).rejects.toBe(refused)
    await connection.close()
    expect(backend.connections[0]?.status).toBe('closed')
    expect(engine.pool.stats).toMatchObject({ size: 0, inUse: 0 })
  })

  it('5.1 a COMMIT that is refused is rolled back before close() gives the connection back', async () => {
    const { engine, backend } = setUp(({ text }) => (text === 'COMMIT' ? refused : undefined))
    const connection = await engine.connect()
    await connection.execute(query('insert'))
    await expect(connection.commit()).rejects.toBe(refused)
    await connection.close()
    expect(backend.texts).toEqual(['BEGIN', 'insert', 'COMMIT', 'ROLLBACK'])
    expect(backend.connections[0]?.status).toBe('idle')
  })

  it('5.2 a parameter without a value is missed, whatever statement of its shape was compiled first', async () => {
    const { engine, backend } = setUp()
    const missing = { code: 'BIND_MISSING_PARAMETER' }
    await engine.execute(query('do $', [value('given')]))
    await engine.execute(query('do $', [named('x')]), { x: null })
    await expect(engine.execute(query('do $', [named('x')]))).rejects.toMatchObject(missing)
    await expect(engine.execute(query('do $', [named('x')]), {})).rejects.toMatchObject(missing)
    await engine.execute(query('do $', [value(null)]))
    expect(backend.connections[0]?.statements.map(({ params }) => params)).toEqual([['given'], [null], [null]])
  })

  it('5.4 a name that the statement does not have is refused, and nothing is sent', async () => {
    const { engine, backend } = setUp()
    const unknown = { code: 'BIND_UNKNOWN_PARAMETER', message: expect.stringContaining('"typo"') }
    await expect(engine.execute(query('do'), { typo: 1 })).rejects.toMatchObject(unknown)
    await expect(engine.execute(query('do $', [named('x')]), { x: 1, typo: 1 })).rejects.toMatchObject(unknown)
    expect(backend.texts).toEqual([])
  })

  it('5.5 disposing with connections out counts right, and closes them when they come back', async () => {
    const { engine, backend } = setUp()
    const [first, second] = [await engine.connect(), await engine.connect()]
    await engine.dispose()
    expect(engine.pool.stats).toMatchObject({ inUse: 2, idle: 0 })
    await first.close()
    await second.close()
    expect(engine.pool.stats).toMatchObject({ size: 0, inUse: 0, idle: 0 })
    expect(backend.connections.map(({ status }) => status)).toEqual(['closed', 'closed'])
  })
})
