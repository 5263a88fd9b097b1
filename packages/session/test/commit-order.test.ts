import { NotSupportedError } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { commitOrder, rowOrder } from '../src/unit-of-work/commit-order.ts'

const graph =
  (edges: Readonly<Record<string, readonly string[]>>) =>
  (node: string): readonly string[] =>
    edges[node] ?? []

describe('commit order of tables', () => {
  it('puts referred tables first and keeps the order of others', () => {
    const order = commitOrder(['posts', 'users', 'tags'], graph({ posts: ['users'] }))
    expect(order).toEqual([['users'], ['posts'], ['tags']])
  })
  it('ignores references to tables that have nothing to write', () => {
    expect(commitOrder(['posts'], graph({ posts: ['users'] }))).toEqual([['posts']])
  })
  it('groups tables that refer to each other', () => {
    const order = commitOrder(['log', 'a', 'b', 'c'], graph({ a: ['b'], b: ['c'], c: ['a'], log: ['a'] }))
    expect(order.map((group) => group.toSorted())).toEqual([['a', 'b', 'c'], ['log']])
  })
  it('takes a table that refers to itself for one group', () => {
    expect(commitOrder(['nodes'], graph({ nodes: ['nodes'] }))).toEqual([['nodes']])
  })
  it('orders a chain of a thousand tables', () => {
    const names = Array.from({ length: 1000 }, (_, i) => String(i))
    const order = commitOrder(names, (name) => [String(Number(name) + 1)])
    expect(order.flat()).toEqual(names.toReversed())
  })
})

describe('commit order of rows', () => {
  it('puts parents first and keeps the order of others', () => {
    expect(rowOrder(['leaf', 'x', 'root'], graph({ leaf: ['root'] }), String)).toEqual(['root', 'leaf', 'x'])
  })
  it('refuses rows that refer to each other in a circle', () => {
    expect(() => rowOrder(['a', 'b'], graph({ a: ['b'], b: ['a'] }), String)).toThrow(NotSupportedError)
  })
})
