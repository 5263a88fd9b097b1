import type { ConflictNode, TableDefinition } from '@athanor/contract'
import { sqlTypes } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import {
  a,
  alias,
  column,
  cte,
  deleteFrom,
  dialects,
  id,
  insert,
  items,
  literal,
  op,
  param,
  s,
  select,
  t,
  table,
  text,
  tId,
  u,
  uId,
  update,
  values,
} from './nodes.ts'

describe('compiler: INSERT', () => {
  it('binds plain rows', () => {
    const node = insert(
      t,
      [a, s],
      [
        [1, 'x'],
        [2, null],
      ],
    )
    expect(text(node)).toBe('INSERT INTO t (a, s) VALUES ($1, $2), ($3, $4)')
    expect(text(node, 'mysql')).toBe('INSERT INTO t (a, s) VALUES (?, ?), (?, ?)')
    expect(values(node, 'sqlite')).toEqual([1, 'x', 2, null])
    expect(dialects.postgres.compiler.compile(node)).toMatchObject({ returnsRows: false, readOnly: false, columns: [] })
  })
  it('inserts defaults only', () => {
    const node = insert(t, [], [], { source: { kind: 'defaults' } })
    expect(text(node)).toBe('INSERT INTO t DEFAULT VALUES')
    expect(text(node, 'mysql')).toBe('INSERT INTO t () VALUES ()')
  })
  it('returns bare names where the database knows no others', () => {
    const node = insert(t, [a], [[1]], { returning: items({ id, k: a }) })
    expect(text(node)).toBe('INSERT INTO t (a) VALUES ($1) RETURNING t.id, t.a AS k')
    expect(text(node, 'sqlite')).toBe('INSERT INTO t (a) VALUES (?) RETURNING id, a AS k')
    expect(text(node, 'mariadb')).toBe('INSERT INTO t (a) VALUES (?) RETURNING id, a AS k')
    expect(() => text(node, 'mysql')).toThrow(
      expect.objectContaining({ code: 'COMPILE_UNSUPPORTED', message: expect.stringContaining('RETURNING') }),
    )
  })
  it('puts WITH where the database wants it', () => {
    const c = cte(select({ id: uId }), 'c')
    const node = insert(t, [a], [], { source: { kind: 'query', query: select({ a: column(c, 'id') }) } })
    expect(text(node)).toBe('WITH c AS (SELECT u.id FROM u) INSERT INTO t (a) SELECT c.id AS a FROM c')
    expect(text(node, 'mysql')).toBe('INSERT INTO t (a) WITH c AS (SELECT u.id FROM u) SELECT c.id AS a FROM c')
  })
  it('says an upsert in each way', () => {
    const conflict: ConflictNode = {
      target: [id],
      action: 'update',
      set: [{ column: a, value: op(a, '+', { kind: 'excluded', name: 'a', type: sqlTypes.integer }) }],
      form: 'portable',
    }
    const node = insert(t, [id, a], [[1, 2]], { conflict })
    expect(text(node)).toBe('INSERT INTO t (id, a) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET a = t.a + excluded.a')
    expect(text(node, 'mysql')).toBe('INSERT INTO t (id, a) VALUES (?, ?) ON DUPLICATE KEY UPDATE a = t.a + VALUES(a)')
    const nothing = { ...node, conflict: { ...conflict, action: 'nothing', set: [] } } as const
    expect(text(nothing, 'sqlite')).toBe('INSERT INTO t (id, a) VALUES (?, ?) ON CONFLICT (id) DO NOTHING')
    expect(text(nothing, 'mysql')).toBe('INSERT INTO t (id, a) VALUES (?, ?) ON DUPLICATE KEY UPDATE id = id')
    expect(() => text({ ...node, conflict: { ...conflict, form: 'on conflict' } }, 'mysql')).toThrow(
      /ON CONFLICT cannot be expressed for mysql/,
    )
    expect(() => text({ ...node, conflict: { ...conflict, where: op(a, '=', id) } }, 'mysql')).toThrow(
      /condition in an upsert/,
    )
  })
  it('gives INSERT … SELECT … ON CONFLICT the WHERE that SQLite needs', () => {
    const conflict: ConflictNode = { target: [], action: 'nothing', set: [], form: 'portable' }
    const node = insert(t, [a], [], { source: { kind: 'query', query: select({ a: uId }) }, conflict })
    expect(text(node, 'sqlite')).toBe('INSERT INTO t (a) SELECT u.id AS a FROM u WHERE TRUE ON CONFLICT DO NOTHING')
  })
  it('refuses no rows', () => {
    expect(() => text(insert(t, [a], []))).toThrow(expect.objectContaining({ code: 'COMPILE_EMPTY_INSERT' }))
  })
})

