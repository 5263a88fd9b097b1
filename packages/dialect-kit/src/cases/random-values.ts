import assert from 'node:assert/strict'
import {
  bigint,
  binary,
  boolean,
  date,
  double,
  insert,
  integer,
  json,
  MetaData,
  numeric,
  real,
  select,
  smallint,
  text,
  time,
  timestamp,
  uuid,
} from '@athanor/sql'
import fc from 'fast-check'
import { withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'
import { comparable } from '../type-table.ts'

const seed = 20_260_131
const rowsOfOneRun = 12

/** Characters of all planes, but not U+0000, which PostgreSQL lacks. */
const unicode = fc.string({ unit: 'binary', maxLength: 40 }).map((value) => value.replaceAll('\0', ''))
/** Zero has one sign in most databases. */
const positiveZero = (value: number): number => value + 0
const moments = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})
const decimals = fc.bigInt({ min: -(10n ** 13n) + 1n, max: 10n ** 13n - 1n }).map((cents) => {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
})
/** Within what a FLOAT of MySQL has in full precision. */
const floats = fc
  .float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e30), max: Math.fround(1e30) })
  .map((value) => (Math.abs(value) < 1e-30 ? 0 : value))
const json5 = fc
  .jsonValue({ maxDepth: 3, noUnicodeString: false })
  .filter((value) => value !== null && !/\\u0000|-0\b|e[+-]?\d\d/.test(JSON.stringify(value)))
  .map((value): unknown => JSON.parse(JSON.stringify(value)))
const clocks = fc
  .tuple(fc.integer({ min: 0, max: 86_399 }), fc.integer({ min: 0, max: 999_999 }))
  .map(([of, micro]) => {
    const clock = new Date(of * 1000).toISOString().slice(11, 19)
    return micro === 0 ? clock : `${clock}.${String(micro).padStart(6, '0').replace(/0+$/, '')}`
  })

const row = fc.record({
  i: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
  s: fc.integer({ min: -32_768, max: 32_767 }),
  b: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  n: decimals,
  d: fc.double({ noNaN: true, noDefaultInfinity: true }).map(positiveZero),
  r: floats.map(positiveZero),
  yes: fc.boolean(),
  t: unicode,
  day: moments.map((moment) => moment.toISOString().slice(0, 10)),
  clock: clocks,
  at: moments,
  j: json5,
  u: fc.uuid(),
  bytes: fc.uint8Array({ maxLength: 64 }),
})

function declare() {
  const metadata = new MetaData()
  const table = metadata.table('kit_random', {
    id: integer().primaryKey().autoincrement(false),
    i: integer(),
    s: smallint(),
    b: bigint(),
    n: numeric(13, 2),
    d: double(),
    r: real(),
    yes: boolean(),
    t: text(),
    day: date(),
    clock: time(),
    at: timestamp(),
    j: json(),
    u: uuid(),
    bytes: binary(),
  })
  return { metadata, table }
}

/** Values that nobody thought of. The seed is fixed: a failure comes again, and is shrunk to its core. */
export const randomValueCases: readonly KitCase[] = [
  {
    name: 'random values of all types come back as they went in',
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const { metadata, table } = declare()
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        let id = 0
        const property = fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: rowsOfOneRun }), async (given) => {
          const rows = given.map((each) => ({ id: ++id, ...each }))
          await engine.execute(insert(table).values(rows))
          const back = await engine
            .execute(
              select(table)
                .where(table.c.id.gt(id - rows.length))
                .orderBy(table.c.id),
            )
            .all()
          // A 32-bit number is shown as the shortest decimal that means it, or in full.
          const rounded = back.map((each) => ({ ...each, r: Math.fround(each.r) }))
          assert.deepStrictEqual(rounded.map(comparable), rows.map(comparable))
        })
        await fc.assert(property, { seed, numRuns: 40 })
        await metadata.dropAll(engine)
      }),
  },
]
