import type { Queryable } from '@athanor/contract'
import { describe, it } from 'vitest'
import {
  bigint,
  boolean,
  cast,
  deleteFrom,
  enumeration,
  func,
  insert,
  integer,
  json,
  literal,
  type MetaData,
  numeric,
  param,
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
  kind: enumeration('kind', ['admin', 'guest']),
  tags: json<{ list: string[] }>().default({ list: [] }),
  twice: integer().computed(() => users.c.id),
})
const posts = metadata.table('posts', {
  id: bigint().primaryKey(),
  userId: integer(),
  price: numeric(8, 2),
  done: boolean(),
  at: timestamp(),
})

describe('operators refuse', () => {
  it('values and columns of another type', () => {
    users.c.id.eq(1).and(users.c.id.gt(posts.c.userId), users.c.email.ne(null))
    // @ts-expect-error an integer is no text
    users.c.id.eq('1')
    // @ts-expect-error an integer is no bigint
    users.c.id.eq(1n)
    // @ts-expect-error a bigint is no integer
    posts.c.id.eq(1)
    // @ts-expect-error a decimal is a string, which is exact
    posts.c.price.gt(5)
    // @ts-expect-error a moment is a Date
    posts.c.at.lt('2026-01-01')
    // @ts-expect-error columns of different types
    users.c.id.eq(users.c.name)
    // @ts-expect-error columns of different types
    users.c.id.between(users.c.name, 5)
    // @ts-expect-error null is not less or more than anything
    users.c.id.lt(null)
    // @ts-expect-error not one of the values
    users.c.kind.eq('root')
    users.c.kind.eq('admin')
  })
  it('lists and subqueries of another type', () => {
    users.c.id.in([1, 2])
    users.c.id.in(select(posts.c.userId))
    users.c.email.in(select(users.c.name))
    // @ts-expect-error texts
    users.c.id.in(['1'])
    // @ts-expect-error a subquery of texts
    users.c.id.in(select(users.c.name))
    // @ts-expect-error a subquery of bigints
    users.c.id.notIn(select(posts.c.id))
    // @ts-expect-error a set operation of texts
    users.c.id.in(union(select(users.c.name), select(users.c.email)))
  })
  it('parameters and literals of another type', () => {
    users.c.id.eq(param('id'))
    users.c.id.eq(param('id', integer()))
    users.c.id.eq(literal(1))
    // @ts-expect-error a parameter of text
    users.c.id.eq(param('id', text()))
    // @ts-expect-error a literal of text
    users.c.id.eq(literal('1'))
    // @ts-expect-error a value of another type than is stated
    literal(1, text())
    // @ts-expect-error a cast to text
    users.c.id.eq(cast(users.c.name, text()))
  })
  it('what is no condition', () => {
    // @ts-expect-error a text is no condition
    select(users.c.id).where(users.c.name)
    // @ts-expect-error a number is no condition
    select(users.c.id).having(func.count())
    // @ts-expect-error a JavaScript boolean is no condition
    select(users.c.id).where(true)
    // @ts-expect-error a text is no condition
    select(users.c.id).from(users).join(posts, users.c.name)
  })
})

describe('columns that a source does not have', () => {
  it('are refused', () => {
    // @ts-expect-error no such column
    void users.c.nope
    // @ts-expect-error no such column in the subquery
    void select(users.c.id).subquery('sub').c.name
    // @ts-expect-error no such column in the CTE
    void select({ key: users.c.id }).cte('cte').c.id
    // @ts-expect-error no such column of the union
    union(select(users.c.id), select(posts.c.userId)).orderBy('name')
  })
  it('and rows say which keys they have', async () => {
    const row = await db.execute(select({ key: users.c.id }).from(users)).one()
    // @ts-expect-error no such key
    void row.id
    const named = await db.execute(select(users.c.id.as('key'))).one()
    // @ts-expect-error the column has another key
    void named.id
  })
})

describe('INSERT refuses', () => {
  it('rows that lack columns', () => {
    insert(users).values({ name: 'x', kind: 'admin' })
    insert(users).values([{ name: 'x', kind: 'guest', tags: { list: ['a'] }, email: null, id: 5 }])
    // @ts-expect-error the name is missing
    insert(users).values({ kind: 'admin' })
    // @ts-expect-error the name is missing in the second row
    insert(users).values([{ name: 'x', kind: 'admin' }, { kind: 'admin' }])
    // @ts-expect-error nothing is there
    insert(users).values({})
  })
  it('columns that there are not, or that the database computes', () => {
    // @ts-expect-error no such column
    insert(users).values({ name: 'x', kind: 'admin', nope: 1 })
    // @ts-expect-error the database computes it
    insert(users).values({ name: 'x', kind: 'admin', twice: 4 })
    // @ts-expect-error no such column
    insert(users).fromSelect(['nope'], select(users.c.id))
    insert(users).fromSelect(['name', 'kind'], select(users.c.name, users.c.kind))
  })
  it('values of another type', () => {
    // @ts-expect-error a name is a text
    insert(users).values({ name: 5, kind: 'admin' })
    // @ts-expect-error not nullable
    insert(users).values({ name: null, kind: 'admin' })
    // @ts-expect-error not one of the values
    insert(users).values({ name: 'x', kind: 'root' })
    // @ts-expect-error another shape
    insert(users).values({ name: 'x', kind: 'admin', tags: { list: 'a' } })
    // @ts-expect-error an expression of another type
    insert(users).values({ name: posts.c.id, kind: 'admin' })
    insert(users).values({ name: func.lower(literal('X')), kind: 'admin' })
  })
})

describe('UPDATE and DELETE refuse', () => {
  it('values of another type, and columns that there are not', () => {
    update(users).set({ name: 'x', email: null, id: users.c.id.add(1), kind: 'guest', tags: { list: [] } })
    // @ts-expect-error a name is a text
    update(users).set({ name: 5 })
    // @ts-expect-error not nullable
    update(users).set({ name: null })
    // @ts-expect-error not one of the values
    update(users).set({ kind: 'root' })
    // @ts-expect-error an expression of another type
    update(users).set({ name: users.c.id })
    // @ts-expect-error no such column
    update(users).set({ nope: 1 })
    // @ts-expect-error the database computes it
    update(users).set({ twice: 4 })
    // @ts-expect-error a text is no condition
    deleteFrom(users).where(users.c.name)
  })
})

describe('set operations refuse', () => {
  it('members of other columns', () => {
    // @ts-expect-error another type
    union(select({ x: users.c.id }), select({ x: users.c.name }))
    // @ts-expect-error another key
    union(select({ x: users.c.id }), select({ y: users.c.id }))
  })
})

describe('parameters', () => {
  it('are given by name', () => {
    const query = select(users.c.id)
      .from(users)
      .where(users.c.id.eq(param('id', integer())))
    void db.execute(query, { id: 1 })
    // @ts-expect-error an object by name, no list
    void db.execute(query, 1)
  })
})
