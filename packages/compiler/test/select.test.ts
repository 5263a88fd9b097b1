import type { SelectNode } from '@athanor/contract'
import { sqlTypes } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import {
  a,
  alias,
  b,
  call,
  column,
  cte,
  dialects,
  id,
  items,
  literal,
  op,
  param,
  s,
  select,
  setOperation,
  star,
  subquery,
  t,
  table,
  text,
  tId,
  u,
  uId,
} from './nodes.ts'

const keysOf = (node: SelectNode): readonly unknown[] =>
  (dialects.postgres.compiler.compile(node).columns ?? []).map(({ key, group }) =>
    group === undefined ? key : `${group}.${key}`,
  )

describe('compiler: FROM', () => {
  it('derives it from the columns', () => {
    expect(text(select({ id, other: uId }))).toBe('SELECT t.id, u.id AS other FROM t, u')
  })
  it('correlates a subquery by itself', () => {
    const inner = select({ x: literal(1) }, { where: op(tId, '=', id) })
    expect(text(select({ id }, { where: { kind: 'exists', query: inner, not: true } }))).toBe(
      'SELECT t.id FROM t WHERE NOT EXISTS (SELECT 1 AS x FROM u WHERE u.t_id = t.id)',
    )
  })
  it('does not correlate when nothing would be left', () => {
    const inner = select({ id })
    expect(
      text(select({ id }, { where: op(id, '=', { kind: 'scalarQuery', query: inner, type: sqlTypes.integer }) })),
    ).toBe('SELECT t.id FROM t WHERE t.id = (SELECT t.id FROM t)')
  })
  it('does not correlate a subquery in FROM', () => {
    const sub = subquery(select({ id, t_id: tId }, { where: op(tId, '=', id) }), 'q')
    const node = select(
      { id },
      { from: [t], joins: [{ join: 'inner', source: sub, on: op(id, '=', column(sub, 'id')) }] },
    )
    expect(text(node)).toBe(
      'SELECT t.id FROM t JOIN (SELECT t.id, u.t_id FROM t, u WHERE u.t_id = t.id) AS q ON t.id = q.id',
    )
  })
  it('lets a lateral subquery see what stands to its left, and says where that is missing', () => {
    const sub = subquery(select({ n: uId }, { where: op(tId, '=', id) }), 'q', true)
    const node = select({ id, n: column(sub, 'n') }, { from: [t, sub] })
    expect(text(node)).toBe('SELECT t.id, q.n FROM t, LATERAL (SELECT u.id AS n FROM u WHERE u.t_id = t.id) AS q')
    expect(() => text(node, 'sqlite')).toThrow(
      expect.objectContaining({ code: 'COMPILE_UNSUPPORTED', message: expect.stringMatching(/LATERAL.*sqlite/) }),
    )
  })
  it('names the column whose source is missing', () => {
    expect(() => text(select({ id }, { from: [t], where: op(tId, '=', id) }))).toThrow(
      expect.objectContaining({ code: 'COMPILE_NOT_IN_FROM', message: expect.stringContaining('u.t_id') }),
    )
  })
  it('lets ON see all sources of a comma list', () => {
    const v = table('v')
    const node = select({ id }, { from: [t, u], joins: [{ join: 'left', source: v, on: op(column(v, 'x'), '=', id) }] })
    expect(text(node)).toBe('SELECT t.id FROM t CROSS JOIN u LEFT JOIN v ON v.x = t.id')
  })
  it('sets a nested join on the right apart', () => {
    const v = table('v')
    const right = { kind: 'join', join: 'inner', left: u, right: v, on: op(column(v, 'x'), '=', uId) } as const
    const node = select({ id }, { from: [{ kind: 'join', join: 'left', left: t, right, on: op(tId, '=', id) }] })
    expect(text(node)).toBe('SELECT t.id FROM t LEFT JOIN (u JOIN v ON v.x = u.id) ON u.t_id = t.id')
  })
  it('knows aliases and schemas', () => {
    const t2 = alias(t, 't2')
    const far = table('far', 'My Schema')
    expect(text(select({ x: column(t2, 'id'), y: column(far, 'id') }))).toBe(
      'SELECT t2.id AS x, "My Schema".far.id AS y FROM t AS t2, "My Schema".far',
    )
  })
  it('refuses outer joins without a condition, and says an inner one as a cross join', () => {
    expect(text(select({ id }, { from: [t], joins: [{ join: 'inner', source: u }] }))).toBe(
      'SELECT t.id FROM t CROSS JOIN u',
    )
    expect(() => text(select({ id }, { from: [t], joins: [{ join: 'left', source: u }] }))).toThrow(
      expect.objectContaining({ code: 'COMPILE_JOIN_WITHOUT_ON' }),
    )
  })
})

