import type { QueryNode } from '@athanor/contract'
import { bigint, integer, text, uuid } from '@athanor/sql'
import { describe, expect, it } from 'vitest'
import { declarativeBase, inspect, Session } from '../src/index.ts'
import { type Answer, insertsOf, rowsOf, scriptedExecutor } from './scripted-executor.ts'

const Entity = declarativeBase()
class Item extends Entity('items', { id: integer().primaryKey(), name: text() }) {}
class Wide extends Entity('wide', { id: bigint().primaryKey().autoincrement(), name: text() }) {}
class Stamped extends Entity('stamped', { id: uuid().primaryKey(), stamp: text().serverDefault('now') }) {}
class Opaque extends Entity('opaque', { id: uuid().primaryKey().serverDefault('gen'), name: text() }) {}

const keysFrom =
  (first: number, order: (keys: number[]) => number[] = (keys) => keys) =>
  (node: QueryNode): Answer => {
    const keys = rowsOf(node).map((_, i) => first + i)
    return { tuples: order(keys).map((key) => [key]), affected: keys.length, lastInsertId: first }
  }
const named = (names: readonly string[]): Item[] => names.map((name) => new Item({ name }))

describe('generated keys', () => {
  it('go to the rows in the order of the statement, in whatever order they come back', async () => {
    const bind = scriptedExecutor(
      {},
      keysFrom(10, (keys) => keys.toReversed()),
    )
    const session = new Session({ bind })
    const items = named(['a', 'b', 'c'])
    session.addAll(items)
    await session.flush()
    expect(items.map((item) => item.id)).toEqual([10, 11, 12])
    expect(insertsOf(bind).length).toBe(1)
  })

  it('are counted up from the first where the database reports only that', async () => {
    const bind = scriptedExecutor(
      { returning: { insert: false, update: false, delete: false }, lastInsertId: 'first' },
      keysFrom(7),
    )
    const session = new Session({ bind })
    const wide = ['a', 'b'].map((name) => new Wide({ name }))
    session.addAll(wide)
    await session.flush()
    expect(wide.map((each) => each.id)).toEqual([7n, 8n])
    expect(insertsOf(bind).map((node) => node.returning.length)).toEqual([0])
  })

  it('cost a statement for each row where the database reports only the last', async () => {
    let next = 0
    const bind = scriptedExecutor(
      { returning: { insert: false, update: false, delete: false }, lastInsertId: 'last' },
      () => ({ lastInsertId: ++next, affected: 1 }),
    )
    const session = new Session({ bind })
    const items = named(['a', 'b'])
    session.addAll(items)
    await session.flush()
    expect(items.map((item) => item.id)).toEqual([1, 2])
    expect(insertsOf(bind).length).toBe(2)
  })

  it('cost a statement for each row where they do not ascend', async () => {
    let next = 9
    const bind = scriptedExecutor({}, () => ({ tuples: [[`id ${next--}`]] }))
    const session = new Session({ bind })
    const rows = ['a', 'b'].map((name) => new Opaque({ name }))
    session.addAll(rows)
    await session.flush()
    expect(rows.map((row) => row.id)).toEqual(['id 9', 'id 8'])
  })

  it('are refused when several databases made them', async () => {
    const bind = scriptedExecutor({}, (node) => ({ ...keysFrom(1)(node), origins: ['a', 'b'] }))
    const session = new Session({ bind })
    session.addAll(named(['a', 'b']))
    await expect(session.flush()).rejects.toMatchObject({ code: 'SESSION_GENERATED_KEYS' })
  })

  it('are refused when fewer came back than rows were sent', async () => {
    const bind = scriptedExecutor({}, () => ({ tuples: [[1]] }))
    const session = new Session({ bind })
    session.addAll(named(['a', 'b']))
    await expect(session.flush()).rejects.toMatchObject({ code: 'SESSION_GENERATED_KEYS' })
  })
})

describe('inserts', () => {
  it('are split by the parameters that a statement can hold', async () => {
    const bind = scriptedExecutor({ maxParams: 4 }, keysFrom(1))
    const session = new Session({ bind })
    session.addAll(named(['a', 'b', 'c', 'd', 'e']))
    await session.flush()
    expect(insertsOf(bind).map((node) => rowsOf(node).length)).toEqual([4, 1])
  })

  it('are split where rows give different columns', async () => {
    const bind = scriptedExecutor({}, (node) => (rowsOf(node)[0]?.length === 2 ? {} : keysFrom(5)(node)))
    const session = new Session({ bind })
    session.addAll([new Item({ id: 1, name: 'a' }), new Item({ id: 2, name: 'b' }), new Item({ name: 'c' })])
    await session.flush()
    expect(insertsOf(bind).map((node) => rowsOf(node))).toEqual([
      [
        [1, 'a'],
        [2, 'b'],
      ],
      [['c']],
    ])
  })

  it('match what the database filled in by the keys that the program gave', async () => {
    const bind = scriptedExecutor({}, () => ({
      tuples: [
        ['two', 'second'],
        ['one', 'first'],
      ],
    }))
    const session = new Session({ bind })
    const rows = ['one', 'two'].map((id) => new Stamped({ id }))
    session.addAll(rows)
    await session.flush()
    expect(rows.map((row) => row.stamp)).toEqual(['first', 'second'])
  })

  it('leave what the database filled in to a refresh, where it does not return it', async () => {
    const bind = scriptedExecutor(
      { returning: { insert: false, update: false, delete: false }, lastInsertId: 'first' },
      () => ({ affected: 1 }),
    )
    const session = new Session({ bind })
    const row = new Stamped({ id: 'one' })
    session.add(row)
    await session.flush()
    expect(inspect(row).unloaded).toEqual(['stamp'])
    expect(() => row.stamp).toThrow(/session\.refresh/)
  })
})
