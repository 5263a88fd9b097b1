import { CodecError, sqlTypes, UsageError } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../src/index.ts'
import { FakeBackend, named, produced, query, value } from './fake-backend.ts'

function setUp() {
  const backend = new FakeBackend()
  return { backend, engine: createEngine(backend), sent: () => backend.connections[0]?.statements.at(-1)?.params }
}

describe('engine: binding', () => {
  it('encodes values with the codec of their type', async () => {
    const { engine, sent } = setUp()
    await engine.execute(query('do $ $', [value(new Date(0), sqlTypes.date), value(5, sqlTypes.integer)]))
    expect(sent()).toEqual(['1970-01-01T00:00:00.000Z', 5])
  })

  it('passes null on without asking the codec', async () => {
    const { engine, sent } = setUp()
    await engine.execute(query('do $', [value(null, sqlTypes.integer)]))
    expect(sent()).toEqual([null])
  })

  it('refuses undefined and names what it was for', async () => {
    const { engine } = setUp()
    await expect(engine.execute(query('do $', [undefined]))).rejects.toMatchObject({
      code: 'BIND_UNDEFINED_VALUE',
      message: expect.stringContaining('column text'),
    })
  })

  it('takes named values from the parameters, one for each run', async () => {
    const { engine, backend, sent } = setUp()
    const statement = query('do $', [named('email')])
    await engine.execute(statement, { email: 'a' })
    await engine.execute(statement, { email: 'b' })
    expect(sent()).toEqual(['b'])
    expect(backend.compiled).toBe(1)
  })

  it('names the parameter that has no value', async () => {
    const { engine } = setUp()
    const failure = engine.execute(query('do $', [named('email')]), {})
    await expect(failure).rejects.toBeInstanceOf(UsageError)
    await expect(failure).rejects.toMatchObject({
      code: 'BIND_MISSING_PARAMETER',
      message: expect.stringContaining('"email"'),
    })
  })

  it('does not take a parameter from the prototype', async () => {
    const { engine } = setUp()
    await expect(engine.execute(query('do $', [named('toString')]), {})).rejects.toMatchObject({
      code: 'BIND_MISSING_PARAMETER',
    })
  })

  it('refuses parameters that the statement does not have', async () => {
    const { engine } = setUp()
    await expect(engine.execute(query('do $', [named('email')]), { email: 'a', mail: 'b' })).rejects.toMatchObject({
      code: 'BIND_UNKNOWN_PARAMETER',
      message: expect.stringMatching(/"mail".*It has: email/),
    })
    await expect(engine.execute(query('do it'), { x: 1 })).rejects.toMatchObject({ code: 'BIND_UNKNOWN_PARAMETER' })
    await engine.execute(query('do it'), {})
  })

  it('produces a default once for each run, also when two placeholders share it', async () => {
    const { engine, sent } = setUp()
    let n = 0
    const id = produced(() => `id${++n}`)
    await engine.execute(query('do $ $', [id, id]))
    expect(sent()).toEqual(['id1', 'id1'])
    await engine.execute(query('do $ $', [id, id]))
    expect(sent()).toEqual(['id2', 'id2'])
  })

  it('turns what a codec throws into a CodecError that names the column and not the value', async () => {
    const { engine, backend } = setUp()
    const failure = await engine
      .execute(query('do $', [value('secret', sqlTypes.integer)]))
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(CodecError)
    expect(failure).toMatchObject({ code: 'CODEC_ENCODE', cause: expect.any(TypeError) })
    expect(String(failure)).toMatch(/column integer.*expected an integer/)
    expect(String(failure)).not.toContain('secret')
    expect(backend.connections).toHaveLength(0)
  })

  it('lets the error of a default function pass as it is', async () => {
    const { engine } = setUp()
    const own = new Error('mine')
    const failing = produced(() => {
      throw own
    })
    await expect(engine.execute(query('do $', [failing]))).rejects.toBe(own)
  })
})
