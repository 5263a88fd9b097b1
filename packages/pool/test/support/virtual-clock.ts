import type { Clock, ClockTimer } from '../../src/clock.ts'

class VirtualTimer implements ClockTimer {
  readonly dueMs: number
  readonly run: () => void
  isRefed = true

  constructor(dueMs: number, run: () => void) {
    this.dueMs = dueMs
    this.run = run
  }

  ref(): this {
    this.isRefed = true
    return this
  }

  unref(): this {
    this.isRefed = false
    return this
  }
}

/** Time that passes only in `advance()`. */
export class VirtualClock implements Clock<VirtualTimer> {
  nowMs = 1_000
  timersSet = 0
  readonly #timers = new Set<VirtualTimer>()

  now(): number {
    return this.nowMs
  }

  setTimer(run: () => void, delayMs: number): VirtualTimer {
    if (!(delayMs >= 1 && delayMs <= 2_147_483_647)) throw new RangeError(`Node would make 1 ms of ${delayMs} ms`)
    this.timersSet += 1
    const timer = new VirtualTimer(this.nowMs + delayMs, run)
    this.#timers.add(timer)
    return timer
  }

  clearTimer(timer: VirtualTimer): void {
    this.#timers.delete(timer)
  }

  /** Timers that keep the process alive. */
  get live(): number {
    return [...this.#timers].filter((timer) => timer.isRefed).length
  }

  get pending(): number {
    return this.#timers.size
  }

  async advance(ms: number): Promise<void> {
    const until = this.nowMs + ms
    await turn()
    for (;;) {
      const [next] = [...this.#timers].filter((timer) => timer.dueMs <= until).toSorted((a, b) => a.dueMs - b.dueMs)
      if (next === undefined) break
      this.#timers.delete(next)
      this.nowMs = Math.max(this.nowMs, next.dueMs)
      next.run()
      await turn()
    }
    this.nowMs = until
  }

  /** Time passes, but the event loop sees none of it: timers come late. */
  block(ms: number): void {
    this.nowMs += ms
  }
}

/** Lets everything run that can run without time. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
