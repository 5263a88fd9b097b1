import { type TypeRow, typeTableCases } from '@athanor/dialect-kit'
import { createEngine } from '@athanor/engine'
import {
  bit,
  cidr,
  datemultirange,
  daterange,
  emptyRange,
  hstore,
  inet,
  int4multirange,
  int4range,
  int8range,
  macaddr,
  macaddr8,
  numrange,
  postgres,
  type Range,
  range,
  tsquery,
  tsrange,
  tstzmultirange,
  tstzrange,
  tsvector,
  varbit,
  xml,
} from '@athanor/postgres'
import {
  array,
  char,
  type ColumnBuilder,
  enumeration,
  insert,
  integer,
  interval,
  literal,
  MetaData,
  select,
  sql,
  text,
  time,
  timestamp,
  typeOf,
} from '@athanor/sql'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const url = process.env['ATHANOR_POSTGRES_URL'] ?? ''
const [from, to] = [new Date('2026-01-31T23:59:59.999Z'), new Date('2026-03-01T00:00:00Z')]

const rows: readonly TypeRow[] = [
  { name: 'inet', column: () => inet(), values: ['192.168.0.1', '10.0.0.0/8', '::1'], refused: ['999.1.1.1', 5] },
  { name: 'cidr', column: () => cidr(), values: ['10.0.0.0/8', '2001:db8::/32'], refused: ['10.0.0.1/8'] },
  { name: 'macaddr', column: () => macaddr(), values: ['08:00:2b:01:02:03'], refused: ['no'] },
  { name: 'macaddr8', column: () => macaddr8(), values: ['08:00:2b:01:02:03:04:05'], refused: ['no'] },
  {
    name: 'enumeration with a type of its own',
    column: () => enumeration('Kit mood', ['sad', "it's ok", 'back\\slash'], { native: true }),
    values: ['sad', "it's ok", 'back\\slash'],
    refused: ['happy', 5],
  },
  { name: 'bit', column: () => bit(3), values: ['101', '000'], refused: ['102', '10', 5] },
  { name: 'varbit', column: () => varbit(5), values: ['', '10101'], refused: ['2', '101010'] },
  { name: 'tsvector', column: () => tsvector(), values: ["'cat':3 'dog':1,2A", ''], refused: [5] },
  { name: 'tsquery', column: () => tsquery(), values: ["'cat' & 'dog'", "!'a'"], refused: [5] },
  {
    name: 'xml',
    column: () => xml(),
    values: ['<a b="c">\'d\'</a>'],
    refused: ['<a>'],
    incomparable: { postgres: 'xml has no equality' },
  },
  {
    name: 'int4range',
    column: () => int4range(),
    values: [range(1, 10), range(null, 5), range(-5, null), range<number>(null, null, '()'), emptyRange].map(excluding),
    refused: [range(1.5, 2), { lower: 1, upper: 2 }, { lower: 1, upper: 2, bounds: '<>' }, '[1,2)', range(5, 1)],
  },
  {
    name: 'int8range',
    column: () => int8range(),
    values: [range(1n, 9_223_372_036_854_775_807n)],
    refused: [range(1.5, 2)],
  },
  {
    name: 'numrange',
    column: () => numrange(),
    values: [range('0.10', '1.5', '[]'), range('-1', '2', '()'), range(null, '2', '(]'), emptyRange],
    refused: [range('one', 'two')],
  },
  {
    name: 'daterange',
    column: () => daterange(),
    values: [range('2026-01-01', '2026-02-01'), range('2026-01-01', 'infinity'), emptyRange],
    refused: [range('today', null)],
  },
  {
    name: 'tsrange',
    column: () => tsrange(),
    values: [range(from, to), range(from, to, '(]'), emptyRange],
    refused: [range('2026-01-01', null)],
  },
  {
    name: 'tstzrange',
    column: () => tstzrange(),
    values: [range(from, to, '[]'), excluding(range(null, to)), emptyRange],
  },
  {
    name: 'int4multirange',
    column: () => int4multirange(),
    values: [[], [range(1, 3), range(5, 7)], [excluding(range(null, 0)), range(2, null)]],
    refused: [range(1, 2), [5]],
  },
  { name: 'datemultirange', column: () => datemultirange(), values: [[range('2026-01-01', '2026-02-01')]] },
  { name: 'tstzmultirange', column: () => tstzmultirange(), values: [[range(from, to, '[]')], []] },
]

/** PostgreSQL excludes a bound that is not there. */
function excluding<T>(given: Range<T>): Range<T> {
  if (given.empty) return given
  const bounds = `${given.lower === null ? '(' : given.bounds[0]}${given.upper === null ? ')' : given.bounds[1]}`
  return { ...given, bounds: bounds as typeof given.bounds }
}

async function using(
  columns: Readonly<Record<string, ColumnBuilder<unknown, boolean, boolean>>>,
  values: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const engine = createEngine(postgres(url))
  const metadata = new MetaData()
  const table = metadata.table('kit_native', { id: integer().primaryKey(), ...columns })
  try {
    await metadata.dropAll(engine)
    await metadata.createAll(engine)
    await engine.execute(insert(table).values({ id: 1, ...values }))
    const row = await engine.execute(select(table)).one()
    const { id: _, ...rest } = row
    return rest
  } finally {
    await metadata.dropAll(engine)
    await engine.dispose()
  }
}

