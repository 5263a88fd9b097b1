import {
  AthanorError,
  CodecError,
  type ConnectionStatus,
  databaseError,
  type DriverConnection,
  type DriverValue,
  type RawResult,
  type RunOptions,
  type Statement,
  type StreamOptions,
  UsageError,
} from '@athanor/contract'
import type { Database } from 'better-sqlite3'
import { retryWhileBusy } from './busy-retry.ts'
import { isBusy, sqliteError } from './error-table.ts'
import { type CachedStatement, StatementCache } from './statement-cache.ts'

export interface SqliteConnectionOptions {
  readonly database: Database
  readonly busyTimeoutMs: number
  readonly preparedStatements: number
}

/**
 * One connection over `better-sqlite3`. Statements run synchronously on the calling thread and cannot be interrupted; a
 * signal is looked at before a statement, while it waits for a lock, and between the parts of a stream.
 */
export class SqliteConnection implements DriverConnection {
  readonly #database: Database
  readonly #busyTimeoutMs: number
  readonly #statements: StatementCache
  /** The rows being streamed: SQLite's connection refuses anything else meanwhile. */
  #open: IterableIterator<unknown> | undefined

  constructor(options: SqliteConnectionOptions) {
    this.#database = options.database
    this.#busyTimeoutMs = options.busyTimeoutMs
    this.#statements = new StatementCache(options.database, options.preparedStatements)
  }

  get status(): ConnectionStatus {
    if (!this.#database.open) return 'closed'
    return this.#database.inTransaction ? 'transaction' : 'idle'
  }

  async run(statement: Statement, { signal }: RunOptions = {}): Promise<RawResult> {
    signal?.throwIfAborted()
    this.#checkUsable()
    try {
      return this.#execute(statement)
    } catch (error) {
      return this.#again(error, () => this.#execute(statement), signal)
    }
  }

  /** Between two parts the event loop gets its turn. Nothing else may run on the connection until the iteration ends. */
  async *stream(statement: Statement, options: StreamOptions = {}): AsyncGenerator<RawResult, void, undefined> {
    const { signal, batchSize = 1_000 } = options
    signal?.throwIfAborted()
    this.#checkUsable()
    const begin = (): Started => this.#begin(statement)
    const { cached, rows, first } = await attempt(begin, (error) => this.#again(error, begin, signal))
    if (rows === undefined || first === undefined) return yield await this.run(statement, options)
    const columns = cached.columns()
    this.#open = rows
    try {
      let next = first
      let part: (readonly DriverValue[])[] = []
      while (next.done !== true) {
        part.push(rowOf(next.value))
        if (part.length === batchSize) {
          yield { columns, rows: part, affected: 0 }
          part = []
          await new Promise((resolve) => setImmediate(resolve))
          signal?.throwIfAborted()
        }
        next = attempt(
          () => rows.next(),
          (error) => {
            throw worded(error)
          },
        )
      }
      if (part.length > 0) yield { columns, rows: part, affected: 0 }
    } finally {
      rows.return?.()
      this.#open = undefined
    }
  }

  async ping({ signal }: RunOptions = {}): Promise<void> {
    signal?.throwIfAborted()
    this.#checkUsable()
  }

  async reset(): Promise<void> {
    if (this.status === 'transaction') await this.run({ text: 'ROLLBACK', params: [] })
  }

  async close(): Promise<void> {
    try {
      this.#open?.return?.()
      this.#open = undefined
      this.#database.close()
    } catch {
      // There is nothing a caller could do about it.
    }
  }

  /** After a failed attempt: tries again where another connection's lock was the cause, else throws the error worded. */
  async #again<T>(failure: unknown, work: () => T, signal: AbortSignal | undefined): Promise<T> {
    if (!isBusy(failure)) throw worded(failure)
    try {
      return await retryWhileBusy(work, this.#busyTimeoutMs, signal)
    } catch (error) {
      throw signal?.aborted === true && error === signal.reason ? error : worded(error)
    }
  }

  #checkUsable(): void {
    if (!this.#database.open) {
      throw databaseError('lost', { cause: undefined, advice: 'It was closed' })
    }
    if (this.#open === undefined) return
    const message = 'A stream is still being read on this connection. Read it to its end, or use another connection'
    throw new UsageError(message, { code: 'CONNECTION_BUSY' })
  }

  #prepare(statement: Statement): CachedStatement {
    const cached = this.#statements.prepare(statement.text)
    const wide = statement.wideIntegers === true
    if (cached.statement.reader && cached.wideIntegers !== wide) {
      cached.statement.safeIntegers(wide)
      cached.wideIntegers = wide
    }
    return cached
  }

  #execute(statement: Statement): RawResult {
    const cached = this.#prepare(statement)
    const params = statement.params.map(toParam)
    if (cached.statement.reader) {
      // better-sqlite3 was asked for rows as arrays; its values are null, string, number, bigint and Buffer.
      const rows = cached.statement.all(params) as (readonly DriverValue[])[]
      return { columns: cached.columns(), rows, affected: cached.changes ? rows.length : 0 }
    }
    const { changes, lastInsertRowid } = cached.statement.run(params)
    const affected = cached.changes ? changes : 0
    return {
      columns: [],
      rows: [],
      affected,
      ...(cached.inserts && affected > 0 ? { lastInsertId: narrow(lastInsertRowid) } : {}),
    }
  }

  /** The first row decides whether the lock is there, so it is a part of what is tried again. */
  #begin(statement: Statement): Started {
    const cached = this.#prepare(statement)
    if (!cached.statement.reader || cached.changes) return { cached }
    const rows = cached.statement.iterate(statement.params.map(toParam))
    return { cached, rows, first: rows.next() }
  }
}

interface Started {
  readonly cached: CachedStatement
  /** Undefined: a statement that changes something, which is run as a whole. */
  readonly rows?: IterableIterator<unknown>
  readonly first?: IteratorResult<unknown>
}

function attempt<T, R>(work: () => T, onError: (error: unknown) => R): T | R {
  try {
    return work()
  } catch (error) {
    return onError(error)
  }
}

/** An error of ours is worded already. */
function worded(error: unknown): Error {
  return error instanceof AthanorError ? error : sqliteError(error)
}

function narrow(value: number | bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function rowOf(row: unknown): readonly DriverValue[] {
  // As above: `raw(true)` yields arrays of driver values.
  return row as readonly DriverValue[]
}

function toParam(value: DriverValue): null | string | number | bigint | Buffer {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  if (typeof value !== 'object' || value === null) return value
  throw new CodecError('SQLite has no arrays. Store the values as JSON, or in rows', { code: 'DRIVER_NO_ARRAYS' })
}
