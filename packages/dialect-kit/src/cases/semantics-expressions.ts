import assert from 'node:assert/strict'
import type { Engine } from '@athanor/engine'
import {
  alias,
  and,
  boolean,
  caseOf,
  caseWhen,
  type Condition,
  except,
  type Expression,
  func,
  insert,
  integer,
  label,
  literal,
  MetaData,
  not,
  or,
  param,
  select,
  sql,
  text,
  trueValue,
  tuple,
  union,
  update,
} from '@athanor/sql'
import { withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

// Inferred: writing the table's type out would repeat each column.
function marks() {
  let made = 0
  const metadata = new MetaData()
  const table = metadata.table('kit_marks', {
    id: integer().primaryKey(),
    a: integer().nullable(),
    b: integer().nullable(),
    s: text().nullable(),
    f: boolean().nullable(),
    made: integer()
      .nullable()
      .default(() => ++made),
  })
  return { metadata, table }
}
type Marks = ReturnType<typeof marks>['table']

const rows = [
  { id: 1, a: 7, b: 2, s: 'Alpha 5%', f: true },
  { id: 2, a: -7, b: 2, s: 'alpha 55', f: false },
  { id: 3, a: null, b: 3, s: null, f: null },
]

interface Ask {
  readonly engine: Engine
  readonly table: Marks
  /** Keys of the rows for which the condition is true. */
  readonly ids: (condition: Condition, params?: Readonly<Record<string, unknown>>) => Promise<readonly number[]>
  /** The expression's values in the rows 1 and 2. */
  readonly values: (expr: Expression<unknown, string>) => Promise<readonly unknown[]>
}

function semantics(name: string, body: (c: Marks['c'], ask: Ask) => Promise<void>): KitCase {
  return {
    name,
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const { metadata, table } = marks()
        const { c } = table
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        try {
          await engine.execute(insert(table).values(rows))
          await body(c, {
            engine,
            table,
            ids: (condition, params) =>
              engine.scalars(select(c.id).from(table).where(condition).orderBy(c.id), params).all(),
            values: (expr) => engine.scalars(select({ it: expr }).from(table).where(c.id.lt(3)).orderBy(c.id)).all(),
          })
        } finally {
          await metadata.dropAll(engine)
        }
      }),
  }
}

