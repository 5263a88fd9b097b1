import type { EntityReference } from '@athanor/contract'
import type { Mapper } from '../mapping/mapper.ts'
import { InstanceState } from './instance-state.ts'

let readState: (entity: object) => InstanceState | undefined

/** Gives an object its state, where neither spreading, cloning, printing nor comparing sees it. */
export class EntityRoot {
  readonly #state: InstanceState
  static {
    readState = (entity) => (#state in entity ? entity.#state : undefined)
  }
  constructor(mapper: Mapper) {
    this.#state = new InstanceState(this, mapper)
  }
}

/** The state of an entity; undefined for anything else. */
export function stateOf(entity: unknown): InstanceState | undefined {
  return typeof entity === 'object' && entity !== null ? readState(entity) : undefined
}

/** An instance of the class for a row that exists: neither the class's constructor nor its fields are run. */
export function instantiate(mapper: Mapper, entityClass: EntityReference): object {
  return Reflect.construct(EntityRoot, [mapper], entityClass)
}
