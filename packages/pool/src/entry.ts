import type { Links } from './intrusive-list.ts'
import type { Waiter } from './waiting-line.ts'

/** One physical resource that the pool made, and what the pool knows of it. */
export class Entry<T> implements Links<Entry<T>> {
  previous: Entry<T> | null = null
  next: Entry<T> | null = null
  readonly resource: T
  readonly info: Map<unknown, unknown> = new Map()
  readonly bornMs: number
  /** Older than the pool's own: replaced at the next loan. */
  readonly generation: number
  /** Open leases; more than one only when the strategy shares. */
  leases = 0
  /** In the list from which loans are served. A shared one stays there while it is lent. */
  available = false
  /** `soft`: replaced at its next loan. `hard`: never lent again. */
  invalid: 'no' | 'soft' | 'hard' = 'no'
  /** Replaced while others still hold it (shared only): closed when the last lease comes back; takes no place. */
  retired = false
  /** Closed or detached: no longer the pool's. */
  gone = false
  /** Idle: must not keep the process alive. */
  unrefed = false

  constructor(resource: T, bornMs: number, generation: number) {
    this.resource = resource
    this.bornMs = bornMs
    this.generation = generation
  }
}

/** Work under way that will end with a resource fit to be lent: a connect, or a ping and perhaps a connect after it. */
export class Attempt<T> implements Links<Attempt<T>> {
  previous: Attempt<T> | null = null
  next: Attempt<T> | null = null
  /** Whom a failure is told. Null when that acquirer was served otherwise or has left. */
  sponsor: Waiter<T> | null = null
}
