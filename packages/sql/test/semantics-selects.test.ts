import { UnsupportedByDialectError } from '@athanor/contract'
import {
  alias,
  caseOf,
  caseWhen,
  except,
  exists,
  func,
  integer,
  label,
  literal,
  MetaData,
  nullValue,
  recursiveCte,
  select,
  text,
  typeOf,
  union,
} from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { dialects, t, textOf, u, where } from './texts.ts'

const { a, b, f, id, s } = t.c
const names = ['postgres', 'mysql', 'mariadb', 'sqlite'] as const
const code = (name: string): object => expect.objectContaining({ code: name })
/** What only a caller without types can pass. */
const untyped = <T>(value: unknown): T => value as T
const keysOf = (statement: { readonly node: ReturnType<typeof select>['node'] }): readonly string[] =>
  (dialects.postgres.compiler.compile(statement.node).columns ?? []).map(({ key }) => key)

describe('semantics of names', () => {
  it('3.A.24 CAST and coerce keep the key of their column, a function has its name', () => {
    const statement = select(a.cast(text()), b.coerce(text()), func.count(), func.max(s))
    expect(textOf(statement)).toBe('SELECT CAST(t.a AS TEXT) AS a, t.b, count(*) AS count, max(t.s) AS max FROM t')
    expect(keysOf(statement)).toEqual(['a', 'b', 'count', 'max'])
  })

  it('3.A.25 ORDER BY takes a label by its name, other clauses say the expression again; unknown labels are refused', () => {
    const statement = select({ total: a.add(b) })
    expect(textOf(statement.orderBy(label('total').desc()))).toBe(
      'SELECT t.a + t.b AS total FROM t ORDER BY total DESC',
    )
    expect(textOf(statement.where(a.add(b).gt(a)).orderBy(a.add(b)))).toBe(
      'SELECT t.a + t.b AS total FROM t WHERE t.a + t.b > t.a ORDER BY t.a + t.b',
    )
    expect(textOf(statement.groupBy(label('total')))).toBe('SELECT t.a + t.b AS total FROM t GROUP BY 1')
    for (const wrong of [statement.orderBy(label('nope')), statement.groupBy(label('nope'))]) {
      expect(() => textOf(wrong)).toThrow(code('COMPILE_UNKNOWN_LABEL'))
    }
    const both = union(select({ n: id }), select({ n: u.c.id }))
    expect(() => textOf(both.orderBy(label('m')))).toThrow(code('COMPILE_UNKNOWN_LABEL'))
  })

  it('3.A.26 equal keys are numbered in the row; a subquery with two columns of one name is refused', () => {
    expect(keysOf(select(t.c.id, u.c.id, t.c.id))).toEqual(['id', 'id_1', 'id_2'])
    expect(() => select(t.c.id, u.c.id).subquery('q')).toThrow(code('SQL_DUPLICATE_COLUMN'))
    expect(textOf(select(u.c.tId))).toBe('SELECT u.t_id AS "tId" FROM u')
  })

  it('3.A.27 every source has the name that the program gives it; one that is there twice is refused', () => {
    const other = alias(t, 'other')
    expect(textOf(select(t.c.id).from(t).join(other, other.c.a.eq(t.c.id)))).toBe(
      'SELECT t.id FROM t JOIN t AS other ON other.a = t.id',
    )
    expect(() => textOf(select(t.c.id).from(t).join(t, t.c.a.eq(t.c.id)))).toThrow(code('COMPILE_DUPLICATE_SOURCE'))
    expect(() => textOf(select(t.c.id).from(t, t))).toThrow(code('COMPILE_DUPLICATE_SOURCE'))
  })

  it('3.A.45 names are quoted where they must be: capitals, reserved words, digits first, odd characters', () => {
    const odd = new MetaData().table(
      'Order',
      { lower: integer(), order: integer(), Mixed: integer(), '1st': integer(), do$lar: integer(), 'q"`': integer() },
      { schema: 'my.schema' },
    )
    expect(textOf(select(odd.c.lower))).toBe('SELECT "my.schema"."Order".lower FROM "my.schema"."Order"')
    const quoted = { order: '"order"', Mixed: '"Mixed"', '1st': '"1st"', do$lar: '"do$lar"', 'q"`': '"q""`"' } as const
    for (const [key, name] of Object.entries(quoted)) {
      expect(textOf(select({ x: odd.c[key as keyof typeof quoted] }))).toContain(`.${name} AS x`)
    }
    expect(textOf(select({ x: odd.c['q"`'] }), 'mysql')).toContain('.`q"``` AS x')
  })

  it('3.A.46 a name that the database would cut is read by position, and refused where a statement reads it by name', () => {
    const long = 'x'.repeat(63)
    const statement = select(a.as(`${long}1`), b.as(`${long}2`))
    expect(keysOf(statement)).toEqual([`${long}1`, `${long}2`])
    const outer = select(func.count()).from(statement.subquery('q'))
    expect(() => textOf(outer)).toThrow(code('COMPILE_NAME_TOO_LONG'))
    expect(textOf(outer, 'sqlite')).toContain(`${long}1`)
  })
})

