import {
  type ConnectionStatus,
  databaseError,
  type DriverConnection,
  type RawResult,
  type RunOptions,
  type Statement,
  type StreamOptions,
  UsageError,
} from '@athanor/contract'
import type { Client } from 'pg'
import { postgresError } from './error-table.ts'
import { PreparedStatements } from './prepared-statements.ts'
import { type PgWire, WireQuery, type WireQueryOptions } from './wire-query.ts'

export interface PostgresConnectionOptions {
  /** Connected; the connection owns it from now on. */
  readonly client: Client
  readonly wire: PgWire & { on(event: 'readyForQuery', listener: (message: { readonly status: string }) => void): void }
  readonly place: string
  readonly preparedStatements: number
  readonly cancelTimeoutMs: number
  /** Asks the server to interrupt this connection's statement; resolves when it has been told. */
  cancel(): Promise<void>
}

const statuses: Readonly<Record<string, ConnectionStatus>> = { I: 'idle', T: 'transaction', E: 'failed' }
const maxParams = 65_535
const closeTimeoutMs = 2_000

/** One connection over `pg`. */
export class PostgresConnection implements DriverConnection {
  readonly #options: PostgresConnectionOptions
  readonly #client: Client
  readonly #wire: PgWire
  readonly #prepared: PreparedStatements
  #status: ConnectionStatus = 'idle'
  #lost: unknown
  /** The query on the wire, and what to call when it is over. */
  #query: WireQuery | undefined
  #settle: (() => void) | undefined
  #streaming = false
  #closing: Promise<void> | undefined

