import type { Mapper } from '../mapping/mapper.ts'
import type { Identity, InstanceState } from '../state/instance-state.ts'

/** One object for each row, held as long as the session has it. */
export class IdentityMap {
  readonly #states = new Map<Mapper, Map<Identity, InstanceState>>()

  get(mapper: Mapper, identity: Identity): InstanceState | undefined {
    return this.#states.get(mapper)?.get(identity)
  }
  /** The state's identity must be set. */
  add(state: InstanceState): void {
    if (state.identity === undefined) return
    let states = this.#states.get(state.mapper)
    if (!states) this.#states.set(state.mapper, (states = new Map()))
    states.set(state.identity, state)
  }
  /** Only if it is this object that stands for the identity. */
  remove(state: InstanceState): void {
    if (state.identity === undefined) return
    const states = this.#states.get(state.mapper)
    if (states?.get(state.identity) === state) states.delete(state.identity)
  }
  *[Symbol.iterator](): Iterator<InstanceState> {
    for (const states of this.#states.values()) yield* states.values()
  }
  clear(): void {
    this.#states.clear()
  }
}
