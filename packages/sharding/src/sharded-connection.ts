import {
  type Connection,
  type Dialect,
  type ExecuteOptions,
  type Executor,
  type Inspector,
  type Params,
  type PendingResult,
  type PendingScalars,
  type AnyQuery,
  type Result,
  type Savepoint,
  type StreamRowsOptions,
  type Transaction,
  TransactionError,
  type TransactionOptions,
  UsageError,
  type RowQuery,
  type ScalarQuery,
  type NoRow,
  PendingFirstColumn,
  PendingRows,
} from '@athanor/contract'
import { commitAll, type CommitMode, requireCommittable } from './commit.ts'
import { FirstColumn } from './merge/result.ts'
import type { Route } from './route.ts'
import type { Router } from './router.ts'
import { fanOut } from './scatter.ts'
import { firstValues } from './sharded-queries.ts'
import { ShardedSavepoint } from './sharded-savepoint.ts'
import { ShardedTransaction } from './sharded-transaction.ts'

/** One connection of each shard that a statement has touched, and one transaction over them. */
export class ShardedConnection implements Connection {
  readonly dialect: Dialect
  readonly #router: Router
  readonly #engines: ReadonlyMap<string, Executor>
  readonly #mode: CommitMode
  readonly #opening = new Map<string, Promise<Connection>>()
  readonly #open = new Map<string, Connection>()
  readonly #writers = new Set<string>()
  readonly #savepoints: ShardedSavepoint[] = []
  #options: TransactionOptions | undefined
  /** A change failed on one shard and may have happened on others: only a rollback makes the data whole again. */
  #broken: { readonly error: unknown; readonly depth: number } | undefined
  #closed = false

  constructor(router: Router, engines: ReadonlyMap<string, Executor>, mode: CommitMode) {
    this.#router = router
    this.#engines = engines
    this.#mode = mode
    this.dialect = router.dialect
  }

  get inTransaction(): boolean {
    return this.#options !== undefined || [...this.#open.values()].some((connection) => connection.inTransaction)
  }
  get closed(): boolean {
    return this.#closed
  }

