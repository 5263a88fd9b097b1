import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import {
  AthanorError,
  AuthenticationError,
  type Backend,
  CodecError,
  ConnectionError,
  DataError,
  DatabaseError,
  NoSuchTableError,
  UniqueViolationError,
  UsageError,
} from '@athanor/contract'
import { createEngine, type Engine } from '@athanor/engine'
import { mysql } from '@athanor/mysql'
import { queuePool } from '@athanor/pool'
import { postgres } from '@athanor/postgres'
import { insert, integer, MetaData, param, select, sql, varchar } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'
import { afterAll, describe, expect, it } from 'vitest'

const password = 'pw-Zebra77'
const value = 'value-Quagga42'

interface Wanted {
  readonly type: abstract new (...args: never) => AthanorError
  readonly code: string | readonly string[]
  /** What the message must tell the reader to look at or to do. */
  readonly says: RegExp
}

/** The refusal of `work`: typed, with a code and advice; no password anywhere in it, no value in its message. */
async function refused(work: () => unknown, { type, code, says }: Wanted): Promise<AthanorError> {
  const error: unknown = await Promise.resolve()
    .then(work)
    .then(
      (result) => new Error(`nothing was refused, the result is ${inspect(result)}`),
      (thrown: unknown) => thrown,
    )
  if (!(error instanceof AthanorError)) throw error
  expect(error).toBeInstanceOf(type)
  expect([code].flat()).toContain(error.code)
  expect(error.message).toMatch(says)
  expect(error.message).not.toContain(value)
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(password)
  return error
}

/** Nothing is lent, nobody waits, and nothing exists that is not idle. */
function expectBalanced(engine: Engine): void {
  const { inUse, waiting, connecting, size, idle } = engine.pool.stats
  expect({ inUse, waiting, connecting, notIdle: size - idle }).toEqual({
    inUse: 0,
    waiting: 0,
    connecting: 0,
    notIdle: 0,
  })
}

/** Connects and is refused; the engine is left as it was. */
async function connectRefused(backend: Backend, wanted: Wanted): Promise<AthanorError> {
  await using engine = createEngine(backend, { pool: queuePool({ size: 1, maxOverflow: 0, timeoutMs: 8_000 }) })
  const error = await refused(() => engine.connect(), wanted)
  // The place of the failed connect is free again: a second one is refused for the same reason, not by the pool.
  await refused(() => engine.execute(sql`select 1`).all(), wanted)
  expectBalanced(engine)
  return error
}

const servers = [
  { name: 'postgres', scheme: 'postgres', open: postgres, env: 'ATHANOR_POSTGRES_URL' },
  { name: 'mysql', scheme: 'mysql', open: mysql, env: 'ATHANOR_MYSQL_URL' },
] as const

