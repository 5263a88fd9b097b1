import {
  bigint,
  binary,
  boolean,
  char,
  double,
  enumeration,
  integer,
  json,
  jsonb,
  jsonNull,
  numeric,
  real,
  smallint,
  text,
  uuid,
  varchar,
} from '@athanor/sql'
import type { TypeLimit, TypeRow } from '../type-table.ts'

const kilobyte = Uint8Array.from({ length: 1024 }, (_, i) => i % 256)
const lone = 'half of a pair: \ud800'
const noNul: TypeLimit = { reason: 'PostgreSQL has no U+0000 in text', refused: ['a\0b'] }
const texts = [
  '',
  'plain',
  "quote ' and \\ backslash \\' \\\\",
  '"double" `back` %_ ?:$1',
  'Straße 서울 🚀 \u0001\t\n',
  ' ends ',
]

/** A decimal library of the user's, in small. */
class Cents {
  readonly cents: bigint
  constructor(cents: bigint) {
    this.cents = cents
  }
}
const asCents = {
  parse: (decimal: string): Cents => new Cents(BigInt(decimal.replace('.', ''))),
  format: (value: Cents): string => {
    const digits = String(value.cents).padStart(3, '0')
    return `${digits.slice(0, -2)}.${digits.slice(-2)}`
  },
}

const big = '1234567890123456789012345678.0123456789'
const sum = 0.1 + 0.2
/** The shortest decimals of 32-bit numbers that have more digits in full. */
const longReals = [0.1, 0.33333334, 3.25e38, 1.1e-30]
const fifteen: TypeLimit = {
  reason: 'SQLite computes with doubles, which hold 15 digits; more are refused',
  refused: [big],
}
const finite: TypeLimit = {
  reason: 'the database has no NaN and no infinity',
  refused: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
}

