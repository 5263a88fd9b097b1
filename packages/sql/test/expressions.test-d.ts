import type { Expression, Interval } from '@athanor/sql'
import {
  any,
  array,
  bigint,
  boolean,
  caseOf,
  date,
  dateAdd,
  dateDiff,
  extract,
  func,
  integer,
  json,
  MetaData,
  numeric,
  param,
  select,
  text,
  timestamp,
  tuple,
} from '@athanor/sql'
import { describe, expectTypeOf, it } from 'vitest'

const { c } = new MetaData().table('t', {
  id: integer().primaryKey(),
  a: integer().nullable(),
  big: bigint(),
  s: text(),
  note: text().nullable(),
  n: numeric(12, 2),
  f: boolean(),
  j: json<{ k: string }>(),
  day: date().nullable(),
  at: timestamp(),
  tags: array(text()),
})
type ValueOf<E> = E extends Expression<infer T, string> ? T : never
const value = <E extends Expression<unknown, string>>(_expression: E): ValueOf<E> => undefined as never

describe('types of expressions', () => {
  it('comparisons take values of the same type', () => {
    expectTypeOf(value(c.id.eq(1))).toEqualTypeOf<boolean | null>()
    expectTypeOf(value(c.f.is(true))).toEqualTypeOf<boolean>()
    c.id.in(new Set([1]))
    c.id.in(param('ids', integer()))
    c.s.eq(any(select(c.note)))
    c.s.eq(any(c.tags))
    // @ts-expect-error a text beside a number
    c.id.eq('1')
    // @ts-expect-error null is never greater
    c.a.gt(null)
    // @ts-expect-error a text is no list
    c.s.in('abc')
    // @ts-expect-error another type of list
    c.id.in(param('ids', text()))
    // @ts-expect-error numbers beside texts
    c.s.eq(any(select(c.id)))
  })
  it('rows have a type for each column', () => {
    tuple(c.id, c.s).in([
      [1, 'a'],
      [2, null],
    ])
    // @ts-expect-error the second column is a text
    tuple(c.id, c.s).in([[1, 2]])
    // @ts-expect-error one value is missing
    tuple(c.id, c.s).eq([1])
  })
  it('null comes through strict functions', () => {
    expectTypeOf(value(func.trim(c.note))).toEqualTypeOf<string | null>()
    expectTypeOf(value(func.substr(c.s, 1, 2))).toEqualTypeOf<string>()
    expectTypeOf(value(func.substr(c.s, c.a))).toEqualTypeOf<string | null>()
    expectTypeOf(value(func.power(c.id, 2))).toEqualTypeOf<number>()
    expectTypeOf(value(func.power(c.a, 2))).toEqualTypeOf<number | null>()
    expectTypeOf(value(func.ceil(c.n))).toEqualTypeOf<string>()
    expectTypeOf(value(func.greatest(c.big, 1n))).toEqualTypeOf<bigint>()
    // @ts-expect-error a number has no characters
    func.trim(c.id)
  })
  it('aggregates, windows and JSON', () => {
    expectTypeOf(value(func.stringAgg(c.s, ','))).toEqualTypeOf<string | null>()
    expectTypeOf(value(func.arrayAgg(c.a))).toEqualTypeOf<(number | null)[] | null>()
    expectTypeOf(value(func.nthValue(c.id, 2))).toEqualTypeOf<number | null>()
    expectTypeOf(value(func.lag(c.id, 1, 0))).toEqualTypeOf<number>()
    expectTypeOf(value(func.lag(c.id))).toEqualTypeOf<number | null>()
    expectTypeOf(value(c.j.at('k').asString())).toEqualTypeOf<string | null>()
    expectTypeOf(value(c.j.at('k').asJson<{ x: 1 }>())).toEqualTypeOf<{ x: 1 } | null>()
    expectTypeOf(value(c.j.at('k').asBigint())).toEqualTypeOf<bigint | null>()
    expectTypeOf(value(func.percentileDisc(0.5, c.n))).toEqualTypeOf<string | null>()
  })
  it('moments', () => {
    expectTypeOf(value(extract('year', c.at))).toEqualTypeOf<number>()
    expectTypeOf(value(extract('year', c.day))).toEqualTypeOf<number | null>()
    expectTypeOf(value(dateAdd(c.at, 1, 'day'))).toEqualTypeOf<Date>()
    expectTypeOf(value(c.at.sub(c.at))).toEqualTypeOf<Interval>()
    expectTypeOf(value(dateDiff('day', c.at, c.at))).toEqualTypeOf<number>()
    // @ts-expect-error no such unit
    dateAdd(c.at, 1, 'fortnight')
  })
  it('CASE over a value', () => {
    expectTypeOf(value(caseOf(c.s, [['a', 1]], 0))).toEqualTypeOf<number>()
    expectTypeOf(value(caseOf(c.s, [['a', 1]]))).toEqualTypeOf<number | null>()
    // @ts-expect-error the value is a text
    caseOf(c.s, [[1, 1]], 0)
  })
})
