import type { Queryable } from '@athanor/contract'
import { describe, expectTypeOf, it } from 'vitest'
import {
  alias,
  func,
  insert,
  integer,
  type MetaData,
  numeric,
  select,
  text,
  timestamp,
  union,
  update,
} from '@athanor/sql'

declare const metadata: MetaData
declare const db: Queryable
const users = metadata.table('users', {
  id: integer().primaryKey(),
  name: text(),
  email: text().nullable(),
  score: numeric(8, 2),
  twice: integer().computed(() => users.c.id),
})
const posts = metadata.table('posts', { id: integer().primaryKey(), userId: integer(), title: text(), at: timestamp() })
const on = posts.c.userId.eq(users.c.id)

describe('an outer join makes nullable', () => {
  it('what stands on its outer side: columns, tables, aliases, subqueries and CTEs', async () => {
    const author = alias(users, 'author')
    const sub = select({ owner: posts.c.userId, title: posts.c.title }).from(posts).subquery('sub')
    const cte = select(posts.c.userId, posts.c.title).from(posts).cte('cte')
    const row = await db
      .execute(
        select({ id: posts.c.id, name: author.c.name, author, sub, title: cte.c.title })
          .from(posts)
          .leftJoin(author, author.c.id.eq(posts.c.userId))
          .leftJoin(sub, sub.c.owner.eq(author.c.id))
          .leftJoin(cte, cte.c.userId.eq(author.c.id)),
      )
      .one()
    expectTypeOf(row.id).toEqualTypeOf<number>()
    expectTypeOf(row.name).toEqualTypeOf<string | null>()
    expectTypeOf(row.author).toExtend<{ name: string } | null>()
    expectTypeOf(null).toExtend<typeof row.author>()
    expectTypeOf(row.sub).toEqualTypeOf<{ owner: number; title: string } | null>()
    expectTypeOf(row.title).toEqualTypeOf<string | null>()
  })
  it('of a right join what stands before it, of a full join both', async () => {
    const right = await db.execute(select(users.c.name, posts.c.title).from(users).rightJoin(posts, on)).one()
    expectTypeOf(right).toEqualTypeOf<{ name: string | null; title: string }>()
    const full = await db.execute(select(users.c.name, posts.c.title).from(users).fullJoin(posts, on)).one()
    expectTypeOf(full).toEqualTypeOf<{ name: string | null; title: string | null }>()
  })
  it('a table that is selected alone', async () => {
    const rows = await db.execute(select(posts).from(posts).rightJoin(users, on)).all()
    expectTypeOf(rows).toEqualTypeOf<
      { id: number | null; userId: number | null; title: string | null; at: Date | null }[]
    >()
  })
  it('what is computed from it, but no aggregate', async () => {
    const row = await db
      .execute(
        select({
          upper: func.upper(posts.c.title),
          next: posts.c.id.add(1),
          sum: posts.c.id.add(users.c.id),
          n: func.count(posts.c.id),
          last: func.max(posts.c.at),
          safe: func.coalesce(posts.c.title, 'none'),
        })
          .from(users)
          .leftJoin(posts, on),
      )
      .one()
    expectTypeOf(row).toEqualTypeOf<{
      upper: string | null
      next: number | null
      sum: number | null
      n: number
      last: Date | null
      safe: string
    }>()
  })
  it('a column that another query takes from it', async () => {
    const inner = select({ id: users.c.id, title: posts.c.title }).from(users).leftJoin(posts, on)
    const sub = inner.subquery('inner')
    expectTypeOf(await db.execute(select(sub)).one()).toEqualTypeOf<{ id: number; title: string | null }>()
    const first = select(posts.c.title).from(posts).where(on).limit(1).scalar()
    expectTypeOf(await db.execute(select({ first }).from(users)).one()).toEqualTypeOf<{ first: string | null }>()
  })
})

describe('aggregates', () => {
  it('have the type of what they compute, and null for no rows', async () => {
    const row = await db
      .execute(
        select({
          count: func.count(),
          sum: func.sum(users.c.score),
          avg: func.avg(users.c.id),
          min: func.min(users.c.name),
          max: func.max(posts.c.at),
        }),
      )
      .one()
    expectTypeOf(row).toEqualTypeOf<{
      count: number
      sum: string | null
      avg: number | null
      min: string | null
      max: Date | null
    }>()
  })
  it('over everything always have a row', async () => {
    expectTypeOf(await db.scalar(select(func.count()).from(users))).toEqualTypeOf<number>()
    expectTypeOf(await db.scalar(select(func.count()).from(users).groupBy(users.c.name))).toEqualTypeOf<number | null>()
  })
})

describe('scalar and scalars', () => {
  it('are the first column, also of an object and of a table', async () => {
    expectTypeOf(await db.scalar(select({ name: users.c.name }).from(users))).toEqualTypeOf<string | null>()
    expectTypeOf(await db.scalars(select({ post: posts })).all()).toEqualTypeOf<(number | string | Date)[]>()
    expectTypeOf(await db.scalars(select(posts)).all()).toEqualTypeOf<(number | string | Date)[]>()
    expectTypeOf(await db.scalars(select(posts.c.title).from(users).leftJoin(posts, on)).all()).toEqualTypeOf<
      (string | null)[]
    >()
  })
})

describe('rows of other statements', () => {
  it('of changes are what RETURNING names', async () => {
    const made = insert(users).values({ name: 'x', score: '1.50' })
    expectTypeOf(await db.execute(made.returning(users.c.id, users.c.email)).one()).toEqualTypeOf<{
      id: number
      email: string | null
    }>()
    expectTypeOf(await db.execute(made.returning()).one()).toEqualTypeOf<{
      id: number
      name: string
      email: string | null
      score: string
      twice: number
    }>()
    expectTypeOf(await db.execute(made).all()).toEqualTypeOf<never[]>()
    const changed = update(users).set({ name: 'y' }).returning(users.c.name.as('now'))
    expectTypeOf(await db.scalar(changed)).toEqualTypeOf<string | null>()
  })
  it('of a set operation are those of its members', async () => {
    const both = union(select({ x: users.c.name }), select({ x: posts.c.title })).orderBy('x')
    expectTypeOf(await db.execute(both).one()).toEqualTypeOf<{ x: string }>()
    expectTypeOf(both.subquery('both').c.x).toExtend<{ readonly key: string }>()
  })
})
