import { UsageError } from '@athanor/contract'
import { isToMany, type Relation, type ToManyRelation, type ToOneRelation } from '../mapping/relation.ts'
import { isUnloaded } from './attributes.ts'
import { stateOf } from './entity-root.ts'
import { identityOf, isWholeKey } from './identity.ts'
import type { InstanceState } from './instance-state.ts'
import { type MemberChanges, RelationList, unloadedCollection, unloadedRelation } from './relation-list.ts'
import type { ManySlot, OneSlot, RelationSlot } from './relation-slot.ts'

/** The slot of a relation, made at first use. */
export function slotOf(state: InstanceState, relation: ToManyRelation): ManySlot
export function slotOf(state: InstanceState, relation: ToOneRelation): OneSlot
export function slotOf(state: InstanceState, relation: Relation): RelationSlot
export function slotOf(state: InstanceState, relation: Relation): RelationSlot {
  state.slots ??= new Map()
  const known = state.slots.get(relation)
  if (known) return known
  const slot = newSlot(state, relation)
  state.slots.set(relation, slot)
  return slot
}

function newSlot(owner: InstanceState, relation: Relation): RelationSlot {
  if (!isToMany(relation)) {
    return { kind: 'one', relation, owner, value: owner.isNew ? null : undefined, original: undefined, assigned: false }
  }
  const slot: ManySlot = {
    kind: 'many',
    relation,
    owner,
    list: undefined,
    handle: undefined,
    original: [],
    added: new Set(),
    removed: new Set(),
  }
  if (owner.isNew) slot.list = new RelationList(slot, memberChanges)
  return slot
}

/** What reading the property yields. */
export function readRelation(state: InstanceState, relation: Relation): unknown {
  const slot = slotOf(state, relation)
  if (slot.kind === 'many') return slot.list ?? (slot.handle ??= unloadedCollection(slot, memberChanges))
  if (slot.value === undefined) throw unloadedRelation(state, relation.name)
  return slot.value?.entity ?? null
}

/** What assigning to the property does. */
export function writeRelation(state: InstanceState, relation: Relation, value: unknown): void {
  if (isToMany(relation)) {
    if (!Array.isArray(value)) {
      throw new UsageError(`${relation.label} wants an array of ${relation.target.name} objects`, {
        code: 'RELATION_VALUE',
      })
    }
    return memberChanges.replace(state, relation, value)
  }
  assign(state, relation, value === null ? null : relatedState(relation, value))
}

/** @throws {UsageError} RELATION_VALUE unless the value is an entity of the relation's target */
function relatedState(relation: Relation, value: unknown): InstanceState {
  const state = stateOf(value)
  if (state?.mapper === relation.target) return state
  throw new UsageError(
    `${relation.label} wants a ${relation.target.name}, not ${state ? `a ${state.mapper.name}` : typeof value}`,
    { code: 'RELATION_VALUE' },
  )
}

export const memberChanges: MemberChanges = {
  add(owner, relation, items) {
    for (const item of items) addMember(owner, relation, relatedState(relation, item))
  },
  remove(owner, relation, items) {
    for (const item of items) removeMember(owner, relation, relatedState(relation, item))
  },
  replace(owner, relation, items) {
    const slot = slotOf(owner, relation)
    if (!slot.list) throw unloadedRelation(owner, relation.name)
    const wanted = new Set(items.map((item) => relatedState(relation, item)))
    for (const member of membersOf(slot)) if (!wanted.has(member)) removeMember(owner, relation, member)
    for (const member of wanted) if (!slot.list.includes(member.entity)) addMember(owner, relation, member)
    // In the order that was given.
    slot.list.splice(0, slot.list.length, ...[...wanted].map((member) => member.entity))
    owner.touched = true
  },
}

function addMember(owner: InstanceState, relation: ToManyRelation, item: InstanceState): void {
  const { inverse } = relation
  if (slotOf(owner, relation).list?.includes(item.entity)) {
    owner.touched = true
    return
  }
  put(owner, relation, item, true)
  if (inverse && isToMany(inverse)) put(item, inverse, owner, false)
  else if (inverse) {
    const before = knownValue(item, inverse)
    if (before && before !== owner) drop(before, relation, item, false)
    point(item, inverse, owner, false)
  }
  cascade(owner, relation, item)
}

function removeMember(owner: InstanceState, relation: ToManyRelation, item: InstanceState): void {
  const slot = slotOf(owner, relation)
  if (slot.list && !slot.list.includes(item.entity)) {
    throw new UsageError(`${relation.label} does not hold the ${relation.target.name} that is to be removed`, {
      code: 'RELATION_NOT_A_MEMBER',
    })
  }
  drop(owner, relation, item, true)
  const { inverse } = relation
  if (inverse && isToMany(inverse)) drop(item, inverse, owner, false)
  else if (inverse) {
    const before = knownValue(item, inverse)
    if (before === owner || before === undefined) point(item, inverse, null, false)
  }
  orphan(relation, item)
}

