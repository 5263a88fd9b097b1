import { CompileError, UnsupportedByDialectError, UsageError } from '@athanor/contract'
import { inspect } from 'node:util'
import {
  all,
  and,
  any,
  array,
  bigint,
  caseOf,
  cast,
  type Condition,
  exists,
  type Expression,
  extract,
  falseValue,
  func,
  inlineLiteral,
  integer,
  literal,
  not,
  nullValue,
  or,
  param,
  select,
  text,
  timestamp,
  trueValue,
  tuple,
} from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { c, type DialectName, dialects, textOf, textsOf } from './text-of.ts'

const codeOf = (body: () => unknown): unknown => {
  try {
    body()
  } catch (error) {
    return error instanceof UsageError || error instanceof CompileError ? error.code : error
  }
  return undefined
}

describe('operators: null', () => {
  it('= and <> with null are IS NULL and IS NOT NULL', () => {
    expect(textOf(c.b.eq(null))).toBe('b IS NULL')
    expect(textOf(c.b.ne(null))).toBe('b IS NOT NULL')
  })
  it('other comparisons with null are refused: they would never be true', () => {
    for (const op of ['lt', 'lte', 'gt', 'gte'] as const) {
      expect(codeOf(() => c.b[op](null as never))).toBe('SQL_NULL_COMPARISON')
    }
    expect(codeOf(() => c.b.between(1, null as never))).toBe('SQL_NULL_COMPARISON')
    expect(codeOf(() => c.s.like(null as never))).toBe('SQL_NULL_COMPARISON')
  })
  it('is() tells true, false and null apart', () => {
    expect(textOf(c.f.is(true))).toBe('f IS TRUE')
    expect(textOf(c.f.isNot(false))).toBe('f IS NOT FALSE')
    expect(textOf(c.f.is(null))).toBe('f IS NULL')
    expect(textOf(c.f.is(true).not())).toBe('f IS NOT TRUE')
  })
  it('IS DISTINCT FROM takes NULL as a value on every database', () => {
    expect(textsOf(c.b.isDistinctFrom(5))).toEqual(['b IS DISTINCT FROM $1', 'NOT (b <=> ?)', 'b IS NOT ?'])
    expect(textOf(c.b.isDistinctFrom(5).not())).toBe('b IS NOT DISTINCT FROM $1')
  })
})

describe('operators: logic', () => {
  it('refuse undefined and null in place of a condition', () => {
    expect(codeOf(() => and(c.f, undefined as unknown as Condition))).toBe('SQL_CONDITION')
    expect(codeOf(() => or(c.f, null as unknown as Condition))).toBe('SQL_CONDITION')
    expect(codeOf(() => select(c.id).where(undefined as unknown as Condition))).toBe('SQL_CONDITION')
    expect(codeOf(() => c.f.and(undefined as unknown as Condition))).toBe('SQL_CONDITION')
  })
  it('the constants that change nothing are left out', () => {
    expect(textOf(and(trueValue(), c.f))).toBe('f')
    expect(textOf(or(falseValue(), c.f))).toBe('f')
    expect(textOf(and())).toBe('TRUE')
    expect(textOf(or())).toBe('FALSE')
    expect(textOf(not(trueValue()))).toBe('FALSE')
  })
  it('NOT takes the opposite operator where there is one', () => {
    expect(textOf(not(c.a.eq(1)))).toBe('a <> $1')
    expect(textOf(not(c.a.lt(c.b)))).toBe('a >= b')
    expect(textOf(not(c.a.between(1, 5)))).toBe('a NOT BETWEEN $1 AND $2')
    expect(textOf(not(c.s.like('x')))).toBe('s NOT LIKE $1')
    expect(textOf(not(c.a.in([1])))).toBe('a NOT IN ($1)')
    expect(textOf(c.f.not())).toBe('NOT f')
    expect(textOf(c.f.not().not())).toBe('f')
    expect(textOf(not(and(c.a.eq(1), c.b.eq(2))))).toBe('NOT (a = $1 AND b = $2)')
    expect(textOf(not(exists(select(c.id).where(c.f))))).toMatch(/^NOT EXISTS/)
  })
  it('NOT of a comparison with ANY is no comparison with ANY', () => {
    expect(textOf(not(c.a.eq(any(select(c.b).from())))).replace(/SELECT.*\)/, '…)')).toBe('NOT (a = ANY (…)')
  })
  it('comparisons of comparisons, AND and OR keep their parentheses', () => {
    expect(textOf(c.a.lt(c.b).eq(c.b.lt(c.id)))).toBe('(a < b) = (b < id)')
    expect(textOf(and(c.f, or(c.a.eq(c.b), c.f)))).toBe('f AND (a = b OR f)')
    expect(textOf(or(and(c.f, c.f), c.a.eq(c.b)))).toBe('f AND f OR a = b')
  })
})

