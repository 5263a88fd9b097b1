import { alias, exists, integer, label, MetaData, select, sql, text } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { type DialectName, dialects, sqlOf, users } from './support.ts'

const odd = new MetaData().table(
  'Order "x`',
  { id: integer('select').primaryKey(), name: text('ünï code') },
  { schema: 'my.schema' },
)
const code = (name: string): unknown => expect.objectContaining({ code: name })
const everyDialect: readonly DialectName[] = ['postgres', 'mysql', 'mariadb', 'sqlite']

describe('identifiers', () => {
  it('are quoted when they are reserved, of upper case or of other characters, with quotes doubled', () => {
    expect(sqlOf(select(odd.c.id, odd.c.name), 'postgres')).toBe(
      'SELECT "my.schema"."Order ""x`"."select" AS id, "my.schema"."Order ""x`"."ünï code" AS name FROM "my.schema"."Order ""x`"',
    )
    expect(sqlOf(select(odd.c.id), 'mysql')).toBe(
      'SELECT `my.schema`.`Order "x```.`select` AS id FROM `my.schema`.`Order "x```',
    )
    expect(sqlOf(select(alias(users, 'from').c.id.as('Id')), 'sqlite')).toBe(
      'SELECT "from".id AS "Id" FROM users AS "from"',
    )
  })
  it('are refused when they are empty or hold NUL', () => {
    for (const name of ['', 'a\0b'])
      for (const dialect of everyDialect)
        expect(() => sqlOf(sql`select ${sql.identifier(name)}`, dialect)).toThrow(code('COMPILE_BAD_NAME'))
  })
  it('are refused when the database would cut them: bytes on PostgreSQL, characters on MySQL', () => {
    const of = (name: string) => select(alias(users, name).c.id)
    expect(sqlOf(of('a'.repeat(63)), 'postgres')).toContain('a'.repeat(63))
    expect(() => sqlOf(of('a'.repeat(64)), 'postgres')).toThrow(code('COMPILE_NAME_TOO_LONG'))
    expect(() => sqlOf(of('ü'.repeat(32)), 'postgres')).toThrow(code('COMPILE_NAME_TOO_LONG'))
    expect(sqlOf(of('ü'.repeat(64)), 'mysql')).toContain('ü'.repeat(64))
    expect(() => sqlOf(of('ü'.repeat(65)), 'mariadb')).toThrow(/65|longer than the 64 characters that mariadb keeps/)
    const derived = select(users.c.id.as('k'.repeat(64))).cte('c')
    expect(() => sqlOf(select(derived), 'postgres')).toThrow(code('COMPILE_NAME_TOO_LONG'))
  })
  it('of the outermost columns may be longer, since rows are read by position', () => {
    const long = select({ ['k'.repeat(70)]: users.c.id }).orderBy(label('k'.repeat(70)))
    const plan = dialects.postgres.compiler.compile(long.node)
    expect(plan.text).toBe(`SELECT users.id AS ${'k'.repeat(63)} FROM users ORDER BY ${'k'.repeat(63)}`)
    expect(plan.columns?.map((column) => column.key)).toEqual(['k'.repeat(70)])
  })
  it('that are made to be unique fit too', () => {
    const long = 'k'.repeat(63)
    const twice = select(users.c.id.as(long), users.c.name.as(long)).from(users).correlate()
    expect(sqlOf(select(users.c.id).where(exists(twice)), 'postgres')).toContain(
      `AS ${long}, users.name AS ${'k'.repeat(61)}_1`,
    )
  })
})
