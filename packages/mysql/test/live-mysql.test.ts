import { createServer } from 'node:net'
import {
  AuthenticationError,
  CheckViolationError,
  CodecError,
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
  StatementTimeoutError,
  SqlSyntaxError,
  UniqueViolationError,
} from '@athanor/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MysqlOptions, wireConfig } from '../src/config.ts'
import { mysqlDriver } from '../src/driver.ts'

const url = process.env['ATHANOR_MYSQL_URL'] ?? ''
const title = url === '' ? 'mysql, live (skipped: ATHANOR_MYSQL_URL is not set)' : 'mysql, live'

const connect = (options: MysqlOptions = {}): Promise<DriverConnection> =>
  mysqlDriver(wireConfig(url, options)).connect()
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
    await q('DROP TABLE IF EXISTS wire_orders, wire_customers, wire_values')
    await q(`CREATE TABLE wire_customers (id int AUTO_INCREMENT PRIMARY KEY, name varchar(5) NOT NULL,
      email varchar(100), age int, UNIQUE KEY wire_email (email), CONSTRAINT wire_age CHECK (age > 0)) ENGINE=InnoDB`)
    await q(`CREATE TABLE wire_orders (id int PRIMARY KEY, customer_id int,
      CONSTRAINT wire_customer FOREIGN KEY (customer_id) REFERENCES wire_customers (id)) ENGINE=InnoDB`)
    await q(`CREATE TABLE wire_values (b bigint, u bigint unsigned, n decimal(40,9), bin blob, t text, j json, f double,
      at datetime(3), ts timestamp(3) NULL, d date) CHARACTER SET utf8mb4`)
    await q("INSERT INTO wire_customers VALUES (1, 'Ada', 'ada@example.org', 36), (2, 'Bob', NULL, 40)")
  })
  afterAll(async () => {
    await connection.reset()
    await q('DROP TABLE IF EXISTS wire_orders, wire_customers, wire_values')
    await connection.close()
    await other.close()
  })

  it('sets time zone, character set and a strict mode when it connects', async () => {
    const [[zone, charset, mode] = []] = await q('SELECT @@time_zone, @@character_set_client, @@sql_mode')
    expect([zone, charset]).toEqual(['+00:00', 'utf8mb4'])
    expect(mode).toContain('STRICT_TRANS_TABLES')
    expect(mode).not.toContain('IGNORE_SPACE')
    const own = await connect({ settings: { innodb_lock_wait_timeout: 7 } })
    expect(await rows(own, 'SELECT @@innodb_lock_wait_timeout')).toEqual([[7]])
    await own.close()
  })

  it('reports the status of the transaction from the wire', async () => {
    expect(connection.status).toBe('idle')
    await q('START TRANSACTION')
    expect(connection.status).toBe('transaction')
    await expect(q('SELECT * FROM wire_nothing')).rejects.toBeInstanceOf(NoSuchTableError)
    expect(connection.status).toBe('transaction')
    await connection.reset()
    expect(connection.status).toBe('idle')
    await q('START TRANSACTION')
    await q('CREATE TABLE IF NOT EXISTS wire_implicit (a int)')
    expect(connection.status).toBe('idle')
    await q('DROP TABLE wire_implicit')
    await q('SET autocommit = 0')
    await q('SELECT * FROM wire_customers')
    expect(connection.status).toBe('transaction')
    await connection.reset()
    await q('SET autocommit = 1')
    expect(connection.status).toBe('idle')
  })

  it('counts a two-phase transaction as open until it is prepared', async () => {
    await q("XA START 'wire-1'")
    expect(connection.status).toBe('transaction')
    await q('INSERT INTO wire_orders VALUES (50, NULL)')
    await q("XA END 'wire-1'")
    expect(connection.status).toBe('transaction')
    await q("XA PREPARE 'wire-1'")
    await q("XA ROLLBACK 'wire-1'")
    expect(connection.status).toBe('idle')
  })

  it('carries values exactly in both directions', async () => {
    const params = [
      2n ** 53n + 1n,
      2n ** 64n - 1n,
      '12345678901234567890.123456789',
      new Uint8Array([0, 1, 255]),
      'äß€😀\n"\\\'',
      '{"a": [1]}',
      1.5,
      '2026-01-02 03:04:05.678',
      '2026-01-02 03:04:05.678',
      '2026-01-02',
    ]
    const insert = { text: 'INSERT INTO wire_values VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', params }
    expect(await connection.run(insert)).toEqual({ columns: [], rows: [], affected: 1 })
    await connection.run({ ...insert, params: params.map(() => null), planId: 5 })
    const expected = [
      2n ** 53n + 1n,
      2n ** 64n - 1n,
      '12345678901234567890.123456789',
      Buffer.from([0, 1, 255]),
      'äß€😀\n"\\\'',
      '{"a": [1]}',
      1.5,
      '2026-01-02 03:04:05.678',
      '2026-01-02 03:04:05.678',
      '2026-01-02',
    ]
    for (const planId of [undefined, 6, 6]) {
      expect(await rows(connection, 'SELECT * FROM wire_values', [], planId)).toEqual([
        expected,
        params.map(() => null),
      ])
    }
    const echo = await q('SELECT ?, ?, ? = 9007199254740993, ?', [true, false, 2n ** 53n + 1n, ''])
    expect(echo).toEqual([[1, 0, 1, '']])
    expect(await failure(q('SELECT ?', [[1, 2]]))).toBeInstanceOf(CodecError)
    expect(await q('SELECT id FROM wire_customers ORDER BY id LIMIT ?', [1n])).toEqual([[1]])
  })

  it('names the columns, counts matched rows and reports the generated key', async () => {
    const select = await connection.run({ text: 'SELECT 1 AS a, 2 AS `B c`', params: [] })
    expect(select).toEqual({ columns: ['a', 'B c'], rows: [[1, 2]], affected: 0 })
    const empty = await connection.run({ text: 'SELECT id FROM wire_customers WHERE id = ?', params: [-1] })
    expect(empty).toEqual({ columns: ['id'], rows: [], affected: 0 })
    const update = { text: 'UPDATE wire_customers SET name = name WHERE id <= ?', params: [2], planId: 7 }
    expect(await connection.run(update)).toEqual({ columns: [], rows: [], affected: 2 })
    const insert = await connection.run({ text: "INSERT INTO wire_customers (name) VALUES ('a'), ('b')", params: [] })
    expect(insert).toMatchObject({ affected: 2 })
    expect(await q('SELECT name FROM wire_customers WHERE id = ?', [insert.lastInsertId ?? null])).toEqual([['a']])
    const deleted = await connection.run({ text: 'DELETE FROM wire_customers WHERE id > 2', params: [] })
    expect(deleted).toEqual({ columns: [], rows: [], affected: 2 })
    expect(
      (await connection.run({ text: 'ALTER TABLE wire_customers COMMENT = ?'.replace('?', "'x'"), params: [] }))
        .affected,
    ).toBe(0)
  })

  it('maps the errors of the server to classes and facts, without values in the message', async () => {
    const clash = await failure(q('INSERT INTO wire_customers (name, email) VALUES (?, ?)', ['Eve', 'ada@example.org']))
    expect(clash).toBeInstanceOf(UniqueViolationError)
    expect(clash).toMatchObject({
      code: 'DB_UNIQUE',
      table: 'wire_customers',
      constraint: 'wire_email',
      nativeCode: 1062,
    })
    expect((clash as DatabaseError).message).not.toContain('ada@')
    const cases: readonly (readonly [string, unknown, object])[] = [
      [
        'INSERT INTO wire_orders VALUES (1, 99)',
        ForeignKeyViolationError,
        { table: 'wire_orders', constraint: 'wire_customer', column: 'customer_id' },
      ],
      [
        'INSERT INTO wire_customers (name) VALUES (NULL)',
        NotNullViolationError,
        { table: 'wire_customers', column: 'name' },
      ],
      [
        'INSERT INTO wire_customers (age) VALUES (1)',
        NotNullViolationError,
        { table: 'wire_customers', column: 'name' },
      ],
      [
        "INSERT INTO wire_customers (name, age) VALUES ('X', -1)",
        CheckViolationError,
        { table: 'wire_customers', constraint: 'wire_age' },
      ],
      ["INSERT INTO wire_customers (name) VALUES ('too long')", DataError, { table: 'wire_customers', column: 'name' }],
      ["INSERT INTO wire_customers (name, age) VALUES ('X', 'abc')", DataError, { column: 'age' }],
      ['SELEC 1', SqlSyntaxError, {}],
      ['SELECT * FROM wire_nothing', NoSuchTableError, {}],
      ['SELECT nothing FROM wire_customers', NoSuchColumnError, {}],
    ]
    for (const [text, type, facts] of cases) {
      const error = await failure(q(text))
      expect(error, text).toBeInstanceOf(type)
      expect(error, text).toMatchObject(facts)
    }
    expect(connection.status).toBe('idle')
  })

  it('tells timeouts, lock timeouts and deadlocks apart', async () => {
    if (String((await q('SELECT version()'))[0]?.[0]).includes('MariaDB')) {
      await q('SET max_statement_time = 0.05')
      expect(await failure(q('SELECT SLEEP(5)'))).toBeInstanceOf(StatementTimeoutError)
      await q('SET max_statement_time = 0')
    }
    await q('SET innodb_lock_wait_timeout = 1')
    await rows(other, 'START TRANSACTION')
    await rows(other, 'UPDATE wire_customers SET age = 1 WHERE id = 1')
    expect(await failure(q('UPDATE wire_customers SET age = 2 WHERE id = 1'))).toBeInstanceOf(LockTimeoutError)
    await q('SET innodb_lock_wait_timeout = 50')
    await q('START TRANSACTION')
    await q('UPDATE wire_customers SET age = 2 WHERE id = 2')
    const both = await Promise.all([
      failure(q('UPDATE wire_customers SET age = 3 WHERE id = 1')),
      failure(rows(other, 'UPDATE wire_customers SET age = 3 WHERE id = 2')),
    ])
    const deadlocks = both.filter((error) => error instanceof DeadlockError)
    expect(deadlocks).toHaveLength(1)
    expect(deadlocks[0]).toMatchObject({ retry: 'transaction', connection: 'keep' })
    // The server has rolled the victim back: its connection is free, the winner's is not.
    const [first, second] = both
    const [victim, winner] = first instanceof DeadlockError ? [connection, other] : [other, connection]
    expect([victim.status, winner.status], String(second)).toEqual(['idle', 'transaction'])
    await connection.reset()
    await other.reset()
    expect(connection.status).toBe('idle')
  })

  it('cancels on the server and leaves the connection usable', async () => {
    const start = Date.now()
    const reason = new Error('enough')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 50)
    const slow = connection.run({ text: 'SELECT SLEEP(?)', params: [10], planId: 8 }, { signal: controller.signal })
    expect(await failure(slow)).toBe(reason)
    expect(Date.now() - start).toBeLessThan(3_000)
    expect(connection.status).toBe('idle')
    expect(await q('SELECT 1')).toEqual([[1]])
    expect(await failure(connection.run({ text: 'SELECT 1', params: [] }, { signal: controller.signal }))).toBe(reason)
  })

  it('never lets a late cancellation hit the next statement', async () => {
    for (let i = 0; i < 40; i++) {
      const controller = new AbortController()
      const done = failure(connection.run({ text: 'SELECT SLEEP(0.001)', params: [] }, { signal: controller.signal }))
      setTimeout(() => controller.abort(), i % 4)
      await done
      expect(await q('SELECT 7 FROM wire_customers WHERE id = 1')).toEqual([[7]])
    }
  })

  it('notices that the server ended the connection, idle or busy', async () => {
    for (const busy of [false, true]) {
      const victim = await connect()
      const [[id] = []] = await rows(victim, 'SELECT CONNECTION_ID()')
      const running = busy ? failure(rows(victim, 'SELECT SLEEP(10)')) : undefined
      if (busy) await new Promise((resolve) => setTimeout(resolve, 30))
      await q(`KILL ${String(id)}`)
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
    const numbers = 'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT i FROM n'
    for (const params of [[], [25n]]) {
      const sizes: number[] = []
      const text = params.length === 0 ? `${numbers} LIMIT 25` : `${numbers} LIMIT ?`
      for await (const part of connection.stream({ text, params }, { batchSize: 10 })) {
        sizes.push(part.rows.length)
        expect(part.columns).toEqual(['i'])
      }
      expect(sizes).toEqual([10, 10, 5])
    }
    for await (const part of connection.stream(
      { text: `SELECT a.i FROM (${numbers}) a, (${numbers}) b`, params: [] },
      { batchSize: 10 },
    )) {
      expect(part.rows[0]).toEqual([1])
      expect(await failure(q('SELECT 1'))).toMatchObject({ code: 'CONNECTION_BUSY' })
      break
    }
    expect(connection.status).toBe('idle')
    expect(await q('SELECT 1')).toEqual([[1]])
    const broken = { text: 'SELECT * FROM wire_nothing WHERE id = ?', params: [1] }
    const read = async (): Promise<void> => {
      for await (const part of connection.stream(broken, { batchSize: 1 })) expect(part.rows).toEqual([])
    }
    expect(await failure(read())).toBeInstanceOf(NoSuchTableError)
    expect(await q('SELECT 1')).toEqual([[1]])
  })

  it('ends an aborted stream with the reason, whether it waits or is being read', async () => {
    for (const [text, abortInside] of [
      ['SELECT id, SLEEP((id - 1) * 5) FROM wire_customers ORDER BY id', false],
      ['SELECT id FROM wire_customers', true],
    ] as const) {
      const controller = new AbortController()
      const reason = new Error('stop')
      const read = async (): Promise<void> => {
        if (!abortInside) setTimeout(() => controller.abort(reason), 30)
        for await (const part of connection.stream({ text, params: [] }, { batchSize: 1, signal: controller.signal })) {
          expect(part.rows).toHaveLength(1)
          if (abortInside) controller.abort(reason)
        }
      }
      expect(await failure(read())).toBe(reason)
      expect(connection.status).toBe('idle')
      expect(await q('SELECT 1')).toEqual([[1]])
    }
  })

  it('reports a connection that is killed under a stream', async () => {
    const victim = await connect()
    const [[id] = []] = await rows(victim, 'SELECT CONNECTION_ID()')
    const read = async (): Promise<void> => {
      for await (const part of victim.stream({ text: 'SELECT id, SLEEP(5) FROM wire_customers', params: [] })) {
        expect(part.rows).toBeDefined()
      }
    }
    const failed = failure(read())
    await new Promise((resolve) => setTimeout(resolve, 30))
    await q(`KILL ${String(id)}`)
    expect(await failed).toMatchObject({ code: 'CONNECTION_LOST' })
    await victim.close()
  })

  it('keeps no more prepared statements than its bound', async () => {
    const bounded = await connect({ preparedStatements: 3 })
    const before = Number((await q("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'"))[0]?.[1])
    for (let i = 0; i < 10; i++) {
      expect(await rows(bounded, `SELECT ${i} + ?`, [1], i)).toEqual([[i + 1]])
      expect(await rows(bounded, `SELECT ${i} + ?`, [2], i)).toEqual([[i + 2]])
      await rows(bounded, `SELECT ${i} - ?`, [2])
    }
    await bounded.ping()
    const after = Number((await q("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'"))[0]?.[1])
    expect(after - before).toBeLessThanOrEqual(3)
    expect(after - before).toBeGreaterThanOrEqual(1)
    const prepares = async (): Promise<number> =>
      Number((await rows(bounded, "SHOW SESSION STATUS LIKE 'Com_stmt_prepare'"))[0]?.[1])
    const start = await prepares()
    for (let i = 0; i < 5; i++) await rows(bounded, `SELECT ${i} * ?`, [2])
    await rows(bounded, 'SELECT 9 + ?', [2], 9)
    expect((await prepares()) - start).toBe(5)
    await bounded.close()
  })

  it('says why it cannot connect', async () => {
    const { address } = wireConfig(url)
    const base = { host: address.url.host, port: address.url.port, database: address.url.database }
    const open = (config: Parameters<typeof wireConfig>[0]): Promise<unknown> =>
      failure(mysqlDriver(wireConfig(config)).connect())
    const refused = await open({ ...base, port: 1 })
    expect(refused).toBeInstanceOf(ConnectionError)
    expect(refused).toMatchObject({ code: 'CONNECTION_REFUSED', retry: 'safe' })
    expect(String(refused)).toContain(`${base.host}:1`)
    const wrong = await open({ ...base, user: 'athanor', password: 'wrong-secret' })
    expect(wrong).toBeInstanceOf(AuthenticationError)
    expect(String(wrong)).not.toContain('wrong-secret')
    const own = new RangeError('vault is sealed')
    expect(await open({ ...base, user: 'athanor', password: () => Promise.reject(own) })).toBe(own)
    const login = { user: address.url.user ?? '', password: address.url.password ?? '' }
    expect(await open({ ...base, ...login, database: 'nowhere' })).toBeInstanceOf(ConnectionError)
    expect(await open({ ...base, ...login, ssl: 'require' })).toMatchObject({ code: 'CONNECTION_TLS' })
    expect(await failure(mysqlDriver(wireConfig(url)).connect({ signal: AbortSignal.abort(own) }))).toBe(own)
  })

  it('gives up a server that accepts and never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const listening = silent.address()
    const port = typeof listening === 'object' && listening ? listening.port : 0
    const config = wireConfig({ host: '127.0.0.1', port, user: 'u', database: 'd', connectTimeoutMs: 60 })
    expect(await failure(mysqlDriver(config).connect())).toMatchObject({ code: 'CONNECTION_TIMEOUT', retry: 'safe' })
    const reason = new Error('changed my mind')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 20)
    expect(await failure(mysqlDriver(config).connect({ signal: controller.signal }))).toBe(reason)
    silent.close()
  })
})
