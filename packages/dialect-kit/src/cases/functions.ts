import assert from 'node:assert/strict'
import { UnsupportedByDialectError } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import {
  boolean,
  double,
  type Expression,
  func,
  insert,
  integer,
  json,
  literal,
  MetaData,
  numeric,
  select,
  text,
  timestamp,
} from '@athanor/sql'
import { withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

// Inferred: writing the table's type out would repeat each column.
function samples() {
  const metadata = new MetaData()
  const table = metadata.table('kit_samples', {
    id: integer().primaryKey(),
    g: text(),
    s: text().nullable(),
    n: integer().nullable(),
    d: numeric(10, 2).nullable(),
    x: double().nullable(),
    ok: boolean().nullable(),
    j: json().nullable(),
    at: timestamp().nullable(),
  })
  return { metadata, table }
}
type Samples = ReturnType<typeof samples>['table']

const rows = [
  { id: 1, g: 'a', s: '  héllo  ', n: 9, d: '2.75', x: 2.25, ok: true, j: [1, { k: 'v' }], at: new Date(0) },
  { id: 2, g: 'a', s: 'b,cd,e', n: -4, d: '-2.75', x: 0.5, ok: false, j: { k: true }, at: new Date(86_400_000) },
  { id: 3, g: 'b', s: null, n: null, d: null, x: null, ok: null, j: null, at: null },
]

type Value = <T>(expr: Expression<T, string>, id?: number) => Promise<T | null>

function sampling(
  name: string,
  body: (value: Value, c: Samples['c'], engine: Engine, table: Samples) => Promise<void>,
): KitCase {
  return {
    name,
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const { metadata, table } = samples()
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        try {
          await engine.execute(insert(table).values(rows))
          const { c } = table
          const value: Value = (expr, id = 1) =>
            engine.scalar(select({ it: expr }).from(table).where(c.id.eq(id))) as Promise<never>
          await body(value, c, engine, table)
        } finally {
          await metadata.dropAll(engine)
        }
      }),
  }
}

/** Runs where the database has the function; elsewhere it must be refused by name. */
async function orRefused(...works: readonly (() => Promise<void>)[]): Promise<void> {
  for (const work of works) {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof UnsupportedByDialectError)) throw error
    }
  }
}

