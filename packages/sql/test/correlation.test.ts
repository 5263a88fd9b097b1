import { alias, exists, func, label, select, sql, union } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { dialects, orders, sqlOf, users } from './support.ts'

const { c } = users
const mine = orders.c.userId.eq(c.id)
const text = (statement: Parameters<typeof sqlOf>[0]): string => sqlOf(statement, 'postgres')

describe('correlation', () => {
  it('leaves out what the statement around has: in WHERE, in columns and in HAVING', () => {
    const count = select({ n: func.count(orders.c.id) })
      .where(mine)
      .scalar()
    const inner = '(SELECT count(orders.id) AS n FROM orders WHERE orders.user_id = users.id)'
    expect(text(select(c.id).where(exists(select(orders.c.id).where(mine))))).toBe(
      'SELECT users.id FROM users WHERE EXISTS (SELECT orders.id FROM orders WHERE orders.user_id = users.id)',
    )
    expect(text(select({ id: c.id, n: count }))).toBe(`SELECT users.id, ${inner} AS n FROM users`)
    expect(text(select(c.id).groupBy(c.id).having(count.gt(1)))).toMatch(
      / HAVING \(SELECT .* FROM orders WHERE .*\) > \$1/,
    )
    expect(text(select(c.id).orderBy(count))).toMatch(/ ORDER BY \(SELECT .* FROM orders WHERE /)
  })
  it('never in a subquery of FROM, nor in a CTE', () => {
    const alone = select({ id: orders.c.id }).where(mine)
    expect(text(select(c.id).from(users, alone.subquery('q')))).toContain('(SELECT orders.id FROM orders, users WHERE')
    expect(text(select(c.id, alone.cte('q').c.id.as('q')))).toMatch(
      /^WITH q AS \(SELECT orders\.id FROM orders, users WHERE/,
    )
  })
  it('in a lateral subquery', () => {
    const last = select({ id: orders.c.id }).where(mine).limit(1).lateral('last')
    expect(text(select(c.id, last.c.id.as('order')).from(users).crossJoin(last))).toContain(
      'LATERAL (SELECT orders.id FROM orders WHERE orders.user_id = users.id LIMIT $1',
    )
  })
  it('not when the only source would be left out', () => {
    expect(text(select(c.id).where(c.id.eq(select(c.id).scalar())))).toBe(
      'SELECT users.id FROM users WHERE users.id = (SELECT users.id FROM users)',
    )
  })
  it('is refused when several sources would all be left out', () => {
    const both = select({ id: orders.c.id }).where(mine)
    expect(() => text(select(c.id).from(users, orders).where(exists(both)))).toThrow(
      expect.objectContaining({ code: 'COMPILE_CORRELATION' }),
    )
    expect(
      text(
        select(c.id)
          .from(users, orders)
          .where(exists(both.from(orders))),
      ),
    ).toContain('EXISTS (SELECT orders.id FROM orders WHERE orders.user_id = users.id)')
  })
  it('is as declared by correlate(): these sources, or none', () => {
    const ids = select(c.id)
    expect(text(select(c.id).where(c.id.eq(ids.correlate(users).scalar())))).toContain('= (SELECT users.id)')
    expect(text(select(c.id).where(exists(select(orders.c.id).where(mine).correlate())))).toContain(
      'EXISTS (SELECT orders.id FROM orders, users WHERE',
    )
  })
  it('goes by name, so an alias of the same table is a source of its own', () => {
    const other = alias(users, 'other')
    expect(text(select(c.id).where(exists(select(other.c.id).where(other.c.bossId.eq(c.id)))))).toContain(
      'EXISTS (SELECT other.id FROM users AS other WHERE other.boss_id = users.id)',
    )
  })
  it('reaches through several levels', () => {
    const boss = alias(users, 'boss')
    const inner = select(boss.c.id).where(boss.c.id.eq(c.bossId))
    expect(text(select(c.id).where(exists(select(orders.c.id).where(mine, exists(inner)))))).toContain(
      'EXISTS (SELECT orders.id FROM orders WHERE orders.user_id = users.id AND EXISTS (SELECT boss.id FROM users AS boss WHERE boss.id = users.boss_id))',
    )
  })
  it('holds in members of a set operation', () => {
    const either = union(select({ id: orders.c.id }).where(mine), select({ id: orders.c.id }).where(orders.c.id.eq(1n)))
    expect(text(select(c.id).where(exists(either)))).toContain(
      'FROM orders WHERE orders.user_id = users.id UNION SELECT',
    )
  })
})

describe('labels and names', () => {
  it('a label is its name in ORDER BY, and its expression or position elsewhere', () => {
    const upper = func.upper(c.name)
    const statement = select({ big: upper, n: func.count() })
      .groupBy(label('big'))
      .having(sql`${label('big')} > ${'A'}`)
      .orderBy(label('big'))
    expect(text(statement)).toBe(
      'SELECT upper(users.name) AS big, count(*) AS n FROM users GROUP BY 1 HAVING upper(users.name) > $1 ORDER BY big',
    )
    expect(text(select({ big: upper }).orderBy(label('big').desc().nullsLast()))).toMatch(
      / ORDER BY big DESC NULLS LAST$/,
    )
  })
  it('equal names are told apart in subqueries and rows, and stay as they are in the SQL of a statement', () => {
    const statement = select(c.id, orders.c.id, c.id).from(users, orders)
    const plan = dialects.postgres.compiler.compile(statement.node)
    expect(plan.text).toBe('SELECT users.id, orders.id, users.id FROM users, orders')
    expect(plan.columns?.map((column) => column.key)).toEqual(['id', 'id_1', 'id_2'])
    expect(text(select(c.id).where(exists(statement.correlate())))).toContain(
      'SELECT users.id, orders.id AS id_1, users.id AS id_2',
    )
    expect(() => statement.subquery('q')).toThrow(expect.objectContaining({ code: 'SQL_DUPLICATE_COLUMN' }))
  })
})
