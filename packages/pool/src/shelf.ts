import type { Entry } from './entry.ts'
import { IntrusiveList } from './intrusive-list.ts'

/** The entries from which loans are served: the idle ones, and a shared one also while it is lent. */
export class Shelf<T> {
  readonly #entries: IntrusiveList<Entry<T>> = new IntrusiveList()
  readonly #lifo: boolean

  constructor(lifo: boolean) {
    this.#lifo = lifo
  }

  get size(): number {
    return this.#entries.size
  }

  /** Those that nobody has. A shared entry is the only one of its pool. */
  get idle(): number {
    const first = this.#entries.head
    return first !== null && first.leases > 0 ? 0 : this.#entries.size
  }

  /** Who is lent next: the most recently returned one, or the one that has rested longest. */
  get candidate(): Entry<T> | null {
    return this.#lifo ? this.#entries.tail : this.#entries.head
  }

  put(entry: Entry<T>): void {
    if (entry.available) return
    entry.available = true
    this.#entries.push(entry)
  }

  take(entry: Entry<T>): void {
    if (!entry.available) return
    entry.available = false
    this.#entries.remove(entry)
  }
}
