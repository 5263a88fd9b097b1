import { describe, expect, it } from 'vitest'
import { UsageError } from '@athanor/contract'
import {
  alias,
  and,
  assignments,
  bigint,
  boolean,
  caseWhen,
  func,
  insert,
  integer,
  literal,
  MetaData,
  not,
  numeric,
  or,
  param,
  select,
  sql,
  text,
  timestamp,
  tableSymbol,
  update,
} from '@athanor/sql'

const metadata = new MetaData()
const users = metadata.table('users', {
  id: integer().primaryKey(),
  name: text(),
  email: text().nullable().unique(),
  credit: numeric(12, 2).default('0.00'),
  touched: timestamp()
    .nullable()
    .onUpdate(() => new Date(0)),
})
const { c } = users

describe('statements', () => {
  it('are frozen, and every call returns a new one', () => {
    const first = select(c.id)
    const second = first.where(c.id.eq(1))
    expect(second).not.toBe(first)
    expect(first.node.where).toBeUndefined()
    expect(Object.isFrozen(second.node)).toBe(true)
  })
  it('refuse undefined, which would silently drop a condition or store NULL', () => {
    const nothing: { readonly id?: number } = {}
    expect(() => c.id.eq(nothing.id as number)).toThrow(UsageError)
    expect(() => c.id.in([nothing.id as number])).toThrow(UsageError)
    expect(() => sql`select ${undefined}`).toThrow(UsageError)
  })
  it('refuse impossible limits', () => {
    for (const count of [-1, 1.5, Number.NaN]) expect(() => select(c.id).limit(count)).toThrow(UsageError)
  })
  it('name the unknown column and the known ones', () => {
    const values: Readonly<Record<string, string>> = { nope: 'x' }
    expect(() => insert(users).values(values as never)).toThrow(/users has no column 'nope'; it has id, name/)
  })
})

describe('conditions', () => {
  it('turn null into IS NULL, and NOT into the negated operator', () => {
    expect(c.email.eq(null).node).toMatchObject({ kind: 'unary', op: 'is null' })
    expect(c.email.ne(null).node).toMatchObject({ kind: 'unary', op: 'is not null' })
    expect(not(c.id.in([1])).node).toMatchObject({ kind: 'inValues', not: true })
    expect(not(not(c.id.eq(1))).node).toMatchObject({ kind: 'binary', op: '=' })
  })
  it('flatten AND in AND, not OR in AND', () => {
    const node = and(c.id.eq(1), and(c.id.eq(2), c.id.eq(3)), or(c.id.eq(4), c.id.eq(5))).node
    expect(node.kind === 'logical' && node.items.map((item) => item.kind)).toEqual([
      'binary',
      'binary',
      'binary',
      'logical',
    ])
  })
  it('AND of none is true, OR of none is false', () => {
    expect(and().node).toMatchObject({ kind: 'literal', value: true })
    expect(or().node).toMatchObject({ kind: 'literal', value: false })
  })
  it('give a named parameter the type of the other side', () => {
    expect(c.credit.eq(param('x')).node).toMatchObject({ right: { type: { name: 'numeric', scale: 2 } } })
  })
  it('escape what autoescape is told to', () => {
    expect(c.name.contains('50%_/', { autoescape: true }).node).toMatchObject({
      pattern: { value: '%50/%/_//%' },
      escape: '/',
    })
  })
})

describe('types of expressions', () => {
  it('follow from the operands', () => {
    expect(c.id.add(1).node).toMatchObject({ type: { name: 'integer' } })
    expect(c.id.div(2).node).toMatchObject({ type: { name: 'double' } })
    expect(c.credit.mul(c.credit).node).toMatchObject({ type: { name: 'numeric', scale: 4 } })
    expect(func.sum(c.id).node).toMatchObject({ type: { name: 'bigint', mode: 'number' } })
    expect(func.sum(c.credit).node).toMatchObject({ type: { name: 'numeric', scale: 2 } })
    expect(caseWhen([[c.id.eq(1), literal(5)]], null).node).toMatchObject({ type: { name: 'integer' } })
  })
})

