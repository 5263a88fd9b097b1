import { shapeOf } from '@athanor/contract'
import { integer, select, sql, text } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { everywhere, sqlOf, users } from './support.ts'

const { c } = users

describe('sql templates', () => {
  it('take columns, tables, statements, templates and names; everything else is a parameter', () => {
    const inner = sql`${c.id} > ${1}`
    const statement = sql`select ${c.name} from ${users} where ${inner} and id in (${select(c.bossId)}) and x = ${'it'} /* ${sql.identifier('Odd "name"', 'b')} */`
    expect(sqlOf(statement, 'postgres')).toBe(
      'select users.name from users where users.id > $1::integer and id in (SELECT users.boss_id AS "bossId" FROM users) and x = $2 /* "Odd ""name""".b */',
    )
    expect(everywhere(sql`select 1 from ${sql.identifier('group')}`).mysql).toBe('select 1 from `group`')
    expect(() => sql.identifier()).toThrow(expect.objectContaining({ code: 'SQL_ARGUMENT' }))
  })
  it('join items with commas or a template, and refuse to join nothing', () => {
    expect(sqlOf(sql`select * from t where id in (${sql.join([1, 2])})`, 'sqlite')).toBe(
      'select * from t where id in (?, ?)',
    )
    const either = sql.join([sql`a = ${1}`, sql`b = ${2}`], sql` or `)
    expect(sqlOf(sql`select * from t where ${either}`, 'mysql')).toBe(
      'select * from t where a = CAST(? AS SIGNED) or b = CAST(? AS SIGNED)',
    )
    expect(() => sql.join([])).toThrow(expect.objectContaining({ code: 'SQL_ARGUMENT' }))
  })
  it('with stated columns stand in FROM and in WITH', () => {
    const legacy = sql`select id, label from legacy where kind = ${'x'}`.columns({ id: integer(), label: text() })
    const found = legacy.subquery('found')
    expect(sqlOf(select(found.c.label, c.name).from(found).join(users, c.id.eq(found.c.id)), 'sqlite')).toBe(
      'SELECT found.label, users.name FROM (select id, label from legacy where kind = ?) AS found JOIN users ON users.id = found.id',
    )
    expect(sqlOf(select(legacy.cte('found')), 'mariadb')).toBe(
      'WITH found AS (select id, label from legacy where kind = ?) SELECT found.id, found.label FROM found',
    )
  })
  it('of different names have different shapes', () => {
    const key = (name: string): string => shapeOf(sql`select ${sql.identifier(name)}`.node).key
    expect(key('a')).not.toBe(key('b'))
  })
})
