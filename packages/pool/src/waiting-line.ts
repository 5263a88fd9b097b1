import type { Lease } from '@athanor/contract'
import type { Clock } from './clock.ts'
import { Deadline, type Deadlines } from './deadlines.ts'
import type { Attempt } from './entry.ts'
import { IntrusiveList, type Links } from './intrusive-list.ts'

/** One acquirer in the line. It is its own deadline and its own abort listener: no closures, no timer of its own. */
export class Waiter<T> extends Deadline implements Links<Waiter<T>> {
  previous: Waiter<T> | null = null
  next: Waiter<T> | null = null
  attempt: Attempt<T> | null = null
  readonly line: WaitingLine<T>
  readonly sinceMs: number
  readonly signal: AbortSignal | undefined
  readonly resolve: (lease: Lease<T>) => void
  readonly reject: (reason: unknown) => void

  constructor(
    line: WaitingLine<T>,
    sinceMs: number,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    resolve: (lease: Lease<T>) => void,
    reject: (reason: unknown) => void,
  ) {
    super(sinceMs + timeoutMs)
    this.line = line
    this.sinceMs = sinceMs
    this.signal = signal
    this.resolve = resolve
    this.reject = reject
  }

  get timeoutMs(): number {
    // The sum loses digits behind the point; a microsecond is what anybody asks for.
    return Math.round((this.dueMs - this.sinceMs) * 1_000) / 1_000
  }

  override expire(): void {
    this.line.timeOut(this)
  }

  /** The signal's `abort` event. */
  handleEvent(): void {
    this.line.leave(this)
    this.reject(this.signal?.reason)
  }
}

/**
 * The acquirers that wait, oldest first, and the attempts under way for them.
 *
 * Whatever becomes ready goes to the oldest waiter, whichever attempt brought it; only failures are personal. Hence the
 * invariant: waiters with an attempt come before those without one, and an attempt without a waiter is `spare` only
 * while every waiter has one.
 */
export class WaitingLine<T> {
  readonly #clock: Clock
  readonly #deadlines: Deadlines
  readonly #timeoutError: (waiter: Waiter<T>) => Error
  readonly #waiters: IntrusiveList<Waiter<T>> = new IntrusiveList()
  readonly #spare: IntrusiveList<Attempt<T>> = new IntrusiveList()
  #needy: Waiter<T> | null = null
  timeouts = 0
  waitedMs = 0

  constructor(clock: Clock, deadlines: Deadlines, timeoutError: (waiter: Waiter<T>) => Error) {
    this.#clock = clock
    this.#deadlines = deadlines
    this.#timeoutError = timeoutError
  }

  get size(): number {
    return this.#waiters.size
  }

  /** The oldest waiter for whom no attempt is under way. */
  get needy(): Waiter<T> | null {
    return this.#needy
  }

  join(timeoutMs: number, signal: AbortSignal | undefined): Promise<Lease<T>> {
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(this, this.#clock.now(), timeoutMs, signal, resolve, reject)
      this.#waiters.push(waiter)
      this.#needy ??= waiter
      this.#deadlines.add(waiter)
      signal?.addEventListener('abort', waiter, { once: true })
    })
  }

  /** Takes the oldest waiter out; the caller settles it. */
  shift(): Waiter<T> | null {
    const oldest = this.#waiters.head
    if (oldest !== null) this.leave(oldest)
    return oldest
  }

  /** Takes a waiter out, wherever it stands; what was under way for it goes on for the next one. */
  leave(waiter: Waiter<T>): void {
    if (this.#needy === waiter) this.#needy = waiter.next
    this.#waiters.remove(waiter)
    this.#deadlines.remove(waiter)
    waiter.signal?.removeEventListener('abort', waiter)
    this.waitedMs += this.#clock.now() - waiter.sinceMs
    const attempt = waiter.attempt
    if (attempt === null) return
    waiter.attempt = null
    attempt.sponsor = null
    this.begin(attempt)
  }

  timeOut(waiter: Waiter<T>): void {
    const error = this.#timeoutError(waiter)
    this.timeouts += 1
    this.leave(waiter)
    waiter.reject(error)
  }

  rejectAll(reason: () => Error): void {
    for (let waiter = this.shift(); waiter !== null; waiter = this.shift()) waiter.reject(reason())
  }

  /** Puts an attempt to work for the oldest needy waiter, or for whoever comes. */
  begin(attempt: Attempt<T>): void {
    const waiter = this.#needy
    if (waiter === null) return this.#spare.push(attempt)
    this.#needy = waiter.next
    waiter.attempt = attempt
    attempt.sponsor = waiter
  }

  /** Gives a spare attempt to the oldest needy waiter; false when there is none to give. */
  adopt(): boolean {
    const attempt = this.#spare.head
    if (attempt === null || this.#needy === null) return false
    this.#spare.remove(attempt)
    this.begin(attempt)
    return true
  }

  /** The attempt is over. A result goes to the oldest waiter, whose own attempt then works for the sponsor. */
  end(attempt: Attempt<T>): void {
    const sponsor = attempt.sponsor
    if (sponsor === null) return this.#spare.remove(attempt)
    attempt.sponsor = null
    sponsor.attempt = null
    const oldest = this.#waiters.head
    const inherited = oldest === null ? null : oldest.attempt
    if (oldest === null || inherited === null) return
    oldest.attempt = null
    inherited.sponsor = sponsor
    sponsor.attempt = inherited
  }

  /** The attempt failed: its sponsor, if it still waits, is told; nobody else. */
  fail(attempt: Attempt<T>, reason: unknown): void {
    const sponsor = attempt.sponsor
    if (sponsor === null) return this.#spare.remove(attempt)
    attempt.sponsor = null
    sponsor.attempt = null
    this.leave(sponsor)
    sponsor.reject(reason)
  }
}
