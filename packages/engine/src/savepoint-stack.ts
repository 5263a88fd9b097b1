import { TransactionError, type TransactionVerbs, UsageError } from '@athanor/contract'
import type { Wire } from './open-transaction.ts'

/** One savepoint; `active` until it is released, rolled back, or its transaction ends. */
export interface SavepointRecord {
  readonly name: string
  readonly active: boolean
}

interface Entry extends SavepointRecord {
  active: boolean
}

/** The savepoints of one transaction, oldest first. In SQL the end of one is the end of all younger ones. */
export class SavepointStack {
  readonly #wire: Wire
  readonly #verbs: TransactionVerbs
  readonly #entries: Entry[] = []
  #count = 0

  constructor(wire: Wire, verbs: TransactionVerbs) {
    this.#wire = wire
    this.#verbs = verbs
  }

  async add(): Promise<SavepointRecord> {
    const entry: Entry = { name: `athanor_${++this.#count}`, active: true }
    await this.#wire.text(this.#verbs.savepoint(entry.name))
    this.#entries.push(entry)
    return entry
  }

  /**
   * @throws {UsageError} SAVEPOINT_ENDED; SAVEPOINT_ORDER while a younger one is open
   * @throws {TransactionError} TRANSACTION_FAILED when a statement inside had failed; rolled back
   */
  async release(savepoint: SavepointRecord): Promise<void> {
    const at = this.#indexOf(savepoint)
    const younger = this.#entries[at + 1]
    if (younger) throw wrongOrder(savepoint.name, younger.name)
    if (this.#wire.status === 'failed') {
      await this.rollback(savepoint)
      throw partFailed(savepoint.name)
    }
    await this.#wire.text(this.#verbs.releaseSavepoint(savepoint.name))
    this.#drop(at)
  }

  /** Undoes what came after it, and the younger ones with it. */
  async rollback(savepoint: SavepointRecord): Promise<void> {
    const at = this.#indexOf(savepoint)
    await this.#wire.text(this.#verbs.rollbackToSavepoint(savepoint.name))
    // It would stay on the server; many of them make each statement slower.
    await this.#wire.text(this.#verbs.releaseSavepoint(savepoint.name))
    this.#drop(at)
  }

  /** The transaction is over, and all savepoints with it. */
  clear(): void {
    this.#drop(0)
  }

  #indexOf(savepoint: SavepointRecord): number {
    const at = this.#entries.findIndex((entry) => entry === savepoint)
    if (at < 0) throw savepointEnded(savepoint.name)
    return at
  }

  #drop(from: number): void {
    for (const entry of this.#entries.splice(from)) entry.active = false
  }
}

export function savepointEnded(name: string): UsageError {
  return new UsageError(
    `The savepoint ${name} is over: it was released or rolled back, or its transaction ended. Begin another one.`,
    { code: 'SAVEPOINT_ENDED' },
  )
}

function wrongOrder(name: string, younger: string): UsageError {
  return new UsageError(
    `The savepoint ${name} cannot end while ${younger}, begun after it, is open. Await one savepoint before you begin the next, and end the inner one first.`,
    { code: 'SAVEPOINT_ORDER' },
  )
}

function partFailed(name: string): TransactionError {
  return new TransactionError(
    `The savepoint ${name} was rolled back instead of released: one of its statements had failed. Let the error pass to undo the part, or put what may fail into a savepoint of its own.`,
    { code: 'TRANSACTION_FAILED' },
  )
}
