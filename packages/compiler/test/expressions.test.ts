import { sqlTypes } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import {
  a,
  and,
  b,
  call,
  condition,
  credit,
  type DialectName,
  dialects,
  id,
  inValues,
  literal,
  op,
  or,
  param,
  s,
  select,
  t,
  text,
  unary,
  values,
} from './nodes.ts'

const names = Object.keys(dialects) as readonly DialectName[]

describe('compiler: parentheses', () => {
  it.each([
    ['keeps a - (b - id)', op(op(a, '-', op(b, '-', id)), '=', id), 't.a - (t.b - t.id) = t.id'],
    ['keeps (a - b) - id', op(op(op(a, '-', b), '-', id), '=', id), '(t.a - t.b) - t.id = t.id'],
    ['flattens sums', op(op(a, '+', op(b, '+', id)), '=', id), 't.a + t.b + t.id = t.id'],
    [
      'puts OR within AND in parentheses',
      and(op(a, '=', b), or(op(a, '=', id), op(b, '=', id))),
      't.a = t.b AND (t.a = t.id OR t.b = t.id)',
    ],
    [
      'leaves AND within OR bare',
      or(and(op(a, '=', b), op(a, '=', id)), op(b, '=', id)),
      't.a = t.b AND t.a = t.id OR t.b = t.id',
    ],
    [
      'sets NOT apart from its operand',
      unary('not', and(op(a, '=', b), op(b, '=', id))),
      'NOT (t.a = t.b AND t.b = t.id)',
    ],
    ['sets comparisons of comparisons apart', op(op(a, '<', b), '=', op(b, '<', id)), '(t.a < t.b) = (t.b < t.id)'],
    [
      'never merges two minus signs into a comment',
      op({ kind: 'unary', op: '-', operand: literal(-5), type: sqlTypes.integer }, '=', a),
      '-(-5) = t.a',
    ],
    [
      'sets arithmetic within || apart, which SQLite binds more strongly',
      op(op(s, '||', op(a, '+', b)), '=', s),
      '(t.s || (t.a + t.b)) = t.s',
    ],
    [
      'sets bitwise operands apart, which MySQL binds otherwise',
      op(op(a, '&', op(b, '*', id)), '=', a),
      't.a & (t.b * t.id) = t.a',
    ],
    [
      'sets raw SQL apart',
      and({ kind: 'raw', strings: ['x or y'], items: [], type: sqlTypes.boolean }, op(a, '=', b)),
      '(x or y) AND t.a = t.b',
    ],
  ])('%s', (_, node, expected) => {
    expect(condition(node)).toBe(expected)
  })

  it('takes operators without a name, and refuses what is none', () => {
    const node = {
      kind: 'operator',
      op: '@>',
      precedence: 0,
      left: a,
      right: op(b, '+', id),
      type: sqlTypes.boolean,
    } as const
    expect(condition(and(node, op(a, '=', b)))).toBe('(t.a @> (t.b + t.id)) AND t.a = t.b')
    expect(() => condition({ ...node, op: '; drop table t --' })).toThrow(
      expect.objectContaining({ code: 'COMPILE_BAD_OPERATOR' }),
    )
  })
})

