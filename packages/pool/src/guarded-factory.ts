import type { ResourceFactory } from '@athanor/contract'
import type { Entry } from './entry.ts'

/** The user's factory, behind calls that cannot break the pool's own state. */
export class GuardedFactory<T> {
  readonly #factory: ResourceFactory<T>
  readonly #report: (error: unknown) => void
  readonly #closings: Set<Promise<void>> = new Set()
  /** Ends connects and pings when the pool closes; an acquirer's own signal does not: its connect serves others. */
  readonly #abort: AbortController = new AbortController()

  constructor(factory: ResourceFactory<T>, report: (error: unknown) => void) {
    this.#factory = factory
    this.#report = report
  }

  async create(): Promise<T> {
    return this.#factory.create({ signal: this.#abort.signal })
  }

  async ping(entry: Entry<T>): Promise<void> {
    await this.#factory.ping?.(entry.resource, { signal: this.#abort.signal })
  }

  async reset(entry: Entry<T>): Promise<void> {
    await this.#factory.reset(entry.resource)
  }

  /** When in doubt, it is dead. */
  isAlive(entry: Entry<T>): boolean {
    try {
      return this.#factory.isAlive?.(entry.resource) ?? true
    } catch {
      return false
    }
  }

  /** When in doubt, it does. */
  needsReset(entry: Entry<T>): boolean {
    try {
      return this.#factory.needsReset?.(entry.resource) ?? true
    } catch {
      return true
    }
  }

  /** Lets the resource keep the process alive again. */
  ref(entry: Entry<T>): void {
    if (!entry.unrefed) return
    entry.unrefed = false
    try {
      this.#factory.ref?.(entry.resource)
    } catch (error) {
      this.#report(error)
    }
  }

  unref(entry: Entry<T>): void {
    entry.unrefed = true
    try {
      this.#factory.unref?.(entry.resource)
    } catch (error) {
      this.#report(error)
    }
  }

  /** Never rejects: the resource is out of the pool either way, and nobody could do anything about it. */
  destroy(entry: Entry<T>): Promise<void> {
    const closing = this.#destroy(entry.resource).finally(() => this.#closings.delete(closing))
    this.#closings.add(closing)
    return closing
  }

  /** Ends what is being made or pinged. */
  abort(reason: Error): void {
    this.#abort.abort(reason)
  }

  /** Resolves when no `destroy` is under way. */
  async destroyed(): Promise<void> {
    while (this.#closings.size > 0) await Promise.all(this.#closings)
  }

  async #destroy(resource: T): Promise<void> {
    try {
      await this.#factory.destroy(resource)
    } catch {
      // See above.
    }
  }
}
