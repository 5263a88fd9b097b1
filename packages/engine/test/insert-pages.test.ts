import { type ColumnNode, type CteNode, DatabaseError, type InsertNode, type Query, sqlTypes } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../src/index.ts'
import { pagesOf } from '../src/insert-pages.ts'
import { type Answer, FakeBackend } from './fake-backend.ts'

const table = { kind: 'table', name: 't' } as const
const column = (name: string): ColumnNode => ({
  kind: 'column',
  source: table,
  name,
  key: name,
  type: sqlTypes.text,
  nullable: false,
  shape: `t.${name}`,
})
/** The fake database takes 100 parameters in one statement: 50 of these rows. */
const insertOf = (count: number): Query & { readonly node: InsertNode } => ({
  node: {
    kind: 'insert',
    table,
    columns: [column('a'), column('b')],
    source: { kind: 'rows', rows: Array.from({ length: count }, (_, i) => [`a${i}`, `b${i}`]) },
    returning: [],
    with: [],
    options: [],
  },
})
const counting: Answer = ({ text, params }) =>
  text === 'insert' ? { affected: params.length / 2, columns: ['a'], rows: [[params[0] ?? null]] } : undefined

describe('engine: an INSERT with more values than one statement takes', () => {
  it('changes what its WITH changes once, with the first page', async () => {
    const backend = new FakeBackend(counting)
    const log: CteNode = { kind: 'cte', name: 'log', recursive: false, query: insertOf(1).node }
    const { node } = insertOf(120)
    const pages = pagesOf({ ...node, with: [log] }, backend.dialect.traits)
    expect(pages?.first.with).toEqual([log])
    expect(pages?.rest.map((page) => page.with)).toEqual([[], []])
  })
  it('runs in pages, in one transaction, and answers as one', async () => {
    const backend = new FakeBackend(counting)
    const result = await createEngine(backend).execute(insertOf(120))
    expect(backend.texts).toEqual(['BEGIN', 'insert', 'insert', 'insert', 'COMMIT'])
    expect(backend.connections[0]?.statements.map((each) => each.params.length)).toEqual([0, 100, 100, 40, 0])
    expect(result.affected).toBe(120)
    expect(result.tuples()).toEqual([['a0'], ['a50'], ['a100']])
  })

  it('stays one statement where that is enough', async () => {
    const backend = new FakeBackend(counting)
    await createEngine(backend).execute(insertOf(50))
    expect(backend.texts).toEqual(['insert'])
  })

  it('compiles pages of one size once', async () => {
    const backend = new FakeBackend(counting)
    await createEngine(backend).execute(insertOf(200))
    expect(backend.compiled).toBe(1)
  })

  it('undoes the pages before when one fails, inside a transaction by a savepoint', async () => {
    const refused = new DatabaseError('no', { code: 'DB' })
    const failing: Answer = ({ params }) => (params[0] === 'a50' ? refused : undefined)
    const backend = new FakeBackend(failing)
    const engine = createEngine(backend)
    await expect(engine.execute(insertOf(120))).rejects.toBe(refused)
    expect(backend.texts).toEqual(['BEGIN', 'insert', 'insert', 'ROLLBACK'])
    backend.log.length = 0
    await engine.transaction(async (tx) => void (await tx.execute(insertOf(120)).catch(() => undefined)))
    expect(backend.texts).toEqual([
      'BEGIN',
      'SAVEPOINT athanor_1',
      'insert',
      'insert',
      'ROLLBACK TO athanor_1',
      'RELEASE athanor_1',
      'COMMIT',
    ])
    await using connection = await engine.connect()
    backend.log.length = 0
    await expect(connection.execute(insertOf(120))).rejects.toBe(refused)
    expect(backend.texts.slice(0, 2)).toEqual(['BEGIN', 'SAVEPOINT athanor_1'])
  })
})
