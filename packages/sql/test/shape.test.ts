import { describe, expect, it } from 'vitest'
import {
  type ExprNode,
  NamedValue,
  type ParamNode,
  ProducedDefault,
  type QueryNode,
  shapeOf,
  slotsOf,
  sqlTypes,
} from '@athanor/contract'
import {
  alias,
  array,
  boolean,
  enumeration,
  func,
  inlineLiteral,
  insert,
  integer,
  label,
  MetaData,
  numeric,
  param,
  select,
  sql,
  text,
  timestamp,
  type TypeArgument,
  union,
  values as valuesList,
  varchar,
} from '@athanor/sql'

const metadata = new MetaData()
const users = metadata.table('users', {
  id: integer().primaryKey(),
  name: text(),
  token: text().default(() => 'produced'),
})
const { c } = users

const values = (node: QueryNode): readonly unknown[] => shapeOf(node).values
const key = (node: QueryNode): string => shapeOf(node).key

describe('shapeOf', () => {
  it('gives statements that differ only in values one key, and their values in order', () => {
    const find = (id: number, name: string): QueryNode =>
      select(c.id).where(c.id.eq(id), c.name.eq(name)).limit(id).node
    expect(key(find(1, 'a'))).toBe(key(find(2, 'b')))
    expect(values(find(1, 'a'))).toEqual([1, 'a', 1])
  })
  it('tells apart whatever changes the text', () => {
    const keys = [
      select(c.id),
      select(c.name),
      select({ key: c.id }),
      select(c.id).distinct(),
      select(c.id).where(c.id.eq(1)),
      select(c.id).where(c.id.ne(1)),
      select(c.id).where(c.id.eq(null)),
      select(c.id).where(c.id.in([1])),
      select(c.id).where(c.id.in([1, 2])),
      select(c.id).where(c.id.notIn([1, 2])),
      select(c.id).orderBy(c.id),
      select(c.id).orderBy(c.id.desc()),
      select(c.id).limit(1),
      select(c.id).offset(1),
      select(c.id).forUpdate(),
      select(c.id).from(users),
      select(select(c.id).subquery('a').c.id),
      select(select(c.id).where(c.id.eq(1)).subquery('a').c.id),
      select(select(c.id).cte('a').c.id),
      union(select(c.id), select(c.id)),
      insert(users).values({ name: 'x' }),
      insert(users).values([{ name: 'x' }, { name: 'y' }]),
      insert(users).values({ name: c.name }),
    ].map((query) => key(query.node))
    expect(new Set(keys).size).toBe(keys.length)
  })
  it('marks the places of nulls in an IN list, which are text', () => {
    const list = (items: readonly (number | null)[]): string => key(select(c.id).where(c.id.in(items)).node)
    expect(list([1, null])).not.toBe(list([null, 1]))
    expect(list([1, null])).toBe(list([2, null]))
  })
  it('counts a parameter that is used twice once, and says so in the key', () => {
    const shared: ParamNode = { kind: 'param', type: sqlTypes.integer, value: 5 }
    const other: ParamNode = { kind: 'param', type: sqlTypes.integer, value: 5 }
    const sum = (left: ExprNode, right: ExprNode): QueryNode => ({
      kind: 'rawQuery',
      raw: { kind: 'raw', strings: ['', '', ''], items: [left, right], type: sqlTypes.unknown },
      options: [],
    })
    expect(values(sum(shared, shared))).toEqual([5])
    expect(values(sum(shared, other))).toEqual([5, 5])
    expect(key(sum(shared, shared))).not.toBe(key(sum(shared, other)))
    expect(slotsOf(sum(other, shared)).get(shared)).toBe(1)
  })
  it('leaves named and produced values to the execution', () => {
    const named = shapeOf(select(c.id).where(c.name.eq(param('name'))).node)
    expect(named.dynamic).toBe(true)
    expect(named.values[0]).toBeInstanceOf(NamedValue)
    const produced = shapeOf(insert(users).values({ name: 'x' }).node)
    expect(produced.dynamic).toBe(true)
    expect(produced.values[1]).toBeInstanceOf(ProducedDefault)
  })
  it('puts rows one after another, with the slot of the first', () => {
    const node = insert(users).values([
      { id: 1, name: 'a', token: 's' },
      { id: 2, name: 'b', token: 't' },
    ]).node
    expect(values(node)).toEqual([1, 'a', 's', 2, 'b', 't'])
    expect(slotsOf(node).get(node.source)).toBe(0)
  })
  describe('is not deceived by names', () => {
    const two = select({ a: c.id, b: c.name }).from(alias(users, 'x')).orderBy(label('b')).limit(1)
    const whole = key(two.node)
    /** Everything that stands somewhere in the key, as a name. */
    const pieces = Array.from({ length: whole.length }, (_, start) =>
      Array.from({ length: Math.min(60, whole.length - start) }, (__, more) => whole.slice(start, start + more + 1)),
    ).flat()
    const differs = (make: (name: string) => { readonly node: QueryNode }): void => {
      const keys = new Map<string, string>()
      for (const name of pieces) {
        const found = key(make(name).node)
        if (found === whole || (keys.get(found) ?? name) !== name) throw new Error(`one key for the name ${name}`)
        keys.set(found, name)
      }
    }

    it.each([
      ['a label', (name: string) => select({ [name]: c.id })],
      ['two labels', (name: string) => select({ [name]: c.id, b: c.name })],
      ['an alias', (name: string) => select(c.id).from(alias(users, `_${name}`))],
      ['a subquery', (name: string) => select(select({ [name]: c.id }).subquery(name))],
      ['a CTE', (name: string) => select(select(c.id).cte(name))],
      ['a function', (name: string) => select(func.call(name, integer(), c.id))],
      ['an operator', (name: string) => select(c.id.op(name, c.id))],
      ['a collation', (name: string) => select(c.name.collate(name))],
      ['a parameter', (name: string) => select(param(name))],
      ['a literal', (name: string) => select(inlineLiteral(name))],
      ['an escape', (name: string) => select(c.id).where(c.name.like(c.name, { escape: name }))],
      ['raw SQL', (name: string) => sql`${sql.identifier(name)} ${c.id}`],
      ['names of raw SQL', (name: string) => sql`${sql.identifier(name, 'b')}`],
      ['a column of VALUES', (name: string) => valuesList({ [name]: integer(), _last: text() }, [[1, 'x']])],
    ])('%s', (_, make) => {
      differs(make)
    })

    it('where they are next to each other', () => {
      const names = (a: string, b: string): string => key(sql`${sql.identifier(a, b)}`.node)
      expect(names('a', 'bc')).not.toBe(names('ab', 'c'))
      const labels = (...list: readonly string[]): string =>
        key(select(Object.fromEntries(list.map((name) => [name, c.id]))).node)
      expect(labels('a', 'b')).not.toBe(labels('a|1:b'))
      const inSchema = new MetaData().table('b', { id: integer() }, { schema: 'a' })
      const withDot = new MetaData().table('a.b', { id: integer() })
      expect(key(select(inSchema.c.id).node)).not.toBe(key(select(withDot.c.id).node))
      expect(key(select(inSchema).node)).not.toBe(key(select(withDot).node))
      const correlated = (...aliases: readonly string[]): string =>
        key(
          select(c.id)
            .from(users)
            .correlate(...aliases.map((name) => alias(users, name))).node,
        )
      expect(correlated('a', 'b')).not.toBe(correlated('a,b'))
      const sum = (flag: boolean): string => {
        const base = select(c.id).from(users)
        const other = alias(users, 'o')
        return key((flag ? base.join(other, param('p', boolean())) : base.crossJoin(other).offset(param('p'))).node)
      }
      expect(sum(true)).not.toBe(sum(false))
    })

    it('and tells types apart', () => {
      const types: readonly TypeArgument<unknown>[] = [
        numeric(),
        numeric(10),
        numeric(10, 1),
        varchar(10),
        enumeration('a', ['b']),
        enumeration('a', ['b', 'c']),
        enumeration("a','b", ['c']),
        timestamp(),
        timestamp({ timezone: true }),
        array(text()),
        array(varchar(3)),
      ]
      expect(new Set(types.map((type) => key(select(c.id.cast(type)).node))).size).toBe(types.length)
    })
  })
})