describe('compiler: selection', () => {
  it('labels a column only under another key, and expressions always', () => {
    const order = column(t, 'placed_at', sqlTypes.timestamp, 'placedAt')
    expect(text(select({ id, placedAt: order, n: op(a, '+', b) }))).toBe(
      'SELECT t.id, t.placed_at AS "placedAt", t.a + t.b AS n FROM t',
    )
  })
  it('numbers equal keys and keeps groups apart', () => {
    expect(keysOf(select([...items({ id }), ...items({ id: uId }), ...items({ id: a })]))).toEqual([
      'id',
      'id_1',
      'id_2',
    ])
    const node = select([
      { kind: 'source', key: 'post', source: t, columns: [id, s] },
      { kind: 'source', source: u, columns: [uId] },
    ])
    expect(keysOf(node)).toEqual(['post.id', 'post.s', 'id'])
  })
  it('quotes names only where it must', () => {
    const odd = table('Order')
    expect(text(select({ select: column(odd, 'group'), x: column(odd, 'a"b') }))).toBe(
      'SELECT "Order"."group" AS "select", "Order"."a""b" AS x FROM "Order"',
    )
    expect(text(select({ x: column(odd, 'a`b') }), 'mysql')).toBe('SELECT `Order`.`a``b` AS x FROM `Order`')
  })
  it('orders by a label and groups by its position', () => {
    const n = op(a, '+', param(1))
    const node = select(
      { n, c: call('count', [star]) },
      {
        from: [t],
        groupBy: [n],
        orderBy: [{ expr: { kind: 'label', name: 'n', type: sqlTypes.integer }, direction: 'desc' }],
      },
    )
    expect(text(node)).toBe('SELECT t.a + $1::integer AS n, count(*) AS c FROM t GROUP BY 1 ORDER BY n DESC')
  })
  it('says LIMIT and OFFSET in each way', () => {
    const node = select({ id }, { offset: param(5) })
    expect(text(node)).toBe('SELECT t.id FROM t OFFSET $1')
    expect(text(node, 'mysql')).toBe('SELECT t.id FROM t LIMIT 18446744073709551615 OFFSET ?')
    expect(text(node, 'sqlite')).toBe('SELECT t.id FROM t LIMIT -1 OFFSET ?')
    expect(text({ ...node, limit: param(0) })).toBe('SELECT t.id FROM t LIMIT $1 OFFSET $2')
  })
  it('tells reading plans from others', () => {
    const { compiler } = dialects.postgres
    expect(compiler.compile(select({ id }))).toMatchObject({
      readOnly: true,
      returnsRows: true,
      wideIntegers: false,
      kind: 'select',
    })
    const lock = { strength: 'update', of: [], wait: 'skip locked' } as const
    expect(compiler.compile(select({ id }, { lock }))).toMatchObject({
      readOnly: false,
      text: 'SELECT t.id FROM t FOR UPDATE SKIP LOCKED',
    })
    expect(compiler.compile(select({ big: column(t, 'big', sqlTypes.bigint) })).wideIntegers).toBe(true)
    expect(compiler.compile(select({ id })).id).not.toBe(compiler.compile(select({ id })).id)
  })
})

describe('compiler: CTEs', () => {
  it('puts them on top once each, in order of dependence', () => {
    const first = cte(select({ id }), 'first')
    const second = cte(select({ id: column(first, 'id') }), 'second')
    const node = select({ x: column(second, 'id'), y: column(first, 'id') }, { from: [second, first] })
    expect(text(node)).toBe(
      'WITH first AS (SELECT t.id FROM t), second AS (SELECT first.id FROM first) SELECT second.id AS x, first.id AS y FROM second, first',
    )
  })
  it('refers to a recursive one by name', () => {
    const self = { kind: 'cteReference', name: 'r' } as const
    const query = setOperation('union all', [
      select({ n: literal(1) }),
      select({ n: op(column(self, 'n'), '+', literal(1)) }, { from: [self] }),
    ])
    const node = cte(query, 'r', { recursive: true, columnNames: ['n'] })
    expect(text(select({ n: column(node, 'n') }))).toBe(
      'WITH RECURSIVE r (n) AS (SELECT 1 AS n UNION ALL SELECT r.n + 1 AS n FROM r) SELECT r.n FROM r',
    )
  })
  it('refuses two of one name', () => {
    const one = cte(select({ id }), 'c')
    const other = cte(select({ id: uId }), 'c')
    const node = select({ x: literal(1) }, { from: [one, alias(other, 'o')] })
    expect(() => text(node)).toThrow(expect.objectContaining({ code: 'COMPILE_CTE_NAME' }))
  })
})

