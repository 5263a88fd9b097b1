/** What a savepoint does, by its session. */
interface SavepointWork {
  isActive(): boolean
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** A savepoint begun by `session.beginNested()`. Commit and rollback of the session end it too. */
export class SessionSavepoint {
  readonly #work: SavepointWork
  constructor(work: SavepointWork) {
    this.#work = work
  }
  get active(): boolean {
    return this.#work.isActive()
  }
  /** Flushes; the changes become a part of the transaction. @throws {UsageError} SESSION_SAVEPOINT_ENDED */
  commit(): Promise<void> {
    return this.#work.commit()
  }
  /** Undoes what happened since it began. @throws {UsageError} SESSION_SAVEPOINT_ENDED */
  rollback(): Promise<void> {
    return this.#work.rollback()
  }
}
