import type { QueryNode } from '@athanor/contract'
import { func, insert, integer, MetaData, select, sql, text, union, update } from '@athanor/sql'
import { expect, it } from 'vitest'
import { readsOnly } from '../src/session/reads-only.ts'

const users = new MetaData().table('users', { id: integer().primaryKey(), name: text() })
const ids = select(users.c.id)
const danger = func.call('transfer_money', integer(), users.c.id)

const reads: Readonly<Record<string, { readonly node: QueryNode }>> = {
  'a select': select(users).where(users.c.id.eq(1)).orderBy(users.c.name),
  'aggregates and windows': select(func.count(users.c.id), func.rowNumber().over({ orderBy: [users.c.id] })),
  'a set operation': union(ids, ids),
  'a subquery': select(users).where(users.c.id.in(ids)),
  'a CTE': select(ids.cte('x')),
}
const others: Readonly<Record<string, { readonly node: QueryNode }>> = {
  'an insert': insert(users).values({ name: 'x' }),
  'an update': update(users).set({ name: 'x' }),
  'raw SQL': sql`select 1`,
  'a lock': select(users).forUpdate(),
  'a function that it does not know': select(danger),
  'one in WHERE': select(users).where(danger.eq(1)),
  'one in a subquery': select(users).where(users.c.id.in(select(danger))),
  'one in a CTE': select(select(danger).cte('x')),
  'raw SQL in an expression': select(users).where(users.c.id.eq(sql`nextval('x')`.typed(integer()))),
  'a lock within a set operation': union(ids, ids.forUpdate()),
}

it.each(Object.entries(reads))('takes %s for a plain read', (_, query) => {
  expect(readsOnly(query.node)).toBe(true)
})
it.each(Object.entries(others))('does not take %s for a plain read', (_, query) => {
  expect(readsOnly(query.node)).toBe(false)
})
