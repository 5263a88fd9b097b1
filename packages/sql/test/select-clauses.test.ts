import { UnsupportedByDialectError } from '@athanor/contract'
import {
  cube,
  func,
  groupingSets,
  integer,
  label,
  rollup,
  select,
  sql,
  tableFunction,
  tableSample,
  text,
  union,
} from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { everywhere, orders, sqlOf, users } from './support.ts'

const { c } = users
const code = (name: string): unknown => expect.objectContaining({ code: name })

describe('groupings', () => {
  const counted = select({ boss: c.bossId, name: c.name, n: func.count() }).from(users)
  it('roll up in the words of each database', () => {
    const texts = everywhere(counted.groupBy(rollup(c.bossId, c.name)))
    const head = 'SELECT users.boss_id AS boss, users.name, count(*) AS n FROM users GROUP BY '
    expect(texts.postgres).toBe(`${head}ROLLUP (users.boss_id, users.name)`)
    expect(texts.mysql).toBe(`${head}users.boss_id, users.name WITH ROLLUP`)
    expect(texts.mariadb).toBe(texts.mysql)
    expect(texts.sqlite).toMatch(/^! ROLLUP cannot be expressed for sqlite: .*unionAll/)
  })
  it('take steps of several terms, cubes, sets, and plain terms beside', () => {
    const all = counted.groupBy(
      c.id,
      rollup([c.bossId, c.name]),
      cube(c.name),
      groupingSets([c.bossId, c.name], [c.name], []),
    )
    expect(sqlOf(all, 'postgres')).toMatch(
      / GROUP BY users\.id, ROLLUP \(\(users\.boss_id, users\.name\)\), CUBE \(users\.name\), GROUPING SETS \(\(users\.boss_id, users\.name\), \(users\.name\), \(\)\)$/,
    )
    for (const each of [
      counted.groupBy(c.id, rollup(c.name)),
      counted.groupBy(rollup([c.bossId, c.name])),
      counted.groupBy(cube(c.name)),
    ])
      for (const dialect of ['mysql', 'mariadb', 'sqlite'] as const)
        expect(() => sqlOf(each, dialect)).toThrow(UnsupportedByDialectError)
  })
  it('refuse an order where the database has none with ROLLUP', () => {
    const statement = counted.groupBy(rollup(c.name)).orderBy(c.name)
    expect(sqlOf(statement, 'postgres')).toMatch(/ROLLUP \(users\.name\) ORDER BY users\.name$/)
    expect(() => sqlOf(statement, 'mariadb')).toThrow(/ROLLUP with ORDER BY/)
  })
  it('name a selected expression by its position, as plain groups do', () => {
    const upper = func.upper(c.name)
    expect(sqlOf(select({ upper, n: func.count() }).groupBy(rollup(upper)), 'postgres')).toMatch(
      / GROUP BY ROLLUP \(1\)$/,
    )
    expect(sqlOf(select({ upper, n: func.count() }).groupBy(groupingSets([label('upper')], [])), 'postgres')).toMatch(
      / GROUP BY GROUPING SETS \(\(1\), \(\)\)$/,
    )
  })
})

describe('fetch', () => {
  it('with ties is said by PostgreSQL and MariaDB, and refused by the others', () => {
    const texts = everywhere(select(c.id).orderBy(c.name).offset(1).fetch(2, { withTies: true }))
    expect(texts.postgres).toBe(
      'SELECT users.id FROM users ORDER BY users.name OFFSET $1 ROWS FETCH FIRST $2 ROWS WITH TIES',
    )
    expect(texts.mariadb).toBe(
      'SELECT users.id FROM users ORDER BY users.name OFFSET ? ROWS FETCH FIRST ? ROWS WITH TIES',
    )
    expect(texts.mysql).toMatch(/^! FETCH … WITH TIES cannot be expressed for mysql/)
    expect(texts.sqlite).toMatch(/^! FETCH … WITH TIES cannot be expressed for sqlite/)
  })
  it('replaces a limit, and a limit replaces it', () => {
    const ordered = select(c.id).orderBy(c.id)
    expect(sqlOf(ordered.limit(1).fetch(2, { withTies: true }), 'postgres')).not.toContain('LIMIT')
    expect(sqlOf(ordered.fetch(2, { withTies: true }).limit(1), 'postgres')).toMatch(/ ORDER BY users\.id LIMIT \$1$/)
    expect(sqlOf(ordered.fetch(3), 'sqlite')).toMatch(/ LIMIT \?$/)
  })
  it('wants an order, and knows no percentage', () => {
    expect(() => sqlOf(select(c.id).fetch(1, { withTies: true }), 'postgres')).toThrow(
      code('COMPILE_TIES_WITHOUT_ORDER'),
    )
    expect(() => sqlOf(select(c.id).orderBy(c.id).fetch(10, { percent: true }), 'postgres')).toThrow(
      UnsupportedByDialectError,
    )
  })
  it('is a part of a set operation', () => {
    const both = union(select(c.id), select({ id: orders.c.userId }))
      .orderBy('id')
      .fetch(1, { withTies: true })
    expect(sqlOf(both, 'postgres')).toMatch(/ ORDER BY id FETCH FIRST \$1 ROWS WITH TIES$/)
  })
})