/** Rules 1 to 55 of docs/semantics.md, where the database's answer is what counts. */
export const expressionSemantics: readonly KitCase[] = [
  semantics('3.A.1 eq(null) finds NULL, a parameter that is null finds nothing', async ({ a }, { ids }) => {
    assert.deepEqual(await ids(a.eq(null)), [3])
    assert.deepEqual(await ids(a.ne(null)), [1, 2])
    assert.deepEqual(await ids(a.eq(param('x')), { x: null }), [])
    assert.deepEqual(await ids(a.ne(param('x')), { x: null }), [])
    assert.deepEqual(await ids(a.eq(param('x')), { x: 7 }), [1])
  }),
  semantics('3.A.3 is(true), equal to true, and the column itself; NOT of NULL is unknown', async ({ f }, { ids }) => {
    assert.deepEqual(await ids(f.is(true)), [1])
    assert.deepEqual(await ids(f.isNot(true)), [2, 3])
    assert.deepEqual(await ids(f.eq(true)), [1])
    assert.deepEqual(await ids(f.eq(false)), [2])
  }),
  semantics('3.A.4 a boolean column is a condition by itself', async ({ f, a }, { ids }) => {
    assert.deepEqual(await ids(f), [1])
    assert.deepEqual(await ids(f.not()), [2])
    assert.deepEqual(await ids(and(f, a.gt(0))), [1])
  }),
  semantics('3.A.5 constants are conditions, columns and operands', async ({ f }, { ids, values }) => {
    assert.deepEqual(await ids(trueValue()), [1, 2, 3])
    assert.deepEqual(await ids(not(trueValue())), [])
    assert.deepEqual(await ids(f.eq(trueValue())), [1])
    assert.deepEqual(await values(trueValue()), [true, true])
  }),
  semantics('3.A.8 an empty IN is false and an empty NOT IN true, also for NULL', async ({ a, b }, { ids }) => {
    assert.deepEqual(await ids(a.in([])), [])
    assert.deepEqual(await ids(a.notIn([])), [1, 2, 3])
    assert.deepEqual(await ids(not(a.in([]))), [1, 2, 3])
    assert.deepEqual(await ids(tuple(a, b).in([])), [])
    assert.deepEqual(await ids(tuple(a, b).notIn([])), [1, 2, 3])
    assert.deepEqual(await ids(a.notIn(param('none')), { none: [] }), [1, 2, 3])
  }),
  semantics('3.A.9 with a null in its list NOT IN is never true', async ({ a, b }, { ids }) => {
    assert.deepEqual(await ids(a.in([null, 7])), [1])
    assert.deepEqual(await ids(b.notIn([null, 99])), [])
    assert.deepEqual(await ids(b.in(param('list')), { list: [2, 3] }), [1, 2, 3])
    assert.deepEqual(await ids(b.in(param('list')), { list: [3] }), [3])
    assert.deepEqual(await ids(b.in(param('list')), { list: [] }), [])
  }),
  semantics('3.A.12 the opposite operator finds what NOT finds, and NULL in neither', async ({ a, b }, { ids }) => {
    const conditions = [a.eq(7), a.ne(7), a.lt(0), a.lte(-7), a.gt(0), a.gte(8), a.between(0, 9), a.in([7])]
    for (const condition of conditions) {
      const found = [...(await ids(condition)), ...(await ids(not(condition)))]
      assert.deepEqual(new Set(found), new Set([1, 2]))
    }
    assert.deepEqual(await ids(not(or(a.eq(7), b.eq(3)))), [2])
  }),
  semantics('3.A.13 the opposite of IS DISTINCT FROM takes NULL for a value', async ({ a }, { ids }) => {
    assert.deepEqual(await ids(a.isDistinctFrom(7)), [2, 3])
    assert.deepEqual(await ids(not(a.isDistinctFrom(7))), [1])
    assert.deepEqual(await ids(a.isNotDistinctFrom(null)), [3])
  }),
  semantics('3.A.14 operators are evaluated in the order of their calls', async ({ a, b }, { values }) => {
    assert.deepEqual(await values(a.sub(b.sub(1))), [6, -8])
    assert.deepEqual(await values(a.sub(b).sub(1)), [4, -10])
    assert.deepEqual(await values(a.add(1).mul(b.add(1))), [24, -18])
    assert.deepEqual(await values(a.neg().neg()), [7, -7])
    assert.deepEqual(await values(literal(-5).neg().sub(b)), [3, 3])
  }),
  semantics('3.A.15 bitwise operators are evaluated in the order of their calls', async ({ b }, { values }) => {
    assert.deepEqual(await values(b.bitOr(4).bitAnd(5)), [4, 4])
    assert.deepEqual(await values(b.bitOr(literal(4).bitAnd(5))), [6, 6])
    assert.deepEqual(await values(b.bitXor(7).add(1)), [6, 6])
  }),
  semantics('3.A.16 comparisons of comparisons compare truth', async ({ a, b }, { ids }) => {
    assert.deepEqual(await ids(a.lt(b).eq(b.lt(99))), [2])
  }),
  semantics(
    '3.A.18 division is true division; without a remainder it is cut, on MySQL rounded down',
    async ({ a, b }, { engine, values }) => {
      const negative = ['mysql', 'mariadb'].includes(engine.dialect.name) ? -4 : -3
      assert.deepEqual(await values(a.div(b)), [3.5, -3.5])
      assert.deepEqual(await values(a.div(2)), [3.5, -3.5])
      assert.deepEqual(await values(a.floorDiv(b)), [3, negative])
      assert.deepEqual(await values(a.floorDiv(2)), [3, negative])
      assert.deepEqual(await values(a.mod(b)), [1, -1])
      assert.equal((await values(a.floorDiv(b).mul(b).add(a.mod(b))))[0], 7)
    },
  ),
  semantics('3.A.19 percent and question marks in literals are text', async ({ a }, { engine, table }) => {
    const row = await engine
      .execute(
        sql<{
          x: string
          y: number
        }>`select ${'50% ?'} as x, '50% ? %s %%' as z, ${a} as y from ${table} where ${a} = ${7}`,
      )
      .one()
    assert.deepEqual(row, { x: '50% ?', z: '50% ? %s %%', y: 7 })
  }),
  semantics('3.A.20 a wildcard in a value is one, unless autoescape takes it literally', async ({ s }, { ids }) => {
    assert.deepEqual(await ids(s.icontains('5%')), [1, 2])
    assert.deepEqual(await ids(s.icontains('5%', { autoescape: true })), [1])
    assert.deepEqual(await ids(s.endsWith('5_')), [1, 2])
    assert.deepEqual(await ids(s.endsWith('5_', { autoescape: true })), [])
    assert.deepEqual(await ids(s.contains('/', { autoescape: true })), [])
  }),
  semantics('3.A.21 ilike and its kin do not mind the case', async ({ s }, { ids }) => {
    assert.deepEqual(await ids(s.ilike('ALPHA%')), [1, 2])
    assert.deepEqual(await ids(s.istartsWith('aLPHA')), [1, 2])
    assert.deepEqual(await ids(s.notIlike('%55')), [1])
  }),
  semantics('3.A.23 concat joins texts, with NULL it is NULL', async ({ s }, { engine, table }) => {
    const all = await engine.scalars(select(s.concat('!')).from(table).orderBy(table.c.id)).all()
    assert.deepEqual(all, ['Alpha 5%!', 'alpha 55!', null])
  }),
  semantics(
    '3.A.26 each column of a row keeps its own value, whatever it is called',
    async ({ id, a, b }, { engine }) => {
      const statement = select(id, a.as('id'), b.as('id')).where(id.eq(1))
      assert.deepEqual(await engine.execute(statement).all(), [{ id: 1, id_1: 7, id_2: 2 }])
      assert.deepEqual((await engine.execute(statement)).tuples(), [[1, 7, 2]])
    },
  ),
  semantics(
    '3.A.32 a correlated subquery is asked for each row, an uncorrelated one once',
    async ({ id, a, b }, { ids, table }) => {
      assert.deepEqual(await ids(id.eq(select(func.max(table.c.id)).scalar())), [3])
      const other = alias(table, 'o')
      const smaller = select(func.count()).from(other).where(other.c.b.lt(b)).scalar()
      assert.deepEqual(await ids(smaller.eq(2)), [3])
      assert.deepEqual(await ids(a.eq(select(func.max(other.c.a)).from(other).scalar())), [1])
    },
  ),
  semantics('3.A.37 members of a union have an order and a limit of their own', async ({ id }, { engine }) => {
    const last = select({ n: id }).orderBy(id.desc()).limit(1)
    const first = select({ n: id }).orderBy(id).limit(1)
    assert.deepEqual(await engine.scalars(union(last, first).orderBy('n')).all(), [1, 3])
    const without = except(select({ n: id }), union(last, first))
    assert.deepEqual(await engine.scalars(without).all(), [2])
  }),
  semantics('3.A.38 parameters of CTEs reach their places', async ({ id, b }, { engine }) => {
    const cte = select({ id, b }).where(b.lt(3)).cte('small')
    const statement = select({ x: literal(9), id: cte.c.id })
      .where(cte.c.id.gt(1))
      .orderBy(label('id'))
      .limit(5)
    assert.deepEqual(await engine.execute(statement).all(), [{ x: 9, id: 2 }])
  }),
  semantics('3.A.40 a limit of 0 gives no rows, an offset alone the rest', async ({ id }, { engine }) => {
    const all = select(id).orderBy(id)
    assert.deepEqual(await engine.scalars(all.limit(0)).all(), [])
    assert.deepEqual(await engine.scalars(all.offset(2)).all(), [3])
    assert.deepEqual(await engine.scalars(all.limit(1).offset(1)).all(), [2])
  }),
  semantics('3.A.42 CASE takes the first that is true, and NULL for none', async ({ a, f, s }, { values }) => {
    assert.deepEqual(
      await values(
        caseWhen(
          [
            [a.gt(0), 'up'],
            [f.is(true), 'never'],
          ],
          'down',
        ),
      ),
      ['up', 'down'],
    )
    assert.deepEqual(await values(caseWhen([[a.gt(0), s]])), ['Alpha 5%', null])
    assert.deepEqual(
      await values(
        caseOf(a, [
          [7, 1n],
          [-8, 2n],
        ]),
      ),
      [1n, null],
    )
  }),
  semantics('3.A.46 long labels reach their keys', async ({ a, b }, { engine, table }) => {
    const long = 'x'.repeat(63)
    const row = await engine.execute(select(a.as(`${long}1`), b.as(`${long}2`)).where(table.c.id.eq(1))).one()
    assert.deepEqual(Object.entries(row), [
      [`${long}1`, 7],
      [`${long}2`, 2],
    ])
  }),
  semantics(
    '3.A.54 rows with different columns are one statement, and what a row leaves out is its default',
    async ({ id }, { engine, table }) => {
      await engine.execute(
        insert(table).values([
          { id: 11, a: 1 },
          { id: 12, b: 2, s: 'kept' },
        ]),
      )
      const found = select(table.c.a, table.c.b, table.c.s).where(id.gt(10)).orderBy(id)
      assert.deepEqual(await engine.execute(found).all(), [
        { a: 1, b: null, s: null },
        { a: null, b: 2, s: 'kept' },
      ])
    },
  ),
  semantics(
    '3.A.55 a default of the program is computed for each row, and each run',
    async ({ id, made }, { engine, table }) => {
      const two = insert(table).values([{ id: 21 }, { id: 22 }])
      await engine.execute(two)
      await engine.execute(
        update(table)
          .set({ id: id.add(10) })
          .where(id.gt(20)),
      )
      await engine.execute(two)
      const all = await engine.scalars(select(made)).all()
      assert.equal(all.length, 7)
      assert.equal(new Set(all).size, 7)
    },
  ),
]
