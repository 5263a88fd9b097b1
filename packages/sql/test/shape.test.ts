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
import { insert, integer, MetaData, param, select, text, union } from '@athanor/sql'

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
})
