import { UnsupportedByDialectError } from '@athanor/contract'
import { alias, deleteFrom, insert, integer, recursiveCte, select, text, update, values } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { everywhere, sqlOf, users } from './support.ts'

const { c } = users
const chain = recursiveCte('chain', select(c.id, c.bossId).where(c.bossId.isNull()), (self) =>
  select(c.id, c.bossId).from(users).join(self, self.c.id.eq(c.bossId)),
)

describe('recursive CTEs', () => {
  it('name their columns after the base, and the step reads them by name', () => {
    expect(sqlOf(select(chain.c.id), 'postgres')).toBe(
      'WITH RECURSIVE chain (id, "bossId") AS (SELECT users.id, users.boss_id AS "bossId" FROM users WHERE users.boss_id IS NULL UNION ALL SELECT users.id, users.boss_id AS "bossId" FROM users JOIN chain ON chain.id = users.boss_id) SELECT chain.id FROM chain',
    )
  })
  it('end circles with distinct', () => {
    const once = recursiveCte('n', select(c.id), (self) => select(self.c.id.add(1)).where(self.c.id.lt(9)), {
      distinct: true,
    })
    expect(sqlOf(select(once), 'sqlite')).toContain(' UNION SELECT n.id + ?')
  })
  it('may be joined to themselves under an alias', () => {
    const above = alias(chain, 'above')
    expect(
      sqlOf(
        select(chain.c.id, above.c.id.as('boss')).from(chain).join(above, above.c.id.eq(chain.c.bossId)),
        'mariadb',
      ),
    ).toMatch(/ FROM chain JOIN chain AS above ON above\.id = chain\.`bossId`$/)
  })
  it('refuse a step of another width', () => {
    expect(() => recursiveCte('r', select(c.id), () => select(c.id, c.name))).toThrow(
      expect.objectContaining({ code: 'SQL_CTE' }),
    )
  })
})

describe('values', () => {
  const pairs = values({ id: integer(), word: text().nullable() }, [{ id: 1, word: 'one' }, [2, null]])
  it('stand in FROM, in each way', () => {
    const v = pairs.subquery('v')
    expect(everywhere(select(v.c.id, v.c.word))).toEqual({
      postgres: 'SELECT v.id, v.word FROM (VALUES ($1::integer, $2::text), ($3::integer, $4::text)) AS v (id, word)',
      mysql:
        'SELECT v.id, v.word FROM (SELECT CAST(? AS SIGNED) AS id, ? AS word UNION ALL SELECT CAST(? AS SIGNED), ?) AS v',
      mariadb:
        'SELECT v.id, v.word FROM (SELECT CAST(? AS SIGNED) AS id, ? AS word UNION ALL SELECT CAST(? AS SIGNED), ?) AS v',
      sqlite: 'SELECT v.id, v.word FROM (SELECT column1 AS id, column2 AS word FROM (VALUES (?, ?), (?, ?))) AS v',
    })
  })
  it('are a CTE, and a statement', () => {
    expect(sqlOf(select(pairs.cte('v')), 'sqlite')).toBe(
      'WITH v (id, word) AS (VALUES (?, ?), (?, ?)) SELECT v.id, v.word FROM v',
    )
    expect(sqlOf(pairs, 'postgres')).toBe('VALUES ($1::integer, $2::text), ($3::integer, $4::text)')
  })
  it('refuse no rows, cells that are missing, and unknown ones', () => {
    const code = expect.objectContaining({ code: 'SQL_VALUES' })
    expect(() => values({ id: integer() }, [])).toThrow(code)
    expect(() => values({ id: integer(), n: integer() }, [[1]])).toThrow(code)
    expect(() => values({ id: integer() }, [{} as { id: number }])).toThrow(code)
    expect(() => values({ id: integer() }, [{ id: 1, x: 2 } as { id: number }])).toThrow(code)
  })
})

