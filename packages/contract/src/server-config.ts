import { DatabaseUrl, type DatabaseUrlRules, parseDatabaseUrl } from './database-url.ts'
import { UsageError } from './errors.ts'

/** Where a server is and how to log in, as an object instead of a URL. */
export interface ServerConfig {
  /** Default `localhost`. */
  readonly host?: string
  /** Default: the database's usual port. */
  readonly port?: number
  /** A unix socket instead of host and port. */
  readonly socketPath?: string
  /** Default: the name of the user that runs the process. */
  readonly user?: string
  /** A function is asked again for each connection, for passwords that change. */
  readonly password?: string | (() => string | Promise<string>)
  readonly database: string
}

/** A URL or a config, read. The password stays in a closure, so printing this shows none. */
export interface ServerAddress {
  readonly url: DatabaseUrl
  /** Undefined: none was given. */
  readonly password: (() => string | Promise<string>) | undefined
}

/**
 * @throws {UsageError} see `parseDatabaseUrl`; for a config CONFIG_DATABASE, CONFIG_PORT
 */
export function serverAddress(target: string | ServerConfig, rules: DatabaseUrlRules): ServerAddress {
  if (typeof target === 'string') {
    const url = parseDatabaseUrl(target, rules)
    const { password } = url
    return { url, password: password === undefined ? undefined : () => password }
  }
  const { host, port = rules.defaultPort, socketPath, user, password, database } = target
  if (typeof database !== 'string' || database === '') {
    throw new UsageError('The config names no database. Set `database`', { code: 'CONFIG_DATABASE' })
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UsageError('The port of the config is not a number from 1 to 65535', { code: 'CONFIG_PORT' })
  }
  const url = new DatabaseUrl({
    scheme: rules.schemes[0] ?? '',
    ...(user === undefined ? {} : { user }),
    ...(typeof password === 'string' ? { password } : {}),
    ...(socketPath === undefined ? { host: host ?? 'localhost' } : { host: '', socketPath }),
    port,
    database,
  })
  return { url, password: typeof password === 'string' ? () => password : password }
}

/** @throws {UsageError} CONFIG_OPTION for a key that is not known, so that a misspelt option is not ignored */
export function checkOptionNames(given: object, known: readonly string[], owner: string): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    const message = `${owner} has no option "${name}". Known are: ${known.join(', ')}`
    throw new UsageError(message, { code: 'CONFIG_OPTION' })
  }
}

/** An option in milliseconds from a URL's text. @throws {UsageError} CONFIG_OPTION */
export function optionMs(name: string, value: string | number | undefined, fallbackMs: number): number {
  if (value === undefined) return fallbackMs
  const ms = typeof value === 'number' || /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (!(ms >= 0)) throw new UsageError(`The option ${name} must be a number of milliseconds`, { code: 'CONFIG_OPTION' })
  return ms
}
