import { UsageError } from '@athanor/contract'
import { unloadedColumns } from './attributes.ts'
import { stateOf } from './entity-root.ts'
import type { Identity, ObjectState } from './instance-state.ts'
import { changedColumns } from './snapshot.ts'

/** What the session knows of an object, at one moment. */
export interface Inspection {
  readonly state: ObjectState
  /** The primary key as a map's key; undefined for new objects. */
  readonly identity: Identity | undefined
  /** Keys of the columns whose values are not those of the row. */
  readonly changed: readonly string[]
  /** Keys of the columns and relations that cannot be read without a load. */
  readonly unloaded: readonly string[]
}

/**
 * Looks at an entity without touching it.
 *
 * @example
 * inspect(user).state // 'persistent'
 * @throws {UsageError} SESSION_NOT_AN_ENTITY
 */
export function inspect(entity: object): Inspection {
  const state = stateOf(entity)
  if (!state) throw notAnEntity(entity)
  const relations = [...state.mapper.relations].flatMap(([name, relation]) => {
    const slot = state.slots?.get(relation)
    if (!slot) return state.isNew ? [] : [name]
    return (slot.kind === 'one' ? slot.value === undefined : slot.list === undefined) ? [name] : []
  })
  return Object.freeze({
    state: state.status,
    identity: state.identity,
    changed: changedColumns(state).map((position) => state.mapper.keys[position] ?? ''),
    unloaded: [...unloadedColumns(state), ...relations],
  })
}

export function notAnEntity(value: unknown): UsageError {
  const what =
    typeof value === 'object' && value !== null ? `an object of ${value.constructor?.name ?? 'no class'}` : typeof value
  return new UsageError(`${what} is not an entity: its class has to extend Entity('…', { … })`, {
    code: 'SESSION_NOT_AN_ENTITY',
  })
}