describe('operators: IN', () => {
  it('over nothing is false, its negation true, also for NULL', () => {
    for (const name of Object.keys(dialects) as DialectName[]) {
      expect(textOf(c.b.in([]), name)).toBe('FALSE')
      expect(textOf(c.b.notIn([]), name)).toBe('TRUE')
    }
  })
  it('takes anything that iterates, but no text and no single value', () => {
    expect(textOf(c.a.in(new Set([1, 2])))).toBe('a IN ($1, $2)')
    expect(codeOf(() => c.s.in('abc' as unknown as string[]))).toBe('SQL_IN_LIST')
    expect(codeOf(() => c.a.in(5 as unknown as number[]))).toBe('SQL_IN_LIST')
    expect(codeOf(() => c.a.in([undefined as unknown as number]))).toBe('SQL_UNDEFINED')
  })
  it('over a list parameter has the length of the list that is given', () => {
    const query = select(c.id).where(c.a.in(param('ids')))
    const compiled = (ids: readonly (number | null)[]) => query.compile(dialects.sqlite, { ids })
    expect(compiled([1, null, 3])).toEqual({ text: 'SELECT t.id FROM t WHERE t.a IN (?, NULL, ?)', params: [1, 3] })
    expect(compiled([]).text).toBe('SELECT t.id FROM t WHERE FALSE')
    expect(codeOf(() => query.compile(dialects.sqlite))).toBe('COMPILE_LIST_PARAMETER')
    expect(codeOf(() => query.compile(dialects.sqlite, { ids: 5 }))).toBe('BIND_NOT_A_LIST')
  })
  it('compares rows, over values and subqueries', () => {
    const both = tuple(c.a, c.b)
    expect(
      textsOf(
        both.in([
          [1, 2],
          [3, null],
        ]),
      ),
    ).toEqual([
      '(a, b) IN (($1::integer, $2::integer), ($3::integer, $4::integer))',
      '(a, b) IN ((CAST(? AS SIGNED), CAST(? AS SIGNED)), (CAST(? AS SIGNED), CAST(? AS SIGNED)))',
      '(a, b) IN (VALUES (?, ?), (?, ?))',
    ])
    expect(textOf(both.in([]))).toBe('FALSE')
    expect(textOf(both.notIn([]))).toBe('TRUE')
    expect(textOf(both.lt([1, 2]))).toBe('(a, b) < ($1::integer, $2::integer)')
    expect(textOf(not(both.eq([1, 2])))).toBe('NOT ((a, b) = ($1::integer, $2::integer))')
    expect(codeOf(() => both.in([[1] as unknown as [number, number]]))).toBe('SQL_TUPLE')
  })
})