function assign(owner: InstanceState, relation: ToOneRelation, value: InstanceState | null): void {
  const before = knownValue(owner, relation)
  const { inverse } = relation
  if (before !== undefined && before === value) return point(owner, relation, value, true)
  if (before) {
    if (inverse && isToMany(inverse)) drop(before, inverse, owner, false)
    else if (inverse) point(before, inverse, null, false)
  }
  if (value && inverse) {
    if (isToMany(inverse)) put(value, inverse, owner, false)
    else {
      const partner = knownValue(value, inverse)
      if (partner && partner !== owner) point(partner, relation, null, false)
      point(value, inverse, owner, false)
    }
  }
  point(owner, relation, value, true)
  if (before) {
    if (relation.kind === 'hasOne') orphan(relation, before)
    else if (inverse && value === null) orphan(inverse, owner)
  }
  if (value) cascade(owner, relation, value)
}

/** A change of one side only. `direct`: by the program, not by keeping the other side in step. */
function put(owner: InstanceState, relation: ToManyRelation, item: InstanceState, direct: boolean): void {
  const slot = slotOf(owner, relation)
  note(owner, direct || slot.list !== undefined)
  if (slot.list) {
    if (!slot.list.includes(item.entity)) slot.list.push(item.entity)
  } else if (!slot.removed.delete(item)) slot.added.add(item)
}
function drop(owner: InstanceState, relation: ToManyRelation, item: InstanceState, direct: boolean): void {
  const slot = slotOf(owner, relation)
  note(owner, direct || slot.list !== undefined)
  if (slot.list) {
    const place = slot.list.indexOf(item.entity)
    if (place >= 0) slot.list.splice(place, 1)
  } else if (!slot.added.delete(item)) slot.removed.add(item)
}
function point(owner: InstanceState, relation: ToOneRelation, value: InstanceState | null, direct: boolean): void {
  const slot = slotOf(owner, relation)
  note(owner, direct || slot.value !== undefined)
  slot.value = value
  slot.assigned = true
}
function note(state: InstanceState, counts: boolean): void {
  state.relationsChanged = true
  if (counts) state.touched = true
}

/** The related object as far as it is known without I/O: loaded, or in the session by the foreign key's value. */
function knownValue(state: InstanceState, relation: ToOneRelation): InstanceState | null | undefined {
  const { value } = slotOf(state, relation)
  if (value !== undefined || relation.kind === 'hasOne' || state.owner === null) return value
  const { child, parent } = relation.foreignKey
  const position = state.mapper.position(child)
  if (isUnloaded(state, position) || !isWholeKey(relation.target, relation.target.position(parent))) return undefined
  const identity = identityOf([state.value(position)])
  return identity === undefined ? null : state.owner.find(relation.target, identity)
}

function cascade(owner: InstanceState, relation: Relation, item: InstanceState): void {
  if (owner.owner && relation.cascade.has('save-update')) owner.owner.addRelated(item)
}
function orphan(relation: Relation, item: InstanceState): void {
  if (item.owner && relation.cascade.has('delete-orphan')) item.owner.orphaned(relation, item)
}

export function membersOf(slot: ManySlot): readonly InstanceState[] {
  return (slot.list ?? []).flatMap((entity) => stateOf(entity) ?? [])
}
/** The related objects that are loaded. */
export function loadedRelated(state: InstanceState, relation: Relation): readonly InstanceState[] {
  const slot = state.slots?.get(relation)
  if (!slot) return []
  if (slot.kind === 'one') return slot.value ? [slot.value] : []
  return slot.list ? membersOf(slot) : [...slot.added]
}

/** Puts loaded members into the slot; changes that were made before the load are kept. */
export function fillMany(slot: ManySlot, rows: readonly InstanceState[]): void {
  const list = new RelationList<object>(slot, memberChanges)
  for (const member of rows) if (!slot.removed.has(member)) list.push(member.entity)
  for (const member of slot.added) if (!list.includes(member.entity)) list.push(member.entity)
  slot.list = list
  slot.original = rows
  slot.added.clear()
  slot.removed.clear()
}
/** Puts the loaded object into the slot, unless the program has assigned another one. */
export function fillOne(slot: OneSlot, value: InstanceState | null): void {
  slot.original = value
  if (!slot.assigned) slot.value = value
}

/** Members that the database does not have yet, and those that it has still. */
export function memberDifference(slot: ManySlot): {
  readonly added: readonly InstanceState[]
  readonly removed: readonly InstanceState[]
} {
  if (!slot.list) return { added: [...slot.added], removed: [...slot.removed] }
  const now = new Set(membersOf(slot))
  const before = new Set(slot.original)
  return {
    added: [...now].filter((member) => !before.has(member)),
    removed: slot.original.filter((member) => !now.has(member)),
  }
}

/** What the objects have now is what the database has. */
export function settleRelations(state: InstanceState): void {
  for (const slot of state.slots?.values() ?? []) {
    if (slot.kind === 'one') {
      slot.original = slot.value
      slot.assigned = false
      continue
    }
    slot.original = membersOf(slot)
    slot.added.clear()
    slot.removed.clear()
  }
  state.relationsChanged = false
  state.touched = false
}

/** For an object whose row is gone: all that it relates to has to be written again. */
export function unsettleRelations(state: InstanceState): void {
  for (const slot of state.slots?.values() ?? []) {
    if (slot.kind === 'one') {
      slot.original = undefined
      slot.assigned = slot.value !== null && slot.value !== undefined
      slot.value ??= null
    } else {
      slot.list ??= new RelationList(slot, memberChanges)
      slot.original = []
    }
  }
  state.relationsChanged = true
}
