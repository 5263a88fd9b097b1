import type { AcquireOptions, Lease, Pool, PoolEvents, PoolStats, ResourceFactory, Verdict } from '@athanor/contract'
import type { Clock } from './clock.ts'
import { Deadlines } from './deadlines.ts'
import { Attempt, Entry } from './entry.ts'
import { GracePeriod } from './grace-period.ts'
import { GuardedFactory } from './guarded-factory.ts'
import { type LeaseHost, PoolLease } from './lease.ts'
import { Listeners } from './listeners.ts'
import { assertionError, closedError, loanMarker, timeoutError } from './pool-errors.ts'
import type { PoolRules } from './rules.ts'
import { Shelf } from './shelf.ts'
import { validateDuration } from './validate-strategy.ts'
import { type Waiter, WaitingLine } from './waiting-line.ts'

const settled: Promise<void> = Promise.resolve()

/**
 * The one pool under all strategies; what differs between them is in `PoolRules`.
 *
 * Between any two turns: every entry is available, lent, being reset or being pinged; every place is an entry or a
 * connect under way; places never exceed the limit; and no acquirer waits without an attempt while something could be
 * done for it. Each way in which a place or an entry becomes free ends in `#offer` or `#serve`. State is changed
 * before listeners are told, so a listener may call the pool.
 */
