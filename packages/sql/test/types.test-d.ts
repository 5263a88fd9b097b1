import { hstore, int8range, type Range, tstzrange } from '@athanor/postgres/dialect'
import { set, unsignedBigint } from '@athanor/mysql/dialect'
import {
  array,
  bigint,
  type ColumnBuilder,
  date,
  type Duration,
  enumeration,
  insert,
  type Instant,
  type Interval,
  integer,
  interval,
  json,
  jsonNull,
  literal,
  MetaData,
  numeric,
  type PlainDate,
  type PlainDateLike,
  type PlainDateTime,
  type PlainTime,
  type StandardSchema,
  text,
  time,
  timestamp,
  varchar,
} from '@athanor/sql'
import { Temporal } from 'temporal-polyfill'
import { describe, expectTypeOf, it } from 'vitest'

declare const schema: StandardSchema<{ name: string }>
class Money {
  readonly digits: string
  constructor(digits: string) {
    this.digits = digits
  }
}
const money = { parse: (digits: string): Money => new Money(digits), format: (value: Money): string => value.digits }
type ValueOf<C> = C extends ColumnBuilder<infer T, boolean, boolean> ? T : never
const value = <C>(_column: C): ValueOf<C> => undefined as never

describe('types: the value follows the mode', () => {
  it('numbers', () => {
    expectTypeOf(value(bigint())).toEqualTypeOf<bigint>()
    expectTypeOf(value(bigint('n'))).toEqualTypeOf<bigint>()
    expectTypeOf(value(bigint({ mode: 'number' }))).toEqualTypeOf<number>()
    expectTypeOf(value(bigint('n', { mode: 'string' }))).toEqualTypeOf<string>()
    expectTypeOf(value(numeric(12, 2))).toEqualTypeOf<string>()
    expectTypeOf(value(numeric({ precision: 12, scale: 2 }))).toEqualTypeOf<string>()
    expectTypeOf(value(numeric({ mode: 'number' }))).toEqualTypeOf<number>()
    expectTypeOf(value(numeric('price', { mode: money }))).toEqualTypeOf<Money>()
    expectTypeOf(value(numeric(12, 2).as<Money>({ encode: money.format, decode: money.parse }))).toEqualTypeOf<Money>()
    // @ts-expect-error -- There is no such mode.
    bigint({ mode: 'date' })
    // @ts-expect-error -- A library needs both functions.
    numeric({ mode: { parse: money.parse } })
  })
  it('moments', () => {
    expectTypeOf(value(date())).toEqualTypeOf<string>()
    expectTypeOf(value(date({ mode: 'date' }))).toEqualTypeOf<Date>()
    expectTypeOf(value(date('d', { mode: 'temporal' }))).toEqualTypeOf<PlainDate>()
    expectTypeOf(value(time({ mode: 'temporal' }))).toEqualTypeOf<PlainTime>()
    expectTypeOf(value(timestamp())).toEqualTypeOf<Date>()
    expectTypeOf(value(timestamp('at', { timezone: true }))).toEqualTypeOf<Date>()
    expectTypeOf(value(timestamp({ mode: 'string' }))).toEqualTypeOf<string>()
    expectTypeOf(value(timestamp({ mode: 'temporal' }))).toEqualTypeOf<PlainDateTime>()
    expectTypeOf(value(timestamp({ mode: 'temporal', timezone: true }))).toEqualTypeOf<Instant>()
    expectTypeOf(value(interval())).toEqualTypeOf<Interval>()
    expectTypeOf(value(interval({ mode: 'temporal' }))).toEqualTypeOf<Duration>()
    // @ts-expect-error -- A time of day is no Date.
    time({ mode: 'date' })
  })
  it("a polyfill's values fit, and so do the runtime's own", () => {
    expectTypeOf<Temporal.PlainDate>().toExtend<PlainDateLike>()
    const metadata = new MetaData()
    const days = metadata.table('days', { id: integer().primaryKey(), day: date({ mode: 'temporal' }) })
    insert(days).values({ day: Temporal.PlainDate.from('2026-01-31') })
    // @ts-expect-error -- Another class of Temporal.
    insert(days).values({ day: Temporal.PlainTime.from('10:00') })
    // @ts-expect-error -- Text is for mode string.
    insert(days).values({ day: '2026-01-31' })
  })
  it('JSON, enumerations, arrays', () => {
    expectTypeOf(value(json<{ a: 1 }>())).toEqualTypeOf<{ a: 1 }>()
    expectTypeOf(value(json({ schema }))).toEqualTypeOf<{ name: string }>()
    expectTypeOf(value(json('item', { schema, validate: 'both' }))).toEqualTypeOf<{ name: string }>()
    expectTypeOf(value(enumeration('mood', ['sad', 'ok'], { native: true }))).toEqualTypeOf<'sad' | 'ok'>()
    expectTypeOf(value(array(integer().nullable()))).toEqualTypeOf<(number | null)[]>()
    expectTypeOf(value(array(array(text())))).toEqualTypeOf<string[][]>()
    const metadata = new MetaData()
    const items = metadata.table('items', { id: integer().primaryKey(), item: json({ schema }).nullable() })
    insert(items).values([{ item: { name: 'a' } }, { item: null }, { item: jsonNull }, {}])
    // @ts-expect-error -- Not of the schema's form.
    insert(items).values({ item: { title: 'a' } })
  })
  it('conversions keep null, and stand on top of each other', () => {
    const flag = integer().nullable().as<boolean>({ encode: Number, decode: Boolean })
    expectTypeOf(value(flag)).toEqualTypeOf<boolean | null>()
    const word = integer()
      .as<boolean>({ encode: Number, decode: Boolean })
      .as<'yes' | 'no'>({ encode: (given) => given === 'yes', decode: (given) => (given ? 'yes' : 'no') })
    expectTypeOf(value(word)).toEqualTypeOf<'yes' | 'no'>()
    expectTypeOf(literal('yes', word)).toHaveProperty('node')
  })
  it('a variant has the same values', () => {
    expectTypeOf(value(text().withVariant('mysql', varchar(9)))).toEqualTypeOf<string>()
    expectTypeOf(value(text().nullable().withVariant('mysql', varchar(9)))).toEqualTypeOf<string | null>()
    // @ts-expect-error -- Numbers are no text.
    text().withVariant('mysql', integer())
  })
  it('types of one database', () => {
    expectTypeOf(value(int8range())).toEqualTypeOf<Range<bigint>>()
    expectTypeOf(value(tstzrange())).toEqualTypeOf<Range<Date>>()
    expectTypeOf(value(hstore())).toEqualTypeOf<Readonly<Record<string, string | null>>>()
    expectTypeOf(value(unsignedBigint())).toEqualTypeOf<bigint>()
    expectTypeOf(value(set(['a', 'b']))).toEqualTypeOf<readonly ('a' | 'b')[]>()
  })
})
