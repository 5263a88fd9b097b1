import { UsageError } from '@athanor/contract'

/** Lets one operation run at a time: a session is a conversation with one connection, not a pool. */
export class Turn {
  #running: string | undefined

  /** @throws {UsageError} SESSION_CONCURRENT naming both operations */
  async run<T>(operation: string, work: () => Promise<T>): Promise<T> {
    if (this.#running !== undefined) {
      throw new UsageError(
        `session.${operation}() was called while session.${this.#running}() is still running: await it first, or give each task a session of its own`,
        { code: 'SESSION_CONCURRENT' },
      )
    }
    this.#running = operation
    try {
      return await work()
    } finally {
      this.#running = undefined
    }
  }
}
