import { any, boolean, exists, func, label, literal, not, param, select, sql, text } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { dialects, t, textOf, u, where } from './texts.ts'

const { a, b, d, f, n, s } = t.c
const names = ['postgres', 'mysql', 'mariadb', 'sqlite'] as const
/** What only a caller without types can pass. */
const untyped = <T>(value: unknown): T => value as T

describe('semantics of operators', () => {
  it('3.A.3 is() is IS TRUE; equal to true is a comparison, which a column of numbers does not take', () => {
    for (const name of names)
      expect(where(f.is(true).and(f.isNot(false)), name)).toBe('t.f IS TRUE AND t.f IS NOT FALSE')
    expect(where(f.eq(true))).toBe('t.f = $1')
    // @ts-expect-error -- PostgreSQL has no integer = boolean.
    a.eq(true)
  })

  it('3.A.12 NOT of what has no opposite stands before it; ANY is not turned', () => {
    expect(where(not(exists(select(u.c.id))))).toBe('NOT EXISTS (SELECT u.id FROM u)')
    expect(where(not(func.coalesce(f, false)))).toBe('NOT coalesce(t.f, $1::boolean)')
    expect(where(not(a.eq(any(select(u.c.id)))))).toBe('NOT (t.a = ANY (SELECT u.id FROM u))')
  })

  it('3.A.14 subtraction and division keep their parentheses, addition is flat, minus minus never becomes a comment', () => {
    expect(where(a.sub(b.sub(d)).eq(d))).toBe('t.a - (t.b - t.d) = t.d')
    expect(where(a.sub(b).sub(d).eq(d))).toBe('(t.a - t.b) - t.d = t.d')
    expect(where(a.floorDiv(b.floorDiv(d)).eq(d))).toBe('(t.a / (t.b / t.d)) = t.d')
    expect(where(a.add(b.add(d)).eq(d))).toBe('t.a + t.b + t.d = t.d')
    expect(where(a.neg().neg().eq(d))).toBe('-(-t.a) = t.d')
    expect(where(a.neg().mul(b).eq(d))).toBe('(-t.a) * t.b = t.d')
  })

  it('3.A.15 bitwise operators within each other stand in parentheses', () => {
    expect(where(a.bitAnd(b.bitOr(d)).eq(d))).toBe('t.a & (t.b | t.d) = t.d')
    expect(where(a.bitOr(b).bitAnd(d).eq(d))).toBe('(t.a | t.b) & t.d = t.d')
    expect(where(a.bitXor(b).add(d).eq(d))).toBe('(t.a # t.b) + t.d = t.d')
    expect(where(a.bitAnd(b.add(d)).eq(d), 'mysql')).toMatch(/t\.a & \(t\.b \+ t\.d\)/)
  })

  it('5.3 exclusive or of SQLite stands in parentheses, so that minus does not bind first', () => {
    expect(where(a.bitXor(b).eq(d), 'sqlite')).toBe('((t.a | t.b) - (t.a & t.b)) = t.d')
  })

  it('3.A.18 division is true division in the words of each database', () => {
    const quotients = names.map((name) => textOf(select({ q: a.div(b) }), name))
    expect(quotients).toEqual([
      'SELECT t.a / CAST(t.b AS NUMERIC) AS q FROM t',
      'SELECT t.a / t.b AS q FROM t',
      'SELECT t.a / t.b AS q FROM t',
      'SELECT t.a / (t.b + 0.0) AS q FROM t',
    ])
  })

  it('3.A.19 percent signs are not doubled, and a question mark in a literal is no parameter', () => {
    for (const name of names) {
      const { text: textOfAll, params } = select({ x: sql`'50% ?'`.typed(text()), y: literal(1) }).compile(
        dialects[name],
      )
      expect(textOfAll).toContain("'50% ?'")
      expect(params.map(Number)).toEqual([1])
      expect(textOf(select({ rest: a.mod(b) }), name)).toContain('t.a % t.b')
    }
  })

  it('3.A.20 wildcards of a value are added outside of it; only autoescape takes the value literally', () => {
    const valueOf = (condition: ReturnType<typeof s.contains>): unknown =>
      select(a).where(condition).compile(dialects.postgres).params[0]
    expect(valueOf(s.contains('5%'))).toBe('%5%%')
    expect(valueOf(s.startsWith('5%/_', { autoescape: true }))).toBe('5/%///_%')
    expect(where(s.endsWith('x', { autoescape: true }))).toBe("t.s LIKE $1 ESCAPE '/'")
    expect(where(s.contains(n))).toBe("t.s LIKE ('%' || t.n || '%')")
    expect(where(s.contains(n), 'mysql')).toBe("t.s LIKE CONCAT(CONCAT('%', t.n), '%')")
  })

  it('3.A.21 without ILIKE both sides are in lower case', () => {
    expect(where(s.ilike('x'))).toBe('t.s ILIKE $1')
    expect(where(s.icontains('x'))).toBe('t.s ILIKE $1')
    for (const name of ['mysql', 'mariadb', 'sqlite'] as const) {
      expect(where(s.ilike('x'), name)).toBe('lower(t.s) LIKE lower(?)')
    }
  })

  it('3.A.22 an operator of the user stands apart, and so do its operands', () => {
    expect(where(a.op('@@', b.add(d), boolean()).and(f))).toBe('(t.a @@ (t.b + t.d)) AND t.f')
    expect(where(a.op('@@', b, { type: boolean(), precedence: 5 }).and(f))).toBe('t.a @@ t.b AND t.f')
    expect(() => where(a.op('; drop', b, boolean()))).toThrow(expect.objectContaining({ code: 'COMPILE_BAD_OPERATOR' }))
  })

  it('3.A.23 texts are joined in the words of each database; a number plus a number stays a sum', () => {
    expect(textOf(select({ x: s.concat('!') }))).toBe('SELECT t.s || $1::text AS x FROM t')
    expect(textOf(select({ x: s.concat('!') }), 'mysql')).toBe('SELECT CONCAT(t.s, ?) AS x FROM t')
    expect(textOf(select({ x: a.add(1) }), 'sqlite')).toBe('SELECT t.a + ? AS x FROM t')
    // @ts-expect-error -- A number and a text have no sum.
    a.add('x')
  })
})

