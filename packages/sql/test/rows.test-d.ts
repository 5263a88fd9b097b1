import type { Query } from '@athanor/contract'
import { describe, expectTypeOf, it } from 'vitest'
import {
  alias,
  bigint,
  boolean,
  caseWhen,
  deleteFrom,
  func,
  insert,
  integer,
  json,
  literal,
  MetaData,
  numeric,
  param,
  select,
  sql,
  text,
  timestamp,
  union,
  update,
} from '@athanor/sql'

const metadata = new MetaData()
const users = metadata.table('users', {
  id: integer().primaryKey(),
  name: text(),
  email: text().nullable(),
  bossId: integer('boss_id').nullable(),
  createdAt: timestamp('created_at').default(() => new Date(0)),
})
const posts = metadata.table('posts', {
  id: bigint().primaryKey(),
  userId: integer('user_id'),
  title: text(),
  price: numeric(12, 2).default('0.00'),
  data: json<{ tags: string[] }>().nullable(),
  done: boolean(),
})

type RowOf<Q> = Q extends Query<infer Row> ? Row : never
type ScalarOf<Q> = Q extends Query<unknown, infer Scalar> ? Scalar : never
const row = <Q extends Query>(_query: Q): RowOf<Q> => undefined as never
const scalar = <Q extends Query>(_query: Q): ScalarOf<Q> => undefined as never

describe('row types', () => {
  it('a table is its row', () => {
    expectTypeOf(row(select(users))).toEqualTypeOf<{
      id: number
      name: string
      email: string | null
      bossId: number | null
      createdAt: Date
    }>()
  })
  it('columns are keyed by their names, labels by theirs', () => {
    expectTypeOf(row(select(users.c.id, users.c.email))).toEqualTypeOf<{ id: number; email: string | null }>()
    expectTypeOf(row(select(users.c.id.as('key')))).toEqualTypeOf<{ key: number }>()
    expectTypeOf(scalar(select(users.c.email))).toEqualTypeOf<string | null>()
  })
  it('an outer join makes the joined source nullable, wherever it stands in the chain', () => {
    const on = posts.c.userId.eq(users.c.id)
    const left = select({ name: users.c.name, title: posts.c.title, post: posts, n: func.count(posts.c.id) })
      .from(users)
      .leftJoin(posts, on)
    expectTypeOf(row(left).name).toEqualTypeOf<string>()
    expectTypeOf(row(left).title).toEqualTypeOf<string | null>()
    expectTypeOf(row(left).n).toEqualTypeOf<number>()
    expectTypeOf(row(left).post).toExtend<{ id: bigint; data: { tags: string[] } | null } | null>()
    const right = select({ name: users.c.name, title: posts.c.title }).from(users).rightJoin(posts, on)
    expectTypeOf(row(right)).toEqualTypeOf<{ name: string | null; title: string }>()
    const full = select({ name: users.c.name, title: posts.c.title }).from(users).fullJoin(posts, on)
    expectTypeOf(row(full)).toEqualTypeOf<{ name: string | null; title: string | null }>()
    const inner = select({ name: users.c.name, title: posts.c.title }).from(users).join(posts, on)
    expectTypeOf(row(inner)).toEqualTypeOf<{ name: string; title: string }>()
  })
  it('an alias is a source of its own', () => {
    const boss = alias(users, 'boss')
    const query = select({ name: users.c.name, boss: boss.c.name })
      .from(users)
      .leftJoin(boss, boss.c.id.eq(users.c.bossId))
    expectTypeOf(row(query)).toEqualTypeOf<{ name: string; boss: string | null }>()
  })
  it('functions have the type of their result', () => {
    const query = select({
      count: func.count(),
      sum: func.sum(posts.c.price),
      max: func.max(posts.c.id),
      mail: func.coalesce(users.c.email, 'none'),
      rank: func.rowNumber().over({ orderBy: [posts.c.id] }),
      size: caseWhen([[posts.c.price.gt('5'), 'big']], 'small'),
      one: literal(1),
    })
    expectTypeOf(row(query)).toEqualTypeOf<{
      count: number
      sum: string | null
      max: bigint | null
      mail: string
      rank: number
      size: 'big' | 'small'
      one: number
    }>()
  })
  it('coalesce is null only where all of its arguments may be', () => {
    const boss = alias(users, 'boss')
    const query = select({
      value: func.coalesce(boss.c.email, 'none'),
      inner: func.coalesce(boss.c.name, users.c.name),
      nullable: func.coalesce(users.c.email, boss.c.email),
      outer: func.coalesce(users.c.email, boss.c.name),
      three: func.coalesce(users.c.email, boss.c.email, 'none'),
      count: func.count(boss.c.id),
      max: func.max(boss.c.id),
    })
      .from(users)
      .leftJoin(boss, boss.c.id.eq(users.c.bossId))
    expectTypeOf(row(query)).toEqualTypeOf<{
      value: string
      inner: string
      nullable: string | null
      outer: string | null
      three: string
      count: number
      max: number | null
    }>()
    const right = select({ count: func.count(posts.c.id) }).rightJoin(users, posts.c.userId.eq(users.c.id))
    expectTypeOf(row(right)).toEqualTypeOf<{ count: number }>()
  })
  it('a subquery, a CTE and a union hand on their rows', () => {
    const sub = select({ key: users.c.id, mail: users.c.email }).subquery('sub')
    expectTypeOf(row(select(sub))).toEqualTypeOf<{ key: number; mail: string | null }>()
    const cte = select(users.c.id, users.c.email).cte('cte')
    expectTypeOf(row(select({ m: cte.c.email }))).toEqualTypeOf<{ m: string | null }>()
    expectTypeOf(row(union(select({ n: users.c.id }), select({ n: posts.c.userId })))).toEqualTypeOf<{ n: number }>()
  })
  it('raw sql has the type that is stated', () => {
    expectTypeOf(row(sql<{ n: number }>`select 1 as n`)).toEqualTypeOf<{ n: number }>()
    expectTypeOf(scalar(sql<{ n: number }>`select 1 as n`)).toEqualTypeOf<number>()
  })
})