describe('compiler: UPDATE and DELETE', () => {
  const set = [{ column: a, value: op(a, '+', param(1)) }]
  it('sets bare columns', () => {
    expect(text(update(t, set, { where: op(id, '=', param(2)) }))).toBe(
      'UPDATE t SET a = t.a + $1::integer WHERE t.id = $2',
    )
    expect(() => text(update(t, []))).toThrow(expect.objectContaining({ code: 'COMPILE_EMPTY_SET' }))
  })
  it('takes further tables in each way', () => {
    const node = update(t, [{ column: a, value: uId }], { from: [u], where: op(tId, '=', id) })
    expect(text(node)).toBe('UPDATE t SET a = u.id FROM u WHERE u.t_id = t.id')
    expect(text(node, 'mysql')).toBe('UPDATE t, u SET t.a = u.id WHERE u.t_id = t.id')
    const gone = deleteFrom(t, { using: [u], where: op(tId, '=', id) })
    expect(text(gone)).toBe('DELETE FROM t USING u WHERE u.t_id = t.id')
    expect(text(gone, 'mysql')).toBe('DELETE t FROM t, u WHERE u.t_id = t.id')
    expect(() => text(gone, 'sqlite')).toThrow(/DELETE with further tables cannot be expressed for sqlite/)
  })
  it('correlates a subquery with the changed table', () => {
    const query = select({ x: literal(1) }, { where: op(tId, '=', id) })
    expect(text(deleteFrom(t, { where: { kind: 'exists', query, not: false } }))).toBe(
      'DELETE FROM t WHERE EXISTS (SELECT 1 AS x FROM u WHERE u.t_id = t.id)',
    )
  })
  it('limits changes on MySQL only', () => {
    const node = deleteFrom(t, { orderBy: [{ expr: id }], limit: param(5) })
    expect(text(node, 'mysql')).toBe('DELETE FROM t ORDER BY t.id LIMIT ?')
    expect(() => text(node)).toThrow(/LIMIT in DELETE cannot be expressed for postgres/)
  })
  it('names an alias as MySQL wants it', () => {
    const x = alias(t, 'x')
    const node = deleteFrom(x, { where: op(column(x, 'id'), '=', param(1)) })
    expect(text(node)).toBe('DELETE FROM t AS x WHERE x.id = $1')
    expect(text(node, 'mysql')).toBe('DELETE x FROM t AS x WHERE x.id = ?')
  })
  it('reads what a change in WITH returns, on PostgreSQL', () => {
    const gone = cte(deleteFrom(t, { returning: items({ id }) }), 'gone')
    const node = select({ id: column(gone, 'id') })
    expect(text(node)).toBe('WITH gone AS (DELETE FROM t RETURNING t.id) SELECT gone.id FROM gone')
    expect(dialects.postgres.compiler.compile(node).readOnly).toBe(false)
    expect(() => text(node, 'sqlite')).toThrow(expect.objectContaining({ code: 'COMPILE_UNSUPPORTED' }))
  })
})

