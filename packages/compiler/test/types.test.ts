import {
  type Interval,
  type SqlType,
  sqlTypes,
  typeKey,
  typeOfValue,
  UnsupportedByDialectError,
} from '@athanor/contract'
import { mysqlDialect } from '@athanor/mysql/dialect'
import { int4range, postgresDialect, range } from '@athanor/postgres/dialect'
import { sqliteDialect } from '@athanor/sqlite/dialect'
import {
  array,
  cast,
  char,
  date,
  enumeration,
  interval,
  json,
  literal,
  MetaData,
  numeric,
  select,
  text,
  time,
  timestamp,
  varchar,
} from '@athanor/sql'
import { Temporal } from 'temporal-polyfill'
import { afterEach, describe, expect, it } from 'vitest'
import { formatTimestamp, parseTimestamp, roundedDecimal, shortestFloat } from '../src/codecs/index.ts'
import { eraYear, isoYear, momentOf, utcMomentOf } from '../src/codecs/iso-text.ts'

const dialects = {
  postgres: postgresDialect,
  mysql: mysqlDialect(),
  mariadb: mysqlDialect({ flavor: 'mariadb' }),
  sqlite: sqliteDialect,
}
const postgres = (type: SqlType) => postgresDialect.compiler.codecOf(type)
const ddl = (dialect: keyof typeof dialects, type: Parameters<MetaData['table']>[1][string]): string => {
  const metadata = new MetaData()
  metadata.table('t', { c: type })
  return metadata.ddlText(dialects[dialect])
}

describe('types: keys', () => {
  it('differ for types that code or write values differently', () => {
    const types: readonly SqlType[] = [
      sqlTypes.text,
      { name: 'varchar', length: 1 },
      { name: 'numeric', precision: 1, scale: 2 },
      { name: 'numeric', precision: 12 },
      { name: 'timestamp', mode: 'string' },
      { name: 'timestamp', mode: 'string', timezone: true },
      { name: 'enum', enumName: 'a', values: ['x', 'y'] },
      { name: 'enum', enumName: 'a', values: ['x,y'] },
      { name: 'enum', enumName: 'a', values: ['x', 'y'], nativeEnum: true },
      { name: 'array', item: sqlTypes.text },
      { name: 'native', native: { codec: 'postgres.text', databaseType: 'inet' } },
      { name: 'native', native: { codec: 'postgres.text', databaseType: 'cidr' } },
      text().withVariant('mysql', varchar(9)).spec.type,
      text().withVariant('mysql', varchar(8)).spec.type,
      text().withVariant('sqlite', varchar(8)).spec.type,
    ]
    expect(new Set(types.map(typeKey)).size).toBe(types.length)
    expect(typeKey({ name: 'enum', values: ['x'] })).toBe(typeKey({ name: 'enum', values: ['x'] }))
  })
})

describe('types: moments', () => {
  it.each([
    ['2026-01-31 23:59:59.999', '2026-01-31T23:59:59.999Z'],
    ['2026-01-31 23:59:59.9999+00', '2026-01-31T23:59:59.999Z'],
    ['0044-03-15 12:00:00.5 BC', '-000043-03-15T12:00:00.500Z'],
    ['0044-03-15 12:00:00.5+05:30 BC', '-000043-03-15T06:30:00.500Z'],
    ['12026-03-04 05:06:07.089', '+012026-03-04T05:06:07.089Z'],
    ['0001-01-01 00:00:00', '0001-01-01T00:00:00.000Z'],
  ])('%s is %s', (written, iso) => expect(parseTimestamp(written).toISOString()).toBe(iso))
  it('says nothing of a text that is none', () => {
    for (const none of ['infinity', '0000-00-00 00:00:00', '2026-13-01 00:00:00', '2026-01-32 00:00:00', 'x']) {
      expect(() => parseTimestamp(none)).toThrow('expected a date and time, got string')
    }
    expect(() => formatTimestamp(new Date('+012026-01-01T00:00:00Z'))).toThrow(/years 0 to 9999/)
  })
  it.each([
    ['2026-01-31T23:59:59', '2026-01-31 23:59:59'],
    ['2026-01-31 23:59', '2026-01-31 23:59:00'],
    ['2026-01-31 23:59:59.120000', '2026-01-31 23:59:59.12'],
    ['2026-02-29 00:00:00', undefined],
    ['2026-01-31 24:00:00', undefined],
    ['2026-01-31', undefined],
  ])('reads %s as %s', (given, expected) => expect(momentOf(given)).toBe(expected))
  it.each([
    ['2026-01-31T23:30:00.123456+05:30', '2026-01-31 18:00:00.123456'],
    ['2026-01-01 00:00:00+0100', '2025-12-31 23:00:00'],
    ['2026-01-01 00:00:00-01', '2026-01-01 01:00:00'],
    ['2026-01-01 00:00:00', undefined],
    ['9999-12-31 23:59:59-01', undefined],
  ])('moves %s to %s in UTC', (given, expected) => expect(utcMomentOf(given)).toBe(expected))
  it('knows the years of PostgreSQL', () => {
    const years = [
      ['0044-03-15 BC', '-000043-03-15'],
      ['0001-01-01 BC', '0000-01-01'],
      ['12026-01-01', '+012026-01-01'],
    ]
    for (const [era = '', iso = ''] of years) expect([isoYear(era), eraYear(iso)]).toEqual([iso, era])
  })
})