describe('compiler: parameters', () => {
  it('numbers them by slot on PostgreSQL and repeats them elsewhere', () => {
    const same = param(5)
    const node = select({ id }, { from: [t], where: or(op(a, '=', same), op(b, '=', same), op(id, '=', param(6))) })
    expect(text(node)).toBe('SELECT t.id FROM t WHERE t.a = $1 OR t.b = $1 OR t.id = $2')
    expect(values(node)).toEqual([5, 6])
    expect(text(node, 'mysql')).toBe('SELECT t.id FROM t WHERE t.a = ? OR t.b = ? OR t.id = ?')
    expect(values(node, 'mysql')).toEqual([5, 5, 6])
  })
  it('states a type on PostgreSQL wherever no column gives it', () => {
    expect(condition(op(a, '>', param(2.5)))).toBe('t.a > $1::double precision')
    expect(condition(op(op(a, '+', param(1)), '=', b))).toBe('t.a + $1::integer = t.b')
    expect(condition(op(call('lower', [param('X')], sqlTypes.text), '=', s))).toBe('lower($1::text) = t.s')
    expect(condition(op(s, '=', param('x', { name: 'varchar', length: 3 })))).toBe('t.s = $1')
    expect(text(select({ n: param(1) }))).toBe('SELECT $1::integer AS n')
    expect(condition(op(credit, '<', call('coalesce', [param('1', credit.type), credit], credit.type)))).toBe(
      't.credit < coalesce($1::numeric, t.credit)',
    )
  })
  it('keeps whole numbers and decimals exact on MySQL, whose driver sends doubles and text', () => {
    expect(condition(op(op(a, '+', param(1)), '=', b), 'mysql')).toBe('t.a + CAST(? AS SIGNED) = t.b')
    expect(condition(op(credit, '=', param('1.10', credit.type)), 'mysql')).toBe(
      't.credit = CAST(? AS DECIMAL(65, 30))',
    )
  })
  it('sends whole numbers as bigint to SQLite where no column makes them whole', () => {
    const node = select({ id, n: op(param(7), '//', param(2)) }, { from: [t], where: op(a, '=', param(3)) })
    expect(text(node, 'sqlite')).toBe('SELECT t.id, (? / ?) AS n FROM t WHERE t.a = ?')
    expect(values(node, 'sqlite')).toEqual([7n, 2n, 3])
  })
  it('takes the type of the column for a parameter that states none', () => {
    const node = select(
      { id },
      { from: [t], where: op(credit, '=', { kind: 'param', type: sqlTypes.unknown, name: 'credit' }) },
    )
    const [plan] = dialects.sqlite.compiler.compile(node).params
    expect(plan?.codec.encode('1.50')).toBe(1.5)
    expect(plan?.label).toBe('t.credit')
  })
  it('matches placeholders and values although CTEs stand first', () => {
    const inner = {
      kind: 'cte',
      name: 'c',
      query: select({ a }, { from: [t], where: op(a, '>', param(1)) }),
      recursive: false,
    } as const
    const node = select(
      { a: { ...a, source: inner } },
      { from: [inner], where: op({ ...a, source: inner }, '<', param(2)) },
    )
    expect(text(node, 'sqlite')).toBe('WITH c AS (SELECT t.a FROM t WHERE t.a > ?) SELECT c.a FROM c WHERE c.a < ?')
    expect(values(node, 'sqlite')).toEqual([1, 2])
  })
})

describe('compiler: IN', () => {
  it.each(names)('says a list of no values as a constant (%s)', (dialect) => {
    expect(condition(inValues(a, []), dialect)).toBe('FALSE')
    expect(condition(inValues(a, [], true), dialect)).toBe('TRUE')
  })
  it('writes nulls out and binds the rest', () => {
    const node = select({ id }, { from: [t], where: inValues(a, [1, null, 3]) })
    expect(text(node)).toBe('SELECT t.id FROM t WHERE t.a IN ($1, NULL, $2)')
    expect(values(node)).toEqual([1, 3])
  })
  it('lists tuples in each way', () => {
    const node = {
      kind: 'inList',
      left: { kind: 'tuple', items: [a, b] },
      items: [{ kind: 'tuple', items: [literal(1), literal(2)] }],
      not: false,
    } as const
    expect(condition(node)).toBe('(t.a, t.b) IN ((1, 2))')
    expect(condition(node, 'sqlite')).toBe('(t.a, t.b) IN (VALUES (1, 2))')
  })
})

