import { UnsupportedByDialectError } from '@athanor/contract'
import { except, exceptAll, insert, intersect, intersectAll, label, select, sql, union, unionAll } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { everywhere, orders, sqlOf, stock, users } from './support.ts'

const { c } = users
const ids = select(c.id)
const buyers = select({ id: orders.c.userId })

describe('set operations', () => {
  it('have the words of SQL, and SQLite refuses the ALL forms of INTERSECT and EXCEPT', () => {
    expect(sqlOf(intersect(ids, buyers), 'sqlite')).toBe(
      'SELECT users.id FROM users INTERSECT SELECT orders.user_id AS id FROM orders',
    )
    expect(sqlOf(except(ids, buyers), 'mysql')).toContain(' EXCEPT ')
    expect(sqlOf(intersectAll(ids, buyers), 'postgres')).toContain(' INTERSECT ALL ')
    expect(sqlOf(exceptAll(ids, buyers), 'mariadb')).toContain(' EXCEPT ALL ')
    expect(() => sqlOf(exceptAll(ids, buyers), 'sqlite')).toThrow(UnsupportedByDialectError)
  })
  it('take members with their own order and limit, and other set operations', () => {
    const first = ids.orderBy(c.id.desc()).limit(2)
    const texts = everywhere(union(first, except(ids, buyers)))
    expect(texts.postgres).toBe(
      '(SELECT users.id FROM users ORDER BY users.id DESC LIMIT $1) UNION (SELECT users.id FROM users EXCEPT SELECT orders.user_id AS id FROM orders)',
    )
    expect(texts.sqlite).toBe(
      'SELECT * FROM (SELECT users.id FROM users ORDER BY users.id DESC LIMIT ?) UNION SELECT * FROM (SELECT users.id FROM users EXCEPT SELECT orders.user_id AS id FROM orders)',
    )
    expect(texts.mysql).toBe(texts.mariadb)
    expect(texts.mysql).toBe(texts.postgres.replace('$1', '?'))
  })
  it('are ordered by output names; by an expression as a source', () => {
    const both = unionAll(ids, buyers)
    expect(sqlOf(both.orderBy('id').limit(1), 'postgres')).toMatch(/ ORDER BY id LIMIT \$1$/)
    expect(sqlOf(both.orderBy(c.id.desc()), 'postgres')).toMatch(/ ORDER BY id DESC$/)
    expect(sqlOf(both.orderBy(c.id.neg()), 'postgres')).toBe(
      'SELECT * FROM (SELECT users.id FROM users UNION ALL SELECT orders.user_id AS id FROM orders) AS combined ORDER BY -id',
    )
    const nullsLast = everywhere(both.orderBy(label('id').asc().nullsLast()))
    expect(nullsLast.sqlite).toMatch(/ ORDER BY id ASC NULLS LAST$/)
    expect(nullsLast.mariadb).toBe(
      'SELECT * FROM (SELECT users.id FROM users UNION ALL SELECT orders.user_id AS id FROM orders) AS combined ORDER BY id IS NULL, id ASC',
    )
  })
  it('refuse an order by what they do not select', () => {
    expect(() => sqlOf(unionAll(ids, buyers).orderBy(c.name), 'postgres')).toThrow(
      expect.objectContaining({ code: 'COMPILE_NOT_IN_FROM' }),
    )
  })
  it('are sources, CTEs, values and rows of an INSERT', () => {
    const both = union(ids, buyers)
    const found = both.subquery('found')
    expect(sqlOf(select(found.c.id), 'postgres')).toBe(
      'SELECT found.id FROM (SELECT users.id FROM users UNION SELECT orders.user_id AS id FROM orders) AS found',
    )
    const named = both.cte('found')
    expect(sqlOf(select(named.c.id), 'postgres')).toMatch(
      /^WITH found AS \(SELECT users\.id .*\) SELECT found\.id FROM found$/,
    )
    expect(sqlOf(select({ n: both.limit(1).scalar() }), 'postgres')).toMatch(/^SELECT \(.*\) AS n$/)
    expect(
      sqlOf(insert(users).fromSelect(['id', 'name'], union(select(c.id, c.name), select(c.id, c.name))), 'sqlite'),
    ).toBe(
      'INSERT INTO users (id, name) SELECT users.id, users.name FROM users UNION SELECT users.id, users.name FROM users',
    )
  })
})

describe('insert from a select', () => {
  it('computes the defaults of columns that are left out, once for all rows', () => {
    const rows = select({ sku: c.name, amount: c.id })
    expect(sqlOf(insert(stock).fromSelect(['sku', 'amount'], rows), 'postgres')).toBe(
      'INSERT INTO stock (sku, amount, price) SELECT users.name AS sku, users.id AS amount, $1::numeric AS price FROM users',
    )
    expect(sqlOf(insert(stock).fromSelect(['sku', 'amount'], unionAll(rows, rows)), 'sqlite')).toMatch(
      /^INSERT INTO stock \(sku, amount, price\) SELECT given\.sku, given\.amount, \? AS price FROM \(.*\) AS given$/,
    )
  })
  it('refuses another number of columns', () => {
    expect(() => insert(stock).fromSelect(['sku'], select(c.id, c.name))).toThrow(
      expect.objectContaining({ code: 'SQL_INSERT_SELECT' }),
    )
  })
  it('defaultValues() is one row of defaults', () => {
    expect(sqlOf(insert(users).defaultValues(), 'postgres')).toBe('INSERT INTO users DEFAULT VALUES')
    expect(sqlOf(insert(users).defaultValues(), 'mariadb')).toBe('INSERT INTO users () VALUES ()')
    expect(sqlOf(insert(stock).defaultValues(), 'postgres')).toBe('INSERT INTO stock (price) VALUES ($1)')
  })
})

describe('with()', () => {
  it('puts a CTE into WITH that only raw SQL names', () => {
    const found = ids.cte('found')
    expect(sqlOf(select({ n: sql`(select count(*) from found)`.toExpression() }).with(found), 'postgres')).toBe(
      'WITH found AS (SELECT users.id FROM users) SELECT (select count(*) from found) AS n',
    )
  })
  it('refuses what is no CTE', () => {
    expect(() => ids.with(users)).toThrow(expect.objectContaining({ code: 'SQL_CTE' }))
  })
})
