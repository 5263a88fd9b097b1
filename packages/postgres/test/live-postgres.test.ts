import {
  AuthenticationError,
  CheckViolationError,
  ConnectionError,
  DataError,
  type DatabaseError,
  DeadlockError,
  type DriverConnection,
  type DriverValue,
  ForeignKeyViolationError,
  LockTimeoutError,
  NoSuchColumnError,
  NoSuchTableError,
  NotNullViolationError,
  SerializationError,
  StatementTimeoutError,
  SqlSyntaxError,
  UniqueViolationError,
  UsageError,
} from '@athanor/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresOptions, wireConfig } from '../src/config.ts'
import { postgresDriver } from '../src/driver.ts'

const url = process.env['ATHANOR_POSTGRES_URL'] ?? ''
const title = url === '' ? 'postgres, live (skipped: ATHANOR_POSTGRES_URL is not set)' : 'postgres, live'

const connect = (options: PostgresOptions = {}): Promise<DriverConnection> =>
  postgresDriver(wireConfig(url, options)).connect()
const rows = async (
  connection: DriverConnection,
  text: string,
  params: readonly DriverValue[] = [],
  planId?: number,
): Promise<readonly (readonly DriverValue[])[]> =>
  (await connection.run({ text, params, ...(planId === undefined ? {} : { planId }) })).rows
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe.skipIf(url === '')(title, () => {
  let connection: DriverConnection
  let other: DriverConnection
  const q = (text: string, params: readonly DriverValue[] = []) => rows(connection, text, params)

  beforeAll(async () => {
    connection = await connect()
    other = await connect()
    await q('DROP TABLE IF EXISTS wire_orders, wire_customers')
    await q(`CREATE TABLE wire_customers (id int PRIMARY KEY, name text NOT NULL, email text UNIQUE,
      age int CHECK (age > 0))`)
    await q('CREATE TABLE wire_orders (id int PRIMARY KEY, customer_id int REFERENCES wire_customers)')
    await q("INSERT INTO wire_customers VALUES (1, 'Ada', 'ada@example.org', 36), (2, 'Bob', NULL, 40)")
  })
  afterAll(async () => {
    await connection.reset()
    await q('DROP TABLE IF EXISTS wire_orders, wire_customers')
    await connection.close()
    await other.close()
  })

  it('sets time zone, encoding and application name when it connects', async () => {
    const settings = await q(
      "SELECT current_setting('TimeZone'), current_setting('client_encoding'), current_setting('application_name')",
    )
    expect(settings).toEqual([['UTC', 'UTF8', 'athanor']])
    const named = await connect({ applicationName: 'shop 1', settings: { search_path: 'pg_catalog, public' } })
    expect(await rows(named, "SELECT current_setting('application_name'), current_setting('search_path')")).toEqual([
      ['shop 1', 'pg_catalog, public'],
    ])
    await named.close()
  })

  it('reports the status of the transaction from the wire', async () => {
    expect(connection.status).toBe('idle')
    await q('BEGIN')
    expect(connection.status).toBe('transaction')
    await expect(q('SELECT 1/0')).rejects.toBeInstanceOf(DataError)
    expect(connection.status).toBe('failed')
    await connection.reset()
    expect(connection.status).toBe('idle')
    await connection.reset()
  })

  it('carries values exactly in both directions', async () => {
    const params = [
      2n ** 53n + 1n,
      '12345678901234567890.123456789',
      new Uint8Array([0, 1, 255]),
      'äß€😀\n"\\',
      null,
      true,
      1.5,
      '',
    ]
    const text = 'SELECT $1::bigint, $2::numeric, $3::bytea, $4::text, $5::int, $6::bool, $7::float8, $8::text'
    for (const planId of [undefined, 900, 900]) {
      expect(await rows(connection, text, params, planId)).toEqual([
        [2n ** 53n + 1n, '12345678901234567890.123456789', Buffer.from([0, 1, 255]), 'äß€😀\n"\\', null, true, 1.5, ''],
      ])
    }
    const lists = [
      [1, null, 2n ** 60n],
      [
        ['a"b', 'c\\d'],
        ['', 'NULL'],
      ],
      [new Uint8Array([9])],
      [],
    ]
    expect(await q('SELECT $1::bigint[], $2::text[][], $3::bytea[], $4::int[]', lists)).toEqual([
      ['{1,NULL,1152921504606846976}', '{{"a\\"b","c\\\\d"},{"","NULL"}}', '{"\\\\x09"}', '{}'],
    ])
  })

  it('reads numbers and booleans of raw SQL as such, and leaves to the codecs what JavaScript would round', async () => {
    const text =
      "SELECT 1::int2, 2::int4, 3::int8, 1.10::numeric, 'NaN'::float8, false, '2026-01-02'::date, NULL::int, '[1]'::json"
    expect(await q(text)).toEqual([[1, 2, 3, '1.10', Number.NaN, false, '2026-01-02', null, '[1]']])
  })

  it('names the columns and counts the rows that a change matched', async () => {
    const select = await connection.run({ text: 'SELECT 1 AS a, 2 AS "B c"', params: [] })
    expect(select).toEqual({ columns: ['a', 'B c'], rows: [[1, 2]], affected: 0 })
    const update = { text: 'UPDATE wire_customers SET name = name WHERE id <= $1', params: [2], planId: 901 }
    expect(await connection.run(update)).toEqual({ columns: [], rows: [], affected: 2 })
    expect((await connection.run(update)).affected).toBe(2)
    const returning = { text: 'UPDATE wire_customers SET age = age WHERE id = $1 RETURNING id', params: [1] }
    expect(await connection.run(returning)).toEqual({ columns: ['id'], rows: [[1]], affected: 1 })
  })

  it('maps the errors of the server to classes and facts, without values in the message', async () => {
    const clash = await failure(q('INSERT INTO wire_customers VALUES (3, $1, $2)', ['Eve', 'ada@example.org']))
    expect(clash).toBeInstanceOf(UniqueViolationError)
    expect(clash).toMatchObject({
      code: 'DB_UNIQUE',
      table: 'wire_customers',
      constraint: 'wire_customers_email_key',
      sqlState: '23505',
    })
    expect((clash as DatabaseError).message).not.toContain('ada@')
    const cases: readonly (readonly [string, unknown])[] = [
      ['INSERT INTO wire_orders VALUES (1, 99)', ForeignKeyViolationError],
      ['INSERT INTO wire_customers VALUES (4, NULL)', NotNullViolationError],
      ["INSERT INTO wire_customers VALUES (4, 'X', NULL, -1)", CheckViolationError],
      ["SELECT 'abc'::int", DataError],
      ['SELEC 1', SqlSyntaxError],
      ['SELECT * FROM wire_nothing', NoSuchTableError],
      ['SELECT nothing FROM wire_customers', NoSuchColumnError],
    ]
    for (const [text, type] of cases) expect(await failure(q(text)), text).toBeInstanceOf(type)
    expect(await failure(q('INSERT INTO wire_customers VALUES (4, NULL)'))).toMatchObject({
      table: 'wire_customers',
      column: 'name',
    })
    expect(connection.status).toBe('idle')
  })

  it('tells timeouts, lock timeouts, conflicts and deadlocks apart', async () => {
    await q("SET statement_timeout = '50ms'")
    expect(await failure(q('SELECT pg_sleep(5)'))).toBeInstanceOf(StatementTimeoutError)
    await q('SET statement_timeout = 0')
    await rows(other, 'BEGIN')
    await rows(other, 'UPDATE wire_customers SET age = 1 WHERE id = 1')
    expect(await failure(q('SELECT * FROM wire_customers WHERE id = 1 FOR UPDATE NOWAIT'))).toBeInstanceOf(
      LockTimeoutError,
    )
    await q('BEGIN ISOLATION LEVEL SERIALIZABLE')
    await q('SELECT * FROM wire_customers')
    await rows(other, 'COMMIT')
    const conflict = await failure(q('UPDATE wire_customers SET age = 2 WHERE id = 1'))
    expect(conflict).toBeInstanceOf(SerializationError)
    expect(conflict).toMatchObject({ retry: 'transaction', connection: 'keep' })
    await connection.reset()

    for (const c of [connection, other])
      await rows(c, "BEGIN; SET LOCAL deadlock_timeout = '20ms'").catch(() => rows(c, 'ROLLBACK; BEGIN'))
    await q('UPDATE wire_customers SET age = 3 WHERE id = 1')
    await rows(other, 'UPDATE wire_customers SET age = 3 WHERE id = 2')
    const both = await Promise.all([
      failure(q('UPDATE wire_customers SET age = 4 WHERE id = 2')),
      failure(rows(other, 'UPDATE wire_customers SET age = 4 WHERE id = 1')),
    ])
    expect(both.filter((error) => error instanceof DeadlockError)).toHaveLength(1)
    await connection.reset()
    await other.reset()
  })

  it('cancels on the server and leaves the connection usable', async () => {
    const start = Date.now()
    const reason = new Error('enough')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 50)
    const slow = connection.run(
      { text: 'SELECT pg_sleep($1)', params: [10], planId: 902 },
      { signal: controller.signal },
    )
    expect(await failure(slow)).toBe(reason)
    expect(Date.now() - start).toBeLessThan(3_000)
    expect(connection.status).toBe('idle')
    expect(await q('SELECT 1')).toEqual([[1]])
    const active = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(%' AND state = 'active'"
    expect(await rows(other, active)).toEqual([[0]])
    expect(await failure(connection.run({ text: 'SELECT 1', params: [] }, { signal: controller.signal }))).toBe(reason)
  })

  it('never lets a late cancellation hit the next statement', async () => {
    for (let i = 0; i < 60; i++) {
      const controller = new AbortController()
      const done = failure(
        connection.run({ text: 'SELECT pg_sleep(0.001)', params: [] }, { signal: controller.signal }),
      )
      setTimeout(() => controller.abort(), i % 4)
      await done
      expect(await q('SELECT 7')).toEqual([[7]])
    }
  })

  it('notices that the server ended the connection, idle or busy', async () => {
    for (const busy of [false, true]) {
      const victim = await connect()
      const [[pid] = []] = await rows(victim, 'SELECT pg_backend_pid()')
      const running = busy ? failure(rows(victim, 'SELECT pg_sleep(10)')) : undefined
      await q('SELECT pg_terminate_backend($1)', [pid ?? null])
      const error = running ? await running : undefined
      await expect.poll(() => victim.status).toBe('closed')
      for (const lost of [
        error ?? (await failure(victim.ping())),
        await failure(victim.run({ text: 'SELECT 1', params: [] })),
      ]) {
        expect(lost).toBeInstanceOf(ConnectionError)
        expect(lost).toMatchObject({ code: 'CONNECTION_LOST', connection: 'discard' })
      }
      await victim.close()
      await victim.close()
    }
  })

  it('streams in parts and frees the wire when the iteration ends early', async () => {
    const statement = { text: 'SELECT i FROM generate_series(1, $1::int) AS i', params: [25] }
    const sizes: number[] = []
    for await (const part of connection.stream(statement, { batchSize: 10 })) {
      sizes.push(part.rows.length)
      expect(part.columns).toEqual(['i'])
    }
    expect(sizes).toEqual([10, 10, 5])
    for await (const part of connection.stream({ ...statement, params: [1_000_000] }, { batchSize: 10 })) {
      expect(part.rows[0]).toEqual([1])
      expect(await failure(q('SELECT 1'))).toMatchObject({ code: 'CONNECTION_BUSY' })
      break
    }
    expect(connection.status).toBe('idle')
    expect(await q('SELECT 1')).toEqual([[1]])
    const broken = { text: 'SELECT 1 / (3 - i) FROM generate_series(1, 5) AS i', params: [] }
    const read = async (): Promise<void> => {
      for await (const part of connection.stream(broken, { batchSize: 1 })) expect(part.rows.length).toBeLessThan(2)
    }
    expect(await failure(read())).toBeInstanceOf(DataError)
    expect(await q('SELECT 1')).toEqual([[1]])
  })

  it('ends an aborted stream with the reason, whether it waits or is being read', async () => {
    for (const [text, abortInside] of [
      ['SELECT i, pg_sleep(i * 5) FROM generate_series(0, 5) AS i', false],
      ['SELECT i FROM generate_series(0, 5) AS i', true],
    ] as const) {
      const controller = new AbortController()
      const reason = new Error('stop')
      const read = async (): Promise<void> => {
        for await (const part of connection.stream({ text, params: [] }, { batchSize: 1, signal: controller.signal })) {
          expect(part.rows).toHaveLength(1)
          if (abortInside) controller.abort(reason)
          else setTimeout(() => controller.abort(reason), 30)
        }
      }
      expect(await failure(read())).toBe(reason)
      expect(connection.status).toBe('idle')
      expect(await q('SELECT 1')).toEqual([[1]])
    }
  })

  it('keeps no more prepared statements than its bound, also in a failed transaction', async () => {
    const bounded = await connect({ preparedStatements: 3 })
    await rows(bounded, 'BEGIN')
    for (let i = 0; i < 10; i++) {
      await rows(bounded, `SELECT ${i} + $1::int`, [1], i)
      expect(await rows(bounded, `SELECT ${i} + $1::int`, [2], i)).toEqual([[i + 2]])
    }
    const count = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'a%'"
    // What the last one replaced is dropped together with the next statement.
    expect(Number((await rows(bounded, count))[0]?.[0])).toBe(3)
    await failure(rows(bounded, 'SELECT 1/$1::int', [0], 20))
    expect(bounded.status).toBe('failed')
    await failure(rows(bounded, 'SELECT $1::int', [0], 21))
    await bounded.reset()
    expect(await rows(bounded, 'SELECT 1/$1::int', [1], 20)).toEqual([[1]])
    expect(Number((await rows(bounded, count))[0]?.[0])).toBeLessThanOrEqual(3)
    await bounded.close()
    const unnamed = await connect({ preparedStatements: false })
    await rows(unnamed, 'SELECT $1::int', [1], 1)
    expect(await rows(unnamed, count)).toEqual([[0]])
    await unnamed.close()
  })

  it('runs a prepared statement again when a change of the schema made it stale', async () => {
    await q('CREATE TEMP TABLE wire_stale (a int)')
    await q('INSERT INTO wire_stale VALUES (1)')
    const statement = { text: 'SELECT * FROM wire_stale', params: [], planId: 950 }
    expect((await connection.run(statement)).columns).toEqual(['a'])
    await q('ALTER TABLE wire_stale ADD b text')
    expect(await connection.run(statement)).toEqual({ columns: ['a', 'b'], rows: [[1, null]], affected: 0 })
    await q('DISCARD ALL')
    await q('CREATE TEMP TABLE IF NOT EXISTS wire_stale (c int)')
    expect((await connection.run(statement)).columns).toEqual(['c'])
  })

  it('says why it cannot connect', async () => {
    const { address } = wireConfig(url)
    const base = { host: address.url.host, port: address.url.port, database: address.url.database }
    const open = (config: Parameters<typeof wireConfig>[0]): Promise<unknown> =>
      failure(postgresDriver(wireConfig(config)).connect())
    const refused = await open({ ...base, port: 1 })
    expect(refused).toBeInstanceOf(ConnectionError)
    expect(refused).toMatchObject({ code: 'CONNECTION_REFUSED', retry: 'safe' })
    expect(String(refused)).toContain(`${base.host}:1`)
    expect(await open({ ...base, user: 'nobody', password: 'wrong-secret' })).toBeInstanceOf(AuthenticationError)
    expect(await open({ ...base, user: 'athanor' })).toBeInstanceOf(AuthenticationError)
    const own = new RangeError('vault is sealed')
    expect(await open({ ...base, user: 'athanor', password: () => Promise.reject(own) })).toBe(own)
    const login = { user: 'athanor', password: address.url.password ?? '' }
    expect(await open({ ...base, ...login, database: 'nowhere' })).toMatchObject({ code: 'CONNECTION_NO_DATABASE' })
    expect(await open({ ...base, ...login, ssl: 'require' })).toMatchObject({ code: 'CONNECTION_TLS' })
    const aborted = AbortSignal.abort(own)
    expect(await failure(postgresDriver(wireConfig(url)).connect({ signal: aborted }))).toBe(own)
  })

  it('reports a constraint that is checked at the end, and is ready for the next statement exactly once', async () => {
    await q(`CREATE TEMP TABLE wire_late (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)`)
    const text = 'INSERT INTO wire_late VALUES (1), (1) RETURNING a'
    expect(await failure(q(text))).toBeInstanceOf(UniqueViolationError)
    const read = async (): Promise<void> => {
      for await (const part of connection.stream({ text, params: [] })) expect(part.rows).toHaveLength(2)
    }
    expect(await failure(read())).toBeInstanceOf(UniqueViolationError)
    for (let i = 0; i < 5; i++) expect(await q('SELECT $1::int', [i])).toEqual([[i]])
  })

  it('gives up a server that accepts and never answers', async () => {
    const { createServer } = await import('node:net')
    const silent = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const listening = silent.address()
    const port = typeof listening === 'object' && listening ? listening.port : 0
    const config = wireConfig({ host: '127.0.0.1', port, user: 'u', database: 'd', connectTimeoutMs: 60 })
    expect(await failure(postgresDriver(config).connect())).toMatchObject({ code: 'CONNECTION_TIMEOUT', retry: 'safe' })
    const reason = new Error('changed my mind')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 20)
    expect(await failure(postgresDriver(config).connect({ signal: controller.signal }))).toBe(reason)
    silent.close()
  })

  it('refuses more parameters than the protocol can count', async () => {
    const params = Array.from({ length: 65_536 }, () => 1)
    expect(await failure(q('SELECT 1', params))).toBeInstanceOf(UsageError)
  })
})