describe('postgres: the table of its own types', () => {
  for (const { name, run } of typeTableCases(rows)) it(name, () => run(postgres(url)))
})

describe('postgres: reflection', () => {
  it('reads each type of its own back as it was declared, also within arrays', async () => {
    const engine = createEngine(postgres(url))
    const metadata = new MetaData()
    const natives = Object.fromEntries(rows.map(({ name, column }) => [name, column()]))
    const lists = Object.fromEntries(rows.map(({ name, column }) => [`${name}_list`, array(column())]))
    const types = { ...natives, ...lists, period: interval(), clock: time({ timezone: true, precision: 3 }) }
    const table = metadata.table('kit_native', types)
    try {
      await metadata.dropAll(engine)
      await metadata.createAll(engine)
      const columns = await (await engine.inspect()).columns('kit_native')
      expect(columns.map((column) => column.type)).toEqual(Object.values(table.c).map((column) => typeOf(column.node)))
    } finally {
      await metadata.dropAll(engine)
      await engine.dispose()
    }
  })
})

describe('postgres: values that it changes', () => {
  it('brings ranges of whole numbers into the form [), and drops ranges that are empty from a multirange', async () => {
    const back = await using(
      { one: int4range(), many: int4multirange() },
      { one: range(1, 10, '[]'), many: [range(5, 7), range(1, 3, '[]'), range(4, 4), range(4, 5)] },
    )
    expect(back).toEqual({
      one: { lower: 1, upper: 11, bounds: '[)' },
      many: [{ lower: 1, upper: 7, bounds: '[)' }],
    })
  })
  it('hands out frozen ranges', async () => {
    const back = await using({ one: int4range() }, { one: range(1, 2) })
    expect(Object.isFrozen(Object(back).one)).toBe(true)
  })
  it('pads char with blanks', async () => {
    expect(await using({ c: char(4) }, { c: 'ab' })).toEqual({ c: 'ab  ' })
  })
  it('rounds the fraction of a second to the precision of the column', async () => {
    expect(await using({ t: timestamp({ precision: 0 }) }, { t: new Date('2026-01-01T00:00:00.500Z') })).toEqual({
      t: new Date('2026-01-01T00:00:01Z'),
    })
  })
  it('keeps no empty arrays within arrays, so they are refused', async () => {
    await expect(using({ a: array(array(integer())) }, { a: [[], []] })).rejects.toMatchObject({ code: 'CODEC_ENCODE' })
    await expect(using({ a: array(text()) }, { a: ['x', undefined] })).rejects.toMatchObject({ code: 'CODEC_ENCODE' })
  })
})

describe('postgres: hstore', () => {
  const codec = postgres(url).dialect.compiler.codecOf(hstore().spec.type)
  it('writes and reads quotes, backslashes and NULL', () => {
    const value = { a: '1', 'k "q" \\ =>': 'v, "w" \\', none: null, empty: '' }
    expect(codec.decode(codec.encode(value))).toEqual(value)
    expect(codec.decode('"a"=>"1", "b"=>NULL')).toEqual({ a: '1', b: null })
    expect(() => codec.encode({ a: 1 })).toThrow(/hstore/)
  })
})

describe('postgres: sessions with other formats', () => {
  it('reads moments of a session in another zone, and intervals in every style', async () => {
    for (const IntervalStyle of ['postgres', 'iso_8601']) {
      const engine = createEngine(postgres(url, { settings: { TimeZone: 'Asia/Kolkata', IntervalStyle } }))
      const at = sql`timestamptz '2026-01-31 23:59:59.123+00'`.typed(timestamp({ timezone: true }))
      const period = sql`interval '1 year -2 days -03:04:05.006'`.typed(interval())
      const row = await engine.execute(select({ at, period })).one()
      expect(row).toEqual({
        at: new Date('2026-01-31T23:59:59.123Z'),
        period: { years: 1, days: -2, hours: -3, minutes: -4, seconds: -5, milliseconds: -6 },
      })
      await engine.dispose()
    }
  })
})

describe('postgres: random intervals', () => {
  it('come back as the codec alone would read them', async () => {
    const whole = fc.integer({ min: -40_000, max: 40_000 })
    const fields = { years: whole, months: whole, days: whole, hours: whole, minutes: whole, seconds: whole }
    const micros = fc.integer({ min: -5_000_000, max: 5_000_000 }).map((micro) => micro / 1000)
    const given = fc.sample(fc.record({ ...fields, milliseconds: micros }, { requiredKeys: [] }), {
      seed: 7,
      numRuns: 300,
    })
    const backend = postgres(url)
    const codec = backend.dialect.compiler.codecOf(interval().spec.type)
    const engine = createEngine(backend)
    const back = await engine.scalar(select(literal(given, array(interval()))))
    expect(back).toEqual(given.map((each) => codec.decode(codec.encode(each))))
    await engine.dispose()
  })
})
