import { AuthenticationError, databaseError, type Driver, type RunOptions } from '@athanor/contract'
import pg from 'pg'
import { sendCancelRequest } from './cancel-request.ts'
import type { WireConfig } from './config.ts'
import { PostgresConnection, type PostgresConnectionOptions } from './connection.ts'
import { postgresError } from './error-table.ts'

/** What pg's Client has besides its types: the way to the protocol and the key for cancelling. */
interface ClientInternals {
  readonly connection: PostgresConnectionOptions['wire']
  readonly processID: number
  readonly secretKey: number
}

/** Opens connections with `pg`. */
export function postgresDriver(config: WireConfig): Driver {
  return { connect: (options = {}) => connect(config, options) }
}

async function connect(config: WireConfig, { signal }: RunOptions): Promise<PostgresConnection> {
  signal?.throwIfAborted()
  const { url } = config.address
  const place = url.socketPath ?? `${url.host}:${url.port}/${url.database}`
  const login = passwordSource(config, place)
  const client = new pg.Client({
    host: url.socketPath ?? url.host,
    port: url.port,
    database: url.database,
    user: config.user,
    password: login.password,
    ssl: config.ssl,
    application_name: config.applicationName,
    options: config.startupOptions,
    keepAlive: true,
  })
  // pg's types leave these out; they are stable and used by pg-cursor and by pg's own cancel().
  const internals = client as unknown as ClientInternals
  const connection = new PostgresConnection({
    client,
    wire: internals.connection,
    place,
    preparedStatements: config.preparedStatements,
    cancelTimeoutMs: config.cancelTimeoutMs,
    cancel: () =>
      sendCancelRequest({
        host: url.host,
        port: url.port,
        ...(url.socketPath === undefined ? {} : { socketFile: `${url.socketPath}/.s.PGSQL.${url.port}` }),
        ssl: config.ssl,
        processId: internals.processID,
        secretKey: internals.secretKey,
        timeoutMs: config.cancelTimeoutMs,
      }),
  })

  await new Promise<void>((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      settle()
    }
    const giveUp = (reason: unknown): void => {
      internals.connection.stream.destroy()
      finish(() => reject(reason))
    }
    const onAbort = (): void => giveUp(signal?.reason)
    const onTimeout = (): void => {
      const cause = new Error(`No connection after ${config.connectTimeoutMs} ms`)
      giveUp(databaseError('timeout', { cause, place: `${place}, after ${config.connectTimeoutMs} ms` }))
    }
    const timer = config.connectTimeoutMs > 0 ? setTimeout(onTimeout, config.connectTimeoutMs) : undefined
    signal?.addEventListener('abort', onAbort, { once: true })
    client.connect((error: unknown) => {
      if (error === null || error === undefined) finish(resolve)
      else giveUp(login.failure ? login.failure.error : postgresError(error, { place, connecting: true }))
    })
  })
  return connection
}

interface Login {
  readonly password: () => Promise<string>
  /** What the caller's own password function threw: it comes out as it is. */
  failure: { readonly error: unknown } | undefined
}

/** Always a function: without one, pg would look into the environment and into `.pgpass`. */
function passwordSource(config: WireConfig, place: string): Login {
  const login: Login = {
    failure: undefined,
    password: async () => {
      try {
        const { password } = config.address
        if (password) return await password()
        const message = `The server wants a password and none was given (${place}). Set it in the URL or in the config`
        throw new AuthenticationError(message, { code: 'CONNECTION_AUTHENTICATION', connection: 'discard' })
      } catch (error) {
        login.failure = { error }
        throw error
      }
    },
  }
  return login
}