describe.each(servers)('an address that $name refuses before anything is opened', ({ scheme, open }) => {
  const address = (rest: string): string => `${scheme}://ada:${password}@${rest}`
  it.each([
    ['a scheme of something else', `http://ada:${password}@localhost/shop`, 'DATABASE_URL_SCHEME', /must begin with/],
    ['no scheme', `ada:${password}@localhost/shop`, 'DATABASE_URL_SCHEME', /must begin with/],
    ['a port out of range', address('localhost:99999/shop'), 'DATABASE_URL_PORT', /from 1 to 65535/],
    ['a port that is no number', address('localhost:abc/shop'), 'DATABASE_URL_PORT', /from 1 to 65535/],
    ['a plain @ in the password', `${scheme}://ada:x@${password}@localhost/shop`, 'DATABASE_URL_ESCAPE', /%40/],
    ['a plain / in the password', `${scheme}://ada:x/${password}@localhost/shop`, 'DATABASE_URL_ESCAPE', /%2F/],
    ['a plain # in the password', `${scheme}://ada:x#${password}@localhost/shop`, 'DATABASE_URL_ESCAPE', /%23/],
    ['a plain % in the password', `${scheme}://ada:x%${password}@localhost/shop`, 'DATABASE_URL_ESCAPE', /%25/],
    ['no database', address('localhost'), 'DATABASE_URL_DATABASE', /\/database/],
    ['an unknown option', address('localhost/shop?conect_timeout=3'), 'DATABASE_URL_OPTION', /Known are: /],
    ['several hosts', address('one,two/shop'), 'DATABASE_URL_SEVERAL_HOSTS', /Name one host/],
  ])('%s', async (_, url, code, says) => {
    await refused(() => open(url), { type: UsageError, code, says })
  })

  it('an unknown option beside the URL', async () => {
    const options = { conectTimeoutMs: 3 } as object
    await refused(() => open(address('localhost/shop'), options), {
      type: UsageError,
      code: 'CONFIG_OPTION',
      says: /no option "conectTimeoutMs".*Known are: /,
    })
  })

  it('a config without a database, or with a port that is none', async () => {
    const wanted = { type: UsageError, says: /database|65535/ }
    await refused(() => open({ user: 'ada', password, database: '' }), { ...wanted, code: 'CONFIG_DATABASE' })
    await refused(() => open({ password, database: 'shop', port: -1 }), { ...wanted, code: 'CONFIG_PORT' })
  })

  it('a server that is not there: nothing was sent, so it is safe to try again', async () => {
    const port = await closedPort()
    const error = await connectRefused(open(address(`127.0.0.1:${port}/shop`)), {
      type: ConnectionError,
      code: 'CONNECTION_REFUSED',
      says: new RegExp(`127\\.0\\.0\\.1:${port}.*Check host and port`),
    })
    expect(error.retry).toBe('safe')
    expect(error.connection).toBe('discard')
  })

  it('a host that has no address', async () => {
    await connectRefused(open(address('no-such-host.invalid/shop')), {
      type: ConnectionError,
      code: 'CONNECTION_REFUSED',
      says: /no-such-host\.invalid.*Check/,
    })
  })
})

describe('a file that SQLite refuses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'athanor-bad-input-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const wanted = (says: RegExp): Wanted => ({ type: ConnectionError, code: 'CONNECTION_OPEN', says })

  it('in a folder that is not there', async () => {
    await connectRefused(
      sqlite(join(folder, 'missing', 'shop.db')),
      wanted(/folder .*missing does not exist.*create it/),
    )
  })

  it('that is not a database', async () => {
    const path = join(folder, 'letter.db')
    writeFileSync(path, 'Dear reader, this is a letter and not a database. '.repeat(40))
    await connectRefused(sqlite(path), wanted(/letter\.db.*not an SQLite database/))
  })

  it('that is a folder', async () => {
    const path = join(folder, 'folder.db')
    mkdirSync(path)
    await connectRefused(sqlite(path), wanted(/folder\.db.*is a folder/))
  })

  it('that is missing, where none may be made', async () => {
    await connectRefused(sqlite(join(folder, 'none.db'), { create: false }), wanted(/none\.db.*missing/))
    await connectRefused(sqlite(join(folder, 'none.db'), { readOnly: true }), wanted(/none\.db.*missing/))
  })

  it('with no path, or with an unknown option', async () => {
    await refused(() => sqlite(''), { type: UsageError, code: 'CONFIG_PATH', says: /path of a file/ })
    const options = { readonly: true } as object
    await refused(() => sqlite(':memory:', options), {
      type: UsageError,
      code: 'CONFIG_OPTION',
      says: /no option "readonly".*Known are: /,
    })
  })
})

