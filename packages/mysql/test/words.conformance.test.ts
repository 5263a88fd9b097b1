import { UnsupportedByDialectError } from '@athanor/contract'
import { createEngine, type Engine } from '@athanor/engine'
import { type Expression, insert, integer, json, MetaData, select, sql, text } from '@athanor/sql'
import { sqliteDialect } from '@athanor/sqlite/dialect'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mysql } from '../src/index.ts'
import * as my from '../src/dialect.ts'

const url = process.env['ATHANOR_MYSQL_URL']

const metadata = new MetaData()
const words = metadata.table('kit_my_words', { id: integer().primaryKey(), data: json(), body: text() })
const { c } = words

describe.skipIf(url === undefined)('words of MySQL', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = createEngine(mysql(url ?? '', { flavor: 'mariadb' }))
    await metadata.dropAll(engine)
    await metadata.createAll(engine)
    await engine.execute(sql`create fulltext index kit_my_words_body on kit_my_words (body)`)
    await engine.execute(
      insert(words).values([
        { id: 1, data: { k: 1, list: [1, 2] }, body: 'fat cats ate fast rats' },
        { id: 2, data: [1, 'x'], body: 'another dog slept' },
        { id: 3, data: {}, body: 'nothing of interest' },
      ]),
    )
  })
  afterAll(async () => {
    await metadata.dropAll(engine)
    await engine.dispose()
  })
  const value = <T>(expr: Expression<T, string>, id = 1): Promise<T | null> =>
    engine.scalar(select({ it: expr }).from(words).where(c.id.eq(id))) as Promise<never>

  it('JSON', async () => {
    expect(await value(my.jsonLength(c.data))).toBe(2)
    expect(await value(my.jsonLength(c.data, '$.list'))).toBe(2)
    expect(await value(my.jsonKeys(c.data))).toEqual(['k', 'list'])
    expect(await value(my.jsonSet(c.data, { '$.k': { deep: true }, '$.n': 'text' }))).toEqual({
      k: { deep: true },
      list: [1, 2],
      n: 'text',
    })
    expect(await value(my.jsonInsert(c.data, { '$.k': 2, '$.n': 3 }))).toMatchObject({ k: 1, n: 3 })
    expect(await value(my.jsonReplace(c.data, { '$.k': 2, '$.n': 3 }))).toEqual({ k: 2, list: [1, 2] })
    expect(await value(my.jsonRemove(c.data, '$.k'))).toEqual({ list: [1, 2] })
    expect(await value(my.jsonArrayAppend(c.data, '$.list', { x: 1 }))).toMatchObject({ list: [1, 2, { x: 1 }] })
    expect(await value(my.jsonMergePatch(c.data, { k: null, n: 1 }))).toEqual({ list: [1, 2], n: 1 })
    expect(await value(my.jsonContainsAt(c.data, 2, '$.list'))).toBe(true)
    expect(await value(my.jsonContainsPath(c.data, 'all', '$.k', '$.none'))).toBe(false)
    expect(await value(my.jsonSearch(c.data, 'one', 'x'), 2)).toBe('$[1]')
    expect(await value(my.jsonValid(c.body))).toBe(false)
    expect(await value(my.jsonDepth(c.data))).toBe(3)
  })
  it('full text', async () => {
    const found = (condition: ReturnType<typeof my.matches>): Promise<readonly number[]> =>
      engine.scalars(select(c.id).from(words).where(condition).orderBy(c.id)).all()
    expect(await found(my.matches(c.body, 'rats dog'))).toEqual([1, 2])
    expect(await found(my.matches([c.body], '+rats -dog', { mode: 'boolean' }))).toEqual([1])
    expect(await found(c.body.match('slept'))).toEqual([2])
    expect(await value(my.matchRelevance(c.body, 'cats'))).toBeGreaterThan(0)
    expect(await value(my.matchRelevance(c.body, 'cats'), 2)).toBe(0)
  })
  it('are refused where they are missing', () => {
    const query = select({ it: my.jsonLength(c.data) })
    expect(() => query.compile(sqliteDialect)).toThrow(UnsupportedByDialectError)
    const member = select({ it: my.memberOf(1, c.data) })
    expect(() => member.compile(my.mysqlDialect({ flavor: 'mariadb' }))).toThrow(UnsupportedByDialectError)
    expect(member.compile(my.mysqlDialect()).text).toContain('MEMBER OF(')
  })
})