describe('semantics of subqueries', () => {
  it('3.A.32 a source of the statement around is left out of FROM, within WHERE and columns; never in a subquery in FROM', () => {
    const inner = select(u.c.id).where(u.c.tId.eq(id))
    expect(where(exists(inner))).toBe('EXISTS (SELECT u.id FROM u WHERE u.t_id = t.id)')
    expect(textOf(select({ id, n: inner.scalar() }))).toBe(
      'SELECT t.id, (SELECT u.id FROM u WHERE u.t_id = t.id) AS n FROM t',
    )
    const source = select({ id: u.c.id, a }).from(u, t).subquery('q')
    expect(textOf(select(source.c.id, id))).toContain('FROM (SELECT u.id, t.a FROM u, t) AS q, t')
    const lateral = select(u.c.id).from(u).where(u.c.tId.eq(id)).lateral('l')
    expect(textOf(select(id, lateral.c.id).from(t, lateral))).toContain(
      'FROM t, LATERAL (SELECT u.id FROM u WHERE u.t_id = t.id) AS l',
    )
  })

  it('3.A.33 a subquery keeps its FROM when nothing else would be left; correlate() is taken at its word', () => {
    expect(where(id.eq(select(func.max(id)).scalar()))).toBe('t.id = (SELECT max(t.id) AS max FROM t)')
    expect(where(id.eq(select(id).correlate(t).scalar()))).toBe('t.id = (SELECT t.id)')
    const both = select(id)
      .from(t, u)
      .where(exists(select(a, u.c.s)))
    expect(() => textOf(both)).toThrow(code('COMPILE_CORRELATION'))
  })

  it('3.A.34 a scalar subquery with no statement around has its own FROM', () => {
    expect(textOf(select({ n: select(id).where(id.eq(a)).scalar() }))).toBe(
      'SELECT (SELECT t.id FROM t WHERE t.id = t.a) AS n',
    )
  })

  it('3.A.35 EXISTS keeps the select list that it is given', () => {
    expect(where(exists(select(u.c.id)))).toBe('EXISTS (SELECT u.id FROM u)')
    expect(where(exists(select({ one: literal(1) }).from(u)))).toBe('EXISTS (SELECT $1::integer AS one FROM u)')
  })

  it('3.A.36 a query beside a column is a scalar subquery; in FROM it wants a name', () => {
    expect(where(id.eq(select(u.c.tId)))).toBe('t.id = (SELECT u.t_id AS "tId" FROM u)')
    expect(() => select(id).from(untyped<typeof u>(select(u.c.id)))).toThrow(code('SQL_ARGUMENT'))
    expect(() =>
      select(id)
        .from(t)
        .join(untyped<typeof u>(select(u.c.id)), a.eq(b)),
    ).toThrow(code('SQL_ARGUMENT'))
  })
})

