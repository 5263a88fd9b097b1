import {
  ConnectionError,
  type ConnectionStatus,
  DatabaseError,
  DeadlockError,
  noteStatement,
  type QueryNode,
  SerializationError,
  TransactionError,
  type TransactionOptions,
  type TransactionVerbs,
} from '@athanor/contract'
import { SavepointStack } from './savepoint-stack.ts'

/** What a transaction needs of the connection it is on. */
export interface Wire {
  readonly status: ConnectionStatus
  /** Runs one of the dialect's verbs. */
  text(text: string): Promise<unknown>
  /** The connection is in an unknown state and must not be lent again. */
  discard(cause: unknown): void
}

/**
 * One transaction of a loan, from its logical begin to its end. Physically it begins when `begin` has run: at once, or on
 * a shared connection at the first write. Every call is made while nothing else speaks on the wire.
 */
export class OpenTransaction {
  readonly savepoints: SavepointStack
  readonly signal: AbortSignal | undefined
  readonly #wire: Wire
  readonly #verbs: TransactionVerbs
  readonly #beginTexts: readonly string[]
  #begun = false
  /**
   * `lost`: the database has ended it, or the wire is gone. `doomed`: it must be repeated as a whole; some databases have
   * ended it by then without saying so. Nothing may run in either until `rollback`.
   */
  #state: 'alive' | 'doomed' | 'lost' = 'alive'
  /** The first error of a transaction that can only be rolled back. */
  #failure: unknown

  /** @throws {UnsupportedByDialectError} for an option that the database lacks */
  constructor(wire: Wire, verbs: TransactionVerbs, options: TransactionOptions) {
    this.#wire = wire
    this.#verbs = verbs
    this.#beginTexts = verbs.begin(options)
    this.signal = options.signal
    this.savepoints = new SavepointStack(wire, verbs)
  }

  /** Physically. */
  get begun(): boolean {
    return this.#begun
  }

  async begin(): Promise<void> {
    try {
      for (const text of this.#beginTexts) await this.#wire.text(text)
      this.#begun = true
    } catch (error) {
      // One of several texts may have begun already.
      if (this.#wire.status === 'transaction' || this.#wire.status === 'failed') await this.#undo()
      throw error
    }
  }

  /** @throws {TransactionError} TRANSACTION_ROLLED_BACK when the database has ended it by itself */
  assertAlive(): void {
    if (this.#state !== 'alive') throw rolledBack(this.#failure)
  }

  /** After an error on the wire. */
  noteError(error: unknown, broken: boolean): void {
    if (!this.#begun) return
    const { status } = this.#wire
    if (broken || status === 'idle' || status === 'closed') this.#state = 'lost'
    else if (status === 'transaction' && needsReplay(error)) this.#state = 'doomed'
    else if (status !== 'failed') return
    this.#failure ??= error
  }

  /** After a statement that may have committed implicitly, as DDL does in MySQL: what follows begins anew. */
  noteSuccess(kind: QueryNode['kind']): void {
    if (this.#wire.status !== 'idle' || !mayEndTransactions(kind)) return
    this.#begun = false
    this.savepoints.clear()
  }

  /**
   * @throws {DatabaseError} the database refused to commit; rolled back
   * @throws {TransactionError} TRANSACTION_ROLLED_BACK, TRANSACTION_FAILED, TRANSACTION_OUTCOME_UNKNOWN
   */
  async commit(): Promise<void> {
    this.savepoints.clear()
    if (this.#state === 'doomed') await this.#undo()
    this.assertAlive()
    if (!this.#begun) return
    if (this.#wire.status === 'failed') {
      // COMMIT would be answered like a success here, although it rolls back.
      await this.#undo()
      throw failed(this.#failure)
    }
    try {
      await this.#wire.text(this.#verbs.commit)
    } catch (error) {
      noteStatement(error, this.#verbs.commit)
      if (this.#wire.status !== 'closed' && error instanceof DatabaseError && error.connection === 'keep') {
        if (this.#wire.status !== 'idle') await this.#undo()
        throw error
      }
      this.#wire.discard(error)
      throw outcomeUnknown(error)
    }
  }

  /** @throws {TransactionError} TRANSACTION_ROLLBACK_FAILED; a lost wire is no failure, the server rolls back by itself */
  async rollback(): Promise<void> {
    this.savepoints.clear()
    // A lost transaction is rolled back already, or its connection is discarded.
    if (!this.#begun || this.#state === 'lost' || this.#wire.status === 'closed') return
    try {
      await this.#wire.text(this.#verbs.rollback)
    } catch (error) {
      this.#wire.discard(error)
      if (error instanceof ConnectionError || this.#isClosed()) return
      throw rollbackFailed(error)
    }
  }

  // The wire may have closed during a call; the compiler would take the status for what it was before.
  #isClosed(): boolean {
    return this.#wire.status === 'closed'
  }

  /** Rolls back where an error is on its way already. */
  async #undo(): Promise<void> {
    try {
      await this.#wire.text(this.#verbs.rollback)
    } catch (error) {
      this.#wire.discard(error)
    }
  }
}

/** MySQL rolls back the victim of a deadlock and does not report it; elsewhere nothing good can follow either. */
function needsReplay(error: unknown): boolean {
  return error instanceof DeadlockError || error instanceof SerializationError
}

function mayEndTransactions(kind: QueryNode['kind']): boolean {
  switch (kind) {
    case 'select':
    case 'setOperation':
    case 'values':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return false
    default:
      return true
  }
}

function rolledBack(cause: unknown): TransactionError {
  return new TransactionError(
    'The transaction is over: after an error the database rolled it back, or the connection was lost (see the cause). Nothing of it was committed. Call rollback(), then begin again.',
    { code: 'TRANSACTION_ROLLED_BACK', cause },
  )
}

function failed(cause: unknown): TransactionError {
  return new TransactionError(
    'The transaction was rolled back instead of committed: one of its statements had failed (see the cause). Let the error pass, or run what may fail in a savepoint.',
    { code: 'TRANSACTION_FAILED', cause },
  )
}

function outcomeUnknown(cause: unknown): TransactionError {
  return new TransactionError(
    'The connection was lost during COMMIT, so it is unknown whether the transaction was committed. Look for its effects before you repeat it.',
    { code: 'TRANSACTION_OUTCOME_UNKNOWN', connection: 'discard', cause },
  )
}

function rollbackFailed(cause: unknown): TransactionError {
  return new TransactionError(
    'ROLLBACK failed (see the cause). The connection is discarded, which makes the database roll back.',
    { code: 'TRANSACTION_ROLLBACK_FAILED', connection: 'discard', cause },
  )
}
