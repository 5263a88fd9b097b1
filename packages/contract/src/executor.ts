import type { Dialect, TransactionOptions } from './dialect.ts'
import type { Inspector } from './inspector.ts'
import type { RowQuery, ScalarQuery, NoRow } from './query.ts'
import type { PendingResult, PendingScalars } from './result.ts'

/** Values for the named parameters of a statement. */
export type Params = Readonly<Record<string, unknown>>

export interface ExecuteOptions {
  /** Gives up waiting for a connection, and cancels the statement where the database can. */
  readonly signal?: AbortSignal
}
export interface StreamRowsOptions extends ExecuteOptions {
  /** Rows fetched at a time; default 1,000. */
  readonly batchSize?: number
}

/** What runs queries on every floor: an engine, a connection, a transaction, a sharded engine. */
export interface Queryable {
  readonly dialect: Dialect
  /** Runs the query at once; await it, or call `.all()`, `.one()` and so on. */
  execute<Row>(query: RowQuery<Row>, params?: Params, options?: ExecuteOptions): PendingResult<Row>
  /** The first column of each row. */
  scalars<Scalar>(query: ScalarQuery<Scalar>, params?: Params, options?: ExecuteOptions): PendingScalars<Scalar>
  /** The first column of the first row; null when there is none, which an aggregate over everything rules out. */
  scalar<Scalar, Empty>(
    query: ScalarQuery<Scalar, Empty>,
    params?: Params,
    options?: ExecuteOptions,
  ): Promise<Scalar | NoRow<Empty>>
  /** Rows as they come; holds a batch, not the table. Holds a connection until the iteration ends. */
  stream<Row>(query: RowQuery<Row>, params?: Params, options?: StreamRowsOptions): AsyncIterable<Row>
}

/** Something that can also open connections and transactions. A session or a migration need not ask which it got. */
export interface Executor extends Queryable {
  /** A connection of one's own, until `close()`. Begins a transaction by itself at the first statement. */
  connect(options?: ExecuteOptions): Promise<Connection>
  /**
   * Commits when `work` resolves, rolls back when it throws; the work's own error is what comes out.
   * @throws {TransactionError} when the commit's outcome is unknown
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  inspect(): Promise<Inspector>
}

/** Inside `transaction()`: statements run on its connection. */
export interface Transaction extends Queryable {
  /** Rolls back its own part when `work` throws, and throws on; the transaction goes on. */
  savepoint<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** A transaction within: the same as `savepoint`. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
}

/** One connection, commit as you go. Whoever opened it closes it. */
export interface Connection extends Queryable, AsyncDisposable {
  readonly inTransaction: boolean
  readonly closed: boolean
  /** Begins explicitly. @throws {UsageError} TRANSACTION_BEGUN when one is open, also one begun by a statement */
  begin(options?: TransactionOptions): Promise<void>
  /** Nothing happens without an open transaction. */
  commit(): Promise<void>
  rollback(): Promise<void>
  /** Begins a transaction first if none is open. */
  savepoint<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** A savepoint to be ended by hand. */
  beginNested(): Promise<Savepoint>
  /** The connection will not be lent again. */
  invalidate(cause?: unknown): void
  inspect(): Promise<Inspector>
  /** Rolls back what is open and returns the connection to its pool; harmless when repeated. */
  close(): Promise<void>
}

/** A savepoint begun by `beginNested()`. */
export interface Savepoint {
  readonly name: string
  readonly active: boolean
  release(): Promise<void>
  rollback(): Promise<void>
}

/** What the hook of `onStatement` receives. Parameter values are not part of it. */
export interface StatementEvent {
  readonly text: string
  readonly paramCount: number
  readonly durationMs: number
  /** Rows returned, or rows matched by a change. */
  readonly rows: number
  /** The plan was there already. */
  readonly planCached: boolean
  readonly error?: unknown
}
