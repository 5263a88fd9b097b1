import { UnsupportedByDialectError } from '@athanor/contract'
import { createEngine, type Engine } from '@athanor/engine'
import { postgresDialect } from '@athanor/postgres/dialect'
import { alias, type Expression, insert, integer, json, MetaData, select, sql, tableFunction, text } from '@athanor/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqlite } from '../src/index.ts'
import * as lite from '../src/dialect.ts'

const metadata = new MetaData()
const words = metadata.table('words', { id: integer().primaryKey(), data: json() })
const { c } = words
const docs = new MetaData().table('docs', { title: text(), body: text() })

describe('words of SQLite', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = createEngine(sqlite(':memory:'))
    await metadata.createAll(engine)
    await engine.execute(sql`create virtual table docs using fts5(title, body)`)
    await engine.execute(insert(words).values([{ id: 1, data: { k: 1, list: [1, 2] } }]))
    await engine.execute(
      insert(docs).values([
        { title: 'Cats', body: 'fat cats ate fast rats' },
        { title: 'Dogs', body: 'a dog slept beside the cats' },
      ]),
    )
  })
  afterAll(() => engine.dispose())
  const value = <T>(expr: Expression<T, string>): Promise<T | null> =>
    engine.scalar(select({ it: expr }).from(words)) as Promise<never>

  it('JSON', async () => {
    expect(await value(lite.jsonSet(c.data, { '$.k': { deep: true }, '$.n': 'text' }))).toEqual({
      k: { deep: true },
      list: [1, 2],
      n: 'text',
    })
    expect(await value(lite.jsonInsert(c.data, { '$.k': 2, '$.n': 3 }))).toMatchObject({ k: 1, n: 3 })
    expect(await value(lite.jsonReplace(c.data, { '$.k': 2, '$.n': 3 }))).toEqual({ k: 2, list: [1, 2] })
    expect(await value(lite.jsonRemove(c.data, '$.k'))).toEqual({ list: [1, 2] })
    expect(await value(lite.jsonPatch(c.data, { k: null, n: 1 }))).toEqual({ list: [1, 2], n: 1 })
    expect(await value(lite.jsonType(c.data, '$.list'))).toBe('array')
    expect(await value(lite.jsonValid(c.data))).toBe(true)
    const each = tableFunction('each', lite.jsonEach(c.data, '$.list'), { value: integer() })
    expect(await engine.scalars(select(each.c.value).from(words, each)).all()).toEqual([1, 2])
  })
  it('full text', async () => {
    const { title } = docs.c
    const found = select(title).where(lite.ftsMatch(docs, 'cats')).orderBy(lite.bm25(docs))
    expect(await engine.scalars(found).all()).toEqual(['Cats', 'Dogs'])
    expect(await engine.scalars(select(title).where(title.match('dogs'))).all()).toEqual(['Dogs'])
    const d = alias(docs, 'd')
    const marked = select({
      it: lite.highlight(d, 1, '[', ']'),
      part: lite.snippet(d, { before: '<', after: '>', words: 3 }),
    })
    expect(await engine.execute(marked.from(d).where(lite.ftsMatch(d, 'fast'))).one()).toEqual({
      it: 'fat cats ate [fast] rats',
      part: '…ate <fast> rats',
    })
  })
  it('are refused by the other databases', () => {
    expect(() => select({ it: lite.jsonPatch(c.data, {}) }).compile(postgresDialect)).toThrow(UnsupportedByDialectError)
    expect(() => select(docs.c.title).where(lite.ftsMatch(docs, 'x')).compile(postgresDialect)).toThrow(
      UnsupportedByDialectError,
    )
  })
})
