import { UnsupportedByDialectError, UsageError } from '@athanor/contract'
import { dateAdd, dateDiff, dateTrunc, func, integer } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { c, textOf } from './text-of.ts'

describe('functions: by their names on each database', () => {
  it.each([
    ['trim', func.trim(c.s), ['btrim(s)', 'TRIM(BOTH FROM s)', 'trim(s)']],
    ['position', func.position('x', c.s), ['strpos(s, $1::text)', 'LOCATE(?, s)', 'instr(s, ?)']],
    ['left', func.left(c.s, 2), ['left(s, $1::integer)', 'left(s, CAST(? AS SIGNED))', 'substr(s, 1, ?)']],
    ['chr', func.chr(c.a), ['chr(a)', 'CONVERT(CHAR(a USING utf32) USING utf8mb4)', 'char(a)']],
    ['sqrt', func.sqrt(c.a), ['sqrt(CAST(a AS DOUBLE PRECISION))', 'sqrt(a)', 'sqrt(a)']],
    ['ceil of a whole number', func.ceil(c.a), ['a', 'ceil(a)', 'ceil(a)']],
    ['trunc', func.trunc(c.n), ['trunc(n)', 'TRUNCATE(n, 0)', 'trunc(n)']],
    [
      'greatest, which is NULL if a value is',
      func.greatest(c.a, c.b),
      ['CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE greatest(a, b) END', 'greatest(a, b)', 'max(a, b)'],
    ],
    [
      'concat, for which NULL is the empty text',
      func.concat(c.s, c.a),
      [
        'concat(s, a)',
        "CONCAT(COALESCE(s, ''), COALESCE(CAST(a AS CHAR), ''))",
        "(COALESCE(s, '') || COALESCE(a, ''))",
      ],
    ],
    [
      'stringAgg, distinct and ordered',
      func.stringAgg(c.s.distinct(), ',').orderBy(c.s.desc()),
      [
        "string_agg(DISTINCT s, ',' ORDER BY s DESC)",
        "GROUP_CONCAT(DISTINCT s ORDER BY s DESC SEPARATOR ',')",
        'group_concat(DISTINCT s ORDER BY s DESC)',
      ],
    ],
    ['boolAnd', func.boolAnd(c.f), ['bool_and(f)', 'min(f)', 'min(f)']],
    [
      'FILTER, or CASE',
      func.stringAgg(c.s, '-').filter(c.f),
      [
        "string_agg(s, '-') FILTER (WHERE f)",
        "GROUP_CONCAT(CASE WHEN f THEN s END SEPARATOR '-')",
        "group_concat(s, '-') FILTER (WHERE f)",
      ],
    ],
    [
      'jsonArrayAgg of a window',
      func.jsonArrayAgg(c.a).over({ partitionBy: [c.b] }),
      ['json_agg(a) OVER (PARTITION BY b)', undefined, "nullif(json_group_array(a) OVER (PARTITION BY b), '[]')"],
    ],
    [
      'jsonObject: booleans stay what they are',
      func.jsonObject({ f: c.f }),
      [
        "json_build_object('f', f)",
        "JSON_OBJECT('f', JSON_EXTRACT(CASE WHEN f THEN 'true' WHEN NOT (f) THEN 'false' ELSE 'null' END, '$'))",
        "json_object('f', json(CASE WHEN f THEN 'true' WHEN NOT (f) THEN 'false' ELSE 'null' END))",
      ],
    ],
    [
      'dateTrunc',
      dateTrunc('month', c.d),
      [
        "date_trunc('month', d)",
        "CAST(DATE_FORMAT(d, '%Y-%m-01') AS DATETIME(3))",
        "(STRFTIME('%Y-%m-01 00:00:00.000', d))",
      ],
    ],
    [
      'dateAdd',
      dateAdd(c.d, 2, 'week'),
      [
        "(d + $1::integer * INTERVAL '7 days')",
        'DATE_ADD(d, INTERVAL CAST(? AS SIGNED) WEEK)',
        "STRFTIME('%Y-%m-%d %H:%M:%f', d, (? * 604800) || ' seconds')",
      ],
    ],
    [
      'dateDiff',
      dateDiff('day', c.d, c.d),
      [
        'CAST(TRUNC(EXTRACT(EPOCH FROM (d - d)) / 86400) AS BIGINT)',
        'TIMESTAMPDIFF(DAY, d, d)',
        expect.stringContaining('/ 86400000)'),
      ],
    ],
    [
      'regexpMatch',
      c.s.regexpMatch('a', { flags: 'i' }),
      ['(s ~* $1::text)', "(s REGEXP CONCAT('(?i)', ?))", "athanor_regexp(s, ?, 'i')"],
    ],
    [
      'an unknown one, with a schema',
      func.call('app.score', integer(), c.a),
      ['app.score(a)', 'app.score(a)', 'app.score(a)'],
    ],
    [
      'an aggregate with DISTINCT by name',
      func.call('sum', integer(), c.a.distinct()),
      ['sum(DISTINCT a)', 'sum(DISTINCT a)', 'sum(DISTINCT a)'],
    ],
    [
      'WITHIN GROUP',
      func.percentileCont(0.5).withinGroup(c.x),
      ['percentile_cont(0.5) WITHIN GROUP (ORDER BY x)', undefined, undefined],
    ],
    ['stddevPop', func.stddevPop(c.a), ['stddev_pop(CAST(a AS DOUBLE PRECISION))', 'stddev_pop(a)', undefined]],
    ['reverse', func.reverse(c.s), ['reverse(s)', 'reverse(s)', undefined]],
    ['initcap', func.initcap(c.s), ['initcap(s)', undefined, undefined]],
    [
      'jsonContains',
      func.jsonContains(c.j, { a: 1 }),
      [expect.stringContaining('@>'), expect.stringContaining('JSON_CONTAINS('), undefined],
    ],
    ['arrayAgg', func.arrayAgg(c.a), ['array_agg(a)', undefined, undefined]],
    ['trim of several characters', func.trim(c.s, 'xy'), ["btrim(s, 'xy')", undefined, "trim(s, 'xy')"]],
  ] as const)('%s', (_, expression, expected) => {
    for (const [i, name] of (['postgres', 'mysql', 'sqlite'] as const).entries()) {
      const wanted: unknown = expected[i]
      if (wanted === undefined) expect(() => textOf(expression, name)).toThrow(UnsupportedByDialectError)
      else expect(textOf(expression, name)).toEqual(wanted)
    }
  })
  it('an argument that no database takes is refused when the call is built', () => {
    expect(() => func.left(c.s, -1)).toThrow(UsageError)
    expect(() => func.lpad(c.s, 3, '')).toThrow(UsageError)
    expect(() => func.split(c.s, '', 1)).toThrow(UsageError)
    expect(() => func.ntile(0)).toThrow(UsageError)
    expect(() => func.greatest(c.a)).toThrow(UsageError)
  })
  it('arithmetic of moments is refused where moments are texts or numbers', () => {
    expect(textOf(c.d.sub(c.d))).toBe('d - d')
    expect(() => textOf(c.d.sub(c.d), 'mysql')).toThrow(UnsupportedByDialectError)
    expect(() => textOf(c.d.sub(c.d), 'sqlite')).toThrow(UnsupportedByDialectError)
  })
})