describe('changes as CTEs', () => {
  const gone = deleteFrom(users).where(c.id.eq(1)).returning(c.id, c.name).cte('gone')
  it('are read by their returned columns, on PostgreSQL only', () => {
    expect(sqlOf(select(gone.c.name), 'postgres')).toBe(
      'WITH gone AS (DELETE FROM users WHERE users.id = $1 RETURNING users.id, users.name) SELECT gone.name FROM gone',
    )
    expect(sqlOf(insert(users).fromSelect(['id', 'name'], select(gone.c.id, gone.c.name)), 'postgres')).toMatch(
      /^WITH gone AS \(DELETE .*\) INSERT INTO users \(id, name\) SELECT gone\.id, gone\.name FROM gone$/,
    )
    for (const dialect of ['mysql', 'mariadb', 'sqlite'] as const)
      expect(() => sqlOf(select(gone.c.id), dialect)).toThrow(UnsupportedByDialectError)
  })
  it('need no reader: with() runs them beside the statement', () => {
    const log = insert(users).values({ name: 'x' }).cte('log')
    const changed = update(users).set({ name: 'y' }).where(c.id.eq(2)).with(log)
    expect(sqlOf(changed, 'postgres')).toBe(
      'WITH log AS (INSERT INTO users (name) VALUES ($1)) UPDATE users SET name = $2 WHERE users.id = $3',
    )
  })
})

describe('CTEs of changes', () => {
  const few = select({ id: c.id }).where(c.bossId.isNull()).cte('few')
  it('stand before the change, or in its queries where the database wants them there', () => {
    const gone = deleteFrom(users).where(c.id.in(select(few.c.id)))
    expect(sqlOf(gone, 'sqlite')).toMatch(
      /^WITH few AS \(SELECT .*\) DELETE FROM users WHERE users\.id IN \(SELECT few\.id FROM few\)$/,
    )
    expect(sqlOf(gone, 'mysql')).toBe(sqlOf(gone, 'mariadb'))
    expect(sqlOf(gone, 'mariadb')).toBe(
      'DELETE FROM users WHERE users.id IN (WITH few AS (SELECT users.id FROM users WHERE users.boss_id IS NULL) SELECT few.id FROM few)',
    )
  })
  it('are sources beside the changed table', () => {
    const changed = update(users).set({ name: 'x' }).from(few).where(few.c.id.eq(c.id))
    expect(sqlOf(changed, 'mariadb')).toBe(
      'UPDATE users, (WITH few AS (SELECT users.id FROM users WHERE users.boss_id IS NULL) SELECT * FROM few) AS few SET users.name = ? WHERE few.id = users.id',
    )
    expect(sqlOf(update(users).set({ name: 'x' }).from(alias(few, 'f')), 'mariadb')).toContain(
      'SELECT * FROM few) AS f SET',
    )
  })
  it('stand in the cells of an INSERT on MySQL', () => {
    const cell = insert(users).values({ name: select(few.c.id).limit(1).scalar().cast(text()) })
    expect(sqlOf(cell, 'mysql')).toMatch(
      /^INSERT INTO users \(name\) VALUES \(CAST\(\(WITH few AS .* SELECT few\.id FROM few LIMIT \?\) AS CHAR\)\)$/,
    )
    expect(sqlOf(cell, 'postgres')).toMatch(/^WITH few AS .* INSERT INTO users/)
  })
  it('that only raw SQL would name are refused where WITH cannot stand before', () => {
    expect(() => sqlOf(deleteFrom(users).with(few), 'mariadb')).toThrow(
      /WITH in DELETE cannot be expressed for mariadb/,
    )
  })
})

describe('the name of a CTE', () => {
  it('may not be that of a table in the statement, which it would hide', () => {
    const hiding = select(c.id).where(c.id.gt(1)).cte('users')
    expect(() => sqlOf(select(hiding.c.id), 'postgres')).toThrow(expect.objectContaining({ code: 'COMPILE_CTE_NAME' }))
  })
})