/** Numbers, texts, bytes, JSON, enumerations and types of the user. */
export const plainTypeRows: readonly TypeRow[] = [
  {
    name: 'integer',
    column: () => integer(),
    values: [0, 1, -1, 2_147_483_647, -2_147_483_648],
    refused: [1.5, 2_147_483_648, -2_147_483_649, 'one', '1', true, Number.NaN, 2n ** 40n],
  },
  { name: 'smallint', column: () => smallint(), values: [0, 32_767, -32_768], refused: [32_768, -32_769, 0.5] },
  {
    name: 'bigint',
    column: () => bigint(),
    values: [0n, 1n, -1n, 9_007_199_254_740_993n, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n],
    refused: [9_223_372_036_854_775_808n, -9_223_372_036_854_775_809n, 1.5, 2 ** 53, '1'],
  },
  {
    name: 'bigint as number',
    column: () => bigint({ mode: 'number' }),
    values: [0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
    refused: [2 ** 53, 0.5, '1'],
  },
  {
    name: 'bigint as string',
    column: () => bigint({ mode: 'string' }),
    values: ['0', '9223372036854775807', '-9223372036854775808'],
    refused: ['9223372036854775808', '1.5', '', 'one'],
  },
  {
    name: 'numeric',
    column: () => numeric(14, 2),
    values: ['0.00', '10.50', '-0.01', '999999999999.99', '-999999999999.99'],
    refused: ['ten', '', '1e99999', Number.POSITIVE_INFINITY, Number.NaN, true, '1000000000000.00'],
  },
  {
    name: 'numeric of 38 digits',
    column: () => numeric(38, 10),
    values: ['0.0000000001', '-12345.6789000000', big],
    limits: { sqlite: [fifteen] },
  },
  {
    name: 'numeric without a scale',
    column: () => numeric(),
    values: ['0', '0.1', '-123456.789', '0.000000000000001', big],
    limits: { sqlite: [fifteen] },
  },
  {
    name: 'numeric as number',
    column: () => numeric({ precision: 14, scale: 3, mode: 'number' }),
    values: [0, 10.5, -0.001, 99_999_999_999.999],
    refused: [Number.NaN, Number.POSITIVE_INFINITY, 'ten'],
  },
  {
    name: 'numeric of a decimal library',
    column: () => numeric({ precision: 14, scale: 2, mode: asCents }),
    values: [new Cents(0n), new Cents(1050n), new Cents(99_999_999_999_999n)],
    refused: ['10.50', 5],
  },
  {
    name: 'double',
    column: () => double(),
    values: [
      0,
      1.5,
      -2.25,
      0.1,
      sum,
      1e300,
      Number.MAX_VALUE,
      5e-324,
      2 ** 53,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ],
    refused: ['x', '1.5', 5n, true],
    limits: { mysql: [finite], sqlite: [finite] },
  },
  {
    name: 'real',
    column: () => real(),
    values: [0, 1.5, -2.25, 1234.5, 16_777_216, ...longReals],
    refused: ['x', 5n],
    limits: {
      mysql: [
        {
          reason: 'FLOAT is compared as DOUBLE, in which 0.1 differs from the FLOAT nearest to it',
          notFound: longReals,
        },
      ],
    },
  },
  { name: 'boolean', column: () => boolean(), values: [true, false], refused: ['yes', 1, 0, 'true'] },
  {
    name: 'text',
    column: () => text(),
    values: [...texts, 'x'.repeat(70_000), 'a\0b'],
    refused: [5, true, lone],
    limits: {
      postgres: [noNul],
    },
  },
  {
    name: 'varchar',
    column: () => varchar(40),
    values: [...texts, 'x'.repeat(40), '한'.repeat(40), '🚀'.repeat(40)],
    refused: [5, lone],
    limits: {
      postgres: [{ reason: 'longer than the column', refused: ['x'.repeat(41)] }],
      mysql: [{ reason: 'longer than the column', refused: ['y'.repeat(41)] }],
    },
  },
  {
    name: 'char',
    column: () => char(4),
    values: ['abcd', '서울한국'],
    refused: [5, lone],
  },
  {
    name: 'json',
    column: () => json(),
    values: [
      { a: [1, 'two', null, { b: [] }], b: { c: true } },
      [1, 2],
      'text "quoted" \\ 서울 🚀',
      12.5,
      false,
      {},
      [],
      '',
      'null',
    ],
    refused: [Number.NaN, { a: Number.POSITIVE_INFINITY }, [undefined], 5n, Symbol('x')],
    incomparable: {
      postgres: 'json has no equality; jsonb has',
      mysql: 'JSON is text, or is compared with text',
    },
  },
  {
    name: 'jsonb',
    column: () => jsonb(),
    values: [{ a: { b: ['x'] } }, [], 'text', 1, true, { 'key "k"': 'v\\' }],
    refused: [Number.NaN],
    incomparable: { mysql: 'JSON is text, or is compared with text' },
  },
  {
    name: 'json with null',
    column: () => json(),
    values: [jsonNull],
    limits: Object.fromEntries(
      ['postgres', 'mysql', 'sqlite'].map((name) => [
        name,
        [{ reason: "JSON's null is null to JavaScript", changed: [[jsonNull, null]] }] satisfies TypeLimit[],
      ]),
    ),
    noArrays: "JSON's null is null to JavaScript",
    incomparable: { postgres: 'json has no equality', mysql: 'JSON is text' },
  },
  {
    name: 'uuid',
    column: () => uuid(),
    values: ['0190a5d2-7c3e-7f00-8000-0123456789ab', '00000000-0000-0000-0000-000000000000'],
    refused: ['no-uuid', '0190a5d27c3e7f0080000123456789ab', '', 5, '0190a5d2-7c3e-7f00-8000-0123456789ab '],
  },
  {
    name: 'binary',
    column: () => binary(),
    values: [new Uint8Array(0), Uint8Array.of(0, 255, 10, 13, 39, 92), kilobyte],
    refused: ['text', [1, 2], 5],
  },
  {
    name: 'enumeration',
    column: () => enumeration('kit_mood', ['sad', "it's ok", 'back\\slash', '행복']),
    values: ['sad', "it's ok", 'back\\slash', '행복'],
    refused: ['SAD', '', 'happy', 1],
  },
  {
    name: 'a type of the user',
    column: () =>
      varchar(100).as<readonly string[]>({
        encode: (list) => list.join(','),
        decode: (joined) => (joined === '' ? [] : joined.split(',')),
      }),
    values: [['a', 'b'], [], ['한', '🚀']],
    refused: ['no array', 5],
  },
]