describe('semantics of parameters', () => {
  it('3.A.28 one value or name used twice is one parameter; names of columns never become names of parameters', () => {
    const twice = literal(5)
    const statement = select(a).where(a.eq(twice), b.eq(twice))
    expect(statement.compile(dialects.postgres)).toMatchObject({
      text: expect.stringContaining('t.a = $1 AND t.b = $1'),
    })
    expect(statement.compile(dialects.sqlite).params).toEqual([5, 5])
    expect(where(a.eq(param('x')).or(b.eq(param('x'))), 'sqlite')).toBe('t.a = ? OR t.b = ?')
  })

  it('3.A.43 in raw SQL nothing but ${…} is a parameter: no colons, nothing within quotes', () => {
    expect(textOf(sql`select ${1}::text, ':x', a::int from ${t} where ${a} = :y`)).toBe(
      "select $1::integer::text, ':x', a::int from t where t.a = :y",
    )
  })

  it('3.A.25 a string is no term of ORDER BY and GROUP BY, so no text of a user becomes SQL', () => {
    expect(() => select(a).orderBy(untyped<typeof a>('a; drop table t'))).toThrow(
      expect.objectContaining({ code: 'SQL_ARGUMENT' }),
    )
    expect(() => select(a).groupBy(untyped<typeof a>('a'))).toThrow(expect.objectContaining({ code: 'SQL_ARGUMENT' }))
    expect(() => textOf(select(a).orderBy(label('a; drop table t')))).toThrow(
      expect.objectContaining({ code: 'COMPILE_UNKNOWN_LABEL' }),
    )
  })
})