describe('types: intervals', () => {
  const codec = postgres(sqlTypes.interval)
  it.each<[string, Interval]>([
    [
      '1 year 2 mons -3 days +04:05:06.789',
      { years: 1, months: 2, days: -3, hours: 4, minutes: 5, seconds: 6, milliseconds: 789 },
    ],
    ['-00:00:00.000001', { milliseconds: -0.001 }],
    ['00:00:00', {}],
    ['1 mon', { months: 1 }],
    ['-1 years -2 mons', { years: -1, months: -2 }],
    [
      'P-1Y2M3DT-4H5M-6.5S',
      { years: 0, months: -10, days: 3, hours: -3, minutes: -55, seconds: -6, milliseconds: -500 },
    ],
  ])('%s', (written, expected) => {
    const read = codec.decode(written)
    expect(read).toEqual(Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== 0)))
    expect(codec.decode(codec.encode(read))).toEqual(read)
  })
  it('refuses what has no end, and what is no period', () => {
    for (const written of ['infinity', '', 'P', 'PT', '1 day 1 hour', '@ 1 day ago']) {
      expect(() => codec.decode(written)).toThrow(TypeError)
    }
  })
})

describe('types: numbers', () => {
  it.each([
    ['1.005', '1.01'],
    ['-1.005', '-1.01'],
    ['-0.001', '0.00'],
    ['0.995', '1.00'],
    ['12', '12.00'],
  ])('%s is %s with two digits', (given, expected) => expect(roundedDecimal(given, 6, 2)).toBe(expected))
  it('has no place for more digits before the point', () => {
    expect(() => roundedDecimal('9999.995', 6, 2)).toThrow(/at most 4 digits/)
    expect(roundedDecimal('9.5', 2, 0)).toBe('10')
  })
  it('shows a 32-bit number by its shortest decimal', () => {
    for (const value of [0.1, 16_777_216, 3.4028234663852886e38, 1 / 3]) {
      const single = Math.fround(value)
      expect(Math.fround(shortestFloat(single))).toBe(single)
    }
    expect(shortestFloat(Math.fround(0.1))).toBe(0.1)
  })
  it('reads a decimal as a number up to 2^53', () => {
    const codec = postgres({ name: 'numeric', mode: 'number' })
    expect(codec.decode('0.30')).toBe(0.3)
    expect(() => codec.decode('9007199254740993')).toThrow(/up to 2\^53/)
  })
})

describe('types: what would be lost is refused', () => {
  const refusals: readonly (readonly [SqlType, unknown, RegExp])[] = [
    [sqlTypes.text, 'x\ud800', /lone surrogate/],
    [sqlTypes.text, 'x\0', /U\+0000/],
    [sqlTypes.json, [Number.NaN], /NaN/],
    [sqlTypes.json, [null, undefined], /undefined/],
    [sqlTypes.json, undefined, /JSON value/],
    [sqlTypes.date, '2026-02-29', /YYYY-MM-DD/],
    [{ name: 'date', mode: 'date' }, new Date('2026-01-01T01:00:00Z'), /midnight/],
    [{ name: 'timestamp', mode: 'string' }, '2026-01-01 00:00:00+02', /without an offset/],
    [{ name: 'timestamp', mode: 'string', timezone: true }, '2026-01-01 00:00:00', /with its offset/],
    [{ name: 'array', item: { name: 'array', item: sqlTypes.integer } }, [[]], /empty/],
    [int4range().spec.type, range(1.5, 2), /whole number/],
  ]
  it.each(refusals)('%j', (type, value, message) => expect(() => postgres(type).encode(value)).toThrow(message))
  it('but undefined members of an object are left out, as JSON does', () => {
    expect(postgres(sqlTypes.json).encode({ a: undefined, b: null })).toBe('{"b":null}')
  })
})

