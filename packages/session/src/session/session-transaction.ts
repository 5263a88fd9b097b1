import { type Connection, type Executor, type Savepoint, UsageError } from '@athanor/contract'
import { PendingRollbackError } from '../errors.ts'
import { ChangeLog } from './change-log.ts'
import type { ObjectStates } from './object-states.ts'
import { attachSuppressed } from './suppressed.ts'

/** The transaction, or a savepoint in it. */
export interface Level {
  readonly log: ChangeLog
  /** Undefined for the transaction itself. */
  readonly savepoint: Savepoint | undefined
  /** Set when a flush failed: the level is rolled back already, and waits for the program to do so too. */
  failure: { readonly error: unknown } | undefined
}

/**
 * The transaction of a session with its savepoints: one connection from the first use to commit or rollback, and for
 * each level a log by which objects are put back.
 */
export class SessionTransaction {
  readonly #bind: Executor
  readonly #states: ObjectStates
  #connection: Connection | undefined
  #levels: Level[] = []

  constructor(bind: Executor, states: ObjectStates) {
    this.#bind = bind
    this.#states = states
  }

  get isOpen(): boolean {
    return this.#levels.length > 0
  }
  get isNested(): boolean {
    return this.#levels.length > 1
  }
  /** Where the innermost level keeps what flushes do. */
  get log(): ChangeLog {
    let level = this.#levels.at(-1)
    if (!level) this.#levels.push((level = newLevel(undefined)))
    return level.log
  }
  isActive(level: Level): boolean {
    return this.#levels.includes(level)
  }

  /** The connection and the innermost level; begins at first use. @throws {PendingRollbackError} SESSION_PENDING_ROLLBACK */
  async use(): Promise<{ readonly connection: Connection; readonly level: Level }> {
    this.assertUsable()
    this.#connection ??= await this.#bind.connect()
    let level = this.#levels.at(-1)
    if (!level) this.#levels.push((level = newLevel(undefined)))
    return { connection: this.#connection, level }
  }
  assertUsable(): void {
    const failure = this.#levels.at(-1)?.failure
    if (!failure) return
    throw new PendingRollbackError(
      `a flush failed and its ${this.isNested ? 'savepoint' : 'transaction'} was rolled back: call rollback() before the session is used again`,
      { code: 'SESSION_PENDING_ROLLBACK', cause: failure.error },
    )
  }

  async beginNested(): Promise<Level> {
    const { connection } = await this.use()
    const level = newLevel(await connection.beginNested())
    this.#levels.push(level)
    return level
  }

  /** Ends all levels and returns the connection. When the database refuses, everything is rolled back. */
  async commit(): Promise<void> {
    this.assertUsable()
    const connection = this.#connection
    if (!connection) return
    try {
      await connection.commit()
    } catch (error) {
      this.#putBack(0)
      await this.#release(error)
      throw error
    }
    this.#levels = []
    await this.#release(undefined)
  }

  /** Harmless without a transaction. */
  async rollback(): Promise<void> {
    this.#putBack(0)
    this.#levels = []
    const connection = this.#connection
    if (!connection) return
    try {
      await connection.rollback()
    } catch (error) {
      await this.#release(error)
      throw error
    }
    await this.#release(undefined)
  }

  /** The savepoint's changes become the enclosing level's; savepoints within it end too. */
  async release(level: Level): Promise<void> {
    this.assertUsable()
    const depth = this.#depthOf(level)
    await level.savepoint?.release()
    const outer = this.#levels[depth - 1]
    for (const inner of this.#levels.splice(depth)) outer?.log.absorb(inner.log)
  }
  /** Undoes the savepoint; savepoints within it end too. */
  async rollBackTo(level: Level): Promise<void> {
    const depth = this.#depthOf(level)
    this.#putBack(depth)
    this.#levels.splice(depth)
    // After a failed flush the database has been told already.
    if (!level.failure) await level.savepoint?.rollback()
  }

  /** A flush failed: its level is rolled back at once, and is not to be used until the program has rolled it back. */
  async fail(error: unknown): Promise<void> {
    const depth = this.#levels.length - 1
    const level = this.#levels[depth]
    if (!level) return
    this.#putBack(depth)
    level.failure = { error }
    try {
      if (level.savepoint) await level.savepoint.rollback()
      else await this.#connection?.rollback()
    } catch (second) {
      attachSuppressed(error, second)
    }
  }

  async close(): Promise<void> {
    this.#levels = []
    await this.#release(undefined)
  }

  #depthOf(level: Level): number {
    const depth = this.#levels.indexOf(level)
    if (depth > 0) return depth
    throw new UsageError('the savepoint has ended already: begin another one with beginNested()', {
      code: 'SESSION_SAVEPOINT_ENDED',
    })
  }
  /** Puts the objects back to where they were when the level began, innermost changes first. */
  #putBack(depth: number): void {
    const log = new ChangeLog()
    for (const level of this.#levels.slice(depth)) {
      log.absorb(level.log)
      level.log.clear()
    }
    this.#states.rollBack(log, depth > 0)
  }
  async #release(error: unknown): Promise<void> {
    const connection = this.#connection
    this.#connection = undefined
    this.#levels = []
    try {
      await connection?.close()
    } catch (second) {
      if (error === undefined) throw second
      attachSuppressed(error, second)
    }
  }
}

function newLevel(savepoint: Savepoint | undefined): Level {
  return { log: new ChangeLog(), savepoint, failure: undefined }
}
