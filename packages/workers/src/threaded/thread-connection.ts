import {
  ConnectionError,
  type ConnectionStatus,
  type DriverConnection,
  type RawResult,
  type RunOptions,
  type Statement,
  type StreamOptions,
} from '@athanor/contract'
import { after } from '../after.ts'
import { deferred } from '../deferred.ts'
import type { ConnectionCall, ConnectionReply } from './connection-protocol.ts'
import { type ConnectionThread, valueOf } from './connection-thread.ts'

/** A connection in a thread, seen from outside. It is unref'd whenever it is idle. */
export class ThreadConnection implements DriverConnection {
  readonly #thread: ConnectionThread
  readonly #id: number
  readonly #cancelGraceMs: number
  #status: ConnectionStatus = 'idle'
  #left: Promise<void> | undefined
  #abandoned = false

  private constructor(thread: ConnectionThread, cancelGraceMs: number) {
    this.#thread = thread
    this.#id = thread.nextId()
    this.#cancelGraceMs = cancelGraceMs
  }

  /** Opens one. @throws what the driver in the thread throws; the signal's reason */
  static async open(
    thread: ConnectionThread,
    cancelGraceMs: number,
    { signal }: RunOptions,
  ): Promise<ThreadConnection> {
    const connection = new ThreadConnection(thread, cancelGraceMs)
    thread.enter()
    try {
      await connection.#call({ call: 'connect', connection: connection.#id }, signal)
      return connection
    } catch (error) {
      // It may have opened all the same, after the signal.
      await connection.close()
      throw error
    }
  }

  get status(): ConnectionStatus {
    return this.#thread.lost ? 'closed' : this.#status
  }

  async run(statement: Statement, options: RunOptions = {}): Promise<RawResult> {
    // The value is what the inner connection's `run` returned.
    return (await this.#call({ call: 'run', connection: this.#id, statement }, options.signal)) as RawResult
  }

  /** One part is read ahead while the caller works on the one before. */
  async *stream(statement: Statement, options: StreamOptions = {}): AsyncGenerator<RawResult, void, undefined> {
    const { signal, batchSize } = options
    const connection = this.#id
    const stream = this.#thread.nextId()
    const next = (call: ConnectionCall): Promise<RawResult | undefined> => {
      // A part of the inner connection's stream, or undefined at its end.
      const part = this.#call(call, signal) as Promise<RawResult | undefined>
      // It is awaited when its turn comes, if ever.
      part.catch(() => {})
      return part
    }
    let ahead = next({ call: 'stream', connection, stream, statement, batchSize })
    let ended = false
    try {
      for (;;) {
        const part = await ahead
        ended = part === undefined
        if (part === undefined) return
        ahead = next({ call: 'next', connection, stream })
        yield part
      }
    } finally {
      if (!ended && this.status !== 'closed') {
        await ahead.catch(() => {})
        // What ended the iteration comes out; whether the wire is usable is in the status that comes with the answer.
        await this.#call({ call: 'return', connection, stream }).catch(() => {})
      }
    }
  }

  async ping(options: RunOptions = {}): Promise<void> {
    await this.#call({ call: 'ping', connection: this.#id }, options.signal)
  }

  async reset(): Promise<void> {
    await this.#call({ call: 'reset', connection: this.#id })
  }

  async close(): Promise<void> {
    // An abandoned one is not waited for: its thread may be busy for ever.
    if (!this.#abandoned) await this.#leave()
  }

  /** Closes it in the thread and counts it out, once; a dead thread has closed it already. */
  #leave(): Promise<void> {
    this.#status = 'closed'
    this.#left ??= this.#thread.call(this.#thread.nextId(), { call: 'close', connection: this.#id }, false).then(
      () => this.#thread.leave(),
      () => this.#thread.leave(),
    )
    return this.#left
  }

  async #call(call: ConnectionCall, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted()
    if (this.#status === 'closed') throw this.#thread.lost ?? closedError()
    const id = this.#thread.nextId()
    const answer = this.#thread.call(id, call, signal !== undefined).then((reply) => {
      if (this.#status !== 'closed') this.#status = reply.status
      return reply
    })
    return valueOf(await (signal === undefined ? answer : this.#cancellable(id, answer, signal)))
  }

  /**
   * An abort is passed on. Most calls end then, and the connection stays usable; a call that still runs after the grace
   * (SQLite cannot be stopped from outside) is abandoned with the connection.
   */
  async #cancellable(id: number, answer: Promise<ConnectionReply>, signal: AbortSignal): Promise<ConnectionReply> {
    let grace: NodeJS.Timeout | undefined
    const abandoned = deferred<undefined>()
    const onAbort = (): void => {
      this.#thread.cancel(id)
      grace = after(this.#cancelGraceMs, () => {
        this.#abandon()
        abandoned.resolve(undefined)
      })
    }
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      const reply = await Promise.race([answer, abandoned.promise])
      signal.throwIfAborted()
      // Only an abort abandons, and that has thrown.
      return reply ?? (await answer)
    } finally {
      clearTimeout(grace)
      signal.removeEventListener('abort', onAbort)
    }
  }

  #abandon(): void {
    this.#abandoned = true
    void this.#leave()
    this.#thread.retire()
  }
}

function closedError(): ConnectionError {
  return new ConnectionError('The connection is closed; open another one', {
    code: 'CONNECTION_LOST',
    connection: 'discard',
  })
}