describe('compiler: DDL', () => {
  const definition: TableDefinition = {
    table: table('orders'),
    columns: [
      { name: 'id', type: sqlTypes.bigint, nullable: false, autoincrement: true },
      { name: 'code', type: sqlTypes.text, nullable: false, autoincrement: false },
      { name: 'note', type: sqlTypes.text, nullable: true, autoincrement: false, serverDefault: literal('') },
      {
        name: 'total',
        type: { name: 'numeric', precision: 12, scale: 2 },
        nullable: false,
        autoincrement: false,
        serverDefault: literal('0', sqlTypes.numeric),
      },
      { name: 'state', type: { name: 'enum', values: ['new', 'old'] }, nullable: false, autoincrement: false },
    ],
    primaryKey: ['id'],
    uniques: [{ name: 'uq_code', columns: ['code'] }],
    checks: [{ condition: op(column(table('orders'), 'total', sqlTypes.numeric), '>=', param(0)) }],
    foreignKeys: [{ columns: ['id'], referredTable: t, referredColumns: ['id'], onDelete: 'cascade' }],
    indexes: [{ name: 'ix_code', on: [{ expr: column(table('orders'), 'code', sqlTypes.text) }], unique: false }],
  }
  const node = { kind: 'createTable', definition, ifNotExists: true } as const
  const rest =
    'CONSTRAINT uq_code UNIQUE (code), CHECK (total >= 0), FOREIGN KEY (id) REFERENCES t (id) ON DELETE CASCADE'

  it('creates a table on PostgreSQL', () => {
    expect(text(node)).toBe(
      'CREATE TABLE IF NOT EXISTS orders (id BIGINT NOT NULL GENERATED BY DEFAULT AS IDENTITY, code TEXT NOT NULL, ' +
        `note TEXT DEFAULT '', total NUMERIC(12, 2) NOT NULL DEFAULT 0, state TEXT NOT NULL CHECK (state IN ('new', 'old')), PRIMARY KEY (id), ${rest})`,
    )
  })
  it('creates a table on MySQL, with its indexes and short text in keys', () => {
    expect(text(node, 'mysql')).toBe(
      'CREATE TABLE IF NOT EXISTS orders (id BIGINT NOT NULL AUTO_INCREMENT, code VARCHAR(255) NOT NULL, ' +
        `note LONGTEXT DEFAULT (''), total DECIMAL(12, 2) NOT NULL DEFAULT 0, state ENUM('new', 'old') NOT NULL, PRIMARY KEY (id), ${rest}, INDEX ix_code (code))`,
    )
  })
  it('creates a table on SQLite, whose generated key must be INTEGER PRIMARY KEY', () => {
    expect(text(node, 'sqlite')).toBe(
      'CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, code TEXT NOT NULL, ' +
        `note TEXT DEFAULT '', total NUMERIC(12, 2) NOT NULL DEFAULT 0, state TEXT NOT NULL CHECK (state IN ('new', 'old')), ${rest})`,
    )
    const two = { ...node, definition: { ...definition, primaryKey: ['id', 'code'] } } as const
    expect(() => text(two, 'sqlite')).toThrow(expect.objectContaining({ code: 'COMPILE_UNSUPPORTED' }))
  })
  it('creates and drops indexes and foreign keys', () => {
    const [index] = definition.indexes
    const [foreignKey] = definition.foreignKeys
    if (!index || !foreignKey) throw new Error('the definition has both')
    const drop = { kind: 'dropConstraint', table: u, constraint: 'foreignKey', name: 'fk', ifExists: false } as const
    expect(text({ kind: 'createIndex', table: t, index, ifNotExists: true })).toBe(
      'CREATE INDEX IF NOT EXISTS ix_code ON t (code)',
    )
    expect(() => text({ kind: 'createIndex', table: t, index, ifNotExists: true }, 'mysql')).toThrow(
      /IF NOT EXISTS cannot be expressed for mysql/,
    )
    expect(text({ kind: 'dropIndex', table: t, name: 'ix', ifExists: false }, 'mysql')).toBe('DROP INDEX ix ON t')
    expect(
      text({ kind: 'addConstraint', table: u, constraint: { kind: 'foreignKey', ...foreignKey, name: 'fk' } }),
    ).toBe('ALTER TABLE u ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES t (id) ON DELETE CASCADE')
    expect(text(drop, 'mysql')).toBe('ALTER TABLE u DROP FOREIGN KEY fk')
    expect(() => text(drop, 'sqlite')).toThrow(/ALTER TABLE/)
  })
  it('refuses arrays where there are none', () => {
    const list = {
      ...node,
      definition: {
        ...definition,
        columns: [{ name: 'x', type: { name: 'array', item: sqlTypes.integer }, nullable: true, autoincrement: false }],
      },
    } as const
    expect(() => text(list, 'mysql')).toThrow(expect.objectContaining({ code: 'COMPILE_UNSUPPORTED' }))
  })
})
