import type { Query } from '@athanor/contract'
import { describe, expectTypeOf, it } from 'vitest'
import {
  deleteFrom,
  func,
  insert,
  integer,
  mergeInto,
  MetaData,
  recursiveCte,
  rollup,
  select,
  sql,
  tableFunction,
  tableSample,
  text,
  update,
  upsert,
  values,
} from '@athanor/sql'

const metadata = new MetaData()
const users = metadata.table('users', {
  id: integer().primaryKey(),
  name: text(),
  bossId: integer('boss_id').nullable(),
})
const { c } = users

type RowOf<Q> = Q extends Query<infer Row> ? Row : never
const row = <Q extends Query>(_query: Q): RowOf<Q> => undefined as never

describe('rows of statements', () => {
  it('VALUES have the types of their columns', () => {
    const list = values({ id: integer(), word: text().nullable() }, [{ id: 1, word: 'a' }, [2, null]])
    expectTypeOf(row(list)).toEqualTypeOf<{ id: number; word: string | null }>()
    const v = list.subquery('v')
    expectTypeOf(row(select(v.c.word).from(v))).toEqualTypeOf<{ word: string | null }>()
    // @ts-expect-error a text is no integer
    values({ id: integer() }, [{ id: 'a' }])
    // @ts-expect-error null only where the type says so
    values({ id: integer() }, [{ id: null }])
  })
  it('a recursive CTE has the row of its base, in its step too', () => {
    const chain = recursiveCte('chain', select(c.id, c.bossId).from(users), (self) => {
      expectTypeOf(row(select(self.c.bossId))).toEqualTypeOf<{ bossId: number | null }>()
      return select(c.id, c.bossId).from(users).join(self, self.c.id.eq(c.bossId))
    })
    expectTypeOf(row(select(chain))).toEqualTypeOf<{ id: number; bossId: number | null }>()
  })
  it('a change as a CTE has the row that it returns', () => {
    const gone = deleteFrom(users).returning(c.id, c.name).cte('gone')
    expectTypeOf(row(select(gone))).toEqualTypeOf<{ id: number; name: string }>()
    const changed = update(users).set({ name: 'x' }).returning(c.id).cte('changed')
    expectTypeOf(row(select(changed.c.id))).toEqualTypeOf<{ id: number }>()
  })
  it('totals of a rollup have null in the grouped columns, and counts as they are', () => {
    expectTypeOf(row(select({ name: c.name, n: func.count() }).from(users).groupBy(rollup(c.name)))).toEqualTypeOf<{
      name: string | null
      n: number
    }>()
    expectTypeOf(row(select({ name: c.name }).from(users).groupBy(c.name))).toEqualTypeOf<{ name: string }>()
  })
  it('functions in FROM have the stated columns, and a number when asked for', () => {
    const plain = tableFunction('f', func.call('f', integer()), { day: integer() })
    expectTypeOf(row(select(plain))).toEqualTypeOf<{ day: number }>()
    const numbered = tableFunction('f', func.call('f', integer()), { day: integer() }, { withOrdinality: true })
    expectTypeOf(row(select(numbered.c.ordinality))).toEqualTypeOf<{ ordinality: bigint }>()
  })
  it('a sample has the columns of its table', () => {
    const some = tableSample(users, 'some', { percent: 1 })
    expectTypeOf(row(select(some.c.name).from(some))).toEqualTypeOf<{ name: string }>()
  })
  it('raw SQL has the stated columns', () => {
    const raw = sql`select 1`.columns({ id: integer(), name: text().nullable() })
    expectTypeOf(row(raw)).toEqualTypeOf<{ id: number; name: string | null }>()
    expectTypeOf(row(select(raw.subquery('r')))).toEqualTypeOf<{ id: number; name: string | null }>()
  })
})

describe('what changes take', () => {
  it('upsert: keys of the table, and its values', () => {
    upsert(users, { key: ['id'], update: ['name'] }).values({ name: 'x' })
    // @ts-expect-error no such column
    upsert(users, { key: ['nope'] })
    // @ts-expect-error a number is no text
    upsert(users, { update: { name: 1 } })
  })
  it('merge: values of the table', () => {
    const v = values({ id: integer() }, [[1]]).subquery('v')
    const merged = mergeInto(users, v, v.c.id.eq(c.id))
    merged.whenNotMatchedInsert({ id: v.c.id, name: 'x' })
    // @ts-expect-error name is wanted
    merged.whenNotMatchedInsert({ id: v.c.id })
    // @ts-expect-error a number is no text
    merged.whenMatchedUpdate({ name: 1 })
    expectTypeOf(row(merged.whenMatchedDelete().returning(c.name))).toEqualTypeOf<{ name: string }>()
  })
  it('insert: defaults, and the keys of the table', () => {
    insert(users).defaultValues()
    // @ts-expect-error no such column
    insert(users).fromSelect(['nope'], select(c.id))
  })
})
