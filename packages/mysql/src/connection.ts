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
import type { Connection } from 'mysql2'
import { mysqlError } from './error-table.ts'
import { toParam } from './params.ts'
import { errnoOf, integerOf, okPacketOf, type Outcome, resultSetOf } from './outcome.ts'
import { RowReader } from './row-reader.ts'

export interface MysqlConnectionOptions {
  /** Connected; this object owns it from now on. */
  readonly connection: Connection
  readonly place: string
  readonly cancelTimeoutMs: number
  /** Asks the server to interrupt this connection's statement; resolves when it has been told. */
  cancel(): Promise<void>
}

/** A packet of the protocol, as mysql2 hands it to its connection. */
interface Packet {
  isEOF(): boolean
  eofStatusFlags(): number
}
/** What mysql2's connection has besides its types. */
interface Internals {
  handlePacket(packet?: Packet): void
  readonly stream: { ref(): void; unref(): void; destroy(): void }
}

/** SERVER_STATUS_IN_TRANS */
const inTransaction = 0x0001
const preparable = /^\s*(?:select|insert|update|delete|replace|with|values)\b/i
const changing = /^\s*(?:with|insert|update|delete|replace|load)\b/i
const inserting = /^\s*(?:insert|replace)\b/i
const xaBegins = /^\s*xa\s+(?:start|begin)\b/i
const xaEnds = /^\s*xa\s+(?:prepare|commit|rollback)\b/i
/** ER_LOCK_DEADLOCK */
const deadlock = 1213
/** The server no longer knows the prepared statement, or wants it prepared anew. */
const stalePlans: ReadonlySet<unknown> = new Set([1243, 1615])
const maxParams = 65_535
const closeTimeoutMs = 2_000
/** What may return rows with numbers in them. */
const reading = /^\s*(?:select|with|values|table|\()|\breturning\b/i

/**
 * The server writes a FLOAT into text with six digits; in its binary form, which belongs to prepared statements, it is whole.
 * So text is only for what reads nothing.
 */
function isSentAsText({ text, params, planId }: Statement): boolean {
  if (params.length > 0 || reading.test(text)) return false
  return planId === undefined || !preparable.test(text)
}

/** One connection over `mysql2`. */
export class MysqlConnection implements DriverConnection {
  readonly #options: MysqlConnectionOptions
  readonly #connection: Connection
  readonly #internals: Internals
  #flags = 0
  /** Between XA START and XA PREPARE, COMMIT or ROLLBACK: not every server flags it as a transaction. */
  #xa = false
  #closed = false
  #lost: unknown
  /** Ends the command under way when the connection breaks. */
  #fail: ((error: unknown) => void) | undefined
  #busy = false
  #closing: Promise<void> | undefined

  constructor(options: MysqlConnectionOptions) {
    this.#options = options
    this.#connection = options.connection
    // handlePacket is mysql2's entry for each packet; OK packets carry the status in the result, EOF ones only here.
    this.#internals = options.connection as unknown as Internals
    const receive = this.#internals.handlePacket.bind(options.connection)
    this.#internals.handlePacket = (packet?: Packet) => {
      if (packet?.isEOF() === true) this.#flags = packet.eofStatusFlags()
      receive(packet)
    }
    // Without a listener a connection that breaks while idle would end the process.
    options.connection.on('error', (error) => this.#breakDown(error))
    options.connection.on('end', () => this.#breakDown(new Error('The server closed the connection')))
  }

  get status(): ConnectionStatus {
    if (this.#closed) return 'closed'
    return this.#xa || (this.#flags & inTransaction) !== 0 ? 'transaction' : 'idle'
  }

  async run(statement: Statement, options: RunOptions = {}): Promise<RawResult> {
    this.#checkUsable(statement)
    options.signal?.throwIfAborted()
    const first = await this.#command(statement, options.signal)
    if (first.error === undefined) return this.#resultOf(statement, first)
    if (!stalePlans.has(errnoOf(first.error))) throw this.#errorOf(first.error, statement)
    this.#connection.unprepare(statement.text)
    const second = await this.#command(statement, options.signal)
    if (second.error !== undefined) throw this.#errorOf(second.error, statement)
    return this.#resultOf(statement, second)
  }

  /** The rows are read as the caller takes them; nothing else may run on the connection until the iteration ends. */
  async *stream(statement: Statement, options: StreamOptions = {}): AsyncGenerator<RawResult, void, undefined> {
    const { signal, batchSize = 1_000 } = options
    this.#checkUsable(statement)
    signal?.throwIfAborted()
    this.#busy = true
    const { text: sql } = statement
    const command = isSentAsText(statement)
      ? this.#connection.query({ sql })
      : this.#connection.execute({ sql, values: statement.params.map(toParam) })
    const reader = new RowReader(this.#connection, command, batchSize)
    this.#fail = (error) => reader.fail(error)
    const cancel = this.#cancellation(signal)
    try {
      for (;;) {
        const part = await reader.next()
        signal?.throwIfAborted()
        if (reader.error !== undefined) throw this.#errorOf(reader.error, statement)
        yield { columns: reader.columns, rows: part, affected: 0 }
        if (reader.finished) return
        signal?.throwIfAborted()
      }
    } finally {
      if (!reader.finished) {
        cancel.now()
        await reader.drain()
      }
      await cancel.done()
      this.#fail = undefined
      this.#busy = false
      // After an abort the reason is what counts, also when the rows had all arrived.
      signal?.throwIfAborted()
    }
  }

  async ping(options: RunOptions = {}): Promise<void> {
    this.#checkUsable()
    options.signal?.throwIfAborted()
    const outcome = await this.#perform((done) => this.#connection.ping((error) => done(error)))
    if (outcome.error !== undefined) throw this.#errorOf(outcome.error)
  }

  async reset(): Promise<void> {
    if (this.status === 'transaction') await this.run({ text: 'ROLLBACK', params: [] })
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  unref(): void {
    this.#internals.stream.unref()
  }

  ref(): void {
    this.#internals.stream.ref()
  }

  #end(): Promise<void> {
    const alive = !this.#closed && !this.#busy
    this.#closed = true
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer)
        this.#internals.stream.destroy()
        resolve()
      }
      const timer = setTimeout(finish, closeTimeoutMs)
      if (alive) this.#connection.end(finish)
      else finish()
    })
  }

  #checkUsable(statement?: Statement): void {
    if (this.#closed) throw databaseError('lost', { cause: this.#lost, place: this.#options.place })
    if (this.#busy) {
      const message =
        'A statement or a stream is still under way on this connection. Wait for its end, or use another connection'
      throw new UsageError(message, { code: 'CONNECTION_BUSY' })
    }
    if (statement && statement.params.length > maxParams) {
      const message = `The statement has ${statement.params.length} parameters, MySQL takes ${maxParams}. Split it`
      throw new UsageError(message, { code: 'DRIVER_TOO_MANY_PARAMS' })
    }
  }

  async #command(statement: Statement, signal: AbortSignal | undefined): Promise<Outcome> {
    const { text: sql, params, planId } = statement
    const asText = isSentAsText(statement)
    const values = params.map(toParam)
    const cancel = this.#cancellation(signal)
    const outcome = await this.#perform((done) => {
      if (asText) this.#connection.query({ sql }, done)
      else this.#connection.execute({ sql, values }, done)
    })
    // A text of its own would only push others out of the cache.
    if (!asText && planId === undefined && !this.#closed) this.#connection.unprepare(sql)
    await cancel.done()
    signal?.throwIfAborted()
    return outcome
  }

  /** Never rejects: failures are in the outcome, also that the connection broke. */
  #perform(start: (done: (error: unknown, result?: unknown, fields?: unknown) => void) => void): Promise<Outcome> {
    this.#busy = true
    return new Promise((resolve) => {
      const settle = (outcome: Outcome): void => {
        this.#fail = undefined
        this.#busy = false
        resolve(outcome)
      }
      this.#fail = (error) => settle({ error })
      start((error, result, fields) => {
        if (error === null || error === undefined) settle({ result, fields })
        else settle({ error })
      })
    })
  }

  /** Sends KILL QUERY when the signal is aborted; `done` waits until it can no longer hit a later statement. */
  #cancellation(signal: AbortSignal | undefined): { now(): void; done(): Promise<void> } {
    let told: Promise<void> | undefined
    let timer: NodeJS.Timeout | undefined
    const now = (): void => {
      if (told !== undefined || this.#closed) return
      const overdue = (): void => this.#cut(new Error('The cancelled statement did not end'))
      timer = setTimeout(overdue, this.#options.cancelTimeoutMs)
      told = this.#options.cancel().catch((error: unknown) => this.#cut(error))
    }
    signal?.addEventListener('abort', now, { once: true })
    const done = async (): Promise<void> => {
      signal?.removeEventListener('abort', now)
      if (told === undefined) return
      await told
      // An interrupt that came after the end waits for the next statement: this one takes it.
      if (!this.#closed) await this.#perform((settle) => this.#connection.query('DO 0', settle))
      clearTimeout(timer)
    }
    return { now, done }
  }

  #resultOf(statement: Statement, { result, fields }: Outcome): RawResult {
    this.#noteXa(statement.text)
    const set = resultSetOf(result, fields)
    if (set !== undefined) {
      return { ...set, affected: changing.test(statement.text) ? set.rows.length : 0 }
    }
    const ok = okPacketOf(result)
    if (ok === undefined) return { columns: [], rows: [], affected: 0 }
    this.#flags = ok.serverStatus
    const affected = changing.test(statement.text) ? ok.affectedRows : 0
    const key = inserting.test(statement.text) ? integerOf(ok.insertId) : 0
    return { columns: [], rows: [], affected, ...(key === 0 ? {} : { lastInsertId: key }) }
  }

  #noteXa(text: string): void {
    if (xaBegins.test(text)) this.#xa = true
    else if (xaEnds.test(text)) this.#xa = false
  }

  #cut(error: unknown): void {
    this.#breakDown(error)
    this.#internals.stream.destroy()
  }

  #breakDown(error: unknown): void {
    if (!this.#closed) this.#lost = error
    this.#closed = true
    this.#fail?.(error)
  }

  #errorOf(error: unknown, statement?: Statement): Error {
    // The victim's whole transaction is rolled back, and an error packet has no status to say so.
    if (errnoOf(error) === deadlock) this.#flags &= ~inTransaction
    return mysqlError(error, { place: this.#options.place, ...(statement ? { text: statement.text } : {}) })
  }
}
