import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import {
  checkOptionNames,
  type DatabaseUrlRules,
  optionMs,
  type ServerAddress,
  serverAddress,
  type ServerConfig,
  UsageError,
} from '@athanor/contract'
import type { SslOptions } from 'mysql2'

/** `require` encrypts without looking at the certificate, `verify-full` checks it and the name of the host. */
export type SslMode = 'disable' | 'require' | 'verify-ca' | 'verify-full'

/** Which of the two servers the SQL is for. */
export type Flavor = 'mysql' | 'mariadb'

export interface MysqlOptions {
  /** Default: by the URL's scheme, `mariadb://` or `mysql://`; `mysql` for a config. */
  readonly flavor?: Flavor
  /** Default `disable`. `true` is `verify-full`; an object is handed to mysql2. */
  readonly ssl?: boolean | SslMode | SslOptions
  /** Longest time for connecting and logging in; default 10,000; 0: no limit. */
  readonly connectTimeoutMs?: number
  /** Shown as `program_name` in the server's table of connections; default `athanor`. */
  readonly applicationName?: string
  /** Character set of the connection; default `utf8mb4`. */
  readonly charset?: string
  /** Settings of the session by name, for example `{ innodb_lock_wait_timeout: 5 }`. */
  readonly settings?: Readonly<Record<string, string | number>>
  /** How many prepared statements one connection keeps; default 100. */
  readonly preparedStatements?: number
  /** After a cancellation was sent: how long to wait for its effect before the connection is cut; default 5,000. */
  readonly cancelTimeoutMs?: number
}

/** Where a MySQL or MariaDB server is. */
export interface MysqlConfig extends ServerConfig, MysqlOptions {}

const optionNames: readonly (keyof MysqlOptions)[] = [
  'flavor',
  'ssl',
  'connectTimeoutMs',
  'applicationName',
  'charset',
  'settings',
  'preparedStatements',
  'cancelTimeoutMs',
]
const addressNames: readonly (keyof ServerConfig)[] = ['host', 'port', 'socketPath', 'user', 'password', 'database']

export const mysqlUrlRules: DatabaseUrlRules = Object.freeze({
  schemes: ['mysql', 'mariadb'],
  defaultPort: 3306,
  options: ['ssl', 'sslmode', 'sslrootcert', 'connectTimeoutMs', 'applicationName', 'charset'],
  socketOption: 'socketPath',
})

/** Everything a driver needs, with the defaults filled in. */
export interface WireConfig {
  readonly address: ServerAddress
  readonly user: string
  readonly flavor: Flavor
  readonly ssl: undefined | SslOptions
  readonly connectTimeoutMs: number
  readonly applicationName: string
  /** One statement that prepares the session. */
  readonly setUp: string
  readonly preparedStatements: number
  readonly cancelTimeoutMs: number
}

/** @throws {UsageError} for what cannot be read; see `parseDatabaseUrl` and `checkOptionNames` */
export function wireConfig(target: string | MysqlConfig, options: MysqlOptions = {}): WireConfig {
  checkOptionNames(options, optionNames, 'mysql()')
  if (typeof target === 'object') checkOptionNames(target, [...addressNames, ...optionNames], 'mysql()')
  const address = serverAddress(target, mysqlUrlRules)
  const url = address.url.options
  const all: MysqlOptions = { ...(typeof target === 'object' ? target : {}), ...options }
  const preparedStatements = all.preparedStatements ?? 100
  if (!Number.isInteger(preparedStatements) || preparedStatements < 1) {
    throw optionError('The option preparedStatements must be a whole number from 1 on')
  }
  const flavor = all.flavor ?? (address.url.scheme === 'mariadb' ? 'mariadb' : 'mysql')
  if (flavor !== 'mysql' && flavor !== 'mariadb') throw optionError('The option flavor is mysql or mariadb')
  return Object.freeze({
    address,
    user: address.url.user ?? userInfo().username,
    flavor,
    ssl: sslOptions(all.ssl ?? url['sslmode'] ?? url['ssl'] ?? 'disable', url['sslrootcert']),
    connectTimeoutMs: optionMs('connectTimeoutMs', all.connectTimeoutMs ?? url['connectTimeoutMs'], 10_000),
    applicationName: all.applicationName ?? url['applicationName'] ?? 'athanor',
    setUp: setUpStatement(all.charset ?? url['charset'] ?? 'utf8mb4', all.settings ?? {}),
    preparedStatements,
    cancelTimeoutMs: optionMs('cancelTimeoutMs', all.cancelTimeoutMs, 5_000),
  })
}

function sslOptions(ssl: boolean | string | SslOptions, rootCertificate: string | undefined): WireConfig['ssl'] {
  if (typeof ssl === 'object') return ssl
  const ca = rootCertificate === undefined ? {} : { ca: readFileSync(rootCertificate) }
  switch (ssl) {
    case false:
    case 'false':
    case 'disable':
      return undefined
    case 'require':
      return { ...ca, rejectUnauthorized: false }
    case 'verify-ca':
      return { ...ca, rejectUnauthorized: true, verifyIdentity: false }
    case true:
    case 'true':
    case 'verify-full':
      return { ...ca, rejectUnauthorized: true, verifyIdentity: true }
    default:
      throw optionError(`sslmode is one of disable, require, verify-ca, verify-full; not "${ssl}"`)
  }
}

/**
 * UTC, so that TIMESTAMP columns read alike everywhere; strict, so that values that do not fit are refused; with backslashes
 * that escape, as the literals of the grammar need, whatever the server's own mode is.
 */
function setUpStatement(charset: string, settings: Readonly<Record<string, string | number>>): string {
  if (!/^\w+$/.test(charset)) throw optionError('The option charset must be the name of a character set')
  const own = Object.entries(settings).map(([name, value]) => {
    if (!/^\w+$/.test(name)) throw optionError('The names of settings consist of letters, digits and "_"')
    return `, ${name} = ${typeof value === 'number' ? value : `'${value.replace(/['\\]/g, '\\$&')}'`}`
  })
  if (/NO_BACKSLASH_ESCAPES/i.test(String(settings['sql_mode'] ?? ''))) {
    throw optionError('sql_mode must not have NO_BACKSLASH_ESCAPES: literals are written with escaped backslashes')
  }
  const mode = "REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')"
  const strict = `sql_mode = CONCAT_WS(',', ${mode}, 'STRICT_TRANS_TABLES')`
  return `SET NAMES ${charset}, time_zone = '+00:00', ${strict}${own.join('')}`
}

function optionError(message: string): UsageError {
  return new UsageError(message, { code: 'CONFIG_OPTION' })
}