describe('insert', () => {
  it('keeps plain values without a node each, and fills in defaults', () => {
    const { node } = insert(users).values([{ name: 'a' }, { name: 'b', email: 'e' }])
    expect(node.columns.map((column) => column.key)).toEqual(['name', 'email', 'credit'])
    expect(node.source).toEqual({
      kind: 'rows',
      rows: [
        ['a', null, '0.00'],
        ['b', 'e', '0.00'],
      ],
    })
    expect(node.generated?.key).toBe('id')
  })
  it('has nodes as soon as one cell is an expression', () => {
    expect(insert(users).values({ name: c.email.concat('x') }).node.source.kind).toBe('expressions')
  })
  it('of nothing is DEFAULT VALUES, of no rows an error', () => {
    const empty = new MetaData().table('t', { id: integer().primaryKey() })
    expect(insert(empty).values({}).node.source).toEqual({ kind: 'defaults' })
    expect(() => insert(users).values([])).toThrow(UsageError)
  })
})

describe('update', () => {
  it('sets columns in the order of the table and adds onUpdate', () => {
    expect(
      update(users)
        .set({ email: 'e', name: 'n' })
        .node.set.map(({ column }) => column.key),
    ).toEqual(['name', 'email', 'touched'])
    expect(assignments(users[tableSymbol], { name: 'x' })).toHaveLength(1)
  })
})

describe('tables', () => {
  it('know which key the database generates', () => {
    const one = (column: Parameters<MetaData['table']>[1]) => new MetaData().table('t', column).generatedColumn?.key
    expect(one({ id: integer().primaryKey() })).toBe('id')
    expect(one({ id: bigint().primaryKey() })).toBe('id')
    expect(
      one({
        id: bigint()
          .primaryKey()
          .default(() => 1n),
      }),
    ).toBeUndefined()
    expect(one({ id: text().primaryKey() })).toBeUndefined()
    expect(one({ a: integer().primaryKey(), b: integer().primaryKey() })).toBeUndefined()
    expect(
      one({
        id: integer()
          .primaryKey()
          .references(() => c.id),
      }),
    ).toBeUndefined()
  })
  it('are created after the ones they refer to, whatever the order of declaration', () => {
    const meta = new MetaData()
    const child = meta.table('child', { id: integer().primaryKey(), parentId: integer().references(() => parent.c.id) })
    const parent = meta.table('parent', {
      id: integer().primaryKey(),
      selfId: integer()
        .nullable()
        .references(() => parent.c.id),
    })
    expect(meta.sortedTables.map((table) => table.name)).toEqual(['parent', 'child'])
    expect(child.definition.foreignKeys[0]?.referredTable.name).toBe('parent')
  })
  it('that refer to each other get the closing key afterwards, where the database can add it', () => {
    const meta = new MetaData()
    const a = meta.table('a', {
      id: integer().primaryKey(),
      bId: integer()
        .nullable()
        .references(() => b.c.id),
    })
    const b = meta.table('b', {
      id: integer().primaryKey(),
      aId: integer()
        .nullable()
        .references(() => a.c.id),
    })
    const kinds = (alterForeignKeys: boolean): readonly string[] =>
      meta
        .createStatements({
          traits: { alterForeignKeys, indexesInCreateTable: false, comments: 'none', enumTypes: false },
        })
        .map(({ node }) => node.kind)
    expect(kinds(true)).toEqual(['createTable', 'createTable', 'addConstraint'])
    expect(kinds(false)).toEqual(['createTable', 'createTable'])
  })
  it('of one name are refused', () => {
    const meta = new MetaData()
    meta.table('t', { id: integer() })
    expect(() => meta.table('t', { id: integer() })).toThrow(/declared twice/)
  })
  it('under another name keep their columns', () => {
    const other = alias(users, 'other')
    expect(other.c.name.node).toMatchObject({ source: { kind: 'alias', name: 'other' }, name: 'name' })
    expect(boolean().spec.type.name).toBe('boolean')
  })
})

describe('sql', () => {
  it('takes templates apart without making text of values', () => {
    const part = sql`${c.id} > ${5}`
    const { raw } = sql`select ${c.name} from ${users} where ${part}`.node
    expect(raw.strings).toEqual(['select ', ' from ', ' where ', ' > ', ''])
    expect(raw.items.map((item) => item.kind)).toEqual(['column', 'table', 'column', 'param'])
  })
})
