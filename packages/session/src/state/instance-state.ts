import type { Mapper } from '../mapping/mapper.ts'
import type { Relation } from '../mapping/relation.ts'
import type { RelationSlot } from './relation-slot.ts'

/**
 * `transient`: new, in no session. `pending`: added, not written yet. `persistent`: has a row and a session.
 * `deleted`: a flush deleted its row. `detached`: has a row, but no session any more.
 */
export type ObjectState = 'transient' | 'pending' | 'persistent' | 'deleted' | 'detached'

/** A primary key as a map's key. */
export type Identity = string | number | bigint | boolean

/** In a snapshot: the column is not loaded. */
export const notLoaded: unique symbol = Symbol('not loaded')

/** What relations tell the session that their owner is in. */
export interface StateOwner {
  /** The object of an identity, if the session has it. */
  find(mapper: Mapper, identity: Identity): InstanceState | undefined
  /** Adds a related object, as the relation's cascade says. */
  addRelated(state: InstanceState): void
  /** A child that no parent has any more. */
  orphaned(relation: Relation, state: InstanceState): void
}

/** What a session knows of one object. The object itself holds the current values as plain properties. */
export class InstanceState {
  readonly entity: Record<string, unknown>
  readonly mapper: Mapper
  status: ObjectState = 'transient'
  owner: StateOwner | null = null
  identity: Identity | undefined
  /** The row's values as far as they are known, in column order; compared with the object's at flush. */
  snapshot: readonly unknown[] | undefined
  /** All columns are forgotten: the next load fills them in. */
  expired = false
  /** A relation was changed by the program itself, so the object counts as dirty. */
  touched = false
  /** Some relation differs from what was loaded or flushed. */
  relationsChanged = false
  slots: Map<Relation, RelationSlot> | undefined
  /** The order of becoming pending. */
  order = 0

  constructor(entity: object, mapper: Mapper) {
    // Columns are properties by their keys; the mapper says which.
    this.entity = entity as Record<string, unknown>
    this.mapper = mapper
  }
  /** New objects have no rows that could relate to them: their relations count as loaded. */
  get isNew(): boolean {
    return this.status === 'transient' || this.status === 'pending'
  }
  value(position: number): unknown {
    const key = this.mapper.keys[position]
    return key === undefined ? undefined : this.entity[key]
  }
}
