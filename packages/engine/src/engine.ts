import {
  type Backend,
  type Connection,
  type DriverConnection,
  type ExecuteOptions,
  type Executor,
  type Inspector,
  type Lease,
  noteStatement,
  type Pool,
  type RawResult,
  type StatementEvent,
  type StreamRowsOptions,
  type Transaction,
  type TransactionOptions,
} from '@athanor/contract'
import { batchesOf, CursorBatches } from './batches.ts'
import { EngineConnection } from './connection.ts'
import type { ConnectionTurn } from './connection-turn.ts'
import { type BoundStatement, EngineCore } from './engine-core.ts'
import type { EngineOptions } from './engine-options.ts'
import { CatalogInspector } from './inspector.ts'
import { LeaseScope } from './lease-scope.ts'
import { type Make, QueryRunner } from './query-runner.ts'
import { type EngineTransactionOptions, withRetries } from './retry.ts'
import type { OpenBatches } from './stream.ts'
import { runTransaction, type TransactionHandle } from './transaction.ts'
import { isBroken, verdictOf } from './verdict.ts'

/** What an engine tells. */
export interface EngineEvents {
  /** A statement ended, also BEGIN, COMMIT and the like. */
  readonly statement: StatementEvent
}

/** Executes statements on one database, over a pool of connections. Made once for a program, by `createEngine()`. */
export interface Engine extends Executor, AsyncDisposable {
  readonly name: string
  readonly backend: Backend
  readonly pool: Pool<DriverConnection>
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: EngineTransactionOptions): Promise<T>
  /** What a listener throws is ignored. Dispose what it returns to stop listening. */
  on<K extends keyof EngineEvents>(event: K, listener: (event: EngineEvents[K]) => void): Disposable
  /**
   * Closes the pool: idle connections now, those in use when they come back, for which it waits up to `graceMs` (default
   * 0). The engine runs nothing afterwards; harmless when repeated.
   */
  dispose(options?: { readonly graceMs?: number }): Promise<void>
}

/**
 * Makes an engine for a backend. Connects at the first use, not now. Whoever made it disposes of it.
 * @throws {UsageError} ENGINE_OPTIONS for an unknown option or a value out of range
 * @example
 * await using engine = createEngine(sqlite('app.db'), { echo: true })
 * const names = await engine.scalars(select(users.c.name)).all()
 */
export function createEngine(backend: Backend, options: EngineOptions = {}): Engine {
  return new PooledEngine(backend, options)
}

class PooledEngine extends QueryRunner implements Engine {
  readonly backend: Backend

  constructor(backend: Backend, options: EngineOptions) {
    super(new EngineCore(backend, options))
    this.backend = backend
  }

  get name(): string {
    return this.core.name
  }

  get pool(): Pool<DriverConnection> {
    return this.core.pool
  }

  async connect(options?: ExecuteOptions): Promise<Connection> {
    return new EngineConnection(this.core, new LeaseScope(this.core, await this.core.acquire(options)))
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>, options: EngineTransactionOptions = {}): Promise<T> {
    return withRetries(options, () => this.asOne(work, options))
  }

  inspect(): Promise<Inspector> {
    return Promise.resolve(
      new CatalogInspector(this.dialect, (text, params) =>
        this.run(this.core.prepareText(text, params), undefined, (_, raw) => raw.rows),
      ),
    )
  }

  on<K extends keyof EngineEvents>(_event: K, listener: (event: EngineEvents[K]) => void): Disposable {
    return this.core.observer.add(listener)
  }

  dispose(options?: { readonly graceMs?: number }): Promise<void> {
    return this.core.dispose(options)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  /** One statement on a loan of its own; the loan is over before anything is decoded. */
  protected async run<T>(bound: BoundStatement, options: ExecuteOptions | undefined, make: Make<T>): Promise<T> {
    const core = this.core
    const signal = options?.signal
    const acquired = core.acquire(options)
    const lease = acquired instanceof Promise ? await acquired : acquired
    const connection = lease.resource
    const turn = core.turnOf(lease)
    let raw: RawResult
    try {
      raw = turn ? await this.#inTurn(turn, lease, bound, signal) : await core.run(connection, bound, signal)
    } catch (error) {
      noteStatement(error, bound.statement.text)
      await lease.release(verdictOf(connection, isBroken(connection, error, signal, lease.shared)))
      throw error
    }
    await lease.release(verdictOf(connection, false))
    return make(bound.prepared, raw)
  }

  protected async asOne<T>(work: (tx: TransactionHandle) => Promise<T>, options: TransactionOptions): Promise<T> {
    const scope = new LeaseScope(this.core, await this.core.acquire(options))
    try {
      return await runTransaction(this.core, scope, work, options)
    } finally {
      await scope.close()
    }
  }

  protected async openBatches(bound: BoundStatement, options: StreamRowsOptions | undefined): Promise<OpenBatches> {
    const lease = await this.core.acquire(options)
    const connection = lease.resource
    const turn = this.core.turnOf(lease)
    const release = async (error: unknown, failed: boolean): Promise<void> => {
      const broken = failed && isBroken(connection, error, options?.signal, lease.shared)
      await lease.release(verdictOf(connection, broken))
    }
    try {
      if (turn === undefined) return new CursorBatches(this.core, connection, bound, options, release)
      // A cursor would keep all the others waiting, perhaps the very loop that reads it.
      const raw = await this.#inTurn(turn, lease, bound, options?.signal)
      await release(undefined, false)
      return batchesOf(bound, raw, options)
    } catch (error) {
      noteStatement(error, bound.statement.text)
      await release(error, true)
      throw error
    }
  }

  /** On a connection that others share: waits for the end of their statements and transactions. */
  async #inTurn(
    turn: ConnectionTurn,
    lease: Lease<DriverConnection>,
    bound: BoundStatement,
    signal: AbortSignal | undefined,
  ): Promise<RawResult> {
    await turn.take({ signal, timeoutMs: this.core.sharedTimeoutMs })
    const connection = lease.resource
    try {
      return await this.core.run(connection, bound, signal)
    } finally {
      // Raw SQL may have left a transaction open: the next statement, somebody else's, must not run in it.
      if (connection.status === 'transaction' || connection.status === 'failed') {
        await connection.reset().catch(() => connection.close())
      }
      turn.pass()
    }
  }
}
