import type { Clock, ClockTimer } from './clock.ts'

/** Something that ends at a moment of the pool's clock. */
export abstract class Deadline {
  readonly dueMs: number
  /** Where it stands in the heap; -1 when it is in none. */
  position = -1

  constructor(dueMs: number) {
    this.dueMs = dueMs
  }

  /** Called once, after it was taken from the queue. */
  abstract expire(): void
}

/** Node turns a longer delay into 1 ms. */
const longestDelayMs = 2_147_483_647
/** At most so many expire in one turn of the event loop, so that mass timeouts do not stall it. */
const expiriesPerTurn = 1_000
/** A timer later than this was held up by a blocked event loop, not by the pool. */
const blockedLoopMs = 50

/**
 * All deadlines of one pool behind one timer. The timer is set when the first deadline comes, left alone when deadlines
 * go, and set anew only for an earlier one: a wait that ends in time costs no timer of its own. It keeps the process
 * alive exactly while there is a deadline.
 */
export class Deadlines {
  readonly #clock: Clock
  /** Binary min-heap by `dueMs`. Equal timeouts arrive in order, so adding them moves nothing. */
  readonly #heap: Deadline[] = []
  readonly #run: () => void = () => this.#expire()
  #timer: ClockTimer | undefined
  #timerDueMs = 0
  #graceGiven = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(deadline: Deadline): void {
    const heap = this.#heap
    if (heap.length === 0) this.#timer?.ref()
    heap.push(deadline)
    this.#rise(deadline, heap.length - 1)
    if (this.#timer === undefined || deadline.dueMs < this.#timerDueMs) this.#arm(deadline.dueMs)
  }

  remove(deadline: Deadline): void {
    const at = deadline.position
    if (at === -1) return
    deadline.position = -1
    const heap = this.#heap
    const last = heap.pop()
    if (last !== undefined && last !== deadline) {
      const parent = heap[(at - 1) >> 1]
      if (at > 0 && parent !== undefined && last.dueMs < parent.dueMs) this.#rise(last, at)
      else this.#sink(last, at)
    }
    if (heap.length === 0) this.#timer?.unref()
  }

  /** Clears the timer; for the end of the pool. */
  stop(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer)
    this.#timer = undefined
  }

  #arm(dueMs: number): void {
    this.stop()
    this.#timerDueMs = dueMs
    const delayMs = Math.ceil(dueMs - this.#clock.now())
    this.#timer = this.#clock.setTimer(this.#run, Math.min(Math.max(delayMs, 1), longestDelayMs))
  }

  #expire(): void {
    this.#timer = undefined
    let first = this.#heap[0]
    if (first === undefined) return
    // Timers may come a little early: half a millisecond is no reason to set another one.
    const nowMs = this.#clock.now() + 0.5
    if (nowMs - first.dueMs > blockedLoopMs && !this.#graceGiven) {
      // The loop was blocked. What came back meanwhile is still in the sockets: one turn to read it.
      this.#graceGiven = true
      return this.#arm(nowMs)
    }
    for (let budget = expiriesPerTurn; first !== undefined && first.dueMs <= nowMs && budget > 0; budget -= 1) {
      this.remove(first)
      first.expire()
      first = this.#heap[0]
    }
    if (first !== undefined && first.dueMs <= nowMs) return this.#arm(nowMs)
    this.#graceGiven = false
    // An expiry may have added a deadline, and with it a timer.
    if (first !== undefined && this.#timer === undefined) this.#arm(first.dueMs)
  }

  #rise(deadline: Deadline, from: number): void {
    const heap = this.#heap
    let at = from
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || parent.dueMs <= deadline.dueMs) break
      heap[at] = parent
      parent.position = at
      at = above
    }
    heap[at] = deadline
    deadline.position = at
  }

  #sink(deadline: Deadline, from: number): void {
    const heap = this.#heap
    let at = from
    for (;;) {
      let below = 2 * at + 1
      let child = heap[below]
      if (child === undefined) break
      const right = heap[below + 1]
      if (right !== undefined && right.dueMs < child.dueMs) {
        below += 1
        child = right
      }
      if (deadline.dueMs <= child.dueMs) break
      heap[at] = child
      child.position = at
      at = below
    }
    heap[at] = deadline
    deadline.position = at
  }
}
