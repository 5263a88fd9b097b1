import { NotSupportedError, UsageError } from './errors.ts'
import { printedAs } from './masked.ts'

/** What one kind of server accepts in its URL. */
export interface DatabaseUrlRules {
  /** Without `://`; the first one is shown in messages. */
  readonly schemes: readonly string[]
  readonly defaultPort: number
  /** Options that may stand behind `?`. */
  readonly options: readonly string[]
  /** The option whose value, when it begins with `/`, is the path of a unix socket (or of its folder). */
  readonly socketOption: string
}

export interface DatabaseUrlParts {
  readonly scheme: string
  readonly user?: string
  readonly password?: string
  /** Empty when `socketPath` is there. */
  readonly host: string
  readonly port: number
  readonly socketPath?: string
  readonly database: string
  readonly options?: Readonly<Record<string, string>>
}

/** Where a database server is and how to log in. However it is printed, the password shows as `***`. */
export class DatabaseUrl {
  readonly scheme: string
  readonly user: string | undefined
  readonly host: string
  readonly port: number
  readonly socketPath: string | undefined
  readonly database: string
  readonly options: Readonly<Record<string, string>>
  readonly #password: string | undefined

  constructor(parts: DatabaseUrlParts) {
    this.scheme = parts.scheme
    this.user = parts.user
    this.host = parts.host
    this.port = parts.port
    this.socketPath = parts.socketPath
    this.database = parts.database
    this.options = Object.freeze({ ...parts.options })
    this.#password = parts.password
    Object.freeze(printedAs(this, this.toString()))
  }

  /** In plain text; keep it out of logs. */
  get password(): string | undefined {
    return this.#password
  }

