import { type SqlType, sqlTypes } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { type DialectName, dialects } from './nodes.ts'

const codec = (dialect: DialectName, type: SqlType): ReturnType<(typeof dialects)['sqlite']['compiler']['codecOf']> =>
  dialects[dialect].compiler.codecOf(type)
const bytes = new Uint8Array([104, 105])
const moment = new Date('2024-02-29T12:34:56.789Z')
const money: SqlType = { name: 'numeric', precision: 12, scale: 2 }
const count: SqlType = { name: 'bigint', mode: 'number' }

describe('codecs: there and back', () => {
  it.each<[DialectName, SqlType, unknown, unknown, unknown]>([
    ['postgres', sqlTypes.integer, 5, 5, '5'],
    ['postgres', sqlTypes.bigint, 9007199254740993n, 9007199254740993n, '9007199254740993'],
    ['postgres', money, '10.50', '10.50', '10.50'],
    ['postgres', sqlTypes.boolean, true, true, 't'],
    ['postgres', sqlTypes.timestamp, moment, '2024-02-29 12:34:56.789+00', '2024-02-29 12:34:56.789'],
    [
      'postgres',
      { name: 'timestamp', timezone: true },
      moment,
      '2024-02-29 12:34:56.789+00',
      '2024-02-29 18:04:56.789123+05:30',
    ],
    [
      'postgres',
      sqlTypes.timestamp,
      new Date('0044-03-15T00:00:00Z'),
      '0044-03-15 00:00:00.000+00',
      '0044-03-15 00:00:00',
    ],
    ['postgres', sqlTypes.json, { a: [1] }, '{"a":[1]}', '{"a": [1]}'],
    ['postgres', sqlTypes.binary, bytes, bytes, '\\x6869'],
    [
      'postgres',
      { name: 'array', item: sqlTypes.text },
      ['a', 'b "c"', null, 'null', ''],
      '{a,"b \\"c\\"",NULL,"null",""}',
      '{a,"b \\"c\\"",NULL,"null",""}',
    ],
    [
      'postgres',
      { name: 'array', item: { name: 'array', item: sqlTypes.integer } },
      [
        [1, 2],
        [3, 4],
      ],
      '{{1,2},{3,4}}',
      '{{1,2},{3,4}}',
    ],
    ['postgres', sqlTypes.double, Number.NaN, Number.NaN, 'NaN'],
    ['mysql', sqlTypes.boolean, false, 0, 0],
    ['mysql', money, '10.50', '10.50', '10.500000000000000000000000000000'],
    ['mysql', sqlTypes.numeric, '10.5', '10.5', '10.500000'],
    ['mysql', sqlTypes.timestamp, moment, '2024-02-29 12:34:56.789', '2024-02-29 12:34:56.789'],
    ['sqlite', sqlTypes.boolean, true, 1, 1n],
    ['sqlite', money, '10.50', 10.5, 10.5],
    ['sqlite', money, '0.30', 0.3, 0.30000000000000004],
    ['sqlite', money, '-7.00', -7, -7n],
    ['sqlite', sqlTypes.numeric, '0.0000001', 1e-7, 1e-7],
    ['sqlite', sqlTypes.json, 5, '5', 5],
    ['sqlite', sqlTypes.date, '2024-02-29', '2024-02-29', '2024-02-29'],
    ['sqlite', { name: 'date', mode: 'date' }, new Date('2024-02-29'), '2024-02-29', '2024-02-29'],
    [
      'sqlite',
      sqlTypes.uuid,
      '0f8fad5b-d9cb-469f-a165-70867728950e',
      '0f8fad5b-d9cb-469f-a165-70867728950e',
      '0f8fad5b-d9cb-469f-a165-70867728950e',
    ],
  ])('%s %o', (dialect, type, value, encoded, raw) => {
    const { encode, decode } = codec(dialect, type)
    expect(encode(value)).toEqual(encoded)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table holds driver values
    expect(decode(raw as string)).toEqual(value)
  })

  it.each(['4950', '4950.00', 4950, 4950n])('reads a sum of whole numbers from %o', (raw) => {
    expect(codec('mysql', count).decode(raw)).toBe(4950)
    expect(codec('mysql', sqlTypes.bigint).decode(raw)).toBe(4950n)
    expect(codec('mysql', { name: 'bigint', mode: 'string' }).decode(raw)).toBe('4950')
  })
  it('says when a count is too great for a number, and never the number', () => {
    expect(() => codec('sqlite', count).decode(2n ** 60n)).toThrow(/2\^53/)
    expect(() => codec('sqlite', count).decode(2n ** 60n)).not.toThrow(/1152921504606846976/)
  })
  it('wraps the codec of the base type in a custom one', () => {
    const type: SqlType = {
      name: 'text',
      custom: { id: 1, encode: (list) => String(list), decode: (text) => String(text).split(',') },
    }
    expect(codec('postgres', type).encode(['a', 'b'])).toBe('a,b')
    expect(codec('postgres', type).decode('a,b')).toEqual(['a', 'b'])
  })
  it('gives equal types one codec', () => {
    expect(codec('sqlite', { ...money })).toBe(codec('sqlite', money))
    expect(codec('sqlite', { name: 'enum', enumName: 'e', values: ['a'] })).not.toBe(
      codec('sqlite', { name: 'enum', enumName: 'e', values: ['b'] }),
    )
  })
})

