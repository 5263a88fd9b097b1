import {
  type ConnectionStatus,
  type DriverConnection,
  type ExecuteOptions,
  type Lease,
  noteStatement,
  type RawResult,
  type StreamRowsOptions,
  type TransactionOptions,
  type UsageError,
} from '@athanor/contract'
import { batchesOf, CursorBatches } from './batches.ts'
import { ConnectionTurn } from './connection-turn.ts'
import type { BoundStatement, EngineCore } from './engine-core.ts'
import { OpenTransaction, type Wire } from './open-transaction.ts'
import type { Make } from './query-runner.ts'
import { savepointEnded, type SavepointRecord } from './savepoint-stack.ts'
import {
  alreadyBegun,
  connectionClosed,
  connectionInvalidated,
  noSavepoints,
  streamEnded,
  streamOpen,
  transactionEnded,
} from './scope-errors.ts'
import type { OpenBatches } from './stream.ts'
import { isBroken, verdictOf } from './verdict.ts'

/** Whose statement it is: of a transaction's handle, perhaps within a savepoint. */
export interface Owner {
  readonly transaction: OpenTransaction
  readonly savepoint?: SavepointRecord
}

/**
 * One loan and all that happens on it, from checkout to release. Statements run one after another in the order of calls.
 * On a connection that others share, reads take its turn one by one, and from the first write the transaction keeps it.
 */
export class LeaseScope implements Wire {
  readonly #core: EngineCore
  readonly #lease: Lease<DriverConnection>
  readonly #connection: DriverConnection
  /** Order within this loan. */
  readonly #line = new ConnectionTurn()
  /** Order among the loans of a shared connection. */
  readonly #turn: ConnectionTurn | undefined
  #holdsTurn = false
  #transaction: OpenTransaction | undefined
  #stream: CursorBatches | undefined
  #discarded = false
  #invalidated = false
  /** Calls that wait to end the transaction or the loan: no stream may start before them. */
  #ending = 0
  #closed = false
  #closing: Promise<void> | undefined

  constructor(core: EngineCore, lease: Lease<DriverConnection>) {
    this.#core = core
    this.#lease = lease
    this.#connection = lease.resource
    this.#turn = core.turnOf(lease)
  }

  get status(): ConnectionStatus {
    return this.#connection.status
  }

  get inTransaction(): boolean {
    return this.#transaction !== undefined
  }

  get closed(): boolean {
    return this.#closed
  }

  isIn(transaction: OpenTransaction): boolean {
    return this.#transaction === transaction
  }

