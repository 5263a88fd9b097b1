import type { SqlType } from './types.ts'

/** What drivers take and give. Every value of a `Statement` and a `RawResult` survives `structuredClone`. */
export type DriverValue = null | string | number | bigint | boolean | Uint8Array | DriverArray
export interface DriverArray extends ReadonlyArray<DriverValue> {}

/** What crosses the wire, or a thread border: text and driver values only. */
export interface Statement {
  readonly text: string
  readonly params: readonly DriverValue[]
  /** Identifies the text for the reuse of prepared statements; absent for one-off texts. */
  readonly planId?: number
  /** Integers may exceed 2^53: return them as `bigint`. Drivers whose integers arrive as text ignore it. */
  readonly wideIntegers?: boolean
}

export interface RawResult {
  /** Names of the columns; needed only where the plan does not know them (raw SQL). Empty for a statement without rows. */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly DriverValue[])[]
  /** Types of the columns as the database tells them, where it does; read for raw SQL, whose plan knows none. */
  readonly types?: readonly SqlType[]
  /** Rows matched by INSERT, UPDATE or DELETE (not: rows whose values differ); 0 for others. */
  readonly affected: number
  /** The generated key of the first row of an INSERT, where the database reports one. */
  readonly lastInsertId?: DriverValue
}

export interface RunOptions {
  readonly signal?: AbortSignal
}

export interface StreamOptions extends RunOptions {
  /** Rows in each part; default 1,000. */
  readonly batchSize?: number
}

/** Opens connections. Pooling, retries and typing live elsewhere. */
export interface Driver {
  /** @throws {ConnectionError | AuthenticationError} */
  connect(options?: RunOptions): Promise<DriverConnection>
}

/** `failed`: in a transaction that only accepts ROLLBACK (PostgreSQL). */
export type ConnectionStatus = 'idle' | 'transaction' | 'failed' | 'closed'

/** One wire to one database. Statements on it run one after another; the caller waits for each. */
export interface DriverConnection {
  /** As the wire reports it; decides whether the pool lends the connection again. */
  readonly status: ConnectionStatus
  /**
   * Runs one statement to its end. With an aborted signal the statement is cancelled on the server where the
   * database can; the promise rejects with the signal's reason once the wire is usable again or known to be lost.
   * @throws {DatabaseError} the database said no; {ConnectionError} the wire is gone
   */
  run(statement: Statement, options?: RunOptions): Promise<RawResult>
  /** Rows in parts, without holding them all. Ending the iteration early frees the wire. */
  stream(statement: Statement, options?: StreamOptions): AsyncIterable<RawResult>
  /** One round trip that proves the wire. @throws {ConnectionError} */
  ping(options?: RunOptions): Promise<void>
  /** Back to the state of a fresh loan: no transaction is left open. */
  reset(): Promise<void>
  /** Ends the connection; never throws; harmless when repeated. */
  close(): Promise<void>
  /** Lets a process end although the idle connection is open, and takes that back. */
  unref?(): void
  ref?(): void
}