describe('semantics of clauses', () => {
  it('3.A.37 members with an order or a limit, and operations within operations, stand apart in each dialect', () => {
    const limited = union(select({ n: id }).orderBy(id).limit(1), select({ n: u.c.id })).orderBy('n')
    expect(textOf(limited)).toBe(
      '(SELECT t.id AS n FROM t ORDER BY t.id LIMIT $1) UNION SELECT u.id AS n FROM u ORDER BY n',
    )
    expect(textOf(limited, 'sqlite')).toMatch(/^SELECT \* FROM \(SELECT .* LIMIT \?\) UNION SELECT u\.id/)
    const nested = except(select({ n: id }), union(select({ n: u.c.id }), select({ n: u.c.tId })))
    expect(textOf(nested)).toMatch(/ EXCEPT \(SELECT .* UNION SELECT .*\)$/)
  })

  it('3.A.38 CTEs stand on top once each, in order of need, with their parameters first; two of one name are refused', () => {
    const first = select({ id, a }).where(a.eq(1)).cte('c1')
    const second = select(first.c.id).where(first.c.a.eq(2)).cte('c2')
    const statement = select({ x: literal(0), id })
      .where(id.in(select(second.c.id)), id.in(select(first.c.id)), id.eq(4))
      .compile(dialects.sqlite)
    expect(statement.text).toMatch(/^WITH c1 AS \(.*\), c2 AS \(.*\) SELECT \? AS x/)
    expect(statement.params.map(Number)).toEqual([1, 2, 0, 4])
    const other = select(u.c.id).cte('c1')
    expect(() => where(id.in(select(first.c.id)).and(id.in(select(other.c.id))))).toThrow(code('COMPILE_CTE_NAME'))
  })

  it('3.A.39 a recursive CTE states its columns, others do not', () => {
    const chain = recursiveCte('r', select({ id, a }).where(a.eq(b)), (self) =>
      select({ id, a }).from(t).join(self, self.c.id.eq(a)),
    )
    for (const name of names) expect(textOf(select(chain.c.id), name)).toMatch(/^WITH RECURSIVE r \(id, a\) AS \(/)
    const plain = select({ id }).cte('c')
    expect(textOf(select(plain.c.id))).toMatch(/^WITH c AS \(/)
  })

  it('3.A.40 LIMIT and OFFSET are parameters; an offset alone says what the database needs; 0 is a limit, null is none', () => {
    expect(names.map((name) => textOf(select(id).offset(5), name).replace(/.* FROM t /, ''))).toEqual([
      'OFFSET $1',
      'LIMIT 18446744073709551615 OFFSET ?',
      'LIMIT 18446744073709551615 OFFSET ?',
      'LIMIT -1 OFFSET ?',
    ])
    expect(textOf(select(id).limit(0))).toBe('SELECT t.id FROM t LIMIT $1')
    expect(textOf(select(id).limit(1).offset(2))).toBe('SELECT t.id FROM t LIMIT $1 OFFSET $2')
    expect(() => select(id).limit(untyped(null))).toThrow(code('SQL_LIMIT'))
  })

  it('3.A.41 four strengths of locks on PostgreSQL, two on MySQL and MariaDB; refused by name elsewhere', () => {
    const rows = select(id)
    const locks = [rows.forUpdate(), rows.forNoKeyUpdate(), rows.forShare(), rows.forKeyShare()]
    const end = (lock: (typeof locks)[number], name: (typeof names)[number]): string => {
      try {
        return textOf(lock, name).replace('SELECT t.id FROM t ', '')
      } catch (error) {
        expect(error).toBeInstanceOf(UnsupportedByDialectError)
        return 'refused'
      }
    }
    expect(names.map((name) => locks.map((lock) => end(lock, name)))).toEqual([
      ['FOR UPDATE', 'FOR NO KEY UPDATE', 'FOR SHARE', 'FOR KEY SHARE'],
      ['FOR UPDATE', 'refused', 'FOR SHARE', 'refused'],
      ['FOR UPDATE', 'refused', 'LOCK IN SHARE MODE', 'refused'],
      ['refused', 'refused', 'refused', 'refused'],
    ])
  })

  it('5.8 what a database lacks is refused: DISTINCT ON and FOR UPDATE are not dropped', () => {
    expect(() => textOf(select(id).distinctOn(a), 'mysql')).toThrow(UnsupportedByDialectError)
    expect(() => textOf(select(id).distinctOn(a), 'sqlite')).toThrow(UnsupportedByDialectError)
    expect(() => textOf(select(id).forUpdate(), 'sqlite')).toThrow(UnsupportedByDialectError)
  })

  it('5.9 what a database lacks is refused when the statement is compiled, or said in other words', () => {
    const full = select(id).from(t).fullJoin(u, u.c.tId.eq(id))
    expect(() => textOf(full, 'mysql')).toThrow(UnsupportedByDialectError)
    const lateral = select(u.c.id).from(u).where(u.c.tId.eq(id)).lateral('l')
    expect(() => textOf(select(id, lateral.c.id).from(t, lateral), 'sqlite')).toThrow(UnsupportedByDialectError)
    expect(textOf(select(id).orderBy(a.desc().nullsFirst()), 'mysql')).toContain('ORDER BY t.a IS NULL DESC, t.a DESC')
    expect(textOf(select({ n: func.count(id).filter(f) }), 'mysql')).toContain('CASE WHEN t.f THEN')
  })

  it('3.A.42 CASE over conditions or over a value; its type is the first that says something', () => {
    expect(textOf(select({ x: caseWhen([[a.eq(b).and(f), s]], s) }))).toBe(
      'SELECT CASE WHEN t.a = t.b AND t.f THEN t.s ELSE t.s END AS x FROM t',
    )
    expect(textOf(select({ x: caseOf(a, [[b, s]], s) }))).toBe(
      'SELECT CASE t.a WHEN t.b THEN t.s ELSE t.s END AS x FROM t',
    )
    expect(typeOf(caseWhen([[f, nullValue()]], untyped<null>(5)).node).name).toBe('integer')
  })
})

describe('semantics of constants in WHERE', () => {
  it('5.11 a constant is TRUE or FALSE and never a comparison of constants', () => {
    for (const name of names) {
      expect(where(a.in([]).or(f), name)).toBe('FALSE OR t.f')
      expect(where(a.notIn([]), name)).toBe('TRUE')
      expect(where(a.in([]), name)).toBe('FALSE')
    }
  })
})
