import assert from 'node:assert/strict'
import { UnsupportedByDialectError, UsageError } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import {
  all,
  any,
  caseOf,
  cast,
  type Condition,
  type Expression,
  extract,
  func,
  inlineLiteral,
  insert,
  integer,
  json,
  jsonNull,
  literal,
  MetaData,
  not,
  param,
  select,
  text,
  timestamp,
  tuple,
} from '@athanor/sql'
import { withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

// Inferred: writing the table's type out would repeat each column.
function things() {
  const metadata = new MetaData()
  const table = metadata.table('kit_things', {
    id: integer().primaryKey(),
    a: integer().nullable(),
    b: integer().nullable(),
    s: text().nullable(),
    j: json().nullable(),
    at: timestamp().nullable(),
  })
  return { metadata, table }
}
type Things = ReturnType<typeof things>['table']
type Columns = Things['c']

const when = new Date('2024-12-30T23:58:07.123Z')
const rows = [
  { id: 1, a: 5, b: 3, s: 'Alpha 50%', j: { k: [10, 'x', null], n: 12.5, t: true, 'odd"key': 1 }, at: when },
  { id: 2, a: -7, b: 2, s: 'beta_2', j: { k: [], n: null, t: false }, at: new Date('2023-01-01T00:00:00.000Z') },
  { id: 3, a: null, b: null, s: null, j: null, at: null },
]

type Ask = {
  /** Keys of the rows for which the condition is true. */
  readonly ids: (condition: Condition, params?: Readonly<Record<string, unknown>>) => Promise<readonly number[]>
  /** The expression's value in the row of that key. */
  readonly value: <T>(expr: Expression<T, string>, id?: number) => Promise<T | null>
  readonly engine: Engine
}

function asking(name: string, body: (ask: Ask, c: Columns, table: Things) => Promise<void>): KitCase {
  return {
    name,
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const { metadata, table } = things()
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        try {
          await engine.execute(insert(table).values(rows))
          const { c } = table
          const ids: Ask['ids'] = (condition, params) =>
            engine.scalars(select(c.id).from(table).where(condition).orderBy(c.id), params).all()
          const value: Ask['value'] = (expr, id = 1) =>
            engine.scalar(select({ it: expr }).from(table).where(c.id.eq(id))) as Promise<never>
          await body({ ids, value, engine }, c, table)
        } finally {
          await metadata.dropAll(engine)
        }
      }),
  }
}

/** Runs where the database has the construct; elsewhere it must be refused by name. */
async function orRefused(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof UnsupportedByDialectError)) throw error
  }
}

