import { type Column, referredColumn } from '@athanor/sql'
import type { Mapper } from '../mapping/mapper.ts'
import type { AssociationRelation, ForeignKeyPair, Relation } from '../mapping/relation.ts'
import { isUnloaded } from '../state/attributes.ts'
import type { InstanceState } from '../state/instance-state.ts'
import { loadedRelated, memberDifference } from '../state/relations.ts'
import type { ManySlot, OneSlot } from '../state/relation-slot.ts'
import { changedColumns } from '../state/snapshot.ts'

/** The objects of a session that a flush works on. */
export interface FlushStates {
  readonly pending: Iterable<InstanceState>
  readonly persistent: Iterable<InstanceState>
  readonly doomed: ReadonlySet<InstanceState>
}

/** Foreign keys to be copied from related objects just before the row is written; null clears. */
export type Syncs = ReadonlyMap<Column, { readonly parent: InstanceState | null; readonly pair: ForeignKeyPair }>

/** A row of an association, seen from one of its two relations. */
export interface Link {
  readonly relation: AssociationRelation
  readonly local: InstanceState
  readonly remote: InstanceState
}

/** What one flush has to write. Plain data; order comes later. */
export interface ChangeSet {
  readonly inserts: readonly InstanceState[]
  /** Persistent objects whose columns differ, or will when their foreign keys are copied. */
  readonly updates: readonly InstanceState[]
  readonly deletes: readonly InstanceState[]
  readonly syncs: ReadonlyMap<InstanceState, Syncs>
  readonly linked: readonly Link[]
  readonly unlinked: readonly Link[]
  /** Objects whose relations are in step with the database after this flush. */
  readonly related: readonly InstanceState[]
}

/** Compares all objects with what the database has. */
export function collectChanges(states: FlushStates): ChangeSet {
  const collector = new Collector(states)
  const { inserts, updates, related } = collector
  for (const state of states.pending) inserts.push(state)
  for (const state of states.persistent) if (!states.doomed.has(state)) collector.persistent(state)
  for (const state of inserts) if (state.slots) collector.relations(state)
  for (const state of states.doomed) collector.doomed(state)
  const changed = new Set(updates)
  for (const state of collector.syncs.keys()) {
    if (state.status === 'persistent' && !changed.has(state)) updates.push(state)
  }
  return {
    inserts,
    updates,
    deletes: [...states.doomed],
    syncs: collector.syncs,
    linked: [...collector.linked.values()],
    unlinked: [...collector.unlinked.values()],
    related,
  }
}

class Collector {
  readonly inserts: InstanceState[] = []
  readonly updates: InstanceState[] = []
  readonly related: InstanceState[] = []
  readonly syncs: Map<InstanceState, Map<Column, { parent: InstanceState | null; pair: ForeignKeyPair }>> = new Map()
  readonly linked: Map<string, Link> = new Map()
  readonly unlinked: Map<string, Link> = new Map()
  readonly #states: FlushStates
  readonly #numbers = new Map<InstanceState, number>()

  constructor(states: FlushStates) {
    this.#states = states
  }

  persistent(state: InstanceState): void {
    if (changedColumns(state).length > 0) this.updates.push(state)
    if (state.relationsChanged) this.relations(state)
    else if (state.touched) this.related.push(state)
  }

  relations(state: InstanceState): void {
    this.related.push(state)
    for (const slot of state.slots?.values() ?? []) {
      if (slot.kind === 'one') this.#one(slot)
      else this.#many(slot)
    }
  }

  /** The children of a row that goes, unless they go too: their foreign keys are cleared. */
  doomed(state: InstanceState): void {
    for (const relation of state.mapper.relations.values()) {
      if (relation.kind !== 'hasMany' && relation.kind !== 'hasOne') continue
      for (const child of childrenInDatabase(state, relation)) {
        if (child.status === 'persistent') this.#clear(child, relation.foreignKey, state)
      }
    }
  }

  #one(slot: OneSlot): void {
    const { owner, relation, value } = slot
    if (!slot.assigned || value === undefined) return
    if (relation.kind === 'belongsTo') return this.#sync(owner, relation.foreignKey, value)
    if (value) this.#sync(value, relation.foreignKey, owner)
    if (slot.original && slot.original !== value) this.#clear(slot.original, relation.foreignKey, owner)
  }

  #many(slot: ManySlot): void {
    const { owner, relation } = slot
    const { added, removed } = memberDifference(slot)
    if (relation.kind === 'hasMany') {
      for (const child of added) this.#sync(child, relation.foreignKey, owner)
      for (const child of removed) this.#clear(child, relation.foreignKey, owner)
      return
    }
    for (const remote of added) this.#link(this.linked, relation, owner, remote)
    for (const remote of removed) this.#link(this.unlinked, relation, owner, remote)
  }

  /** Only a key that is still the former parent's: the child may have another one by now. */
  #clear(child: InstanceState, pair: ForeignKeyPair, parent: InstanceState): void {
    const position = child.mapper.position(pair.child)
    const isOther =
      !isUnloaded(child, position) && child.value(position) !== parent.value(parent.mapper.position(pair.parent))
    if (!isOther) this.#sync(child, pair, null)
  }
  /** What is not in the session is not written; what goes anyhow needs no key. A parent wins over none. */
  #sync(child: InstanceState, pair: ForeignKeyPair, parent: InstanceState | null): void {
    if (child.owner === null || this.#states.doomed.has(child)) return
    let syncs = this.syncs.get(child)
    if (!syncs) this.syncs.set(child, (syncs = new Map()))
    if (parent !== null || !syncs.get(pair.child)?.parent) syncs.set(pair.child, { parent, pair })
  }

  /** Both sides of a relation tell of the same row. */
  #link(links: Map<string, Link>, relation: AssociationRelation, local: InstanceState, remote: InstanceState): void {
    const { doomed } = this.#states
    // Rows of an object that goes are deleted by its key.
    if (remote.owner === null || doomed.has(remote) || doomed.has(local)) return
    const inverse = relation.inverse?.kind === 'manyToMany' ? relation.inverse : undefined
    const mirrored = inverse !== undefined && isSecond(relation, inverse)
    const link: Link = mirrored ? { relation: inverse, local: remote, remote: local } : { relation, local, remote }
    const { table } = link.relation.association
    links.set(`${table.fullName}:${this.#number(link.local)}:${this.#number(link.remote)}`, link)
  }
  #number(state: InstanceState): number {
    const known = this.#numbers.get(state)
    if (known !== undefined) return known
    this.#numbers.set(state, this.#numbers.size)
    return this.#numbers.size - 1
  }
}

/** Of the two sides of an association one is chosen to speak for both, always the same. */
function isSecond(relation: AssociationRelation, inverse: AssociationRelation): boolean {
  return relation.association.local.child.key > inverse.association.local.child.key
}

/** The children that the database has, as far as they are loaded. */
export function childrenInDatabase(state: InstanceState, relation: Relation): readonly InstanceState[] {
  const slot = state.slots?.get(relation)
  if (slot?.kind === 'many') return slot.original
  if (slot?.original) return [slot.original]
  return slot ? [] : loadedRelated(state, relation)
}

/** The tables that a mapper's rows refer to. */
export function mapperDependencies(mapper: Mapper, mappers: readonly Mapper[]): readonly Mapper[] {
  return mappers.filter((other) =>
    mapper.columns.some((column) => {
      return referredColumn(column)?.table === other.table
    }),
  )
}