describe('changes', () => {
  it('insert wants what has no default', () => {
    insert(users).values({ name: 'Ada' })
    insert(users).values([
      { name: 'Ada', email: null },
      { id: 5, name: 'Bob', createdAt: new Date(0) },
    ])
    insert(posts).values({ userId: 1, title: 'x', done: true, data: { tags: [] }, price: posts.c.price.add('1') })
    // @ts-expect-error name is missing
    insert(users).values({ email: 'a@example.org' })
    // @ts-expect-error id is a number
    insert(users).values({ id: '1', name: 'Ada' })
    // @ts-expect-error there is no such column
    insert(users).values({ name: 'Ada', nope: 1 })
  })
  it('returning gives rows', () => {
    expectTypeOf(row(insert(users).values({ name: 'x' }).returning(users.c.id))).toEqualTypeOf<{ id: number }>()
    expectTypeOf(row(update(users).set({ name: 'x' }).returning()).email).toEqualTypeOf<string | null>()
    expectTypeOf(row(deleteFrom(users).returning({ key: users.c.id }.key))).toEqualTypeOf<{ id: number }>()
  })
  it('set takes the columns’ types', () => {
    update(users).set({ email: null, name: users.c.name.concat('!').coerce(text()) })
    // @ts-expect-error name is not nullable
    update(users).set({ name: null })
    // @ts-expect-error not a column
    update(users).set({ nope: 1 })
  })
})

describe('operators', () => {
  it('take values and expressions of their type', () => {
    users.c.id.eq(1)
    users.c.id.eq(posts.c.userId)
    users.c.id.eq(users.c.bossId)
    users.c.id.eq(param('id'))
    users.c.name.like('A%')
    users.c.id.in([1, 2])
    users.c.id.in(select(posts.c.userId))
    // @ts-expect-error a number is wanted
    users.c.id.eq('1')
    // @ts-expect-error the columns' types differ
    users.c.id.eq(users.c.name)
    // @ts-expect-error a list of numbers is wanted
    users.c.id.in(['1'])
    // @ts-expect-error not a condition
    select(users.c.id).where(users.c.name)
    // @ts-expect-error there is no such column
    select(users.c.nope)
  })
})

describe('scalar', () => {
  type EmptyOf<Q> = Q extends Query<unknown, unknown, unknown, unknown, infer Empty> ? Empty : 'no query'
  const empty = <Q extends Query>(_query: Q): EmptyOf<Q> => undefined as never
  it('of one aggregate over everything always has a row', () => {
    expectTypeOf(empty(select(func.count()).from(users).where(users.c.id.gt(1)))).toEqualTypeOf<never>()
    expectTypeOf(empty(select(func.sum(posts.c.price)))).toEqualTypeOf<never>()
  })
  it('of anything else may have none', () => {
    expectTypeOf(empty(select(users.c.id))).toEqualTypeOf<null>()
    expectTypeOf(empty(select(func.count()).from(users).groupBy(users.c.name))).toEqualTypeOf<null>()
    expectTypeOf(empty(select(func.count()).from(users).limit(1))).toEqualTypeOf<null>()
    expectTypeOf(empty(select(func.count().over()).from(users))).toEqualTypeOf<null>()
    expectTypeOf(empty(sql`select 1`)).toEqualTypeOf<null>()
  })
})
