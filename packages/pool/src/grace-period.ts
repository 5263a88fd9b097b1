import { Deadline, type Deadlines } from './deadlines.ts'

/** The time that `close()` gives to loans which are still out. */
export class GracePeriod extends Deadline {
  readonly #deadlines: Deadlines
  #resolve: (() => void) | undefined

  constructor(deadlines: Deadlines, dueMs: number) {
    super(dueMs)
    this.#deadlines = deadlines
  }

  /** Resolves when the period is over, or `end()` ends it before. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve
      this.#deadlines.add(this)
    })
  }

  end(): void {
    this.#deadlines.remove(this)
    this.expire()
  }

  override expire(): void {
    this.#resolve?.()
  }
}
