import { shapeOf, UnsupportedByDialectError } from '@athanor/contract'
import { alias, deleteFrom, insert, select, sql, update } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { everywhere, sqlOf, users } from './support.ts'

const { c } = users
const found = select(c.id).from(users)

describe('hints', () => {
  it('are rendered by the dialect that they name, and by no other', () => {
    const hinted = found
      .tableHint(users, 'USE INDEX (ix_users)', 'mysql')
      .statementHint('MAX_EXECUTION_TIME(1000)', 'mysql')
    const texts = everywhere(hinted)
    expect(texts.mysql).toBe('SELECT /*+ MAX_EXECUTION_TIME(1000) */ users.id FROM users USE INDEX (ix_users)')
    for (const dialect of ['postgres', 'mariadb', 'sqlite'] as const)
      expect(texts[dialect]).toBe('SELECT users.id FROM users')
  })
  it('stand behind the alias, and behind the verb before DISTINCT', () => {
    const u = alias(users, 'u')
    expect(sqlOf(select(u.c.id).tableHint(u, 'INDEXED BY ix', 'sqlite'), 'sqlite')).toBe(
      'SELECT u.id FROM users AS u INDEXED BY ix',
    )
    expect(sqlOf(found.distinct().statementHint('SeqScan(users) Rows(users #10)', 'postgres'), 'postgres')).toBe(
      'SELECT /*+ SeqScan(users) Rows(users #10) */ DISTINCT users.id FROM users',
    )
  })
  it('are refused where the named database has no such hints', () => {
    expect(() => sqlOf(found.tableHint(users, 'x', 'postgres'), 'postgres')).toThrow(UnsupportedByDialectError)
    expect(() => sqlOf(found.statementHint('x', 'sqlite'), 'sqlite')).toThrow(UnsupportedByDialectError)
  })
  it('hold nothing that ends a comment, a name or the statement', () => {
    const bad = ['a */ drop', 'a; b', 'a\0', '-- x', "it's", 'USE INDEX (a)) x (', '`a', '/* x', '(', 'a"b`c"d`']
    for (const text of bad) {
      for (const statement of [found.tableHint(users, text, 'mysql'), found.statementHint(text, 'mysql')])
        expect(() => sqlOf(statement, 'mysql'), text).toThrow(expect.objectContaining({ code: 'COMPILE_BAD_HINT' }))
    }
    expect(
      sqlOf(found.statementHint("SET_VAR(optimizer_switch = 'mrr=off') INDEX(`users` ix)", 'mysql'), 'mysql'),
    ).toContain("/*+ SET_VAR(optimizer_switch = 'mrr=off') INDEX(`users` ix) */")
  })
  it('are a part of the shape', () => {
    const keys = [
      found,
      found.statementHint('a', 'mysql'),
      found.statementHint('b', 'mysql'),
      found.tableHint(users, 'a', 'mysql'),
    ]
    expect(new Set(keys.map((each) => shapeOf(each.node).key)).size).toBe(4)
  })
})

describe('comments', () => {
  it('are sorted and encoded, as sqlcommenter says, on every statement', () => {
    const tags = { route: '/x y', app: "it's */ off" }
    const tail = " /*app='it%27s%20%2A%2F%20off',route='%2Fx%20y'*/"
    expect(sqlOf(found.comment(tags), 'postgres')).toBe(`SELECT users.id FROM users${tail}`)
    expect(sqlOf(insert(users).values({ name: 'x' }).comment(tags), 'mysql')).toBe(
      `INSERT INTO users (name) VALUES (?)${tail}`,
    )
    expect(sqlOf(update(users).set({ name: 'x' }).comment(tags), 'sqlite')).toBe(`UPDATE users SET name = ?${tail}`)
    expect(sqlOf(deleteFrom(users).comment(tags), 'mariadb')).toBe(`DELETE FROM users${tail}`)
    expect(sqlOf(sql`select 1`.comment(tags), 'postgres')).toBe(`select 1${tail}`)
  })
  it('add up, and are a part of the shape', () => {
    const one = found.comment({ app: 'a' })
    expect(sqlOf(one.comment({ route: 'b' }), 'sqlite')).toMatch(/\/\*app='a',route='b'\*\/$/)
    expect(shapeOf(one.node).key).not.toBe(shapeOf(found.comment({ app: 'b' }).node).key)
  })
  it('are texts', () => {
    expect(() => found.comment({ n: 1 as never })).toThrow(expect.objectContaining({ code: 'SQL_COMMENT' }))
  })
})
