import { insert, integer, MetaData, param, select, text, update } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { dialects, t, textOf } from './texts.ts'

const { a } = t.c
const code = (name: string): object => expect.objectContaining({ code: name })
/** What only a caller without types can pass. */
const untyped = <T>(value: unknown): T => value as T

let made = 0
const metadata = new MetaData()
const w = metadata.table('w', {
  id: integer().primaryKey(),
  x: integer().nullable().default(7),
  y: integer()
    .nullable()
    .default(() => ++made),
  z: text().nullable(),
  parentId: integer('parent_id')
    .nullable()
    .references(() => t.c.id),
})

describe('semantics of changes', () => {
  it('3.A.29 a parameter of SET and one of WHERE never collide: names are of the program, not of columns', () => {
    const statement = update(t)
      .set({ a: 1, b: param('a') })
      .where(a.eq(2))
    expect(textOf(statement)).toBe('UPDATE t SET a = $1, b = $2 WHERE t.a = $3')
  })

  it('3.A.30 SET stands in the order of the table, or in the order that setOrdered() states', () => {
    expect(textOf(update(t).set({ b: 1, a: 2 }), 'mysql')).toBe('UPDATE t SET a = ?, b = ?')
    const ordered = update(t).setOrdered([
      [t.c.b, 1],
      [t.c.a, 2],
    ])
    expect(textOf(ordered, 'mysql')).toBe('UPDATE t SET b = ?, a = ?')
  })

  it('3.A.31 an unknown column is refused when the statement is built', () => {
    const wrong = { x: 1, typo: 1 }
    expect(() => insert(w).values(wrong)).toThrow(code('SQL_UNKNOWN_COLUMN'))
    // @ts-expect-error SET's type refuses further keys also of a variable
    expect(() => update(w).set(wrong)).toThrow(code('SQL_UNKNOWN_COLUMN'))
    expect(() => insert(w).fromSelect([untyped<'x'>('typo')], select(a))).toThrow(code('SQL_UNKNOWN_COLUMN'))
    expect(() => insert(w).values([{ x: 1 }, wrong])).toThrow(code('SQL_UNKNOWN_COLUMN'))
  })

  it('3.A.51 a column with a foreign key states its own type', () => {
    expect(w.c.parentId.node).toMatchObject({ type: { name: 'integer' } })
  })

  it('3.A.53 a default is for a column that is left out; null is a value', () => {
    expect(insert(w).values({ x: null, y: null }).compile(dialects.postgres).params).toEqual([null, null])
    expect(
      insert(w)
        .values(untyped<{ x: number; y: null }>({ x: undefined, y: null }))
        .compile(dialects.postgres).params,
    ).toEqual([7, null])
  })

  it('3.A.54 rows of different columns get the columns of all of them', () => {
    const statement = insert(w).values([{ z: 'a' }, { x: 1 }, { x: 2, z: null, parentId: 3 }])
    const { text: sql, params } = statement.compile(dialects.postgres)
    expect(sql).toMatch(/^INSERT INTO w \(x, y, z, parent_id\) VALUES/)
    expect([params.slice(0, 1), params[2], params.slice(4, 5), params[6], params.slice(8, 9), params[11]]).toEqual([
      [7],
      'a',
      [1],
      null,
      [2],
      3,
    ])
  })

  it('5.4 no key of a later row is dropped, and an update of nothing is refused', () => {
    expect(
      insert(w)
        .values([
          { x: 1, y: 1 },
          { x: 1, y: 1, z: 'kept' },
        ])
        .compile(dialects.sqlite).params,
    ).toContain('kept')
    expect(() => update(w).set({})).toThrow(code('SQL_EMPTY_SET'))
    expect(() => update(w).set(untyped<{ x: number }>({ typo: 1 }))).toThrow(code('SQL_UNKNOWN_COLUMN'))
  })
})