describe('compiler: operators by dialect', () => {
  const eq = op(a, '=', b)
  it.each([
    ['/', 't.a / CAST(t.b AS NUMERIC)', 't.a / t.b', 't.a / (t.b + 0.0)'],
    ['//', '(t.a / t.b)', 'FLOOR(t.a / t.b)', '(t.a / t.b)'],
    ['%', 't.a % t.b', 't.a % t.b', '(t.a % t.b)'],
    ['^', 't.a # t.b', 'CAST(t.a ^ t.b AS SIGNED)', '((t.a | t.b) - (t.a & t.b))'],
    ['is distinct from', 't.a IS DISTINCT FROM t.b', 'NOT (t.a <=> t.b)', 't.a IS NOT t.b'],
    ['is not distinct from', 't.a IS NOT DISTINCT FROM t.b', 't.a <=> t.b', 't.a IS t.b'],
  ] as const)('%s', (operator, postgres, mysql, sqlite) => {
    const node = select({ x: op(a, operator, b) }, { from: [t] })
    expect(text(node)).toBe(`SELECT ${postgres} AS x FROM t`)
    expect(text(node, 'mysql')).toBe(`SELECT ${mysql} AS x FROM t`)
    expect(text(node, 'sqlite')).toBe(`SELECT ${sqlite} AS x FROM t`)
  })
  it('concatenates', () => {
    const node = op(op(s, '||', literal("it's\\"), sqlTypes.text), '=', s)
    expect(condition(node)).toBe("(t.s || 'it''s\\') = t.s")
    expect(condition(node, 'mysql')).toBe("CONCAT(t.s, 'it''s\\\\') = t.s")
  })
  it('says LIKE without regard to case', () => {
    const node = { kind: 'like', operand: s, pattern: param('a%'), insensitive: true, not: false, escape: '/' } as const
    expect(condition(node)).toBe("t.s ILIKE $1 ESCAPE '/'")
    expect(condition(node, 'sqlite')).toBe("lower(t.s) LIKE lower(?) ESCAPE '/'")
    expect(() => condition({ ...node, escape: '//' })).toThrow(expect.objectContaining({ code: 'COMPILE_BAD_ESCAPE' }))
  })
  it('reads JSON paths, with keys of any kind', () => {
    const node = { kind: 'jsonPath', operand: s, path: ["o'b", 0], as: 'string', type: sqlTypes.text } as const
    expect(condition(op(node, '=', s))).toBe(`(t.s #>> '{"o''b","0"}') = t.s`)
    expect(condition(op(node, '=', s), 'mysql')).toContain(`JSON_EXTRACT(t.s, '$."o''b"[0]')`)
    expect(() => condition(op({ ...node, path: ['a"b'] }, '=', s), 'sqlite')).toThrow(
      expect.objectContaining({ code: 'COMPILE_JSON_PATH' }),
    )
  })
  it('extracts parts of a moment', () => {
    const node = { kind: 'extract', field: 'dow', operand: s, type: sqlTypes.integer } as const
    expect(condition(op(node, '=', a))).toBe('CAST(EXTRACT(DOW FROM t.s) AS INTEGER) = t.a')
    expect(condition(op(node, '=', a), 'mysql')).toBe('(DAYOFWEEK(t.s) - 1) = t.a')
    expect(condition(op(node, '=', a), 'sqlite')).toBe("CAST(STRFTIME('%w', t.s) AS INTEGER) = t.a")
  })
  it('casts dates with functions on SQLite, whose CAST would cut them', () => {
    const node = op({ kind: 'cast', operand: s, type: sqlTypes.date }, '=', s)
    expect(condition(node)).toBe('CAST(t.s AS DATE) = t.s')
    expect(condition(node, 'sqlite')).toBe('date(t.s) = t.s')
  })
  it('says FILTER with CASE where it is missing', () => {
    const node = select({ n: { ...call('count', [{ kind: 'star' }]), filter: eq } }, { from: [t] })
    expect(text(node)).toBe('SELECT count(*) FILTER (WHERE t.a = t.b) AS n FROM t')
    expect(text(node, 'mysql')).toBe('SELECT count(CASE WHEN t.a = t.b THEN 1 END) AS n FROM t')
  })
  it('orders NULLs where the database has no words for it', () => {
    const orderBy = [
      { expr: a, direction: 'asc', nulls: 'last' },
      { expr: b, direction: 'desc', nulls: 'last' },
    ] as const
    const node = select({ id }, { from: [t], orderBy })
    expect(text(node)).toBe('SELECT t.id FROM t ORDER BY t.a ASC NULLS LAST, t.b DESC NULLS LAST')
    expect(text(node, 'mysql')).toBe('SELECT t.id FROM t ORDER BY t.a IS NULL, t.a ASC, t.b DESC')
  })
  it('refuses names of functions that are none', () => {
    expect(() => text(select({ x: call('lower(x); --', []) }))).toThrow(
      expect.objectContaining({ code: 'COMPILE_BAD_NAME' }),
    )
  })
})
