import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { ConnectionOptions } from 'node:tls'
import {
  checkOptionNames,
  type DatabaseUrlRules,
  optionMs,
  type ServerAddress,
  serverAddress,
  type ServerConfig,
  UsageError,
} from '@athanor/contract'

/**
 * As in libpq: `require` encrypts without looking at the certificate, `verify-ca` checks who signed it, `verify-full`
 * also whether it was made for this host.
 */
export type SslMode = 'disable' | 'require' | 'verify-ca' | 'verify-full'

export interface PostgresOptions {
  /** Default `disable`. `true` is `verify-full`; an object is handed to Node's TLS. */
  readonly ssl?: boolean | SslMode | ConnectionOptions
  /** Longest time for connecting and logging in; default 10,000; 0: no limit. */
  readonly connectTimeoutMs?: number
  /** Shown in `pg_stat_activity`; default `athanor`. */
  readonly applicationName?: string
  /** Settings of the session by name, for example `{ search_path: 'shop' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /**
   * How many prepared statements one connection keeps; default 100. `false` where the connections of a session
   * change under way, as behind PgBouncer in transaction mode.
   */
  readonly preparedStatements?: number | false
  /** After a cancellation was sent: how long to wait for its effect before the connection is cut; default 5,000. */
  readonly cancelTimeoutMs?: number
}

/** Where a PostgreSQL server is; `socketPath` is the folder of its unix socket. */
export interface PostgresConfig extends ServerConfig, PostgresOptions {}

const optionNames: readonly (keyof PostgresOptions)[] = [
  'ssl',
  'connectTimeoutMs',
  'applicationName',
  'settings',
  'preparedStatements',
  'cancelTimeoutMs',
]
const addressNames: readonly (keyof ServerConfig)[] = ['host', 'port', 'socketPath', 'user', 'password', 'database']

export const postgresUrlRules: DatabaseUrlRules = Object.freeze({
  schemes: ['postgres', 'postgresql'],
  defaultPort: 5432,
  options: [
    'sslmode',
    'sslrootcert',
    'connectTimeoutMs',
    'connect_timeout',
    'applicationName',
    'application_name',
    'options',
  ],
  socketOption: 'host',
})

/** Everything a driver needs, with the defaults filled in. */
export interface WireConfig {
  readonly address: ServerAddress
  readonly user: string
  readonly ssl: false | ConnectionOptions
  readonly connectTimeoutMs: number
  readonly applicationName: string
  /** As libpq's `options`: `-c name=value …`. */
  readonly startupOptions: string
  readonly preparedStatements: number
  readonly cancelTimeoutMs: number
}

/** @throws {UsageError} for what cannot be read; see `parseDatabaseUrl` and `checkOptionNames` */
export function wireConfig(target: string | PostgresConfig, options: PostgresOptions = {}): WireConfig {
  checkOptionNames(options, optionNames, 'postgres()')
  if (typeof target === 'object') checkOptionNames(target, [...addressNames, ...optionNames], 'postgres()')
  const address = serverAddress(target, postgresUrlRules)
  const url = address.url.options
  const all: PostgresOptions = { ...(typeof target === 'object' ? target : {}), ...options }
  const prepared = all.preparedStatements ?? 100
  if (prepared !== false && !(Number.isInteger(prepared) && prepared >= 0)) {
    throw new UsageError('The option preparedStatements must be a whole number or false', { code: 'CONFIG_OPTION' })
  }
  const seconds = url['connect_timeout']
  return Object.freeze({
    address,
    user: address.url.user ?? userInfo().username,
    ssl: tlsOptions(all.ssl ?? url['sslmode'] ?? 'disable', url['sslrootcert']),
    connectTimeoutMs: optionMs(
      'connectTimeoutMs',
      all.connectTimeoutMs ?? url['connectTimeoutMs'] ?? (seconds === undefined ? undefined : `${seconds}000`),
      10_000,
    ),
    applicationName: all.applicationName ?? url['applicationName'] ?? url['application_name'] ?? 'athanor',
    startupOptions: startupOptions(all.settings ?? {}, url['options']),
    preparedStatements: prepared === false ? 0 : prepared,
    cancelTimeoutMs: optionMs('cancelTimeoutMs', all.cancelTimeoutMs, 5_000),
  })
}

function tlsOptions(ssl: boolean | string | ConnectionOptions, rootCertificate: string | undefined): WireConfig['ssl'] {
  if (typeof ssl === 'object') return ssl
  const ca = rootCertificate === undefined ? {} : { ca: readFileSync(rootCertificate) }
  switch (ssl) {
    case false:
    case 'disable':
      return false
    case 'require':
      return { ...ca, rejectUnauthorized: false }
    case 'verify-ca':
      return { ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined }
    case true:
    case 'verify-full':
      return { ...ca, rejectUnauthorized: true }
    default:
      // `allow` and `prefer` would fall back to plain text without telling anybody.
      throw new UsageError(`sslmode is one of disable, require, verify-ca, verify-full; not "${ssl}"`, {
        code: 'CONFIG_OPTION',
      })
  }
}

/** The session's formats are fixed, so that the codecs can read the texts; the caller's settings come after. */
function startupOptions(settings: Readonly<Record<string, string>>, more: string | undefined): string {
  if (/^(?:off|false|no|0)$/i.test(settings['standard_conforming_strings'] ?? '')) {
    throw new UsageError('standard_conforming_strings must be on: literals are written without escaped backslashes', {
      code: 'CONFIG_OPTION',
    })
  }
  const fixed = { TimeZone: 'UTC', DateStyle: 'ISO', bytea_output: 'hex', standard_conforming_strings: 'on' }
  const all = { ...fixed, ...settings }
  const words = Object.entries(all).map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`)
  return [...words, ...(more === undefined ? [] : [more])].join(' ')
}