describe('compiler: set operations', () => {
  const limited = select({ id }, { limit: param(1) })
  it('sets members with a LIMIT apart', () => {
    const node = setOperation('union', [limited, select({ id: uId })])
    expect(text(node)).toBe('(SELECT t.id FROM t LIMIT $1) UNION SELECT u.id FROM u')
    expect(text(node, 'sqlite')).toBe('SELECT * FROM (SELECT t.id FROM t LIMIT ?) UNION SELECT u.id FROM u')
  })
  it('orders by the names of the first query', () => {
    const first = select({ key: a })
    const node = setOperation('union all', [first, select({ key: b })], { orderBy: [{ expr: a }], limit: param(3) })
    expect(text(node)).toBe('SELECT t.a AS key FROM t UNION ALL SELECT t.b AS key FROM t ORDER BY key LIMIT $1')
  })
  it('counts the columns', () => {
    expect(() => text(setOperation('union', [select({ id }), select({ id, a })]))).toThrow(
      expect.objectContaining({ code: 'COMPILE_COLUMN_COUNT' }),
    )
  })
  it('lists rows in each way', () => {
    const rows = {
      kind: 'values',
      columns: [
        { name: 'n', type: sqlTypes.integer },
        { name: 'w', type: sqlTypes.text },
      ],
      rows: [
        [1, 'a'],
        [2, null],
      ],
    } as const
    const sub = subquery(rows, 'v')
    const node = select({ n: column(sub, 'n') })
    expect(text(node)).toBe('SELECT v.n FROM (VALUES ($1::integer, $2::text), ($3::integer, $4::text)) AS v (n, w)')
    expect(text(node, 'mariadb')).toBe(
      'SELECT v.n FROM (SELECT CAST(? AS SIGNED) AS n, ? AS w UNION ALL SELECT CAST(? AS SIGNED), ?) AS v',
    )
    expect(text(node, 'sqlite')).toBe(
      'SELECT v.n FROM (SELECT column1 AS n, column2 AS w FROM (VALUES (?, ?), (?, ?))) AS v',
    )
  })
})

describe('compiler: what a dialect lacks', () => {
  it.each([
    ['sqlite', select({ id }, { lock: { strength: 'update', of: [] } })],
    ['sqlite', select({ id }, { distinctOn: [a] })],
    ['mysql', select({ id }, { distinctOn: [a] })],
    ['mysql', select({ id }, { from: [t], joins: [{ join: 'full', source: u, on: op(tId, '=', id) }] })],
    ['mysql', select({ id }, { lock: { strength: 'key share', of: [] } })],
    ['mariadb', select({ id }, { lock: { strength: 'update', of: [t] } })],
    ['sqlite', setOperation('except all', [select({ id }), select({ id: uId })])],
    [
      'sqlite',
      select(
        { id },
        {
          where: op(a, '=', {
            kind: 'quantified',
            quantifier: 'any',
            type: sqlTypes.integer,
            query: select({ id: uId }),
          }),
        },
      ),
    ],
  ] as const)('%s refuses it with a reason', (dialect, node) => {
    const { name } = dialects[dialect]
    expect(() => text(node, dialect)).toThrow(
      expect.objectContaining({ code: 'COMPILE_UNSUPPORTED', message: expect.stringContaining(name) }),
    )
  })
})

describe('compiler: raw SQL', () => {
  it('keeps names and binds values', () => {
    const raw = {
      kind: 'raw',
      strings: ['select ', ' + ', ' from ', ' where ', ' = ', ''],
      items: [param(1), param(2), t, s, param('x')],
      type: sqlTypes.unknown,
    } as const
    const plan = dialects.postgres.compiler.compile({ kind: 'rawQuery', raw, options: [] })
    expect(plan.text).toBe('select $1::integer + $2::integer from t where t.s = $3')
    expect(plan).toMatchObject({ wideIntegers: true, readOnly: false, returnsRows: true })
    expect(plan.columns).toBeUndefined()
  })
})