describe('types: Temporal', () => {
  const runtime = globalThis as { Temporal?: unknown }
  const native = runtime.Temporal
  afterEach(() => {
    if (native === undefined) delete runtime.Temporal
    else runtime.Temporal = native
  })
  it('is asked for by name where the runtime has none', () => {
    delete runtime.Temporal
    const codec = postgres({ name: 'date', mode: 'temporal' })
    expect(() => codec.decode('2026-01-31')).toThrow(/temporal-polyfill/)
    expect(codec.encode(Temporal.PlainDate.from('2026-01-31'))).toBe('2026-01-31')
  })
  it('gives values that no type describes their type', () => {
    const types = [
      Temporal.PlainDate.from('2026-01-31'),
      Temporal.PlainTime.from('10:00'),
      Temporal.PlainDateTime.from('2026-01-31T10:00'),
      Temporal.Instant.from('2026-01-31T10:00Z'),
      Temporal.Duration.from('P1D'),
      Temporal.ZonedDateTime.from('2026-01-31T10:00[UTC]'),
    ].map((value) => typeOfValue(value).name)
    expect(types).toEqual(['date', 'time', 'timestamp', 'timestamp', 'interval', 'unknown'])
  })
  it('has no Duration for parts of two signs', () => {
    runtime.Temporal = Temporal
    const codec = postgres({ name: 'interval', mode: 'temporal' })
    expect(() => codec.decode('1 mon -1 days')).toThrow(/one sign/)
    expect(String(codec.decode('-1 mons -1 days -00:00:01'))).toBe('-P1M1DT1S')
  })
  it('takes values of any calendar but ISO for an error', () => {
    const codec = postgres({ name: 'date', mode: 'temporal' })
    expect(() => codec.encode(Temporal.PlainDate.from('2026-01-31').withCalendar('gregory'))).toThrow(/ISO calendar/)
    expect(() => codec.encode('2026-01-31')).toThrow('expected a Temporal.PlainDate, got string')
  })
})

describe('types: names in each database', () => {
  it.each([
    ['postgres', 'TIMESTAMP(0) WITH TIME ZONE'],
    ['mysql', 'DATETIME(0)'],
    ['sqlite', 'TIMESTAMP'],
  ] as const)('%s: %s', (dialect, name) => {
    expect(ddl(dialect, timestamp({ precision: 0, timezone: true }))).toContain(`c ${name} NOT NULL`)
  })
  it('keeps microseconds where the mode has them', () => {
    expect(ddl('mysql', timestamp())).toContain('DATETIME(3)')
    expect(ddl('mysql', timestamp({ mode: 'string' }))).toContain('DATETIME(6)')
    expect(ddl('mysql', time())).toContain('TIME(6)')
  })
  it('takes the variant of the dialect: of MariaDB before that of MySQL', () => {
    const type = text()
      .withVariant('mysql', varchar(9))
      .withVariant('mariadb', char(8))
      .withVariant('sqlite', varchar(7))
    expect(ddl('postgres', type)).toContain('c TEXT')
    expect(ddl('mysql', type)).toContain('c VARCHAR(9)')
    expect(ddl('mariadb', type)).toContain('c CHAR(8)')
    expect(ddl('sqlite', type)).toContain('c VARCHAR(7)')
    expect(select(cast(literal('x'), type)).compile(dialects.mysql).text).toContain('CHAR(9)')
  })
  it('has a variant within an array', () => {
    expect(ddl('postgres', array(text().withVariant('postgres', varchar(5))))).toContain('c VARCHAR(5)[]')
  })
  it('gives a native enumeration its name and no CHECK where the database has such types', () => {
    const mood = enumeration('Mood', ['sad', 'ok'], { native: true })
    expect(ddl('postgres', mood)).toContain('c "Mood" NOT NULL')
    expect(ddl('postgres', enumeration('Mood', ['sad', 'ok']))).toContain("c TEXT NOT NULL CHECK (c IN ('sad', 'ok'))")
    expect(ddl('sqlite', mood)).toContain("CHECK (c IN ('sad', 'ok'))")
    expect(select(literal('ok', mood)).compile(dialects.postgres).text).toContain('$1::"Mood"')
  })
})

describe('types: one database only', () => {
  const cases = [
    ['mysql', interval(), 'interval'],
    ['sqlite', interval(), 'interval'],
    ['mysql', int4range(), 'int4range'],
    ['sqlite', array(int4range()), 'array'],
    ['mysql', time({ timezone: true }), 'time with time zone'],
    ['sqlite', time({ timezone: true }), 'time with time zone'],
  ] as const
  it.each(cases)('%s refuses %o', (dialect, type, name) => {
    const refusal = new RegExp(`the type ${name} cannot be expressed for ${dialects[dialect].name}`)
    expect(() => ddl(dialect, type)).toThrow(refusal)
    expect(() => select(literal('x').cast<unknown>(type)).compile(dialects[dialect])).toThrow(refusal)
    expect(() => select(literal('x', type as never)).compile(dialects[dialect])).toThrow(UnsupportedByDialectError)
  })
})

describe('types: builders', () => {
  it('refuse modes and digits that there are not', () => {
    expect(() => date({ mode: 'number' as never })).toThrow(/one of 'string', 'date', 'temporal'/)
    expect(() => timestamp({ precision: 7 })).toThrow(/at most 6/)
    expect(() => numeric({ precision: 1.5 })).toThrow(/whole number/)
    expect(() => time({ timezone: true, mode: 'temporal' })).toThrow(/no time with a time zone/)
  })
  it('refuse a schema that is asynchronous', () => {
    const later = { '~standard': { version: 1, vendor: 'x', validate: async (value: unknown) => ({ value }) } } as const
    expect(() => postgres(json({ schema: later }).spec.type).encode({})).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ message: expect.stringContaining('asynchronous') }) }),
    )
  })
})
