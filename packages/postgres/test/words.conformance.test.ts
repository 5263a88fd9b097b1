import { UnsupportedByDialectError } from '@athanor/contract'
import { createEngine, type Engine } from '@athanor/engine'
import {
  all,
  any,
  array,
  dateAdd,
  type Expression,
  func,
  insert,
  integer,
  jsonb,
  literal,
  MetaData,
  param,
  select,
  text,
  timestamp,
  uuid,
  enumeration,
  json,
} from '@athanor/sql'
import { sqliteDialect } from '@athanor/sqlite/dialect'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgres } from '../src/index.ts'
import * as pg from '../src/dialect.ts'

const url = process.env['ATHANOR_POSTGRES_URL']

const metadata = new MetaData()
const words = metadata.table('kit_pg_words', {
  id: integer().primaryKey(),
  tags: array(text()),
  nums: array(integer()).nullable(),
  data: jsonb(),
  span: pg.int4range().nullable(),
  during: pg.tstzrange().nullable(),
  body: text(),
  at: timestamp(),
})
const { c } = words
const at = new Date('2024-05-01T10:00:00.000Z')

describe.skipIf(url === undefined)('words of PostgreSQL', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = createEngine(postgres(url ?? ''))
    await metadata.dropAll(engine)
    await metadata.createAll(engine)
    await engine.execute(
      insert(words).values([
        {
          id: 1,
          tags: ['a', 'b'],
          nums: [1, 2, 3],
          data: { k: 1, list: [1, 2], sub: { x: null } },
          span: pg.range(1, 10),
          during: pg.range(at, null),
          body: 'The fat cats ate fast rats',
          at,
        },
        { id: 2, tags: [], data: { other: true }, body: 'A dog slept', at, span: pg.emptyRange },
      ]),
    )
  })
  afterAll(async () => {
    await metadata.dropAll(engine)
    await engine.dispose()
  })
  const value = <T>(expr: Expression<T, string>, id = 1): Promise<T | null> =>
    engine.scalar(select({ it: expr }).from(words).where(c.id.eq(id))) as Promise<never>

  it('arrays', async () => {
    expect(await value(pg.arrayContains(c.tags, ['a']))).toBe(true)
    expect(await value(pg.arrayContainedBy(c.tags, ['a', 'b', 'c']))).toBe(true)
    expect(await value(pg.arrayOverlaps(c.tags, ['x']))).toBe(false)
    expect(await value(pg.arrayAt(c.nums, 2))).toBe(2)
    expect(await value(pg.arrayAt(c.nums, 9))).toBe(null)
    expect(await value(pg.arraySlice(c.nums, 2, 3))).toEqual([2, 3])
    expect(await value(pg.arrayConcat(c.nums, [4]))).toEqual([1, 2, 3, 4])
    expect(await value(pg.arrayAppend(c.tags, 'z'))).toEqual(['a', 'b', 'z'])
    expect(await value(pg.arrayPrepend('z', c.tags))).toEqual(['z', 'a', 'b'])
    expect(await value(pg.arrayRemove(c.nums, 2))).toEqual([1, 3])
    expect(await value(pg.arrayReplace(c.nums, 2, 9))).toEqual([1, 9, 3])
    expect(await value(pg.arrayPosition(c.tags, 'b'))).toBe(2)
    expect(await value(pg.arrayLength(c.tags), 2)).toBe(0)
    expect(await value(pg.arrayToString(c.nums, '-'))).toBe('1-2-3')
    expect(await value(pg.arrayOf(integer(), c.id, 7))).toEqual([1, 7])
    expect(await value(pg.arrayOf(integer()))).toEqual([])
    expect(await value(literal('b').eq(any(c.tags)))).toBe(true)
    expect(await value(literal(3).gte(all(c.nums)))).toBe(true)
    expect(await value(literal(5).eq(any([5, 6])))).toBe(true)
  })
  it('JSON', async () => {
    expect(await value(pg.jsonbContains(c.data, { k: 1 }))).toBe(true)
    expect(await value(pg.jsonbContainedBy(c.data, { k: 1 }))).toBe(false)
    expect(await value(pg.jsonbHasKey(c.data, 'k'))).toBe(true)
    expect(await value(pg.jsonbHasAny(c.data, ['z', 'k']))).toBe(true)
    expect(await value(pg.jsonbHasAll(c.data, ['z', 'k']))).toBe(false)
    expect(await value(pg.jsonbConcat(c.data, { n: 1 }), 2)).toEqual({ other: true, n: 1 })
    expect(await value(pg.jsonbDelete(c.data, 'other'), 2)).toEqual({})
    expect(await value(pg.jsonbDelete(c.data, ['k', 'sub']))).toEqual({ list: [1, 2] })
    expect(await value(pg.jsonbDeletePath(c.data, ['list', 0]))).toMatchObject({ list: [2] })
    expect(await value(pg.jsonbSet(c.data, ['sub', 'x'], 'new'))).toMatchObject({ sub: { x: 'new' } })
    expect(await value(pg.jsonbSet(c.data, ['none'], 1, { create: false }), 2)).toEqual({ other: true })
    expect(await value(pg.jsonbInsert(c.data, ['list', 0], 0))).toMatchObject({ list: [0, 1, 2] })
    expect(await value(pg.jsonbPathExists(c.data, '$.list[*] ? (@ > 1)'))).toBe(true)
    expect(await value(pg.jsonbPathMatch(c.data, '$.k == 1'))).toBe(true)
    expect(await value(pg.jsonbPathQueryArray(c.data, '$.list[*]'))).toEqual([1, 2])
    expect(await value(pg.jsonbPathQueryFirst(c.data, '$.list[*]'))).toBe(1)
    expect(await value(pg.jsonbStripNulls(c.data))).toMatchObject({ sub: {} })
    expect(await value(pg.toJsonb(c.tags))).toEqual(['a', 'b'])
    expect(await value(func.jsonTypeof(c.data.at('list')))).toBe('array')
    expect(await value(func.jsonTypeof(c.data.at('sub').at('x')))).toBe('null')
  })
  it('ranges', async () => {
    expect(await value(pg.rangeContains(c.span, 5))).toBe(true)
    expect(await value(pg.rangeContains(c.during, new Date('2025-01-01T00:00:00Z')))).toBe(true)
    expect(await value(pg.rangeContainsRange(c.span, pg.range(2, 3)))).toBe(true)
    expect(await value(pg.rangeContainedBy(c.span, pg.range(0, 100)))).toBe(true)
    expect(await value(pg.rangeOverlaps(c.span, pg.range(9, 20)))).toBe(true)
    expect(await value(pg.rangeAdjacent(c.span, pg.range(10, 20)))).toBe(true)
    expect(await value(pg.rangeStrictlyLeft(c.span, pg.range(10, 20)))).toBe(true)
    expect(await value(pg.rangeStrictlyRight(c.span, pg.range(10, 20)))).toBe(false)
    expect(await value(pg.rangeNotExtendRight(c.span, pg.range(0, 10)))).toBe(true)
    expect(await value(pg.rangeNotExtendLeft(c.span, pg.range(0, 10)))).toBe(true)
    expect(await value(pg.rangeUnion(c.span, pg.range(10, 20)))).toEqual(pg.range(1, 20))
    expect(await value(pg.rangeIntersection(c.span, pg.range(5, 20)))).toEqual(pg.range(5, 10))
    expect(await value(pg.rangeDifference(c.span, pg.range(5, 20)))).toEqual(pg.range(1, 5))
    expect(await value(pg.rangeLower(c.span))).toBe(1)
    expect(await value(pg.rangeUpper(c.during))).toBe(null)
    expect(await value(pg.rangeUpperInf(c.during))).toBe(true)
    expect(await value(pg.rangeLowerInc(c.span))).toBe(true)
    expect(await value(pg.rangeIsEmpty(c.span), 2)).toBe(true)
  })
  it('full text', async () => {
    const vector = pg.toTsvector(c.body, { config: 'english' })
    const query = pg.websearchToTsquery('rat -dog', { config: 'english' })
    expect(await value(pg.tsMatches(vector, query))).toBe(true)
    expect(await value(pg.tsMatches(vector, query), 2)).toBe(false)
    expect(await value(pg.tsMatches(vector, pg.toTsquery('cat & rat', { config: 'english' })))).toBe(true)
    expect(await value(pg.tsMatches(vector, pg.phrasetoTsquery('fat cats', { config: 'english' })))).toBe(true)
    expect(await value(pg.tsRank(pg.setWeight(vector, 'A'), query))).toBeGreaterThan(0)
    expect(await value(pg.tsHeadline(c.body, query, { config: 'english', marks: 'StartSel=[, StopSel=]' }))).toContain(
      '[rats]',
    )
    expect(await value(c.body.match('cats'))).toBe(true)
    expect(await value(pg.tsvectorConcat(vector, vector))).toContain('cat')
  })
  it('moments and intervals', async () => {
    const days = c.at.sub(dateAdd(c.at, -2, 'day'))
    expect(await value(days)).toMatchObject({ days: 2 })
    expect(await value(c.at.add(days))).toEqual(new Date('2024-05-03T10:00:00.000Z'))
    const near = func.count().over({ orderBy: [c.at], range: [{ preceding: 'P1D' }, { following: { days: 1 } }] })
    expect(await engine.scalars(select({ it: near }).from(words)).all()).toEqual([2, 2])
  })
  it('parameters of every type have their type where nothing else gives it', async () => {
    const typed = select({
      moment: param('moment', timestamp()),
      json: param('json', json()),
      uuid: param('uuid', uuid()),
      kind: param('kind', enumeration('kind', ['x', 'y'])),
      list: param('list', array(integer())),
      first: func.coalesce(param('first', text()), 'none'),
      greatest: func.greatest(param('n', integer()), 3),
    })
    const given = {
      moment: at,
      json: { a: 1 },
      uuid: '6f1c1f0e-0000-4000-8000-000000000000',
      kind: 'x',
      list: [1, 2],
      first: null,
      n: 5,
    }
    expect(await engine.execute(typed, given).one()).toMatchObject({
      moment: at,
      json: given.json,
      uuid: given.uuid,
      kind: 'x',
      list: [1, 2],
      first: 'none',
      greatest: 5,
    })
  })
  it('are refused by the other databases', () => {
    const query = select(c.id).where(pg.arrayContains(c.tags, ['a']))
    expect(() => query.compile(sqliteDialect)).toThrow(UnsupportedByDialectError)
    expect(() => select({ it: pg.rangeLower(c.span) }).compile(sqliteDialect)).toThrow(UnsupportedByDialectError)
  })
})
