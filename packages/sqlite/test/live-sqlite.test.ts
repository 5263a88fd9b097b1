import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CheckViolationError,
  CodecError,
  ConnectionError,
  type DriverConnection,
  type DriverValue,
  ForeignKeyViolationError,
  LockTimeoutError,
  NoSuchColumnError,
  NoSuchTableError,
  NotNullViolationError,
  SerializationError,
  StatementError,
  SqlSyntaxError,
  UniqueViolationError,
} from '@athanor/contract'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileConfig, type SqliteOptions } from '../src/config.ts'
import { sqliteDriver } from '../src/driver.ts'

const folder = mkdtempSync(join(tmpdir(), 'athanor-wire-'))
const path = join(folder, 'wire.db')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const connect = (target = path, options: SqliteOptions = {}): Promise<DriverConnection> =>
  sqliteDriver(fileConfig(target, options)).connect()
const rows = async (
  connection: DriverConnection,
  text: string,
  params: readonly DriverValue[] = [],
): Promise<readonly (readonly DriverValue[])[]> => (await connection.run({ text, params })).rows
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )
const open = (target: string, options: SqliteOptions = {}): Promise<unknown> => failure(connect(target, options))
const settingsOf = async (c: DriverConnection): Promise<readonly unknown[]> =>
  Promise.all(
    ['foreign_keys', 'journal_mode', 'synchronous', 'busy_timeout'].map(
      async (name) => (await rows(c, `PRAGMA ${name}`))[0]?.[0],
    ),
  )
const waitMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('sqlite, live', () => {
  let connection: DriverConnection
  let other: DriverConnection
  const q = (text: string, params: readonly DriverValue[] = []) => rows(connection, text, params)

  beforeEach(async () => {
    connection = await connect()
    other = await connect()
    await q(
      'CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, age INT CONSTRAINT adult CHECK (age > 0))',
    )
    await q('CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INT REFERENCES customers)')
    await q("INSERT INTO customers VALUES (1, 'Ada', 'ada@example.org', 36), (2, 'Bob', NULL, 40)")
  })
  afterEach(async () => {
    await connection.reset()
    await other.reset()
    await q('DROP TABLE IF EXISTS orders')
    await q('DROP TABLE IF EXISTS customers')
    await connection.close()
    await other.close()
  })

  it('turns on foreign keys and WAL when it connects', async () => {
    expect(await settingsOf(connection)).toEqual([1, 'wal', 1, 0])
    const plain = await connect(join(folder, 'plain.db'), { journalMode: 'delete', foreignKeys: false })
    expect(await settingsOf(plain)).toEqual([0, 'delete', 2, 0])
    await plain.close()
  })

  it('reports the status of the transaction', async () => {
    expect(connection.status).toBe('idle')
    await q('BEGIN')
    expect(connection.status).toBe('transaction')
    await failure(q('SELECT * FROM nowhere'))
    expect(connection.status).toBe('transaction')
    await connection.reset()
    expect(connection.status).toBe('idle')
    await connection.close()
    expect(connection.status).toBe('closed')
    expect(await failure(connection.run({ text: 'SELECT 1', params: [] }))).toBeInstanceOf(ConnectionError)
    await connection.close()
    connection = await connect()
  })

  it('carries values exactly in both directions', async () => {
    const params = [2n ** 53n + 1n, 'äß€😀\n"\\\'', new Uint8Array([0, 1, 255]), null, true, false, 1.5, '']
    const wide = await connection.run({ text: 'SELECT ?, ?, ?, ?, ?, ?, ?, ?', params, wideIntegers: true })
    expect(wide.rows).toEqual(
      [[2n ** 53n + 1n, 'äß€😀\n"\\\'', Buffer.from([0, 1, 255]), null, 1, 0, 1.5, '']].map((row) => row.map((v) => v)),
    )
    const narrow = await connection.run({ text: 'SELECT id, typeof(id) FROM customers WHERE id = ?', params: [1] })
    expect(narrow.rows).toEqual([[1, 'integer']])
    const widened = await connection.run({
      text: 'SELECT id, typeof(id) FROM customers WHERE id = ?',
      params: [1],
      wideIntegers: true,
    })
    expect(widened.rows).toEqual([[1n, 'integer']])
    expect(await failure(q('SELECT ?', [[1, 2]]))).toBeInstanceOf(CodecError)
    expect(await failure(q('SELECT ?', [1, 2]))).toBeInstanceOf(StatementError)
  })

  it('names the columns, counts matched rows and reports the generated key', async () => {
    expect(await connection.run({ text: 'SELECT 1 AS a, 2 AS "B c"', params: [] })).toEqual({
      columns: ['a', 'B c'],
      rows: [[1, 2]],
      affected: 0,
    })
    expect(await connection.run({ text: 'UPDATE customers SET name = name', params: [] })).toEqual({
      columns: [],
      rows: [],
      affected: 2,
    })
    expect(await connection.run({ text: 'CREATE INDEX i ON customers (age)', params: [] })).toEqual({
      columns: [],
      rows: [],
      affected: 0,
    })
    const insert = { text: "INSERT INTO customers (name) VALUES ('a'), ('b')", params: [] }
    expect(await connection.run(insert)).toEqual({ columns: [], rows: [], affected: 2, lastInsertId: 4 })
    const returning = { text: 'UPDATE customers SET age = 1 RETURNING id', params: [] }
    expect(await connection.run(returning)).toMatchObject({ columns: ['id'], affected: 4 })
    expect(
      await connection.run({ text: 'DELETE FROM customers WHERE id > 99 RETURNING id', params: [] }),
    ).toMatchObject({ rows: [], affected: 0 })
    const ignored = { text: "INSERT INTO customers (id, name) VALUES (1, 'x') ON CONFLICT DO NOTHING", params: [] }
    expect(await connection.run(ignored)).toEqual({ columns: [], rows: [], affected: 0 })
    const huge = await connection.run({
      text: 'INSERT INTO customers (id, name) VALUES (?, ?)',
      params: [2n ** 60n, 'x'],
    })
    expect(huge.lastInsertId).toBe(2n ** 60n)
  })

  it('sees the columns of SELECT * change with the schema', async () => {
    const all = { text: 'SELECT * FROM orders', params: [], planId: 1 }
    expect((await connection.run(all)).columns).toEqual(['id', 'customer_id'])
    await rows(other, 'ALTER TABLE orders RENAME COLUMN customer_id TO buyer')
    expect((await connection.run(all)).columns).toEqual(['id', 'buyer'])
  })

  it('maps errors to classes and facts, without values in the message', async () => {
    const cases: readonly (readonly [string, unknown, object])[] = [
      [
        "INSERT INTO customers (name, email) VALUES ('Eve', 'ada@example.org')",
        UniqueViolationError,
        { code: 'DB_UNIQUE', table: 'customers', column: 'email' },
      ],
      [
        "INSERT INTO customers (id, name) VALUES (1, 'Eve')",
        UniqueViolationError,
        { table: 'customers', column: 'id' },
      ],
      ['INSERT INTO orders VALUES (1, 99)', ForeignKeyViolationError, {}],
      ['INSERT INTO customers (name) VALUES (NULL)', NotNullViolationError, { table: 'customers', column: 'name' }],
      ["INSERT INTO customers (name, age) VALUES ('X', -1)", CheckViolationError, { constraint: 'adult' }],
      ['SELEC 1', SqlSyntaxError, {}],
      ['SELECT * FROM nowhere', NoSuchTableError, { table: 'nowhere' }],
      ['SELECT nowhere FROM customers', NoSuchColumnError, { column: 'nowhere' }],
      ['SELECT 1; SELECT 2', StatementError, { code: 'DB_STATEMENT' }],
      ['  ', StatementError, { code: 'DB_STATEMENT' }],
    ]
    for (const [text, type, facts] of cases) {
      const error = await failure(q(text))
      expect(error, text).toBeInstanceOf(type)
      expect(error, text).toMatchObject(facts)
      expect(String(error)).not.toContain('ada@')
    }
  })

  it('waits for a lock without blocking the thread, so its holder can finish', async () => {
    await rows(other, 'BEGIN IMMEDIATE')
    const waiting = connection.run({ text: 'UPDATE customers SET age = 1', params: [] })
    await waitMs(30)
    await rows(other, 'COMMIT')
    expect((await waiting).affected).toBe(2)
  })

  it('gives up a lock after busyTimeoutMs, or when the signal is aborted', async () => {
    const hasty = await connect(path, { busyTimeoutMs: 60 })
    await rows(other, 'BEGIN IMMEDIATE')
    const start = performance.now()
    const error = await failure(rows(hasty, 'UPDATE customers SET age = 1'))
    expect(error).toBeInstanceOf(LockTimeoutError)
    expect(error).toMatchObject({ code: 'DB_LOCK_TIMEOUT', nativeCode: 'SQLITE_BUSY' })
    expect(performance.now() - start).toBeGreaterThan(30)
    const reason = new Error('enough')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 20)
    const update = { text: 'UPDATE customers SET age = 1', params: [] }
    expect(await failure(connection.run(update, { signal: controller.signal }))).toBe(reason)
    await rows(other, 'ROLLBACK')
    expect((await connection.run(update)).affected).toBe(2)
    await hasty.close()
  })

  it('reports a stale snapshot as a conflict at once instead of waiting', async () => {
    await q('BEGIN')
    await q('SELECT * FROM customers')
    await rows(other, 'UPDATE customers SET age = 2')
    const start = performance.now()
    const conflict = await failure(q('UPDATE customers SET age = 3'))
    expect(conflict).toBeInstanceOf(SerializationError)
    expect(conflict).toMatchObject({ retry: 'transaction', connection: 'keep' })
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  it('streams in parts, refuses other statements meanwhile, and frees the wire when the iteration ends early', async () => {
    const numbers = 'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT ?'
    const sizes: number[] = []
    for await (const part of connection.stream({ text: numbers, params: [25] }, { batchSize: 10 })) {
      sizes.push(part.rows.length)
      expect(part.columns).toEqual(['i'])
    }
    expect(sizes).toEqual([10, 10, 5])
    for await (const part of connection.stream(
      { text: numbers, params: [1e12], wideIntegers: true },
      { batchSize: 10 },
    )) {
      expect(part.rows[0]).toEqual([1n])
      expect(await failure(q('SELECT 1'))).toMatchObject({ code: 'CONNECTION_BUSY' })
      break
    }
    expect(await q('SELECT 1')).toEqual([[1]])
    const controller = new AbortController()
    const read = async (text: string, params: readonly DriverValue[]): Promise<void> => {
      for await (const part of connection.stream({ text, params }, { batchSize: 1, signal: controller.signal })) {
        expect(part.rows).toHaveLength(1)
        controller.abort(new Error('stop'))
      }
    }
    expect(await failure(read(numbers, [5]))).toMatchObject({ message: 'stop' })
    expect(await failure(read('SELECT * FROM nowhere', []))).toMatchObject({ message: 'stop' })
    const fails = connection.stream({ text: 'SELECT * FROM nowhere', params: [] })[Symbol.asyncIterator]()
    expect(await failure(fails.next())).toBeInstanceOf(NoSuchTableError)
    expect(await q('SELECT 1')).toEqual([[1]])
  })

  it('runs a change with RETURNING as a whole when it is streamed', async () => {
    const parts: unknown[] = []
    for await (const part of connection.stream(
      { text: 'UPDATE customers SET age = 5 RETURNING id', params: [] },
      { batchSize: 1 },
    )) {
      parts.push(part)
      break
    }
    expect(parts).toEqual([{ columns: ['id'], rows: [[1], [2]], affected: 2 }])
    expect(await q('SELECT count(*) FROM customers WHERE age = 5')).toEqual([[2]])
  })

  it('keeps working when more texts are used than it caches', async () => {
    const small = await connect(':memory:', { preparedStatements: 2 })
    for (let i = 0; i < 6; i++) expect(await rows(small, `SELECT ${i % 4}`)).toEqual([[i % 4]])
    await small.close()
  })

  it('says why a file cannot be opened', async () => {
    const missing = await open(join(folder, 'no', 'such.db'))
    expect(missing).toBeInstanceOf(ConnectionError)
    expect(missing).toMatchObject({ code: 'CONNECTION_OPEN', connection: 'discard' })
    expect(String(missing)).toContain('does not exist')
    expect(String(await open(join(folder, 'absent.db'), { create: false }))).toContain('missing')
    expect(String(await open(join(folder, 'absent.db'), { readOnly: true }))).toContain('missing')
    mkdirSync(join(folder, 'directory'))
    expect(await open(join(folder, 'directory'))).toMatchObject({ code: 'CONNECTION_OPEN' })
    writeFileSync(
      join(folder, 'text.db'),
      'certainly not a database, but long enough to have a header of its own, which SQLite reads first of all'.repeat(
        9,
      ),
    )
    expect(String(await open(join(folder, 'text.db')))).toContain('not an SQLite database')
    if (process.getuid?.() !== 0) {
      writeFileSync(join(folder, 'locked.db'), '')
      chmodSync(join(folder, 'locked.db'), 0)
      expect(await open(join(folder, 'locked.db'))).toMatchObject({ code: 'CONNECTION_OPEN' })
    }
  })

  it('opens a file for reading only', async () => {
    const reader = await connect(path, { readOnly: true })
    expect(await rows(reader, 'SELECT count(*) FROM customers')).toEqual([[2]])
    expect(await failure(rows(reader, 'DELETE FROM customers'))).toMatchObject({ code: 'DB_READ_ONLY' })
    await reader.close()
  })

  it('gives each connection to memory a database of its own', async () => {
    const [first, second] = await Promise.all([connect(':memory:'), connect(':memory:')])
    await rows(first, 'CREATE TABLE t (a)')
    expect(await failure(rows(second, 'SELECT * FROM t'))).toBeInstanceOf(NoSuchTableError)
    await first.close()
    await second.close()
  })
})
