import type { ToManyRelation, ToOneRelation } from '../mapping/relation.ts'
import type { InstanceState } from './instance-state.ts'
import type { RelationList } from './relation-list.ts'

/** The members of one object's collection, and how they differ from the database's. */
export interface ManySlot {
  readonly kind: 'many'
  readonly relation: ToManyRelation
  readonly owner: InstanceState
  /** Undefined: not loaded. */
  list: RelationList<object> | undefined
  /** What stands for the members while they are not loaded. */
  handle: object | undefined
  /** The members of the last load or flush, where they are loaded. */
  original: readonly InstanceState[]
  /** Changes of members that are not loaded. */
  readonly added: Set<InstanceState>
  readonly removed: Set<InstanceState>
}

/** The related object, and how it differs from the database's. */
export interface OneSlot {
  readonly kind: 'one'
  readonly relation: ToOneRelation
  readonly owner: InstanceState
  /** Undefined: not loaded. */
  value: InstanceState | null | undefined
  /** That of the last load or flush; undefined: not known. */
  original: InstanceState | null | undefined
  /** It was assigned since. */
  assigned: boolean
}

export type RelationSlot = ManySlot | OneSlot
