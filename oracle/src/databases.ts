import { randomBytes } from 'node:crypto'
import { createEngine, type Engine } from '@athanor/engine'
import { mysql } from '@athanor/mysql'
import { queuePool } from '@athanor/pool'
import { postgres } from '@athanor/postgres'
import { type Identifier, type RawSql, sql } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'
import { BadInput } from './bad-input.ts'
import type { DatabaseName } from './case-format.ts'

/** A database with nothing in it yet; `close` leaves none behind. */
export interface OpenDatabase {
  readonly name: DatabaseName
  readonly engine: Engine
  /** How many cases may run at a time. */
  readonly width: number
  close(): Promise<void>
}

export const databaseNames: readonly DatabaseName[] = ['sqlite', 'postgresql', 'mysql']

/** How the databases are called on the command line; MariaDB speaks for `mysql`. */
export const shortNames: Readonly<Record<string, DatabaseName>> = {
  sqlite: 'sqlite',
  postgres: 'postgresql',
  postgresql: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
}

const width = 4

/**
 * No statement is closed while cases run: MariaDB 10.11 may crash when it closes one whose NOT IN subquery was never
 * evaluated, and takes the cases of all connections with it.
 */
const mariadbOptions = {
  flavor: 'mariadb',
  settings: { collation_connection: 'utf8mb4_bin' },
  preparedStatements: 3_000,
} as const

/** @throws {BadInput} when the environment does not say where the server is */
export async function openDatabase(name: DatabaseName): Promise<OpenDatabase> {
  switch (name) {
    case 'sqlite': {
      const engine = createEngine(sqlite(':memory:'))
      return { name, engine, width: 1, close: () => engine.dispose() }
    }
    case 'postgresql':
      return onServer(name, {
        url: urlOf('ATHANOR_POSTGRES_URL'),
        // Text compares by code point.
        create: (database) => sql`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`,
        connect: postgres,
      })
    case 'mysql':
      return onServer(name, {
        url: urlOf('ATHANOR_MYSQL_URL'),
        create: (database) => sql`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
        connect: (url) => mysql(url, mariadbOptions),
      })
  }
}

interface Server {
  readonly url: string
  create(database: Identifier): RawSql<unknown>
  connect(url: string): Parameters<typeof createEngine>[0]
}

/** A database of its own on a server, so that two runs do not meet. */
async function onServer(name: DatabaseName, { url, create, connect }: Server): Promise<OpenDatabase> {
  const database = `athanor_oracle_${randomBytes(6).toString('hex')}`
  const identifier = sql.identifier(database)
  const administration = createEngine(connect(url), { pool: queuePool({ size: 1 }) })
  try {
    await administration.execute(create(identifier))
  } catch (error) {
    await administration.dispose()
    throw error
  }
  const own = new URL(url)
  own.pathname = `/${database}`
  const engine = createEngine(connect(own.href), { pool: queuePool({ size: width }) })
  const close = async (): Promise<void> => {
    await engine.dispose()
    try {
      await administration.execute(sql`DROP DATABASE ${identifier}`)
    } catch (error) {
      // The cases have their outcomes; a server that died under them must not hide those.
      console.error(
        `${name}: ${database} could not be dropped: ${error instanceof Error ? error.message : String(error)}`,
      )
    } finally {
      await administration.dispose()
    }
  }
  return { name, engine, width, close }
}

function urlOf(variable: string): string {
  const url = process.env[variable]
  if (url) return url
  throw new BadInput(`${variable} is not set. Run \`npm run oracle\`, which starts the servers, or name one there.`)
}
