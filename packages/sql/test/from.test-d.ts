import type { Queryable } from '@athanor/contract'
import { describe, it } from 'vitest'
import {
  alias,
  caseWhen,
  type Condition,
  deleteFrom,
  exists,
  func,
  insert,
  integer,
  type MetaData,
  select,
  text,
  union,
  update,
} from '@athanor/sql'

declare const metadata: MetaData
const users = metadata.table('users', { id: integer().primaryKey(), name: text() })
const posts = metadata.table('posts', { id: integer().primaryKey(), userId: integer(), title: text() })
const tags = metadata.table('tags', { id: integer().primaryKey(), postId: integer(), label: text() })
declare const db: Queryable
declare const anyName: string

describe('a table that FROM does not name is an error when the statement is run', () => {
  it('in the selection', () => {
    void db.execute(select(users.c.id, users.c.name).from(users))
    // @ts-expect-error posts is not in FROM
    void db.execute(select(users.c.id, posts.c.title).from(users))
    // @ts-expect-error posts is not in FROM
    void db.execute(select({ id: users.c.id, post: posts }).from(users))
    // @ts-expect-error posts is not in FROM
    void db.execute(select(posts).from(users))
    // @ts-expect-error posts is not in FROM
    void db.scalar(select(posts.c.id).from(users))
    // @ts-expect-error posts is not in FROM
    void db.scalars(select(posts.c.id).from(users))
    // @ts-expect-error posts is not in FROM
    void db.stream(select(posts.c.id).from(users))
  })
  it('in WHERE, ON, GROUP BY, HAVING, ORDER BY and DISTINCT ON', () => {
    const query = select(users.c.id).from(users)
    const joined = query.join(posts, posts.c.userId.eq(users.c.id))
    void db.execute(joined.where(posts.c.title.eq('x'), users.c.id.gt(1)).orderBy(posts.c.id.desc(), users.c.id))
    // @ts-expect-error posts is not in FROM
    void db.execute(query.where(posts.c.title.eq('x')))
    // @ts-expect-error posts is not in FROM
    void db.execute(query.where(users.c.id.eq(1).and(posts.c.title.eq('x'))))
    // @ts-expect-error posts is not in FROM
    void db.execute(query.where(users.c.id.eq(1), posts.c.title.eq('x')))
    // @ts-expect-error tags is not in FROM
    void db.execute(query.join(posts, posts.c.userId.eq(tags.c.id)))
    // @ts-expect-error tags is not in FROM
    void db.execute(query.leftJoin(posts, posts.c.userId.eq(tags.c.id)))
    // @ts-expect-error posts is not in FROM
    void db.execute(query.groupBy(posts.c.id))
    // @ts-expect-error posts is not in FROM
    void db.execute(query.groupBy(users.c.id).having(posts.c.id.gt(1)))
    // @ts-expect-error posts is not in FROM
    void db.execute(query.orderBy(posts.c.id))
    // @ts-expect-error posts is not in FROM
    void db.execute(query.orderBy(users.c.id, posts.c.id.desc().nullsLast()))
    // @ts-expect-error posts is not in FROM
    void db.execute(query.distinctOn(posts.c.id))
  })
  it('where an alias stands in its place, and the other way around', () => {
    const boss = alias(users, 'boss')
    void db.execute(select(boss.c.name).from(boss))
    // @ts-expect-error users is not in FROM
    void db.execute(select(users.c.name).from(boss))
    // @ts-expect-error boss is not in FROM
    void db.execute(select(boss.c.name).from(users))
  })
  it('whatever the order of the calls', () => {
    const on = posts.c.userId.eq(users.c.id)
    void db.execute(select(users.c.id).where(posts.c.id.eq(1)).orderBy(posts.c.id).from(users).join(posts, on))
    void db.execute(select(users.c.id).join(posts, on).from(users))
  })
  it('in a subquery in FROM and in a CTE, which see nothing around them', () => {
    const query = select(posts.c.id).from(posts).where(posts.c.userId.eq(users.c.id))
    // @ts-expect-error users is not in FROM
    query.subquery('sub')
    // @ts-expect-error users is not in FROM
    query.cte('cte')
    query.lateral('lateral')
  })
  it('in a member of a set operation', () => {
    const right = select(users.c.id).from(users)
    const wrong = select(users.c.id).from(users).where(posts.c.id.eq(1))
    void db.execute(union(right, select(posts.c.id).from(posts)))
    // @ts-expect-error posts is not in FROM
    void db.execute(union(right, wrong))
    // @ts-expect-error posts is not in FROM
    union(wrong, right).orderBy('id').limit(1).subquery('both')
  })
  it('in the arguments of functions, in CASE and in OVER', () => {
    const query = select(users.c.id).from(users)
    void db.execute(query.having(func.count(users.c.id).gt(1), func.max(users.c.name).ne('x')))
    // @ts-expect-error posts is not in FROM
    void db.scalar(select(func.count(posts.c.id)).from(users))
    // @ts-expect-error posts is not in FROM
    void db.execute(query.having(func.count(posts.c.id.distinct()).gt(1)))
    // @ts-expect-error posts is not in FROM
    void db.execute(query.where(users.c.id.gt(1), func.coalesce(posts.c.title, 'x').eq('x')))
    // @ts-expect-error posts is not in FROM
    void db.execute(query.where(func.lower(func.coalesce(func.coalesce(posts.c.title, 'x'), 'y')).eq('x')))
    // @ts-expect-error posts is not in FROM
    void db.execute(select({ x: caseWhen([[posts.c.id.eq(1), 'one']], 'other') }).from(users))
    // @ts-expect-error posts is not in FROM
    void db.execute(select({ x: func.rowNumber().over({ orderBy: [users.c.id, posts.c.id.desc()] }) }).from(users))
    // @ts-expect-error posts is not in FROM
    void db.execute(select({ x: func.count().filter(posts.c.id.eq(1)) }).from(users))
  })
  it('in a subquery whose statement around it does not have the table either', () => {
    const query = select(users.c.id).from(users)
    const foreign = select(posts.c.id).from(posts).where(posts.c.id.eq(tags.c.postId)).limit(1)
    // @ts-expect-error tags is not in FROM
    void db.execute(foreign)
    // @ts-expect-error tags is not in FROM
    void db.execute(query.where(exists(foreign)))
    // @ts-expect-error tags is not in FROM
    void db.execute(query.where(users.c.id.in(foreign)))
    // @ts-expect-error tags is not in FROM
    void db.execute(select({ first: foreign.scalar() }).from(users))
    // @ts-expect-error tags is not in FROM
    void db.execute(query.where(users.c.id.eq(foreign.scalar())))
    // @ts-expect-error tags is not in FROM
    void db.execute(query.where(exists(union(foreign, query))))
  })
  it('in UPDATE, DELETE and RETURNING', () => {
    const change = update(users).set({ name: 'x' })
    void db.execute(change.where(users.c.id.eq(1)).returning(users.c.name))
    void db.execute(change.from(posts).where(users.c.id.eq(posts.c.userId)).returning(posts.c.title))
    void db.execute(update(users).set({ name: posts.c.title }).from(posts).where(posts.c.userId.eq(users.c.id)))
    // @ts-expect-error posts is not in FROM
    void db.execute(change.where(users.c.id.eq(posts.c.userId)))
    // @ts-expect-error posts is not in FROM
    void db.execute(update(users).set({ name: posts.c.title }))
    // @ts-expect-error posts is not in FROM
    void db.execute(update(users).set({ name: 'x', id: posts.c.id.add(1) }))
    // @ts-expect-error posts is not in FROM
    void db.execute(change.returning(posts.c.title))
    const removal = deleteFrom(users)
    void db.execute(removal.where(users.c.id.eq(1)).returning())
    void db.execute(removal.using(posts).where(posts.c.userId.eq(users.c.id)))
    // @ts-expect-error posts is not in USING
    void db.execute(removal.where(users.c.id.eq(posts.c.userId)))
    // @ts-expect-error posts is not in USING
    void db.execute(removal.returning(posts.c.id))
    void db.execute(insert(users).values({ name: 'x' }).returning(users.c.id))
    // @ts-expect-error posts is no part of the statement
    void db.execute(insert(users).values({ name: 'x' }).returning(posts.c.id))
  })
})

describe('everything is in scope', () => {
  it('without .from(), which is then derived from the columns', () => {
    void db.execute(select(users.c.id, posts.c.title).where(posts.c.userId.eq(users.c.id)))
    void db.execute(select(users.c.id).leftJoin(posts, posts.c.userId.eq(users.c.id)).orderBy(posts.c.id))
  })
  it('of the statement around a subquery that stands in an expression', () => {
    const own = select(posts.c.id).from(posts).where(posts.c.userId.eq(users.c.id))
    void db.execute(select(users).from(users).where(exists(own)))
    void db.execute(select(users).from(users).where(users.c.id.in(own)))
    void db.execute(select({ id: users.c.id, first: own.limit(1).scalar() }).from(users))
  })
  it('when a name is not known to the type checker', () => {
    const conditions: Condition[] = [posts.c.id.eq(1)]
    void db.execute(
      select(users)
        .from(users)
        .where(...conditions),
    )
    const reflected = metadata.table(anyName, { id: integer() })
    void db.execute(select(users.c.id).from(users).where(reflected.c.id.eq(1)))
    void db.execute(select(users.c.id, posts.c.id).from(reflected))
  })
})
