import { UsageError } from '@athanor/contract'

/** Lets one operation run at a time: a session is a conversation with one connection, not a pool. */
export class Turn {
  #running: string | undefined
  #ended: Promise<unknown> = Promise.resolve()

  /** @throws {UsageError} SESSION_CONCURRENT naming both operations */
  async run<T>(operation: string, work: () => Promise<T>): Promise<T> {
    if (this.#running !== undefined) {
      throw new UsageError(
        `session.${operation}() was called while session.${this.#running}() is still running: await it first, or give each task a session of its own`,
        { code: 'SESSION_CONCURRENT' },
      )
    }
    this.#running = operation
    const running = work()
    this.#ended = running.catch(() => {})
    try {
      return await running
    } finally {
      this.#running = undefined
    }
  }
  /** When nothing is running any more; its failure belongs to whoever called it. */
  async idle(): Promise<void> {
    await this.#ended
  }
}