describe.each(servers)('a login that $name refuses', ({ name, open, env }) => {
  const url = process.env[env] ?? ''
  const changed = (change: (url: URL) => void): string => {
    const copy = new URL(url)
    change(copy)
    return copy.href
  }

  it.skipIf(url === '')(`a wrong password${reason(env)}`, async () => {
    const wrong = changed((each) => (each.password = password))
    await connectRefused(open(wrong), {
      type: AuthenticationError,
      code: 'CONNECTION_AUTHENTICATION',
      says: /Check user and password/,
    })
  })

  it.skipIf(url === '')(`an unknown database${reason(env)}`, async () => {
    const wrong = changed((each) => (each.pathname = '/no_such_database'))
    const secret = new URL(url).password
    // MySQL tells a user without rights on it no more than that access is denied.
    const code = name === 'mysql' ? ['CONNECTION_NO_DATABASE', 'CONNECTION_AUTHENTICATION'] : 'CONNECTION_NO_DATABASE'
    const error = await connectRefused(open(wrong), { type: ConnectionError, code, says: /no_such_database/ })
    expect(inspect(error, { depth: 10 })).not.toContain(`:${secret}@`)
  })
})

const folder = mkdtempSync(join(tmpdir(), 'athanor-bad-statements-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const databases = [
  { name: 'sqlite in memory', open: (): Backend => sqlite(':memory:'), env: undefined },
  { name: 'sqlite in a file', open: (): Backend => sqlite(join(folder, 'statements.db')), env: undefined },
  ...servers.map(({ name, open, env }) => ({ name, open: (): Backend => open(process.env[env] ?? ''), env })),
]

describe.each(databases)('statements and calls that fail on $name', ({ name, open, env }) => {
  const metadata = new MetaData()
  const things = metadata.table(`bad_input_${process.pid}`, {
    id: integer().primaryKey(),
    size: integer().nullable(),
    label: varchar(40).unique(),
  })
  const missing = new MetaData().table('bad_input_missing', { id: integer().primaryKey() })
  const absent = env !== undefined && (process.env[env] ?? '') === ''
  const test = it.skipIf(absent)
  const why = reason(env)

  afterAll(async () => {
    if (absent) return
    await using engine = createEngine(open())
    await metadata.dropAll(engine)
  })
  /** An engine with the table in it, for one test; its pool must be balanced after the work. */
  const withEngine = async (work: (engine: Engine) => Promise<void>): Promise<void> => {
    await using engine = createEngine(open())
    await metadata.createAll(engine)
    await work(engine)
    expectBalanced(engine)
    expect(await engine.scalar(sql`select 1`)).toBe(1)
  }

  test(`an unknown table${why}`, () =>
    withEngine(async (engine) => {
      const wanted = { type: NoSuchTableError, code: 'DB_NO_TABLE', says: /no such table.*bad_input_missing/i }
      await refused(() => engine.execute(select(missing)).all(), wanted)
      await refused(() => engine.transaction((tx) => tx.execute(select(missing)).all()), wanted)
      await refused(async () => {
        for await (const row of engine.stream(select(missing))) void row
      }, wanted)
      await refused(() => engine.inspect().then((inspector) => inspector.columns('bad_input_missing')), {
        type: NoSuchTableError,
        code: 'INSPECT_NO_SUCH_TABLE',
        says: /no table "bad_input_missing".*tableNames\(\)/,
      })
    }))

  test(`a value of the wrong type: the column is named, the value is not${why}`, () =>
    withEngine(async (engine) => {
      const bySize = select(things).where(things.c.size.eq(param('size')))
      const wanted = { type: CodecError, code: 'CODEC_ENCODE', says: /size.*does not fit/ }
      await refused(() => engine.execute(bySize, { size: value }).all(), wanted)
      await refused(() => engine.transaction((tx) => tx.execute(bySize, { size: value }).all()), wanted)
    }))

  test(`a value that the server itself refuses${why}`, () =>
    withEngine(async (engine) => {
      const raw = sql`insert into ${things} (id, size, label) values (1, ${value}, 'a')`
      // SQLite keeps a text in a column of numbers.
      if (name.startsWith('sqlite')) return
      await refused(() => engine.execute(raw), { type: DataError, code: 'DB_DATA', says: /does not fit/ })
    }))

  test(`a second row with the same key${why}`, () =>
    withEngine(async (engine) => {
      const add = insert(things).values({ label: value })
      const wanted = { type: UniqueViolationError, code: 'DB_UNIQUE', says: /same unique key.*bad_input_/ }
      await engine.execute(add)
      await refused(() => engine.execute(add), wanted)
      await refused(() => engine.transaction((tx) => tx.execute(add)), wanted)
    }))

  test(`a named parameter without a value, one too many, one that is undefined${why}`, () =>
    withEngine(async (engine) => {
      const bySize = select(things).where(things.c.size.eq(param('size')))
      const wanted = { type: UsageError, says: /"?size"?/ }
      await refused(() => engine.execute(bySize).all(), { ...wanted, code: 'BIND_MISSING_PARAMETER' })
      await refused(() => engine.execute(bySize, { size: 1, colour: value }).all(), {
        ...wanted,
        code: 'BIND_UNKNOWN_PARAMETER',
      })
      await refused(() => engine.execute(bySize, { size: undefined }).all(), {
        ...wanted,
        code: 'BIND_UNDEFINED_VALUE',
      })
    }))

  test(`SQL that cannot be parsed, and two statements in one text${why}`, () =>
    withEngine(async (engine) => {
      await refused(() => engine.execute(sql`selec ${value}`).all(), {
        type: DatabaseError,
        code: ['DB_SYNTAX', 'DB_STATEMENT'],
        says: /./,
      })
      await refused(() => engine.execute(sql`select ${1}; select ${2}`).all(), {
        type: DatabaseError,
        code: ['DB_SYNTAX', 'DB_STATEMENT'],
        says: /./,
      })
    }))

  test(`an engine that is disposed${why}`, async () => {
    const engine = createEngine(open())
    await engine.scalar(sql`select 1`)
    await engine.dispose()
    await engine.dispose()
    const wanted = { type: UsageError, code: 'ENGINE_DISPOSED', says: /disposed.*Create another one/ }
    await refused(() => engine.execute(sql`select 1`).all(), wanted)
    await refused(() => engine.connect(), wanted)
    await refused(() => engine.transaction(() => Promise.resolve()), wanted)
    await refused(async () => {
      for await (const row of engine.stream(sql`select 1`)) void row
    }, wanted)
    expectBalanced(engine)
    expect(engine.pool.stats.size).toBe(0)
  })

  test(`a lease that is released twice${why}`, () =>
    withEngine(async (engine) => {
      const lease = await engine.pool.acquire()
      await lease.release()
      const wanted = { type: UsageError, code: 'POOL_LEASE_RELEASED', says: /Release each lease once/ }
      await refused(() => lease.release(), wanted)
      await refused(() => lease.resource, wanted)
    }))

  test(`a connection and a transaction that are over${why}`, () =>
    withEngine(async (engine) => {
      const connection = await engine.connect()
      await connection.close()
      await connection.close()
      const wanted = { type: UsageError, code: 'CONNECTION_CLOSED', says: /closed.*engine\.connect\(\)/ }
      await refused(() => connection.execute(sql`select 1`).all(), wanted)
      await refused(() => connection.begin(), wanted)
      await refused(() => connection.transaction(() => Promise.resolve()), wanted)
      const late = await engine.transaction((tx) => Promise.resolve(tx))
      await refused(() => late.execute(sql`select 1`).all(), {
        type: UsageError,
        code: 'TRANSACTION_ENDED',
        says: /Await every statement/,
      })
    }))
})

function reason(env: string | undefined): string {
  return env === undefined || (process.env[env] ?? '') !== '' ? '' : ` (skipped: ${env} is not set)`
}

/** A port on which nobody listens: it was free a moment ago. */
function closedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 1))
    })
  })
}