export const operatorCases: readonly KitCase[] = [
  asking('null: is distinct from, is true, NOT and the empty list', async ({ ids }, c) => {
    assert.deepEqual(await ids(c.a.isDistinctFrom(5)), [2, 3])
    assert.deepEqual(await ids(c.a.isNotDistinctFrom(null)), [3])
    assert.deepEqual(await ids(not(c.a.isDistinctFrom(5))), [1])
    assert.deepEqual(await ids(c.a.gt(0).isNot(true)), [2, 3])
    assert.deepEqual(await ids(c.a.gt(0).is(false)), [2])
    assert.deepEqual(await ids(not(c.a.gt(0))), [2])
    assert.deepEqual(await ids(c.a.in([])), [])
    assert.deepEqual(await ids(c.a.notIn([])), [1, 2, 3])
    assert.deepEqual(await ids(not(c.a.in([]))), [1, 2, 3])
    assert.deepEqual(await ids(c.a.notIn([5, null])), [])
    assert.deepEqual(await ids(c.a.in([5, null])), [1])
  }),
  asking('a list parameter takes the length that is given', async ({ ids, engine }, c) => {
    const within = c.a.in(param('list'))
    assert.deepEqual(await ids(within, { list: [5, 9] }), [1])
    assert.deepEqual(await ids(within, { list: [] }), [])
    assert.deepEqual(await ids(within, { list: [-7, null] }), [2])
    assert.deepEqual(await ids(c.a.notIn(param('list')), { list: [] }), [1, 2, 3])
    assert.deepEqual(
      await ids(c.s.in(param('names', text())), { list: [], names: ['beta_2'] }).catch(codeOf),
      'BIND_UNKNOWN_PARAMETER',
    )
    await assert.rejects(ids(within), UsageError)
    await assert.rejects(ids(within, { list: 5 }), UsageError)
    const both = select(c.id).where(within, c.id.eq(param('id')))
    assert.deepEqual(await engine.scalars(both, { list: [5, -7], id: 2 }).all(), [2])
  }),
  asking('row values', async ({ ids }, c) => {
    const pair = tuple(c.a, c.b)
    assert.deepEqual(
      await ids(
        pair.in([
          [5, 3],
          [-7, 3],
        ]),
      ),
      [1],
    )
    assert.deepEqual(await ids(pair.in([])), [])
    assert.deepEqual(await ids(pair.notIn([])), [1, 2, 3])
    assert.deepEqual(await ids(pair.notIn([[5, 3]])), [2])
    assert.deepEqual(await ids(pair.eq([-7, 2])), [2])
    assert.deepEqual(await ids(pair.gt([-7, 2])), [1])
    assert.deepEqual(await ids(pair.in(select(c.a, c.b).where(c.id.eq(2)).correlate())), [2])
  }),
  asking('between, in either order of the bounds', async ({ ids }, c) => {
    assert.deepEqual(await ids(c.a.between(5, 1)), [])
    assert.deepEqual(await ids(c.a.between(5, 1, { symmetric: true })), [1])
    assert.deepEqual(await ids(c.a.notBetween(5, 1, { symmetric: true })), [2])
    assert.deepEqual(await ids(c.a.between(5, 1, { symmetric: true }).not().and(c.id.gt(0))), [2])
  }),
  asking('LIKE with wildcards taken literally', async ({ ids }, c) => {
    assert.deepEqual(await ids(c.s.endsWith('50%', { autoescape: true })), [1])
    assert.deepEqual(await ids(c.s.contains('_', { autoescape: true })), [2])
    assert.deepEqual(await ids(c.s.contains(literal('%'), { autoescape: true })), [1])
    assert.deepEqual(await ids(c.s.istartsWith('ALPHA')), [1])
    assert.deepEqual(await ids(c.s.notIlike('ALPHA%')), [2])
    assert.deepEqual(await ids(c.s.like('Alpha 50!%', { escape: '!' })), [1])
  }),
  asking('regular expressions', async ({ ids, value }, c) => {
    assert.deepEqual(await ids(c.s.regexpMatch('^a')), [])
    assert.deepEqual(await ids(c.s.regexpMatch('^[ab]', { flags: 'i' })), [1, 2])
    assert.deepEqual(await ids(c.s.regexpMatch('[0-9]+').not()), [])
    assert.equal(await value(c.s.regexpReplace('[a-z]', 'x')), 'Axxxx 50%')
    assert.equal(await value(c.s.regexpReplace('[A-Z]', '', { flags: 'i' })), ' 50%')
  }),
  asking('any and all of a query', async ({ ids }, c) => {
    const others = select(c.b).where(c.b.isNotNull()).correlate()
    await orRefused(async () => {
      assert.deepEqual(await ids(c.a.gt(all(others))), [1])
      assert.deepEqual(await ids(c.a.lt(any(others))), [2])
      assert.deepEqual(await ids(not(c.a.lt(any(others)))), [1])
    })
  }),
  asking('arithmetic and bits', async ({ value }, c) => {
    assert.equal(await value(c.a.div(2)), 2.5)
    assert.equal(await value(c.a.floorDiv(c.b)), 1)
    assert.equal(await value(c.a.mod(c.b), 2), -1)
    assert.equal(await value(c.a.sub(c.b.sub(1))), 3)
    assert.equal(await value(c.a.neg().mul(c.b)), -15)
    assert.equal(await value(c.a.bitAnd(3)), 1)
    assert.equal(await value(c.a.bitOr(c.b), 2), -7 | 2)
    assert.equal(await value(c.a.bitNot(), 2), 6)
    assert.equal(await value(c.a.shiftLeft(33)), 5 * 2 ** 33)
    assert.equal(await value(c.a.shiftRight(1), 2), -4)
    assert.equal(await value(literal('x').add('y').concat(literal('z'))), 'xyz')
    assert.equal(await value(c.s.concat('!'), 3), null)
  }),
  asking('exclusive or of all pairs of four bits, and of negative numbers', async ({ engine }, c) => {
    for (let x = -8; x < 8; x++) {
      const xors = Object.fromEntries(Array.from({ length: 16 }, (_, y) => [`y${y}`, literal(x).bitXor(y - 8)]))
      const row = await engine.execute(select(xors).where(c.id.eq(1)).from()).first()
      assert.deepEqual(
        row && Object.values(row),
        Array.from({ length: 16 }, (_, y) => x ^ (y - 8)),
      )
    }
  }),
  asking('case over a value, cast, literals in the text', async ({ value }, c) => {
    assert.equal(
      await value(
        caseOf(
          c.a,
          [
            [5, 'five'],
            [-7, 'minus seven'],
          ],
          'other',
        ),
        2,
      ),
      'minus seven',
    )
    assert.equal(await value(caseOf(c.a, [[5, 1]]), 2), null)
    assert.equal(await value(cast('12', integer())), 12)
    assert.equal(await value(inlineLiteral("a'b\\c")), "a'b\\c")
    assert.deepEqual(await value(inlineLiteral(when, timestamp())), when)
  }),
  asking('JSON paths, and what is not there', async ({ value, ids }, c) => {
    assert.equal(await value(c.j.at('k', 0).asInteger()), 10)
    assert.equal(await value(c.j.at('k').at(1).asString()), 'x')
    assert.equal(await value(c.j.at('k', 2).asString()), null)
    assert.equal(await value(c.j.at('k', 9).asString()), null)
    assert.equal(await value(c.j.at('n').asFloat()), 12.5)
    assert.equal(await value(c.j.at('n').asNumeric(8, 2)), '12.50')
    assert.equal(await value(c.j.at('n').asNumeric(8, 2), 2), null)
    assert.equal(await value(c.j.at('t').asBoolean()), true)
    assert.equal(await value(c.j.at('t').asBoolean(), 2), false)
    assert.equal(await value(c.j.at('t').asString()), 'true')
    assert.equal(await value(c.j.at('k', 0).asBigint()), 10n)
    assert.deepEqual(await value(c.j.at('k').asJson()), [10, 'x', null])
    assert.equal(await value(c.j.at('k').asJson(), 3), null)
    assert.deepEqual(await ids(c.j.at('k', 0).asInteger().gt(9)), [1])
  }),
  asking("null stores SQL's NULL in a JSON column, jsonNull JSON's null", async ({ ids, value, engine }, c, table) => {
    await engine.execute(insert(table).values([{ id: 4, j: jsonNull }]))
    assert.deepEqual(await ids(c.j.isNull()), [3])
    assert.equal(await value(c.j, 4), null)
    assert.equal(await value(c.j.at('x').asString(), 4), null)
  }),
  asking('parts of a moment', async ({ value }, c) => {
    const parts = {
      year: 2024,
      month: 12,
      day: 30,
      hour: 23,
      minute: 58,
      dow: 1,
      doy: 365,
      quarter: 4,
      week: 1,
    } as const
    for (const [field, expected] of Object.entries(parts) as [keyof typeof parts, number][]) {
      assert.equal(await value(extract(field, c.at)), expected, field)
    }
    assert.equal(await value(extract('second', c.at)), 7.123)
    assert.equal(await value(extract('epoch', c.at)), when.getTime() / 1000)
    assert.equal(await value(extract('week', c.at), 2), 52)
    assert.equal(await value(extract('dow', c.at), 2), 0)
    assert.equal(await value(extract('year', c.at), 3), null)
  }),
  asking('frames of windows', async ({ engine }, c) => {
    const sums = (options: Parameters<ReturnType<typeof func.sum>['over']>[0]) =>
      engine
        .execute(select({ id: c.id, sum: func.sum(c.id).over(options) }).orderBy(c.id))
        .all()
        .then((found) => found.map((row) => row.sum))
    assert.deepEqual(await sums({ orderBy: [c.id], rows: [null, 0] }), [1, 3, 6])
    assert.deepEqual(await sums({ orderBy: [c.id], rows: [0, 1] }), [3, 5, 3])
    assert.deepEqual(await sums({ orderBy: [c.id], range: [-1, 0] }), [1, 3, 5])
    assert.deepEqual(await sums({ partitionBy: [c.id.mod(2)] }), [4, 2, 4])
    await orRefused(async () => assert.deepEqual(await sums({ orderBy: [c.id], groups: [-1, 1] }), [3, 6, 5]))
    await orRefused(async () =>
      assert.deepEqual(await sums({ orderBy: [c.id], rows: [null, null], exclude: 'current row' }), [5, 4, 3]),
    )
  }),
]

function codeOf(error: unknown): unknown {
  return error instanceof UsageError ? error.code : error
}