export class PoolMachine<T> implements Pool<T> {
  readonly #rules: PoolRules
  readonly #factory: GuardedFactory<T>
  readonly #clock: Clock
  readonly #listeners: Listeners<T>
  readonly #deadlines: Deadlines
  readonly #line: WaitingLine<T>
  readonly #shelf: Shelf<T>
  readonly #host: LeaseHost<T> = {
    giveBack: (entry, verdict) => this.#giveBack(entry, verdict),
    invalidate: (entry, cause) => this.#invalidate(entry, cause, 1),
    invalidateSoftly: (entry, cause) => this.#invalidateSoftly(entry, cause),
    detach: (entry) => this.#detach(entry),
  }
  #entries = 0
  #retired = 0
  #connecting = 0
  #leases = 0
  #created = 0
  #closed = 0
  #invalidated = 0
  #acquired = 0
  #generation = 0
  #lastFailure: { readonly error: unknown; readonly atMs: number } | undefined
  #holder: Error | undefined
  #closing: Promise<void> | undefined
  #grace: GracePeriod | undefined

  constructor(rules: PoolRules, factory: ResourceFactory<T>, clock: Clock, report: (error: unknown) => void) {
    this.#rules = rules
    this.#factory = new GuardedFactory(factory, report)
    this.#clock = clock
    this.#listeners = new Listeners(report)
    this.#shelf = new Shelf(rules.lifo)
    this.#deadlines = new Deadlines(clock)
    this.#line = new WaitingLine(clock, this.#deadlines, (waiter) => this.#timeoutError(waiter))
  }

  get stats(): PoolStats {
    const { name, reuse, size: kept } = this.#rules
    const size = this.#entries + this.#connecting
    const { idle } = this.#shelf
    return {
      strategy: name,
      size,
      idle,
      inUse: this.#entries - idle,
      overflow: reuse ? Math.max(0, size - kept) : 0,
      waiting: this.#line.size,
      connecting: this.#connecting,
      created: this.#created,
      closed: this.#closed,
      invalidated: this.#invalidated,
      timeouts: this.#line.timeouts,
      acquired: this.#acquired,
      waitMs: this.#line.waitedMs,
    }
  }

  acquire(options?: AcquireOptions): Promise<Lease<T>> {
    const signal = options?.signal
    if (this.#closing !== undefined) return Promise.reject(closedError())
    // The reason is the user's own, whatever it is.
    if (signal?.aborted === true) return Promise.reject(signal.reason)
    try {
      if (options?.timeoutMs !== undefined) validateDuration('timeoutMs', options.timeoutMs)
      // oxlint-disable-next-line typescript/unbound-method -- it only marks a place in the stack
      if (this.#rules.single) this.#assertSingle(this.acquire)
    } catch (error) {
      return Promise.reject(error)
    }
    const entry = this.#takeReady()
    if (entry !== null) return Promise.resolve(this.#lend(entry))
    const promise = this.#line.join(options?.timeoutMs ?? this.#rules.timeoutMs, signal)
    this.#serve()
    return promise
  }

  tryAcquire(): Lease<T> | undefined {
    const entry = this.#takeReady()
    if (entry === null) return undefined
    // oxlint-disable-next-line typescript/unbound-method -- it only marks a place in the stack
    if (this.#rules.single) this.#holder = loanMarker(this.tryAcquire)
    return this.#lend(entry)
  }

  invalidateAll(): void {
    this.#generation += 1
  }

  on<K extends keyof PoolEvents<T>>(event: K, listener: (event: PoolEvents<T>[K]) => void): Disposable {
    return this.#listeners.on(event, listener)
  }

  close(options?: { readonly graceMs?: number }): Promise<void> {
    if (this.#closing !== undefined) return this.#closing
    const graceMs = options?.graceMs ?? 0
    try {
      validateDuration('graceMs', graceMs)
    } catch (error) {
      return Promise.reject(error)
    }
    // Set before anything is closed: a listener may call `close()` again.
    this.#closing = this.#over(graceMs)
    this.#shut()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  // ---- lending

  /** An entry that can be lent in this turn. Whoever waits comes first. */
  #takeReady(): Entry<T> | null {
    if (this.#line.size > 0 || this.#closing !== undefined) return null
    const entry = this.#shelf.candidate
    if (entry === null || !this.#isReady(entry)) return null
    if (!this.#rules.shared) this.#shelf.take(entry)
    return entry
  }

  #lend(entry: Entry<T>): Lease<T> {
    this.#factory.ref(entry)
    entry.leases += 1
    this.#leases += 1
    this.#acquired += 1
    const lease = new PoolLease(this.#host, entry, this.#rules.shared)
    this.#listeners.emit('checkout', entry.resource)
    return lease
  }

  /** To the oldest waiter; a shared one to all of them. */
  #handOver(entry: Entry<T>): void {
    const { shared } = this.#rules
    if (shared) this.#shelf.put(entry)
    for (let waiter = this.#line.shift(); waiter !== null; waiter = shared ? this.#line.shift() : null) {
      waiter.resolve(this.#lend(entry))
    }
  }

  /** Finds something to do for each waiter for whom nothing is under way. */
  #serve(): void {
    const { limit } = this.#rules
    while (this.#line.needy !== null && this.#closing === undefined) {
      const entry = this.#shelf.candidate
      if ((entry === null || this.#isStale(entry)) && this.#line.adopt()) continue
      if (entry !== null) {
        this.#shelf.take(entry)
        if (this.#isReady(entry)) this.#handOver(entry)
        else this.#prepare(entry)
      } else if (this.#entries - this.#retired + this.#connecting < limit) {
        this.#prepare(null)
      } else return
    }
  }

  /** An entry fit to be lent again: to the next waiter, else to the idle ones, else it is closed. */
  #offer(entry: Entry<T>, proven: boolean): Promise<void> {
    if (this.#line.size > 0) {
      if (proven || this.#isReady(entry)) {
        this.#handOver(entry)
        return settled
      }
      // A ping may well be over before the connects of those who wait; a replacement would only be one more connect.
      if (this.#line.needy !== null || !this.#isStale(entry)) {
        this.#prepare(entry)
        return settled
      }
    }
    if (this.#shelf.size >= this.#rules.size) return this.#dispose(entry)
    this.#shelf.put(entry)
    if (entry.leases === 0) this.#factory.unref(entry)
    return settled
  }

  #assertSingle(callee: (...args: never[]) => unknown): void {
    if (this.#leases > 0 || this.#line.size > 0) throw assertionError(this.#holder)
    this.#holder = loanMarker(callee)
  }

  // ---- fitness

  /** Can be lent in this turn. What others are using now (shared) is proof enough: a ping would disturb them. */
  #isReady(entry: Entry<T>): boolean {
    return (!this.#rules.prePing || entry.leases > 0) && !this.#isStale(entry)
  }

  /** To be replaced without asking it. */
  #isStale(entry: Entry<T>): boolean {
    const { recycleMs } = this.#rules
    if (entry.invalid !== 'no' || entry.generation !== this.#generation) return true
    if (recycleMs >= 0 && this.#clock.now() - entry.bornMs >= recycleMs) return true
    if (this.#factory.isAlive(entry)) return false
    // Those that died with it are known to be dead as well, each by itself: no need to suspect the others.
    this.#condemn(entry, undefined)
    return true
  }

  // ---- attempts

  /** Makes ready what an acquirer can have: a new resource, or (with an entry) a proven one or its replacement. */
  #prepare(entry: Entry<T> | null): void {
    const attempt = new Attempt<T>()
    this.#line.begin(attempt)
    if (entry === null) return void this.#connect(attempt)
    this.#factory.ref(entry)
    if (this.#isStale(entry)) this.#replace(entry, attempt)
    else void this.#prove(entry, attempt)
  }

  async #prove(entry: Entry<T>, attempt: Attempt<T>): Promise<void> {
    try {
      await this.#factory.ping(entry)
    } catch (error) {
      if (this.#closing === undefined) {
        // What killed this one has most likely killed the others of its age. Ten failures at once count as one.
        if (entry.generation === this.#generation) this.#generation += 1
        this.#condemn(entry, error)
      }
      return this.#replace(entry, attempt)
    }
    this.#arrive(entry, attempt)
  }

  /** In the same place, and without a ping: at most two tries for one loan. */
  #replace(entry: Entry<T>, attempt: Attempt<T>): void {
    const wanted = attempt.sponsor !== null
    // Counted before the old one goes, so that nobody else takes its place.
    if (wanted) this.#connecting += 1
    this.#discard(entry, 0)
    if (wanted) return void this.#create(attempt)
    this.#line.end(attempt)
    this.#serve()
  }

  #connect(attempt: Attempt<T>): Promise<void> {
    this.#connecting += 1
    return this.#create(attempt)
  }

  /** `#connecting` already counts it. */
  async #create(attempt: Attempt<T>): Promise<void> {
    // Of the generation in which it was begun: what was invalidated meanwhile may be what it connected to.
    const generation = this.#generation
    let resource: T
    try {
      resource = await this.#factory.create()
    } catch (error) {
      this.#connecting -= 1
      this.#lastFailure = { error, atMs: this.#clock.now() }
      this.#line.fail(attempt, error)
      this.#serve()
      this.#checkDrained()
      return
    }
    this.#connecting -= 1
    this.#entries += 1
    this.#created += 1
    this.#lastFailure = undefined
    const entry = new Entry(resource, this.#clock.now(), generation)
    if (this.#created === 1) this.#listeners.emit('firstConnect', resource)
    this.#listeners.emit('connect', resource)
    this.#arrive(entry, attempt)
  }

  #arrive(entry: Entry<T>, attempt: Attempt<T>): void {
    this.#line.end(attempt)
    if (this.#closing !== undefined) void this.#dispose(entry)
    else void this.#offer(entry, true)
  }

  // ---- return

  #giveBack(entry: Entry<T>, verdict: Verdict): Promise<void> {
    entry.leases -= 1
    this.#leases -= 1
    const { resource } = entry
    if (verdict === 'discard') this.#invalidate(entry, undefined, 0)
    if (entry.gone || entry.leases > 0) {
      this.#listeners.emit('checkin', resource)
      return settled
    }
    if (entry.retired || this.#closing !== undefined) {
      this.#listeners.emit('checkin', resource)
      return this.#dispose(entry)
    }
    // Nobody may have it before its reset is over.
    this.#shelf.take(entry)
    if (!this.#factory.isAlive(entry)) return this.#unfit(entry, undefined)
    if (this.#rules.resets) {
      this.#listeners.emit('reset', resource)
      if (this.#factory.needsReset(entry)) return this.#reset(entry)
    }
    return this.#checkIn(entry)
  }

  async #reset(entry: Entry<T>): Promise<void> {
    try {
      await this.#factory.reset(entry)
    } catch (error) {
      return this.#unfit(entry, error)
    }
    return this.#checkIn(entry)
  }

  #checkIn(entry: Entry<T>): Promise<void> {
    this.#listeners.emit('checkin', entry.resource)
    if (this.#closing !== undefined || !this.#rules.reuse) return this.#dispose(entry)
    return this.#offer(entry, false)
  }

  /** It came back, but cannot be lent again. Its borrower is not concerned. */
  #unfit(entry: Entry<T>, cause: unknown): Promise<void> {
    this.#invalidate(entry, cause, 0)
    this.#listeners.emit('checkin', entry.resource)
    return settled
  }

  // ---- the end of an entry

  /** `own`: how many of its leases are the caller's. */
  #invalidate(entry: Entry<T>, cause: unknown, own: 0 | 1): void {
    if (entry.gone || entry.invalid === 'hard') return
    this.#shelf.take(entry)
    this.#condemn(entry, cause)
    // Its place is free now, even if the lease is released much later.
    this.#discard(entry, own)
    this.#serve()
  }

  #condemn(entry: Entry<T>, cause: unknown): void {
    entry.invalid = 'hard'
    this.#invalidated += 1
    this.#listeners.emitInvalid('invalidate', entry.resource, cause)
  }

  #invalidateSoftly(entry: Entry<T>, cause: unknown): void {
    if (entry.gone || entry.invalid !== 'no') return
    entry.invalid = 'soft'
    this.#invalidated += 1
    this.#listeners.emitInvalid('softInvalidate', entry.resource, cause)
  }

  /** Out of the pool: closed now, or by the last holder when there are others than the caller. */
  #discard(entry: Entry<T>, own: 0 | 1): void {
    if (entry.gone || entry.retired) return
    if (entry.leases <= own) return void this.#dispose(entry)
    entry.retired = true
    this.#retired += 1
  }

  #detach(entry: Entry<T>): void {
    entry.leases -= 1
    this.#leases -= 1
    if (entry.gone) return
    this.#forget(entry)
    this.#listeners.emit('detach', entry.resource)
    this.#serve()
    this.#checkDrained()
  }

  /** Closes it. The promise is for those who want to know when it is over; it never rejects. */
  #dispose(entry: Entry<T>): Promise<void> {
    if (entry.gone) return settled
    this.#forget(entry)
    this.#closed += 1
    this.#listeners.emit('close', entry.resource)
    const destroyed = this.#factory.destroy(entry)
    this.#checkDrained()
    return destroyed
  }

  #forget(entry: Entry<T>): void {
    this.#shelf.take(entry)
    entry.gone = true
    this.#entries -= 1
    if (entry.retired) this.#retired -= 1
  }

  // ---- the end of the pool

  #shut(): void {
    this.#line.rejectAll(closedError)
    this.#factory.abort(closedError())
    for (let entry = this.#shelf.candidate; entry !== null; entry = this.#shelf.candidate) {
      this.#shelf.take(entry)
      // A shared one in use is closed by its last holder.
      if (entry.leases > 0) continue
      this.#factory.ref(entry)
      void this.#dispose(entry)
    }
  }

  async #over(graceMs: number): Promise<void> {
    // `#shut` comes first.
    await settled
    if (graceMs > 0 && this.#entries + this.#connecting > 0) {
      this.#grace = new GracePeriod(this.#deadlines, this.#clock.now() + graceMs)
      await this.#grace.wait()
    }
    await this.#factory.destroyed()
    this.#deadlines.stop()
  }

  #checkDrained(): void {
    if (this.#entries + this.#connecting === 0) this.#grace?.end()
  }

  #timeoutError(waiter: Waiter<T>): Error {
    const failure = this.#lastFailure
    const cause = failure !== undefined && failure.atMs >= waiter.sinceMs ? failure.error : undefined
    return timeoutError(this.#rules, waiter.timeoutMs, this.stats, cause)
  }
}