describe('codecs: values that do not fit', () => {
  it.each<[DialectName, SqlType, unknown, RegExp]>([
    ['postgres', sqlTypes.integer, 1.5, /32 bits.*got number/],
    ['postgres', sqlTypes.integer, 2 ** 31, /32 bits/],
    ['postgres', sqlTypes.smallint, 40_000, /16 bits/],
    ['postgres', sqlTypes.integer, 'secret', /got string/],
    ['postgres', sqlTypes.bigint, 2 ** 53, /64 bits/],
    ['postgres', sqlTypes.bigint, 2n ** 63n, /64 bits/],
    ['postgres', money, 'secret', /decimal/],
    ['postgres', money, Number.NaN, /decimal/],
    ['sqlite', money, '1234567890.1234567', /15 significant digits/],
    ['sqlite', sqlTypes.double, Number.NaN, /finite/],
    ['mysql', sqlTypes.boolean, 'secret', /boolean/],
    ['mysql', sqlTypes.timestamp, new Date(Number.NaN), /valid Date/],
    ['mysql', sqlTypes.timestamp, '2024-01-01', /valid Date/],
    ['mysql', sqlTypes.date, 'secret', /YYYY-MM-DD/],
    ['sqlite', sqlTypes.uuid, 'secret', /UUID/],
    ['sqlite', sqlTypes.binary, 'secret', /Uint8Array/],
    ['sqlite', { name: 'enum', values: ['new'] }, 'secret', /'new'/],
    ['sqlite', sqlTypes.json, undefined, /JSON/],
    ['sqlite', sqlTypes.unknown, { a: 1 }, /state a type/],
  ])('%s %o refuses it without naming it', (dialect, type, value, message) => {
    const encode = (): unknown => codec(dialect, type).encode(value)
    expect(encode).toThrow(TypeError)
    expect(encode).toThrow(message)
    expect(encode).not.toThrow(/secret/)
  })
  it('refuses moments that are no dates', () => {
    expect(() => codec('postgres', sqlTypes.timestamp).decode('infinity')).toThrow(TypeError)
    expect(() => codec('mysql', sqlTypes.integer).decode('abc')).toThrow(TypeError)
  })
  it('agrees with Date on every day of many years', () => {
    const { decode } = codec('sqlite', sqlTypes.timestamp)
    for (let day = Date.UTC(1895, 0, 1); day < Date.UTC(2105, 0, 1); day += 86_400_000 * 3) {
      const iso = new Date(day).toISOString()
      expect(decode(`${iso.slice(0, 10)} ${iso.slice(11, 23)}`)).toEqual(new Date(day))
    }
  })
})