describe('locks', () => {
  const rows = select(c.id).from(users).join(orders, orders.c.userId.eq(c.id))
  it('have four strengths on PostgreSQL, two on MySQL, none on SQLite', () => {
    expect(sqlOf(rows.forNoKeyUpdate({ of: [users], wait: 'nowait' }), 'postgres')).toMatch(
      / FOR NO KEY UPDATE OF users NOWAIT$/,
    )
    expect(sqlOf(rows.forKeyShare(), 'postgres')).toMatch(/ FOR KEY SHARE$/)
    expect(sqlOf(rows.forShare({ wait: 'skip locked' }), 'mariadb')).toMatch(/ LOCK IN SHARE MODE SKIP LOCKED$/)
    expect(sqlOf(rows.forUpdate({ of: [users] }), 'mysql')).toMatch(/ FOR UPDATE OF users$/)
    expect(() => sqlOf(rows.forUpdate({ of: [users] }), 'mariadb')).toThrow(UnsupportedByDialectError)
    expect(() => sqlOf(rows.forKeyShare(), 'mysql')).toThrow(UnsupportedByDialectError)
    expect(() => sqlOf(rows.forUpdate(), 'sqlite')).toThrow(UnsupportedByDialectError)
  })
  it('name only sources of FROM', () => {
    expect(() => sqlOf(select(c.id).forUpdate({ of: [orders] }), 'postgres')).toThrow(code('COMPILE_NOT_IN_FROM'))
  })
})

describe('sources', () => {
  it('a table function has named columns, a number, and sees what stands to its left', () => {
    const series = tableFunction(
      'days',
      func.call('generate_series', integer(), 1, 7),
      { day: integer() },
      { withOrdinality: true },
    )
    expect(sqlOf(select(series.c.day, series.c.ordinality).from(series), 'postgres')).toBe(
      'SELECT days.day, days.ordinality FROM generate_series($1::integer, $2::integer) WITH ORDINALITY AS days (day, ordinality)',
    )
    const each = tableFunction('each', func.call('json_each', text(), users.c.email), { value: text() })
    expect(sqlOf(select(c.id, each.c.value).from(users).crossJoin(each), 'sqlite')).toBe(
      'SELECT users.id, each.value FROM users CROSS JOIN json_each(users.email) AS "each"'.replace(
        'each.value',
        '"each".value',
      ),
    )
    expect(() => sqlOf(select(series.c.day), 'sqlite')).toThrow(/WITH ORDINALITY/)
    expect(() => sqlOf(select(each.c.value).from(each), 'mariadb')).toThrow(/the function 'each' in FROM/)
  })
  it('MySQL takes the function that has a syntax of its own as raw SQL', () => {
    const table = tableFunction('jt', sql`json_table(${'[1]'}, '$[*]' columns (x int path '$'))`, { x: integer() })
    expect(sqlOf(select(table.c.x), 'mysql')).toBe(
      "SELECT jt.x FROM json_table(?, '$[*]' columns (x int path '$')) AS jt",
    )
  })
  it('a table is sampled by PostgreSQL only', () => {
    const some = tableSample(users, 'some', { percent: 10, seed: 7, method: 'system' })
    expect(sqlOf(select(some.c.id), 'postgres')).toBe(
      'SELECT "some".id FROM users AS "some" TABLESAMPLE SYSTEM ($1::double precision) REPEATABLE ($2::double precision)',
    )
    expect(() => sqlOf(select(some.c.id), 'mysql')).toThrow(UnsupportedByDialectError)
    expect(() => tableSample(users, 'x', { percent: 101 })).toThrow(code('SQL_TABLE_SAMPLE'))
  })
})

describe('arguments that were forgotten', () => {
  const nothing = undefined as never
  it('are no "no filter": conditions', () => {
    expect(() => select(c.id).where(nothing)).toThrow(code('SQL_CONDITION'))
    expect(() => select(c.id).where(null as never)).toThrow(/where\(\) got null/)
    expect(() => select(c.id).having(nothing)).toThrow(/having\(\) got undefined/)
    expect(() => select(c.id).from(users).join(orders, nothing)).toThrow(/ON of a join got undefined/)
  })
  it('are no strings: terms', () => {
    expect(() => select(c.id).orderBy('name' as never)).toThrow(/orderBy\(\) got a string: .*label\('key'\)/)
    expect(() => select(c.id).groupBy('name' as never)).toThrow(code('SQL_ARGUMENT'))
    expect(() => select(c.id).distinctOn(nothing)).toThrow(code('SQL_ARGUMENT'))
    expect(() => select('name' as never)).toThrow(code('SQL_SELECTION'))
  })
  it('are no statements: sources want a name', () => {
    expect(() => select(c.id).from(select(c.id) as never)).toThrow(/\.subquery\('name'\)/)
    expect(() => select(c.id).from(nothing)).toThrow(code('SQL_ARGUMENT'))
  })
  it('raw SQL is a condition and a term', () => {
    expect(
      sqlOf(
        select(c.id)
          .where(sql`${c.id} > ${3}`)
          .orderBy(sql`random()`),
        'postgres',
      ),
    ).toBe('SELECT users.id FROM users WHERE users.id > $1::integer ORDER BY random()')
  })
})
