import type { Lease, Verdict } from '@athanor/contract'
import type { Entry } from './entry.ts'
import { leaseReleasedError } from './pool-errors.ts'

/** What a lease asks of its pool. */
export interface LeaseHost<T> {
  giveBack(entry: Entry<T>, verdict: Verdict): Promise<void>
  invalidate(entry: Entry<T>, cause: unknown): void
  invalidateSoftly(entry: Entry<T>, cause: unknown): void
  detach(entry: Entry<T>): void
}

/**
 * One loan, an object of its own for each checkout: a second release can so be told from the release of the next
 * holder, and never hands one resource to two.
 */
export class PoolLease<T> implements Lease<T> {
  readonly shared: boolean
  readonly #host: LeaseHost<T>
  readonly #entry: Entry<T>
  #over = false

  constructor(host: LeaseHost<T>, entry: Entry<T>, shared: boolean) {
    this.#host = host
    this.#entry = entry
    this.shared = shared
  }

  /** @throws {UsageError} POOL_LEASE_RELEASED when the loan is over */
  get resource(): T {
    if (this.#over) throw leaseReleasedError('resource')
    return this.#entry.resource
  }

  get info(): Map<unknown, unknown> {
    if (this.#over) throw leaseReleasedError('info')
    return this.#entry.info
  }

  release(verdict: Verdict = 'reuse'): Promise<void> {
    if (this.#over) return Promise.reject(leaseReleasedError('release()'))
    this.#over = true
    return this.#host.giveBack(this.#entry, verdict)
  }

  invalidate(how: 'hard' | 'soft' = 'hard', cause?: unknown): void {
    if (this.#over) throw leaseReleasedError('invalidate()')
    if (how === 'soft') this.#host.invalidateSoftly(this.#entry, cause)
    else this.#host.invalidate(this.#entry, cause)
  }

  detach(): T {
    if (this.#over) throw leaseReleasedError('detach()')
    this.#over = true
    this.#host.detach(this.#entry)
    return this.#entry.resource
  }

  /** Harmless when the lease is over, so that `await using` and an explicit end go together. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#over ? Promise.resolve() : this.release()
  }
}
