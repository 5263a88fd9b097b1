import { fillColumn, isUnloaded } from '../state/attributes.ts'
import { stateOf } from '../state/entity-root.ts'
import { identityOf } from '../state/identity.ts'
import { type InstanceState, notLoaded } from '../state/instance-state.ts'
import { snapshotOf, taken } from '../state/snapshot.ts'
import type { Mapper } from '../mapping/mapper.ts'
import type { ObjectStates } from '../session/object-states.ts'

/**
 * The object of a row: the one that the session has, or a new one. Loaded values of an object are not overwritten; only
 * what is expired is filled in. Null where the key is NULL, as an outer join leaves it.
 */
export function hydrate(states: ObjectStates, mapper: Mapper, row: readonly unknown[]): InstanceState | null {
  const identity = identityOfRow(mapper, row)
  if (identity === undefined) return null
  const known = states.find(mapper, identity)
  if (known) {
    fillUnloaded(known, row)
    return known
  }
  const entity = mapper.instantiate()
  const state = stateOf(entity)
  if (!state) return null
  const { keys } = mapper
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]
    if (key !== undefined) state.entity[key] = row[i]
  }
  states.loaded(state, identity, snapshotOf(mapper, row))
  return state
}

function identityOfRow(mapper: Mapper, row: readonly unknown[]): ReturnType<typeof identityOf> {
  const [first, ...others] = mapper.primaryKey
  return others.length === 0 && first !== undefined
    ? identityOf([row[first]])
    : identityOf(mapper.primaryKey.map((position) => row[position]))
}

/**
 * Fills in what is not loaded. What the program has set in the meantime stays, and stays a change: what it was before is
 * not what the program had seen. `only`: just these columns.
 */
export function fillUnloaded(state: InstanceState, row: readonly unknown[], only?: readonly number[]): void {
  const { snapshot, mapper } = state
  if (only === undefined) state.expired = false
  if (snapshot === undefined || !snapshot.includes(notLoaded)) return
  const filled = [...snapshot]
  for (let position = 0; position < filled.length; position++) {
    if (!isUnloaded(state, position) || only?.includes(position) === false) continue
    filled[position] = taken(mapper, position, row[position])
    fillColumn(state, position, row[position])
  }
  state.snapshot = filled
}