  /** Runs one statement, in a transaction: its owner's, or the one that is open or begins now. */
  async statement<T>(
    bound: BoundStatement,
    options: ExecuteOptions | undefined,
    owner: Owner | undefined,
    make: Make<T>,
  ): Promise<T> {
    const signal = signalOf(options, owner)
    this.#assertUsable(owner)
    if (this.#stream) throw streamOpen()
    signal?.throwIfAborted()
    if (!this.#line.tryTake()) await this.#line.take({ signal })
    let raw: RawResult
    try {
      raw = await this.#run(bound, signal, owner)
    } finally {
      this.#line.pass()
    }
    return make(bound.prepared, raw)
  }

  async openBatches(
    bound: BoundStatement,
    options: StreamRowsOptions | undefined,
    owner: Owner | undefined,
  ): Promise<OpenBatches> {
    // A cursor would keep all the others waiting, perhaps the very loop that reads it.
    if (this.#turn) return this.statement(bound, options, owner, (_, raw) => batchesOf(bound, raw, options))
    const signal = signalOf(options, owner)
    this.#assertUsable(owner)
    if (this.#stream) throw streamOpen()
    await this.#line.take({ signal })
    try {
      this.#assertUsable(owner)
      const transaction = this.#join()
      transaction.assertAlive()
      if (!transaction.begun) await this.#enter(transaction, false, signal)
      if (this.#ending > 0) throw streamEnded()
      const withSignal = signal === undefined ? options : { ...options, signal }
      this.#stream = new CursorBatches(this.#core, this.#connection, bound, withSignal, async (error, failed) => {
        this.#stream = undefined
        if (failed) this.#noteError(error, signal)
        this.#line.pass()
      })
      return this.#stream
    } catch (error) {
      this.#line.pass()
      throw error
    }
  }

  /** @throws {UsageError} TRANSACTION_BEGUN */
  async begin(options: TransactionOptions): Promise<OpenTransaction> {
    this.#assertUsable(undefined)
    if (this.#transaction) throw alreadyBegun()
    options.signal?.throwIfAborted()
    const transaction = (this.#transaction = this.#newTransaction(options))
    if (this.#turn) return transaction
    await this.#line.take()
    try {
      await transaction.begin()
    } catch (error) {
      this.#noteError(error, undefined)
      this.#transaction = undefined
      throw error
    } finally {
      this.#line.pass()
    }
    return transaction
  }

  /** Ends the open transaction, if there is one; with `expected`, exactly that one. Waits for statements under way. */
  async end(how: 'commit' | 'rollback', expected?: OpenTransaction): Promise<void> {
    if (expected === undefined) this.#assertUsable(undefined)
    await this.#exclusive(async () => {
      const transaction = this.#transaction
      if (expected !== undefined && expected !== transaction) throw transactionEnded()
      if (transaction === undefined) return
      try {
        await transaction[how]()
      } finally {
        this.#forget()
      }
    })
  }

  /** Begins a transaction first if none is open. */
  async savepoint(owner: Owner | undefined): Promise<{ readonly owner: Owner; readonly savepoint: SavepointRecord }> {
    if (!this.#core.dialect.traits.savepoints) throw noSavepoints(this.#core.dialect.name)
    this.#assertUsable(owner)
    if (this.#stream) throw streamOpen()
    return this.#exclusive(async () => {
      this.#assertUsable(owner)
      const transaction = this.#join()
      transaction.assertAlive()
      if (!transaction.begun) await this.#enter(transaction, false, undefined)
      const savepoint = await transaction.savepoints.add().catch((error: unknown) => this.#rethrow(error))
      return { owner: { transaction, savepoint }, savepoint }
    })
  }

  async endSavepoint(how: 'release' | 'rollback', owner: Owner, savepoint: SavepointRecord): Promise<void> {
    if (!savepoint.active) throw savepointEnded(savepoint.name)
    await this.#exclusive(async () => {
      owner.transaction.assertAlive()
      await owner.transaction.savepoints[how](savepoint).catch((error: unknown) => this.#rethrow(error))
    })
  }

  text(text: string): Promise<unknown> {
    return this.#core.runText(this.#connection, text)
  }

  discard(cause: unknown): void {
    if (this.#discarded) return
    this.#discarded = true
    // Those who share it must not go on in a state that nobody knows.
    if (this.#turn) {
      this.#lease.invalidate('hard', cause)
      void this.#connection.close()
    }
  }

  invalidate(cause: unknown): void {
    if (this.#closed || this.#invalidated) return
    this.#invalidated = true
    this.#discarded = true
    this.#transaction?.noteError(cause, true)
    this.#lease.invalidate('hard', cause)
  }

  /** Rolls back what is open and ends the loan. Never throws. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<void> {
    this.#closed = true
    await this.#exclusive(async () => {
      await this.#transaction?.rollback().catch(() => undefined)
      this.#forget()
    }, connectionClosed())
    await this.#lease.release(verdictOf(this.#connection, this.#discarded))
  }

  async #run(bound: BoundStatement, signal: AbortSignal | undefined, owner: Owner | undefined): Promise<RawResult> {
    this.#assertUsable(owner)
    const transaction = this.#join()
    transaction.assertAlive()
    const { plan } = bound.prepared
    const borrowed = transaction.begun ? false : await this.#enter(transaction, plan.readOnly, signal)
    try {
      const raw = await this.#core.run(this.#connection, bound, signal)
      transaction.noteSuccess(plan.kind)
      return raw
    } catch (error) {
      noteStatement(error, bound.statement.text)
      this.#noteError(error, signal)
      throw error
    } finally {
      if (borrowed) this.#turn?.pass()
    }
  }

  /** Begins physically; true: the turn is only borrowed for one read, and the transaction has still to begin. */
  async #enter(transaction: OpenTransaction, readOnly: boolean, signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#turn && !this.#holdsTurn) {
      await this.#turn.take({ signal, timeoutMs: this.#core.sharedTimeoutMs })
      if (readOnly) return true
      this.#holdsTurn = true
    }
    try {
      await transaction.begin()
    } catch (error) {
      this.#noteError(error, signal)
      this.#passTurn()
      throw error
    }
    return false
  }

  #join(): OpenTransaction {
    if (this.#transaction) return this.#transaction
    // Found unfit in the transaction before; a new one would begin on a wire in an unknown state.
    if (this.#discarded) throw connectionInvalidated()
    return (this.#transaction = this.#newTransaction({}))
  }

  #newTransaction(options: TransactionOptions): OpenTransaction {
    const { isolationLevel, dialect } = this.#core
    const defaults = isolationLevel === undefined ? {} : { isolationLevel }
    return new OpenTransaction(this, dialect.verbs, { ...defaults, ...options })
  }

  #forget(): void {
    this.#transaction = undefined
    this.#passTurn()
  }

  #passTurn(): void {
    if (!this.#holdsTurn) return
    this.#holdsTurn = false
    this.#turn?.pass()
  }

  /** Runs `work` when all statements before are done; an open stream is ended first, its reader is told. */
  async #exclusive<T>(work: () => Promise<T>, toReader: UsageError = streamEnded()): Promise<T> {
    this.#ending++
    try {
      await this.#stream?.close(toReader)
      await this.#line.take()
    } finally {
      this.#ending--
    }
    try {
      return await work()
    } finally {
      this.#line.pass()
    }
  }

  #rethrow(error: unknown): never {
    this.#noteError(error, undefined)
    throw error
  }

  #noteError(error: unknown, signal: AbortSignal | undefined): void {
    const broken = isBroken(this.#connection, error, signal, this.#turn !== undefined)
    if (broken) this.discard(error)
    this.#transaction?.noteError(error, broken)
  }

  #assertUsable(owner: Owner | undefined): void {
    if (this.#closed) throw owner ? transactionEnded() : connectionClosed()
    if (this.#invalidated) throw connectionInvalidated()
    if (owner === undefined) return
    if (owner.transaction !== this.#transaction) throw transactionEnded()
    if (owner.savepoint && !owner.savepoint.active) throw savepointEnded(owner.savepoint.name)
  }
}

function signalOf(options: ExecuteOptions | undefined, owner: Owner | undefined): AbortSignal | undefined {
  const own = options?.signal
  const whole = owner?.transaction.signal
  return own && whole && own !== whole ? AbortSignal.any([own, whole]) : (own ?? whole)
}
