import { databaseError, type Driver, type RunOptions } from '@athanor/contract'
import mysql, { type Connection } from 'mysql2'
import type { WireConfig } from './config.ts'
import { MysqlConnection } from './connection.ts'
import { mysqlError } from './error-table.ts'

/** Opens connections with `mysql2`. */
export function mysqlDriver(config: WireConfig): Driver {
  return { connect: (options = {}) => connect(config, options) }
}

async function connect(config: WireConfig, { signal }: RunOptions): Promise<MysqlConnection> {
  const connection = await open(config, signal)
  const wire = new MysqlConnection({
    connection,
    place: placeOf(config),
    cancelTimeoutMs: config.cancelTimeoutMs,
    cancel: () => killQuery(config, connection.threadId),
  })
  try {
    await wire.run({ text: config.setUp, params: [] }, signal === undefined ? {} : { signal })
    return wire
  } catch (error) {
    await wire.close()
    throw error
  }
}

/** Interrupts what another connection runs; needs a connection of its own, for MySQL has no other way. */
async function killQuery(config: WireConfig, threadId: number): Promise<void> {
  const connection = await open({ ...config, connectTimeoutMs: config.cancelTimeoutMs }, undefined)
  connection.on('error', () => {})
  try {
    await new Promise<void>((resolve, reject) => {
      connection.query(`KILL QUERY ${threadId}`, (error) => (error ? reject(error) : resolve()))
    })
  } finally {
    connection.destroy()
  }
}

async function open(config: WireConfig, signal: AbortSignal | undefined): Promise<Connection> {
  signal?.throwIfAborted()
  const { url, password } = config.address
  const place = placeOf(config)
  const secret = password === undefined ? undefined : await password()
  const connection = mysql.createConnection({
    ...(url.socketPath === undefined ? { host: url.host, port: url.port } : { socketPath: url.socketPath }),
    user: config.user,
    ...(secret === undefined ? {} : { password: secret }),
    database: url.database,
    ...(config.ssl === undefined ? {} : { ssl: config.ssl }),
    charset: 'UTF8MB4_GENERAL_CI',
    connectTimeout: 0,
    connectAttributes: { program_name: config.applicationName },
    // FOUND_ROWS counts the rows that an UPDATE matched. IGNORE_SPACE would make function names reserved words,
    // LOCAL_FILES would let a server ask for the client's files.
    flags: ['FOUND_ROWS', '-IGNORE_SPACE', '-LOCAL_FILES', '-ODBC'],
    maxPreparedStatements: config.preparedStatements,
    multipleStatements: false,
    rowsAsArray: true,
    // Everything that a number or a Date would round or shift stays text.
    dateStrings: true,
    decimalNumbers: false,
    jsonStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: false,
    timezone: 'Z',
  })
  await new Promise<void>((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      settle()
    }
    const giveUp = (reason: unknown): void => {
      // What the dying socket still reports belongs to nobody.
      connection.on('error', () => {})
      connection.destroy()
      finish(() => reject(reason))
    }
    const onAbort = (): void => giveUp(signal?.reason)
    const onTimeout = (): void => {
      const cause = new Error(`No connection after ${config.connectTimeoutMs} ms`)
      giveUp(databaseError('timeout', { cause, place: `${place}, after ${config.connectTimeoutMs} ms` }))
    }
    const timer = config.connectTimeoutMs > 0 ? setTimeout(onTimeout, config.connectTimeoutMs) : undefined
    signal?.addEventListener('abort', onAbort, { once: true })
    connection.connect((error: unknown) => {
      if (error === null || error === undefined) finish(resolve)
      else giveUp(mysqlError(error, { place, connecting: true }))
    })
  })
  return connection
}

function placeOf({ address: { url } }: WireConfig): string {
  return url.socketPath ?? `${url.host}:${url.port}/${url.database}`
}
