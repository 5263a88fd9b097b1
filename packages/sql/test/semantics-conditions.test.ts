import { UsageError } from '@athanor/contract'
import { and, type Condition, not, or, param, select } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { t, textOf, u, where } from './texts.ts'

const { a, b, d, f, n, s } = t.c
const code = (name: string): object => expect.objectContaining({ code: name })
/** What only a caller without types can pass. */
const untyped = <T>(value: unknown): T => value as T

describe('semantics of conditions', () => {
  it('3.A.1 equal to null is IS NULL; equal to a parameter that is null stays a comparison', () => {
    expect(where(n.eq(null))).toBe('t.n IS NULL')
    expect(where(n.ne(null))).toBe('t.n IS NOT NULL')
    expect(where(n.eq(param('x')))).toBe('t.n = $1')
    expect(where(n.ne(param('x')))).toBe('t.n <> $1')
  })

  it('3.A.2 less or greater than null is refused', () => {
    for (const compare of ['lt', 'lte', 'gt', 'gte'] as const) {
      // @ts-expect-error -- NULL is no operand of these.
      expect(() => n[compare](null)).toThrow(code('SQL_NULL_COMPARISON'))
    }
  })

  it('3.A.6 AND leaves TRUE out and OR leaves FALSE out; of nothing they are TRUE and FALSE', () => {
    const [yes, no] = [and(), or()]
    expect(where(and(yes, a.eq(b)))).toBe('t.a = t.b')
    expect(where(or(no, a.eq(b)))).toBe('t.a = t.b')
    expect(where(and(yes, yes))).toBe('TRUE')
    expect(where(or(no))).toBe('FALSE')
    expect(where(or(yes, a.eq(b)))).toBe('TRUE OR t.a = t.b')
    expect(textOf(select(a).where(yes))).toBe('SELECT t.a FROM t WHERE TRUE')
  })

  it('3.A.7 null, undefined and plain values are no conditions', () => {
    for (const value of [null, undefined, true, false, 'a = b', 1]) {
      const nothing = untyped<Condition>(value)
      expect(() => and(a.eq(1), nothing)).toThrow(code('SQL_CONDITION'))
      expect(() => a.eq(1).or(nothing)).toThrow(code('SQL_CONDITION'))
      expect(() => not(nothing)).toThrow(code('SQL_CONDITION'))
      expect(() => select(a).where(nothing)).toThrow(code('SQL_CONDITION'))
      expect(() => select(a).having(nothing)).toThrow(code('SQL_CONDITION'))
    }
    expect(() => select(a).from(t).join(u, untyped<Condition>(null))).toThrow(code('SQL_CONDITION'))
  })

  it('3.A.9 a null stays in an IN list, and the text depends on the number of values only', () => {
    expect(where(a.in([untyped<number>(null), 1]))).toBe('t.a IN (NULL, $1)')
    expect(where(a.notIn([1, untyped<number>(null)]))).toBe('t.a NOT IN ($1, NULL)')
    expect(where(a.in([1, 2]))).toBe(where(a.in([3, 4])))
  })

  it('3.A.10 IN takes what iterates or a query, without further parentheses, and nothing else', () => {
    for (const value of ['abc', 5, null, undefined]) {
      expect(() => a.in(untyped<number[]>(value))).toThrow(code('SQL_IN_LIST'))
    }
    expect(where(a.in(select(u.c.id)))).toBe('t.a IN (SELECT u.id FROM u)')
  })

  it('3.A.11 OR in AND stands in parentheses, AND in OR does not, AND in AND is flat', () => {
    const [x, y, z] = [a.eq(b), b.eq(d), a.eq(d)]
    expect(where(and(x, or(y, z)))).toBe('t.a = t.b AND (t.b = t.d OR t.a = t.d)')
    expect(where(or(and(x, y), z))).toBe('t.a = t.b AND t.b = t.d OR t.a = t.d')
    expect(where(and(x, and(y, z)))).toBe('t.a = t.b AND t.b = t.d AND t.a = t.d')
    expect(where(and(x, or(y)))).toBe('t.a = t.b AND t.b = t.d')
  })

  it('3.A.12 NOT turns an operator into its opposite where there is one', () => {
    const texts: readonly (readonly [Condition, string])[] = [
      [a.eq(b), 't.a <> t.b'],
      [a.ne(b), 't.a = t.b'],
      [a.lt(b), 't.a >= t.b'],
      [a.gte(b), 't.a < t.b'],
      [s.like('x'), 't.s NOT LIKE $1'],
      [s.notIlike('x'), 't.s ILIKE $1'],
      [a.in([1]), 't.a NOT IN ($1)'],
      [a.between(1, 2), 't.a NOT BETWEEN $1 AND $2'],
      [n.isNull(), 't.n IS NOT NULL'],
      [not(f), 't.f'],
      [f, 'NOT t.f'],
      [and(), 'FALSE'],
      [and(a.eq(b), b.eq(d)), 'NOT (t.a = t.b AND t.b = t.d)'],
    ]
    for (const [operand, text] of texts) expect(where(not(operand))).toBe(text)
  })

  it('3.A.13 the opposite of IS DISTINCT FROM is IS NOT DISTINCT FROM', () => {
    expect(where(not(a.isDistinctFrom(b)))).toBe('t.a IS NOT DISTINCT FROM t.b')
    expect(where(not(a.isNotDistinctFrom(b)))).toBe('t.a IS DISTINCT FROM t.b')
    expect(where(not(a.isDistinctFrom(b)), 'sqlite')).toBe('t.a IS t.b')
    expect(where(not(a.isDistinctFrom(b)), 'mysql')).toBe('t.a <=> t.b')
  })

  it('3.A.16 comparisons of comparisons stand in parentheses; JavaScript cannot compare, add or print an expression', () => {
    expect(where(a.lt(b).eq(b.lt(d)))).toBe('(t.a < t.b) = (t.b < t.d)')
    const loose = untyped<number>(a)
    const text = untyped<string>(a)
    for (const use of [() => loose < 3, () => loose + 1, () => -loose, () => `x ${text}`, () => parseInt(text, 10)]) {
      expect(use).toThrow(UsageError)
      expect(use).toThrow(code('SQL_COERCION'))
    }
  })

  it('3.A.17 expressions are compared by identity, in sets and maps', () => {
    const condition = a.eq(b)
    expect(new Set([condition, condition, a.eq(b)]).size).toBe(2)
    expect(new Map<unknown, number>([[a, 1]]).get(t.c.a)).toBe(1)
  })
})

describe('semantics of constants', () => {
  it('3.A.5 true and false are words of the database in every position', () => {
    for (const dialect of ['postgres', 'mysql', 'mariadb', 'sqlite'] as const) {
      expect(where(and(), dialect)).toBe('TRUE')
      expect(where(not(and()), dialect)).toBe('FALSE')
    }
  })

  it('3.A.4 a boolean column is a condition by itself, and NOT denies it', () => {
    expect(where(f)).toBe('t.f')
    for (const dialect of ['postgres', 'mysql', 'mariadb', 'sqlite'] as const) {
      expect(where(f.not(), dialect)).toBe('NOT t.f')
    }
  })

  it('3.A.8 an empty list is FALSE, and TRUE when denied: never unknown', () => {
    for (const dialect of ['postgres', 'mysql', 'mariadb', 'sqlite'] as const) {
      expect(where(n.in([]), dialect)).toBe('FALSE')
      expect(where(n.notIn([]), dialect)).toBe('TRUE')
    }
  })
})