  constructor(options: PostgresConnectionOptions) {
    this.#options = options
    this.#client = options.client
    this.#wire = options.wire
    this.#prepared = new PreparedStatements(options.preparedStatements)
    options.wire.on('readyForQuery', ({ status }) => {
      this.#status = statuses[status] ?? 'failed'
      this.#finish()
    })
    // Without these listeners a connection that breaks while idle would end the process.
    options.client.on('error', (error) => this.#breakDown(error))
    options.client.on('end', () => this.#breakDown(new Error('The server closed the connection')))
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  async run(statement: Statement, options: RunOptions = {}): Promise<RawResult> {
    this.#checkUsable(statement)
    options.signal?.throwIfAborted()
    const prepared = this.#prepared.use(statement)
    const query = await this.#send({ text: statement.text, params: statement.params, prepared }, options.signal)
    if (!query.failed) return query.take()
    if (prepared !== undefined) {
      this.#prepared.forget(statement.planId)
      // A change of the schema made it stale, or something outside dropped it. Nothing ran, so it may run again.
      if (this.#status === 'idle' && isStalePlan(query.error)) {
        const again = await this.#send({ text: statement.text, params: statement.params }, options.signal)
        if (!again.failed) return again.take()
        throw this.#errorOf(again)
      }
    }
    throw this.#errorOf(query)
  }

  /** Rows come through a portal of the server; nothing else may run on the connection until the iteration ends. */
  async *stream(statement: Statement, options: StreamOptions = {}): AsyncGenerator<RawResult, void, undefined> {
    const { signal, batchSize = 1_000 } = options
    this.#checkUsable(statement)
    signal?.throwIfAborted()
    const query = new WireQuery({
      text: statement.text,
      params: statement.params,
      drop: this.#prepared.takeDropped(),
      rows: batchSize,
    })
    this.#streaming = true
    try {
      await this.#untilPart(query, signal, () => this.#start(query))
      while (!query.finished) {
        yield query.take()
        signal?.throwIfAborted()
        await this.#untilPart(query, signal, () => query.more(this.#wire))
      }
      if (query.failed) throw this.#errorOf(query)
      yield query.take()
    } finally {
      if (!query.finished) await this.#part(query, () => query.stop(this.#wire))
      this.#streaming = false
    }
  }

  async ping(options: RunOptions = {}): Promise<void> {
    await this.run({ text: '', params: [] }, options)
  }

  async reset(): Promise<void> {
    if (this.#status === 'transaction' || this.#status === 'failed') await this.run({ text: 'ROLLBACK', params: [] })
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  unref(): void {
    this.#wire.unref()
  }

  ref(): void {
    this.#wire.ref()
  }

  async #end(): Promise<void> {
    this.#status = 'closed'
    const timer = setTimeout(() => this.#wire.stream.destroy(), closeTimeoutMs)
    try {
      await this.#client.end()
    } catch {
      // The connection is gone either way.
    } finally {
      clearTimeout(timer)
    }
  }

  #checkUsable(statement: Statement): void {
    if (this.#status === 'closed') {
      throw databaseError('lost', { cause: this.#lost, place: this.#options.place })
    }
    if (this.#query !== undefined || this.#streaming) {
      const message =
        'A statement or a stream is still under way on this connection. Wait for its end, or use another connection'
      throw new UsageError(message, { code: 'CONNECTION_BUSY' })
    }
    if (statement.params.length > maxParams) {
      const message = `The statement has ${statement.params.length} parameters, PostgreSQL takes ${maxParams}. Split it`
      throw new UsageError(message, { code: 'DRIVER_TOO_MANY_PARAMS' })
    }
  }

  async #send(options: WireQueryOptions, signal: AbortSignal | undefined): Promise<WireQuery> {
    const query = new WireQuery({ ...options, drop: this.#prepared.takeDropped() })
    await this.#untilPart(query, signal, () => this.#start(query))
    return query
  }

  #start(query: WireQuery): void {
    this.#query = query
    // pg types its query objects by `submit` alone; the rest is what `pg-cursor` has as well.
    this.#client.query(query as unknown as { submit: () => void })
  }

  /** Does `step` and waits until the query is over or has a part ready; on abort the server is told to end it. */
  async #untilPart(query: WireQuery, signal: AbortSignal | undefined, step: () => void): Promise<void> {
    const part = this.#part(query, step)
    if (signal === undefined) return part
    let told: Promise<void> | undefined
    let timer: NodeJS.Timeout | undefined
    const onAbort = (): void => {
      const overdue = (): void => this.#cut(new Error('The cancelled statement did not end'))
      timer = setTimeout(overdue, this.#options.cancelTimeoutMs)
      told = this.#options.cancel().catch((error: unknown) => this.#cut(error))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    await part
    signal.removeEventListener('abort', onAbort)
    if (told === undefined) return
    await told
    if (!query.finished) await this.#part(query, () => query.stop(this.#wire))
    // The interrupt may arrive after the statement's end: an empty statement takes it instead of the next one.
    const probe = new WireQuery({ text: '', params: [] })
    await this.#part(probe, () => this.#start(probe))
    clearTimeout(timer)
    signal.throwIfAborted()
  }

  /** Never rejects: failures are in the query. */
  #part(query: WireQuery, step: () => void): Promise<void> {
    return new Promise((resolve) => {
      if (this.#status === 'closed') {
        query.handleError(this.#lost, this.#wire)
        query.finished = true
        return resolve()
      }
      this.#settle = resolve
      query.onSuspended = resolve
      try {
        step()
      } catch (error) {
        // Half a message may be on the wire.
        this.#cut(error)
      }
    })
  }

  /** Called when the server is ready, or there is no server any more. */
  #finish(): void {
    const query = this.#query
    const settle = this.#settle
    this.#query = undefined
    this.#settle = undefined
    if (query) query.finished = true
    settle?.()
  }

  #cut(error: unknown): void {
    this.#breakDown(error)
    this.#wire.stream.destroy()
  }

  #breakDown(error: unknown): void {
    if (this.#status !== 'closed') this.#lost = error
    this.#status = 'closed'
    if (this.#query && !this.#query.failed) this.#query.handleError(error, this.#wire)
    this.#finish()
  }

  #errorOf(query: WireQuery): Error {
    return postgresError(query.error, { place: this.#options.place })
  }
}

function isStalePlan(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  if (error.code === '26000') return true
  return error.code === '0A000' && 'routine' in error && error.routine === 'RevalidateCachedQuery'
}
