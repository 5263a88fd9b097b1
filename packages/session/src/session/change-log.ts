import type { InstanceState } from '../state/instance-state.ts'

/** What flushes have done to objects within one transaction or savepoint, so that its rollback can take it back. */
export class ChangeLog {
  readonly inserted: Set<InstanceState> = new Set()
  readonly deleted: Set<InstanceState> = new Set()
  readonly modified: Set<InstanceState> = new Set()
  /** The values of primary keys before they were changed. */
  readonly rekeyed: Map<InstanceState, readonly unknown[]> = new Map()

  /** A savepoint is released: what happened in it happened in the transaction around it. */
  absorb(inner: ChangeLog): void {
    for (const state of inner.inserted) this.inserted.add(state)
    for (const state of inner.deleted) this.deleted.add(state)
    for (const state of inner.modified) this.modified.add(state)
    for (const [state, key] of inner.rekeyed) if (!this.rekeyed.has(state)) this.rekeyed.set(state, key)
  }
  /** All of it has been taken back. */
  clear(): void {
    this.inserted.clear()
    this.deleted.clear()
    this.modified.clear()
    this.rekeyed.clear()
  }
}