export const functionCases: readonly KitCase[] = [
  sampling('of text', async (value, c) => {
    const { s } = c
    assert.equal(await value(func.trim(s)), 'héllo')
    assert.equal(await value(func.ltrim(s)), 'héllo  ')
    assert.equal(await value(func.rtrim(s)), '  héllo')
    assert.equal(await value(func.trim(literal('xxaxx'), 'x')), 'a')
    assert.equal(await value(func.trim(s), 3), null)
    assert.equal(await value(func.replace(s, 'l', 'LL')), '  héLLLLo  ')
    assert.equal(await value(func.substr(s, 3, 2)), 'hé')
    assert.equal(await value(func.substr(s, 6)), 'lo  ')
    assert.equal(await value(func.left(s, 4)), '  hé')
    assert.equal(await value(func.right(s, 4)), 'lo  ')
    assert.equal(await value(func.right(s, 99)), '  héllo  ')
    assert.equal(await value(func.right(s, 0)), '')
    assert.equal(await value(func.lpad(literal('7'), 3, '0')), '007')
    assert.equal(await value(func.rpad(literal('7'), 4, 'ab')), '7aba')
    assert.equal(await value(func.lpad(literal('12345'), 3)), '123')
    assert.equal(await value(func.position('é', s)), 4)
    assert.equal(await value(func.position('zz', s)), 0)
    assert.equal(await value(func.concat('a', c.s, c.n), 3), 'a')
    assert.equal(await value(func.concat('n=', c.n)), 'n=9')
    assert.equal(await value(func.concatWs('-', 'a', c.s, 'b'), 3), 'a-b')
    assert.equal(await value(func.repeat(literal('ab'), 3)), 'ababab')
    assert.equal(await value(func.ascii(literal('é'))), 233)
    assert.equal(await value(func.ascii(literal(''))), 0)
    assert.equal(await value(func.chr(literal(8364))), '€')
    assert.equal(await value(func.charLength(s)), 9)
    assert.equal(await value(func.octetLength(s)), 10)
    assert.equal(await value(func.upper(func.trim(literal(' x ')))), 'X')
    await orRefused(
      async () => assert.equal(await value(func.reverse(literal('abc'))), 'cba'),
      async () => assert.equal(await value(func.split(c.s, ',', 2), 2), 'cd'),
      async () => assert.equal(await value(func.split(c.s, ',', 4), 2), ''),
      async () => assert.equal(await value(func.md5(literal('abc'))), '900150983cd24fb0d6963f7d28e17f72'),
      async () => assert.equal(await value(func.initcap(literal('ab cd'))), 'Ab Cd'),
    )
  }),
  sampling('of numbers', async (value, c) => {
    const near = (actual: number | null, expected: number): void =>
      assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`)
    assert.equal(await value(func.sign(c.d), 2), -1)
    assert.equal(await value(func.ceil(c.d), 2), '-2')
    assert.equal(await value(func.floor(c.d), 2), '-3')
    assert.equal(await value(func.trunc(c.d)), '2')
    assert.equal(await value(func.ceil(c.x)), 3)
    assert.equal(await value(func.floor(c.n)), 9)
    assert.equal(await value(func.mod(c.n, 4)), 1)
    assert.equal(await value(func.power(c.n, 2), 2), 16)
    assert.equal(await value(func.sqrt(c.n)), 3)
    near(await value(func.exp(c.x)), Math.exp(2.25))
    near(await value(func.ln(c.d)), Math.log(2.75))
    near(await value(func.log10(c.x)), Math.log10(2.25))
    near(await value(func.log(2, literal(8))), 3)
    near(await value(func.pi()), Math.PI)
    near(await value(func.sin(c.x)), Math.sin(2.25))
    near(await value(func.atan2(c.x, 2)), Math.atan2(2.25, 2))
    near(await value(func.degrees(func.pi())), 180)
    const random = (await value(func.random())) ?? -1
    assert.ok(random >= 0 && random < 1)
    assert.equal(await value(func.greatest(c.n, 3, c.id)), 9)
    assert.equal(await value(func.least(c.n, 3), 2), -4)
    assert.equal(await value(func.greatest(c.n, 3), 3), null)
    assert.equal(await value(func.abs(c.d), 2), '2.75')
    assert.equal(await value(func.round(c.d, 1), 2), '-2.8')
  }),
  sampling('aggregates', async (_value, c, engine, table) => {
    const of = <T>(expr: Expression<T, string>): Promise<T | null> =>
      engine.scalar(select({ it: expr }).from(table)) as Promise<never>
    assert.equal(await of(func.stringAgg(c.g, '+')), 'a+a+b')
    assert.equal(await of(func.stringAgg(c.g, '/').orderBy(c.id.desc())), 'b/a/a')
    assert.equal(await of(func.stringAgg(c.g.distinct(), ',')), 'a,b')
    assert.equal(await of(func.stringAgg(c.g, ',').filter(c.id.gt(1))), 'a,b')
    assert.equal(await of(func.boolAnd(c.ok)), false)
    assert.equal(await of(func.boolOr(c.ok)), true)
    assert.equal(await of(func.boolAnd(c.n.gt(0)).filter(c.id.eq(1))), true)
    assert.equal(await of(func.count(c.g.distinct())), 2)
    assert.deepEqual(await of(func.jsonArrayAgg(c.n)), [9, -4, null])
    assert.deepEqual(await of(func.jsonArrayAgg(c.ok)), [true, false, null])
    assert.deepEqual(await of(func.jsonArrayAgg(c.j)), [[1, { k: 'v' }], { k: true }, null])
    assert.deepEqual(await of(func.jsonObjectAgg(func.concat('k', c.id), c.n)), { k1: 9, k2: -4, k3: null })
    assert.equal(await engine.scalar(select({ it: func.jsonArrayAgg(c.n) }).where(c.id.gt(9))), null)
    await orRefused(
      async () => assert.equal(await of(func.stddevPop(c.n)), 6.5),
      async () => assert.equal(await of(func.varSamp(c.n)), 84.5),
      async () => assert.equal(await of(func.percentileCont(0.5).withinGroup(c.n)), 2.5),
      async () => assert.equal(await of(func.percentileDisc(0.5, c.n)), -4),
      async () => assert.equal(await of(func.mode(c.g)), 'a'),
      async () => assert.deepEqual(await of(func.arrayAgg(c.n).orderBy(c.id)), [9, -4, null]),
      async () => assert.deepEqual(await of(func.jsonArrayAgg(c.n).orderBy(c.id.desc())), [null, -4, 9]),
      async () => assert.deepEqual(await of(func.jsonArrayAgg(c.n).filter(c.id.lt(3))), [9, -4]),
    )
  }),
  sampling('of windows', async (_value, c, engine, table) => {
    const of = <T>(expr: Expression<T, string>): Promise<readonly T[]> =>
      engine.scalars(select({ it: expr }).from(table).orderBy(c.id)).all()
    const orderBy = [c.id]
    assert.deepEqual(await of(func.ntile(2).over({ orderBy })), [1, 1, 2])
    assert.deepEqual(await of(func.percentRank().over({ orderBy })), [0, 0.5, 1])
    // MariaDB writes the fraction with ten digits.
    const cumulative = await of(func.cumeDist().over({ orderBy: [c.g] }))
    assert.deepEqual(
      cumulative.map((each) => each.toFixed(8)),
      [2 / 3, 2 / 3, 1].map((each) => each.toFixed(8)),
    )
    assert.deepEqual(await of(func.nthValue(c.id, 2).over({ orderBy, rows: [null, null] })), [2, 2, 2])
    assert.deepEqual(await of(func.lag(c.id).over({ orderBy })), [null, 1, 2])
    assert.deepEqual(await of(func.count().filter(c.n.gt(0)).over()), [1, 1, 1])
  }),
  sampling('of JSON', async (value, c) => {
    assert.equal(await value(func.jsonArrayLength(c.j)), 2)
    assert.equal(await value(func.jsonArrayLength(c.j), 2), null)
    assert.equal(await value(func.jsonTypeof(c.j)), 'array')
    assert.equal(await value(func.jsonTypeof(c.j), 2), 'object')
    assert.equal(await value(func.jsonTypeof(c.j.at('k')), 2), 'boolean')
    assert.equal(await value(func.jsonTypeof(c.j.at(0))), 'number')
    assert.equal(await value(func.jsonTypeof(c.j), 3), null)
    assert.deepEqual(await value(func.jsonObject({ n: c.n, "it's": c.j, ok: c.ok, s: 'x' })), {
      n: 9,
      "it's": [1, { k: 'v' }],
      ok: true,
      s: 'x',
    })
    assert.deepEqual(await value(func.jsonArray(c.n, c.ok, true, func.jsonArray(c.g)), 3), [null, null, true, ['b']])
    await orRefused(
      async () => assert.equal(await value(func.jsonContains(c.j, [{ k: 'v' }])), true),
      async () => assert.equal(await value(func.jsonContains(c.j, { k: false }), 2), false),
    )
  }),
  sampling('without arguments, and unknown ones by name', async (value) => {
    assert.match((await value(func.uuid())) ?? '', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    const now = await value(func.now())
    assert.ok(now instanceof Date && Math.abs(now.getTime() - Date.now()) < 60_000)
    assert.match((await value(func.currentDate())) ?? '', /^\d{4}-\d\d-\d\d$/)
    assert.match(String(await value(func.currentTime())), /^\d\d:\d\d:\d\d/)
    assert.equal(await value(func.call('abs', integer(), -5)), 5)
    assert.equal(await value(func.coalesce(literal(null, text()), literal(null, text()), 'x')), 'x')
  }),
]
