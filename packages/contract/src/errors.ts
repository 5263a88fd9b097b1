/** `safe`: nothing reached the server, run it again. `transaction`: replay the whole transaction. */
export type Retry = 'never' | 'safe' | 'transaction'

/** What the pool does with the connection that was in use. */
export type ConnectionVerdict = 'keep' | 'discard'

export interface ErrorFacts {
  /** Stable, `ROOM_WHAT`; each has a section in docs/errors.md. */
  readonly code: string
  readonly retry?: Retry
  readonly connection?: ConnectionVerdict
  readonly cause?: unknown
}

/**
 * Root of every error that Athanor throws. `code` is stable; `message` is for people: what happened, with what, and
 * what to do. Parameter values are never in it.
 */
export class AthanorError extends Error {
  readonly code: string
  readonly retry: Retry
  readonly connection: ConnectionVerdict

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = new.target.name
    this.code = facts.code
    this.retry = facts.retry ?? 'never'
    this.connection = facts.connection ?? 'keep'
  }
}

/** The caller's mistake: a closed engine, a bad option, a wrong order of calls. */
export class UsageError extends AthanorError {}
/** What was asked for is planned but not there yet. */
export class NotSupportedError extends UsageError {}

/** The statement cannot be said in SQL: an unknown column, a table that is not in FROM. */
export class CompileError extends AthanorError {}
/** The statement is fine, but this database cannot express it. Names the construct and the dialect. */
export class UnsupportedByDialectError extends CompileError {}

/** A value does not fit its type, in or out. Names the column and the type, not the value. */
export class CodecError extends AthanorError {}

export class PoolError extends AthanorError {}
export class PoolTimeoutError extends PoolError {}
export class PoolClosedError extends PoolError {}
/** AssertionPool: a second loan at the same time. */
export class PoolAssertionError extends PoolError {}

/** Cannot connect, or the connection was lost. */
export class ConnectionError extends AthanorError {}
export class AuthenticationError extends ConnectionError {}

/** A signal or a deadline ended the statement, where there is no reason of the user's own to throw. */
export class CancelledError extends AthanorError {}

export interface DatabaseErrorFacts extends ErrorFacts {
  /** Five letters of the SQL standard, where the database gives them. */
  readonly sqlState?: string
  /** The database's own number or name for it. */
  readonly nativeCode?: string | number
  readonly constraint?: string
  readonly table?: string
  readonly column?: string
  readonly statement?: string
}

/** The database said no. */
export class DatabaseError extends AthanorError {
  readonly sqlState: string | undefined
  readonly nativeCode: string | number | undefined
  readonly constraint: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined
  /** The SQL text that failed, with placeholders for its values. The engine that ran it sets it. */
  readonly statement: string | undefined
  constructor(message: string, facts: DatabaseErrorFacts) {
    super(message, facts)
    this.sqlState = facts.sqlState
    this.nativeCode = facts.nativeCode
    this.constraint = facts.constraint
    this.table = facts.table
    this.column = facts.column
    this.statement = facts.statement
  }
}
/** Tells a database's error which SQL text it answers, unless it knows already; other errors stay as they are. */
export function noteStatement(error: unknown, text: string): void {
  if (!(error instanceof DatabaseError) || error.statement !== undefined) return
  Object.defineProperty(error, 'statement', { value: text, enumerable: true, configurable: true, writable: false })
}
/** A rule of the data was violated. */
export class IntegrityError extends DatabaseError {}
export class UniqueViolationError extends IntegrityError {}
export class ForeignKeyViolationError extends IntegrityError {}
export class NotNullViolationError extends IntegrityError {}
export class CheckViolationError extends IntegrityError {}
/** The value does not fit the column: too long, out of range, not a date. */
export class DataError extends DatabaseError {}
/** Syntax, unknown table or column, missing privilege. */
export class StatementError extends DatabaseError {}
export class NoSuchTableError extends StatementError {}
export class NoSuchColumnError extends StatementError {}
export class SqlSyntaxError extends StatementError {}
export class SerializationError extends DatabaseError {}
export class DeadlockError extends DatabaseError {}
export class LockTimeoutError extends DatabaseError {}
export class StatementTimeoutError extends DatabaseError {}

/** The end of a transaction went wrong: the outcome of a COMMIT is unknown, or a part could not be rolled back. */
export class TransactionError extends AthanorError {}

export class NoResultFoundError extends AthanorError {}
export class MultipleResultsFoundError extends AthanorError {}

/** Something happened in another thread or process. */
export class WorkerError extends AthanorError {}