  /** A URL that leads to the same place, with `***` for the password. */
  toString(): string {
    const user = this.user === undefined ? '' : encodeURIComponent(this.user)
    const login = this.#password === undefined ? user : `${user}:***`
    const host = this.host.includes(':') ? `[${this.host}]` : this.host
    const place = this.socketPath === undefined ? `${host}:${this.port}` : encodeURIComponent(this.socketPath)
    const query = Object.entries(this.options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    return (
      `${this.scheme}://${login}${login === '' ? '' : '@'}${place}/${encodeURIComponent(this.database)}` +
      (query.length === 0 ? '' : `?${query.join('&')}`)
    )
  }
}

/**
 * Reads `scheme://user:password@host:port/database?option=value`. User, password, host and database are
 * percent-decoded; IPv6 addresses stand in brackets. Messages never repeat a part that could be the password.
 *
 * @throws {UsageError} DATABASE_URL_SCHEME, DATABASE_URL_ESCAPE, DATABASE_URL_HOST, DATABASE_URL_PORT,
 * DATABASE_URL_DATABASE, DATABASE_URL_OPTION
 * @throws {NotSupportedError} DATABASE_URL_SEVERAL_HOSTS
 * @example parseDatabaseUrl('postgres://ada:s%40fe@db.example.org/shop?sslmode=require', postgresUrlRules)
 */
export function parseDatabaseUrl(text: string, rules: DatabaseUrlRules): DatabaseUrl {
  const start = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)
  const scheme = start?.[1]?.toLowerCase()
  const form = `${rules.schemes[0]}://user:password@host:${rules.defaultPort}/database`
  if (start === null || scheme === undefined || !rules.schemes.includes(scheme)) {
    const found = scheme === undefined ? 'has none' : `has ${scheme}://`
    const wanted = rules.schemes.map((name) => `${name}://`).join(' or ')
    throw usage('DATABASE_URL_SCHEME', `The database URL must begin with ${wanted}, this one ${found}. Write ${form}`)
  }
  const rest = text.slice(start[0].length)
  const end = rest.search(/[/?#]/)
  const authority = end < 0 ? rest : rest.slice(0, end)
  const tail = end < 0 ? '' : rest.slice(end)
  checkEscapes(authority, tail)

  const at = authority.indexOf('@')
  const [user, password] = splitOnce(authority.slice(0, Math.max(at, 0)), ':')
  const { host, port } = parsePlace(authority.slice(at + 1), rules)
  const [path, query] = splitOnce(tail, '?')
  const { socket, options } = parseOptions(query ?? '', rules)
  const socketPath = host.startsWith('/') ? host : socket
  const database = decode(path.slice(1), 'database name')
  if (database === '') {
    throw usage('DATABASE_URL_DATABASE', `The database URL names no database. Write ${form}`)
  }
  if (path.indexOf('/', 1) > 0) {
    const message =
      'The path of the database URL has more than one part. Write %2F for a "/" in the name of the database'
    throw usage('DATABASE_URL_DATABASE', message)
  }
  return new DatabaseUrl({
    scheme,
    ...(user === '' ? {} : { user: decode(user, 'user') }),
    ...(password === undefined ? {} : { password: decode(password, 'password') }),
    ...(socketPath === undefined ? { host: host === '' ? 'localhost' : host } : { host: '', socketPath }),
    port,
    database,
    options,
  })
}

/** Characters that end a part of the URL, left plain inside a password, would silently change where it leads. */
function checkEscapes(authority: string, tail: string): void {
  const advice = 'Percent-encode it in user and password: %40 for "@", %2F for "/", %3F for "?", %23 for "#"'
  if (authority.indexOf('@') !== authority.lastIndexOf('@')) {
    throw usage('DATABASE_URL_ESCAPE', `The database URL has more than one "@". ${advice}`)
  }
  if (!authority.includes('@') && tail.includes('@')) {
    throw usage('DATABASE_URL_ESCAPE', `The database URL has an "@" behind a "/", "?" or "#". ${advice}`)
  }
  if (tail.includes('#')) throw usage('DATABASE_URL_ESCAPE', `The database URL has a plain "#". ${advice}`)
}

function parsePlace(place: string, rules: DatabaseUrlRules): { readonly host: string; readonly port: number } {
  if (place.includes(',')) {
    const message = 'The database URL names several hosts, which is not supported yet. Name one host'
    throw new NotSupportedError(message, { code: 'DATABASE_URL_SEVERAL_HOSTS' })
  }
  const bracketed = /^\[([0-9a-f:.]+(?:%[\w.%-]+)?)\](?::(.*))?$/i.exec(place)
  if (bracketed) return { host: decode(bracketed[1] ?? '', 'host'), port: parsePort(bracketed[2], rules) }
  if (place.split(':').length > 2 || /[[\]]/.test(place)) {
    const message = 'The host of the database URL cannot be read. An IPv6 address stands in brackets: [::1]:5432'
    throw usage('DATABASE_URL_HOST', message)
  }
  const [host, port] = splitOnce(place, ':')
  return { host: decode(host, 'host'), port: parsePort(port, rules) }
}

function parsePort(text: string | undefined, rules: DatabaseUrlRules): number {
  if (text === undefined || text === '') return rules.defaultPort
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535) {
    throw usage('DATABASE_URL_PORT', 'The port of the database URL is not a number from 1 to 65535')
  }
  return port
}

function parseOptions(
  query: string,
  rules: DatabaseUrlRules,
): { readonly socket?: string; readonly options: Record<string, string> } {
  const options: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    if (name !== rules.socketOption && !rules.options.includes(name)) {
      const known = [...rules.options, rules.socketOption].join(', ')
      throw usage('DATABASE_URL_OPTION', `The database URL has an unknown option "${name}". Known are: ${known}`)
    }
    if (Object.hasOwn(options, name)) {
      throw usage('DATABASE_URL_OPTION', `The database URL has the option "${name}" twice. Write it once`)
    }
    options[name] = value
  }
  const { [rules.socketOption]: socket, ...others } = options
  if (socket === undefined) return { options: others }
  if (!socket.startsWith('/')) {
    const message = `The option ${rules.socketOption} of the database URL must be the path of a unix socket, from "/" on`
    throw usage('DATABASE_URL_OPTION', message)
  }
  return { socket, options: others }
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    const message = `The ${part} in the database URL has a "%" that begins no percent-encoding. Write %25 for a plain "%"`
    throw usage('DATABASE_URL_ESCAPE', message)
  }
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const index = text.indexOf(separator)
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)]
}

function usage(code: string, message: string): UsageError {
  return new UsageError(message, { code })
}