  execute<Row>(query: RowQuery<Row>, params?: Params, options?: ExecuteOptions): PendingResult<Row> {
    return new PendingRows(this.#run(query, params, options))
  }
  scalars<Scalar>(query: ScalarQuery<Scalar>, params?: Params, options?: ExecuteOptions): PendingScalars<Scalar> {
    const values = this.#run({ node: query.node }, params, options).then(firstValues<Scalar>)
    return new PendingFirstColumn(values.then((list) => new FirstColumn(() => list)))
  }
  async scalar<Scalar, Empty>(
    query: ScalarQuery<Scalar, Empty>,
    params?: Params,
    options?: ExecuteOptions,
  ): Promise<Scalar | NoRow<Empty>> {
    // No row is null, or ruled out by the statement, which `Empty` says.
    return (firstValues<Scalar>(await this.#run({ node: query.node }, params, options))[0] ?? null) as
      | Scalar
      | NoRow<Empty>
  }
  async *stream<Row>(query: RowQuery<Row>, params?: Params, options?: StreamRowsOptions): AsyncGenerator<Row> {
    const route = this.#settled(query, params)
    yield* this.#router.stream(route, query, params, options, (shard) => this.#connection(shard, options))
  }

  async begin(options: TransactionOptions = {}): Promise<void> {
    this.#assertOpen()
    if (this.inTransaction) {
      throw new UsageError('a transaction is open on this connection already: commit it or roll it back first', {
        code: 'TRANSACTION_BEGUN',
      })
    }
    this.#options = options
    await fanOut([...this.#open.keys()], async (shard) => this.#open.get(shard)?.begin(options))
  }

  /**
   * Commits on every shard. One changed shard commits as ever; several commit as the engine's `commit` option says.
   *
   * @throws {NotSupportedError} SHARDING_ATOMIC_COMMIT; the transaction stays open to be rolled back
   * @throws {PartialCommitError} SHARDING_PARTIAL_COMMIT in the mode `best-effort`
   * @throws {TransactionError} SHARDING_TRANSACTION_BROKEN after a change that failed on one of several shards
   */
  async commit(): Promise<void> {
    this.#assertOpen()
    if (this.#broken) throw broken(this.#broken.error)
    const writers = this.#router.placement.shards.filter((shard) => this.#writers.has(shard))
    requireCommittable(this.#mode, writers, this.dialect.traits)
    try {
      await commitAll(this.#open, writers)
    } finally {
      this.#forget()
    }
  }
  async rollback(): Promise<void> {
    this.#assertOpen()
    await this.#settleAll()
    try {
      await fanOut([...this.#open.keys()], async (shard) => this.#open.get(shard)?.rollback())
    } finally {
      this.#forget()
    }
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    if (this.inTransaction) return this.savepoint(work)
    await this.begin(options)
    let value: T
    try {
      value = await work(new ShardedTransaction(this))
      await this.commit()
    } catch (error) {
      await this.#undo(error)
      throw error
    }
    return value
  }
  async savepoint<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const savepoint = await this.beginNested()
    let value: T
    try {
      value = await work(new ShardedTransaction(this))
    } catch (error) {
      try {
        if (savepoint.active) await savepoint.rollback()
      } catch (cause) {
        this.invalidate(cause)
      }
      throw error
    }
    if (savepoint.active) await savepoint.release()
    return value
  }
  async beginNested(): Promise<Savepoint> {
    this.#assertOpen()
    this.#options ??= {}
    await this.#settleAll()
    const savepoint = new ShardedSavepoint(this.#savepoints.length + 1, (ended, undone) => {
      this.#savepoints.splice(this.#savepoints.indexOf(ended))
      if (undone && this.#broken && this.#broken.depth >= ended.depth) this.#broken = undefined
    })
    for (const [shard, connection] of this.#open) await savepoint.cover(shard, connection)
    this.#savepoints.push(savepoint)
    return savepoint
  }

  invalidate(cause?: unknown): void {
    for (const connection of this.#open.values()) connection.invalidate(cause)
  }
  /** Of the first shard: all have the same tables. */
  async inspect(): Promise<Inspector> {
    const connection = await this.#connection(this.#router.placement.shards[0] ?? '')
    return connection.inspect()
  }
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#settleAll()
    this.#forget()
    await fanOut([...this.#open.keys()], async (shard) => this.#open.get(shard)?.close())
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #run<Row>(
    query: RowQuery<Row>,
    params: Params | undefined,
    options: ExecuteOptions | undefined,
  ): Promise<Result<Row>> {
    const route = this.#settled(query, params)
    if (route.write) for (const shard of route.shards) this.#writers.add(shard)
    const depth = this.#savepoints.length
    try {
      return await this.#router.run(route, query, params, options, (shard) => this.#connection(shard, options))
    } catch (error) {
      if (route.write && route.shards.length > 1) this.#broken ??= { error, depth }
      throw error
    }
  }
  #settled(query: AnyQuery, params: Params | undefined): Route {
    this.#assertOpen()
    return this.#router.settle(this.#router.route(query, params), new Set(this.#open.keys()))
  }

  /** The shard's connection, opened at the first touch, in the transaction and the savepoints that are open. */
  #connection(shard: string, options?: ExecuteOptions): Promise<Connection> {
    const known = this.#opening.get(shard)
    if (known) return known
    const opening = this.#openShard(shard, options)
    this.#opening.set(shard, opening)
    opening.catch(() => this.#opening.delete(shard))
    return opening
  }
  async #openShard(shard: string, options: ExecuteOptions | undefined): Promise<Connection> {
    const engine = this.#engines.get(shard)
    if (!engine) throw new UsageError(`there is no shard '${shard}'`, { code: 'SHARDING_UNKNOWN_SHARD' })
    const connection = await engine.connect(options)
    try {
      if (this.#options) await connection.begin(this.#options)
      for (const savepoint of this.#savepoints) await savepoint.cover(shard, connection)
    } catch (error) {
      await connection.close()
      throw error
    }
    this.#open.set(shard, connection)
    return connection
  }
  /** No connection is under way any more. */
  async #settleAll(): Promise<void> {
    await Promise.allSettled(this.#opening.values())
  }
  #forget(): void {
    this.#options = undefined
    this.#writers.clear()
    this.#broken = undefined
    for (const savepoint of this.#savepoints.splice(0)) savepoint.forget()
  }
  async #undo(error: unknown): Promise<void> {
    try {
      await this.rollback()
    } catch {
      // The work's own error is what the caller needs; these connections will not be lent again.
      this.invalidate(error)
    }
  }
  #assertOpen(): void {
    if (!this.#closed) return
    throw new UsageError('the sharded connection is closed: open another one with connect()', {
      code: 'CONNECTION_CLOSED',
    })
  }
}

function broken(cause: unknown): TransactionError {
  return new TransactionError(
    'a change failed on one shard and may have happened on others (see the cause), so this transaction can only be rolled back; run what may fail in a savepoint',
    { code: 'SHARDING_TRANSACTION_BROKEN', cause },
  )
}
