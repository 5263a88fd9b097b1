import { MultipleResultsFoundError, NoResultFoundError, sqlTypes } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../src/index.ts'
import { decoded, FakeBackend, query } from './fake-backend.ts'

const dates = { id: sqlTypes.integer, at: sqlTypes.date }
const three = [
  [1, '2026-01-01'],
  [2, '2026-01-02'],
  [3, null],
]
const engineWith = (rows: readonly (readonly (string | number | null)[])[], more = {}) =>
  createEngine(new FakeBackend(() => ({ columns: ['id', 'at'], rows, ...more })))
const select = query<{ id: number; at: Date | null }, number>('select', [], { columns: dates })

describe('engine: results', () => {
  it('reads all, the first, exactly one, or one or none', async () => {
    const engine = engineWith(three.slice(0, 1))
    const row = { id: 1, at: new Date('2026-01-01') }
    expect(await engine.execute(select).all()).toEqual([row])
    expect(await engine.execute(select).first()).toEqual(row)
    expect(await engine.execute(select).one()).toEqual(row)
    expect(await engine.execute(select).oneOrNull()).toEqual(row)
  })

  it('tells none from many', async () => {
    const none = engineWith([])
    expect(await none.execute(select).first()).toBeNull()
    expect(await none.execute(select).oneOrNull()).toBeNull()
    await expect(none.execute(select).one()).rejects.toBeInstanceOf(NoResultFoundError)
    await expect(none.scalars(select).one()).rejects.toBeInstanceOf(NoResultFoundError)
    const many = engineWith(three)
    await expect(many.execute(select).one()).rejects.toBeInstanceOf(MultipleResultsFoundError)
    await expect(many.execute(select).oneOrNull()).rejects.toBeInstanceOf(MultipleResultsFoundError)
    await expect(many.scalars(select).one()).rejects.toBeInstanceOf(MultipleResultsFoundError)
  })

  it('says that the statement returns no rows at all', async () => {
    await expect(engineWith([]).execute(query('update')).one()).rejects.toThrow(/returns no rows.*returning/)
  })

  it('reads the first column as scalars; a null in it is a value', async () => {
    const engine = engineWith([[null, 'x']])
    expect(await engine.scalars(select).one()).toBeNull()
    expect(await engineWith(three).scalars(select).all()).toEqual([1, 2, 3])
    expect([...(await engineWith(three).scalars(select))]).toEqual([1, 2, 3])
    expect(await engineWith(three).scalar(select)).toBe(1)
    expect(await engineWith([]).scalar(select)).toBeNull()
  })

  it('decodes nothing that is not asked for, and nothing twice', async () => {
    const result = await engineWith(three).execute(select)
    decoded.count = 0
    expect(result.first()?.id).toBe(1)
    expect(decoded.count).toBe(1)
    expect(result.all()).toHaveLength(3)
    expect(result.all()[0]).toBe(result.first())
    expect(result.tuples()[1]?.[1]).toBe(result.all()[1]?.at)
    expect([...result]).toEqual(result.all())
    expect(decoded.count).toBe(2)
  })

  it('makes rows of tuples that were read before, with the same values', async () => {
    const result = await engineWith(three).execute(select)
    decoded.count = 0
    const tuples = result.parts[0]?.values
    expect(tuples?.[2]).toEqual([3, null])
    expect(result.all()[0]?.at).toBe(tuples?.[0]?.[1])
    expect(decoded.count).toBe(2)
  })

  it('is not changed by what is done to the array of rows', async () => {
    const result = await engineWith(three).execute(select)
    result.all().length = 0
    expect(result.all()).toHaveLength(3)
  })

  it('knows keys, affected rows and the generated key', async () => {
    const result = await engineWith([], { affected: 2, lastInsertId: '9007199254740993' }).execute(select)
    expect(result.keys).toEqual(['id', 'at'])
    expect(result.affected).toBe(2)
    expect(result.lastInsertId).toBe(9007199254740993n)
    expect((await engineWith([], { lastInsertId: '7' }).execute(select)).lastInsertId).toBe(7)
    expect((await engineWith([]).execute(select)).lastInsertId).toBeNull()
  })

  it('keeps both values of two raw columns of one name in tuples', async () => {
    const engine = createEngine(new FakeBackend(() => ({ columns: ['n', 'n'], rows: [[1, 2]] })))
    const result = await engine.execute(query('select n, n'))
    expect(result.all()).toEqual([{ n: 2 }])
    expect(result.tuples()).toEqual([[1, 2]])
  })

  it('follows the columns of raw SQL when they change between two runs', async () => {
    let columns = ['a']
    const engine = createEngine(new FakeBackend(() => ({ columns, rows: [[1]] })))
    for (const name of ['a', 'a', 'a', 'b', 'b', 'b', 'a']) {
      columns = [name]
      expect(await engine.execute(query('select *')).all()).toEqual([{ [name]: 1 }])
    }
  })
})

describe('engine: pending results', () => {
  it('starts at once, without being awaited', async () => {
    const backend = new FakeBackend()
    const pending = createEngine(backend).execute(query('insert'))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(backend.texts).toEqual(['insert'])
    await pending
  })

  it('is a promise in every respect', async () => {
    const engine = engineWith(three)
    const pending = engine.execute(select)
    expect(Object.prototype.toString.call(pending)).toBe('[object Promise]')
    let finished = false
    expect((await pending.finally(() => (finished = true))).all()).toHaveLength(3)
    expect(finished).toBe(true)
    expect(await Promise.all([pending, pending.first()])).toHaveLength(2)
    const failing = createEngine(new FakeBackend(() => new Error('no'))).execute(select)
    expect(await failing.catch(() => 'caught')).toBe('caught')
  })

  it('leaves no unhandled rejection when only a derived promise is awaited', async () => {
    const unhandled: unknown[] = []
    const listener = (error: unknown): void => void unhandled.push(error)
    process.on('unhandledRejection', listener)
    const engine = createEngine(new FakeBackend(() => new Error('no')))
    await expect(engine.execute(select).one()).rejects.toThrow('no')
    await expect(engine.scalars(select).all()).rejects.toThrow('no')
    await expect(engine.scalar(select)).rejects.toThrow('no')
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('unhandledRejection', listener)
    expect(unhandled).toEqual([])
  })

  it('puts errors of compiling and binding into the promise', async () => {
    const engine = createEngine(new FakeBackend())
    const pending = engine.execute(query('do $', [undefined]))
    await expect(pending).rejects.toMatchObject({ code: 'BIND_UNDEFINED_VALUE' })
  })
})