describe('operators: the others', () => {
  it('BETWEEN SYMMETRIC is said with two BETWEENs where it is missing', () => {
    expect(textsOf(c.a.between(5, 1, { symmetric: true }))).toEqual([
      'a BETWEEN SYMMETRIC $1 AND $2',
      'a BETWEEN ? AND ? OR a BETWEEN ? AND ?',
      'a BETWEEN ? AND ? OR a BETWEEN ? AND ?',
    ])
    expect(textOf(c.a.notBetween(5, 1, { symmetric: true }), 'sqlite')).toBe(
      'a NOT BETWEEN ? AND ? AND a NOT BETWEEN ? AND ?',
    )
  })
  it('wildcards stand outside of the value, which autoescape takes literally', () => {
    expect(select(c.id).where(c.s.contains('a%b')).compile(dialects.sqlite).params).toEqual(['%a%b%'])
    const escaped = select(c.id)
      .where(c.s.startsWith('a%/_', { autoescape: true }))
      .compile(dialects.sqlite)
    expect(escaped).toEqual({ text: "SELECT t.id FROM t WHERE t.s LIKE ? ESCAPE '/'", params: ['a/%///_%'] })
    expect(textOf(c.s.endsWith(c.s))).toBe("s LIKE ('%' || s)")
    expect(textOf(c.s.contains(c.s, { autoescape: true }))).toBe(
      "s LIKE ('%' || replace(replace(replace(s, '/', '//'), '%', '/%'), '_', '/_') || '%') ESCAPE '/'",
    )
  })
  it('+ of texts is ||, which MySQL calls CONCAT', () => {
    expect(textOf(c.a.concat(c.b))).toBe('CAST(a AS TEXT) || b')
    expect(textsOf(c.s.add('x'))).toEqual(['s || $1::text', 'CONCAT(s, ?)', 's || ?'])
  })
  it('operators of the user have the precedence that is stated, or stand apart', () => {
    expect(textOf(and(c.s.op('@@', c.s), c.f))).toBe('(s @@ s) AND f')
    expect(textOf(and(c.s.boolOp('@@', c.s, 5), c.f))).toBe('s @@ s AND f')
    expect(textOf(c.s.op('->', 'k', { type: integer() }).add(1))).toBe('(s -> $1::text) + $2::integer')
  })
  it('ANY and ALL compare with a query or, on PostgreSQL, an array', () => {
    const query = select(c.b).where(c.f)
    expect(textOf(c.a.gt(all(query)))).toMatch(/^a > ALL \(SELECT/)
    expect(() => textOf(c.a.eq(any(query)), 'sqlite')).toThrow(UnsupportedByDialectError)
    expect(textOf(c.a.eq(any(literal([1, 2], array(integer())))))).toBe('a = any($1::integer[])')
    expect(() => textOf(c.a.eq(any(literal([1, 2], array(integer())))), 'mysql')).toThrow(UnsupportedByDialectError)
  })
  it('JSON paths chain, and are read as the type that is asked for', () => {
    expect(textOf(c.j.at('a', 0).asString())).toBe(`(j #>> '{"a","0"}')`)
    expect(textOf(c.j.at('a').at(0).asString())).toBe(textOf(c.j.at('a', 0).asString()))
    expect(textOf(c.j.at('a').asBigint())).toBe(`CAST((j #>> '{"a"}') AS BIGINT)`)
    expect(textOf(c.j.at('a').asNumeric(8, 2), 'sqlite')).toBe(`CAST(JSON_EXTRACT(j, '$."a"') AS NUMERIC)`)
    expect(textOf(c.j.asJson())).toBe(`(j #> '{}')`)
    expect(codeOf(() => c.j.at(1.5))).toBe('SQL_JSON_PATH')
  })
  it('CASE over a value, CAST and literals of any type', () => {
    expect(
      textOf(
        caseOf(
          c.s,
          [
            ['x', 1],
            ['y', 2],
          ],
          0,
        ),
      ),
    ).toBe('CASE s WHEN $1 THEN $2::integer WHEN $3 THEN $4::integer ELSE $5::integer END')
    expect(textOf(cast('5', integer()))).toBe('CAST($1::text AS INTEGER)')
    expect(textOf(inlineLiteral("it's"))).toBe("'it''s'")
    expect(textOf(inlineLiteral(new Date(0), timestamp()))).toBe("'1970-01-01 00:00:00.000+00'::timestamp")
    expect(textOf(inlineLiteral(1234567890123456789n, bigint()))).toBe('1234567890123456789')
    expect(textOf(nullValue())).toBe('NULL')
    expect(textOf(inlineLiteral(Uint8Array.of(1, 255)))).toBe("'\\x01ff'::bytea")
    expect(codeOf(() => inlineLiteral(() => 1))).toBe('SQL_LITERAL')
    expect(codeOf(() => textOf(inlineLiteral(2 ** 40, integer())))).toMatchObject({ code: 'CODEC_ENCODE' })
  })
  it('whole parts of a moment are whole numbers, seconds have a fraction', () => {
    expect(textOf(extract('second', c.d))).toBe('CAST(EXTRACT(SECOND FROM d) AS DOUBLE PRECISION)')
    expect(textOf(extract('year', c.d), 'sqlite')).toBe("CAST(STRFTIME('%Y', d) AS INTEGER)")
  })
  it('frames: rows, ranges and groups, with an exclusion where the database has it', () => {
    const sum = func.sum(c.a)
    expect(textOf(sum.over({ orderBy: [c.b], rows: [null, 0] }))).toBe(
      'sum(a) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)',
    )
    expect(textOf(sum.over({ orderBy: [c.b], groups: [-1, 2], exclude: 'ties' }))).toBe(
      'sum(a) OVER (ORDER BY b GROUPS BETWEEN 1 PRECEDING AND 2 FOLLOWING EXCLUDE TIES)',
    )
    expect(textOf(sum.over({ orderBy: [c.d], range: [{ preceding: 'P1D' }, null] }))).toBe(
      'sum(a) OVER (ORDER BY d RANGE BETWEEN $1::interval PRECEDING AND UNBOUNDED FOLLOWING)',
    )
    expect(() => textOf(sum.over({ orderBy: [c.b], rows: [0, 1], exclude: 'ties' }), 'mysql')).toThrow(
      UnsupportedByDialectError,
    )
  })
  it('COLLATE binds as the table of precedence says', () => {
    expect(textOf(c.s.collate('C').eq(textLiteral('x')))).toBe('(s COLLATE "C") = $1::text')
  })
})

const textLiteral = (value: string): Expression<string> => literal(value, text())

describe('operators: JavaScript', () => {
  it('cannot compare, add or print expressions', () => {
    const { a } = c
    expect(codeOf(() => (a as unknown as number) < (c.b as unknown as number))).toBe('SQL_COERCION')
    expect(codeOf(() => `a ${a as unknown as string}`)).toBe('SQL_COERCION')
    expect(codeOf(() => (a as unknown as number) + 1)).toBe('SQL_COERCION')
  })
  it('can inspect them and write them as JSON', () => {
    expect(inspect(c.a.add(1))).toContain('binary')
    expect(JSON.parse(JSON.stringify(c.a.add(1)))).toMatchObject({ node: { kind: 'binary' } })
  })
})
