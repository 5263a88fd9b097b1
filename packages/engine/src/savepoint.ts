import type { Savepoint } from '@athanor/contract'
import type { LeaseScope, Owner } from './lease-scope.ts'
import type { SavepointRecord } from './savepoint-stack.ts'

/** A savepoint that the user ends by hand. */
export class ManualSavepoint implements Savepoint {
  readonly #scope: LeaseScope
  readonly #owner: Owner
  readonly #record: SavepointRecord

  constructor(scope: LeaseScope, owner: Owner, record: SavepointRecord) {
    this.#scope = scope
    this.#owner = owner
    this.#record = record
  }

  get name(): string {
    return this.#record.name
  }

  get active(): boolean {
    return this.#record.active
  }

  release(): Promise<void> {
    return this.#scope.endSavepoint('release', this.#owner, this.#record)
  }

  rollback(): Promise<void> {
    return this.#scope.endSavepoint('rollback', this.#owner, this.#record)
  }
}
