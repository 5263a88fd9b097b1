import { UsageError } from '@athanor/contract'
import type { Mapper } from '../mapping/mapper.ts'
import { isToMany, type Relation } from '../mapping/relation.ts'
import { expireColumns, fillColumn } from '../state/attributes.ts'
import { currentIdentity, identityOf } from '../state/identity.ts'
import type { Identity, InstanceState, StateOwner } from '../state/instance-state.ts'
import { loadedRelated, settleRelations, unsettleRelations } from '../state/relations.ts'
import { changedColumns, currentSnapshot } from '../state/snapshot.ts'
import type { ChangeLog } from './change-log.ts'
import { IdentityMap } from './identity-map.ts'

/** The objects of one session and the ways from one state to another. No I/O. */
export class ObjectStates implements StateOwner {
  readonly identities: IdentityMap = new IdentityMap()
  /** In the order of becoming pending. */
  readonly pending: Set<InstanceState> = new Set()
  /** To be deleted by the next flush. */
  readonly doomed: Set<InstanceState> = new Set()
  #order = 0

  find(mapper: Mapper, identity: Identity): InstanceState | undefined {
    return this.identities.get(mapper, identity)
  }
  has(state: InstanceState): boolean {
    return state.owner === this
  }

  /** Whether a flush has anything to look at. */
  needsFlush(): boolean {
    if (this.pending.size > 0 || this.doomed.size > 0) return true
    for (const state of this.identities) if (state.relationsChanged || isDirty(state)) return true
    return false
  }
  /** Objects with changes that a flush would look at. */
  dirty(): readonly InstanceState[] {
    return [...this.identities].filter((state) => !this.doomed.has(state) && isDirty(state))
  }

  /** Adds the object and, along `save-update` cascades, what it relates to. */
  add(state: InstanceState): void {
    const visited = new Set<InstanceState>()
    const visit = (each: InstanceState): void => {
      if (visited.has(each)) return
      visited.add(each)
      this.#addOne(each)
      for (const relation of each.mapper.relations.values()) {
        if (relation.cascade.has('save-update')) for (const other of loadedRelated(each, relation)) visit(other)
      }
    }
    visit(state)
    // Asking for the object itself takes its deletion back; its relatives' deletions stand.
    this.doomed.delete(state)
  }
  addRelated(state: InstanceState): void {
    if (state.owner !== this) this.add(state)
  }

  #addOne(state: InstanceState): void {
    if (state.owner !== null && state.owner !== this) {
      throw new UsageError(`the ${state.mapper.name} belongs to another session already: expunge it there first`, {
        code: 'SESSION_ATTACHED_ELSEWHERE',
      })
    }
    switch (state.status) {
      case 'transient':
        state.status = 'pending'
        state.owner = this
        state.order = ++this.#order
        this.pending.add(state)
        return
      case 'persistent':
        return
      case 'detached':
        return this.attach(state)
      case 'deleted':
        throw new UsageError(`the ${state.mapper.name} was deleted: make a new object to store it again`, {
          code: 'SESSION_DELETED',
        })
      case 'pending':
    }
  }
  /** A detached object is persistent again. @throws {UsageError} SESSION_IDENTITY_CONFLICT */
  attach(state: InstanceState): void {
    if (state.identity !== undefined && this.identities.get(state.mapper, state.identity)) {
      throw new UsageError(
        `the session has another ${state.mapper.name} object with the same primary key: change that one instead`,
        { code: 'SESSION_IDENTITY_CONFLICT' },
      )
    }
    state.status = 'persistent'
    state.owner = this
    this.identities.add(state)
  }

  /** Takes the object out and, along `expunge` cascades, what it relates to. */
  expunge(state: InstanceState): void {
    if (!this.has(state)) return
    this.forget(state)
    for (const relation of state.mapper.relations.values()) {
      if (relation.cascade.has('expunge')) for (const other of loadedRelated(state, relation)) this.expunge(other)
    }
  }
  forget(state: InstanceState): void {
    this.pending.delete(state)
    this.doomed.delete(state)
    this.identities.remove(state)
    state.owner = null
    state.status = state.status === 'pending' ? 'transient' : 'detached'
  }
  /** A pending child that lost its parent leaves at once; a persistent one is found by the flush. */
  orphaned(relation: Relation, state: InstanceState): void {
    if (state.status !== 'pending') return
    const { inverse } = relation
    const stillHeld = inverse && !isToMany(inverse) && loadedRelated(state, inverse).length > 0
    if (!stillHeld) this.expunge(state)
  }

  /** A row was loaded for a new object. */
  loaded(state: InstanceState, identity: Identity, snapshot: readonly unknown[]): void {
    state.status = 'persistent'
    state.owner = this
    state.identity = identity
    state.snapshot = snapshot
    this.identities.add(state)
  }
  /** A flush wrote the row of a pending object. */
  inserted(state: InstanceState, log: ChangeLog): void {
    this.pending.delete(state)
    state.status = 'persistent'
    state.snapshot ??= currentSnapshot(state)
    state.identity = currentIdentity(state)
    this.identities.add(state)
    log.inserted.add(state)
    settleRelations(state)
    dropStaleReferences(state)
  }
  /** A flush wrote the changes of a persistent object. */
  updated(state: InstanceState, log: ChangeLog): void {
    const before = state.snapshot
    state.snapshot = currentSnapshot(state)
    const identity = currentIdentity(state)
    if (identity !== state.identity && identity !== undefined) {
      if (before && !log.rekeyed.has(state)) log.rekeyed.set(state, keyIn(state, before))
      this.identities.remove(state)
      state.identity = identity
      this.identities.add(state)
    }
    log.modified.add(state)
  }
  /** A flush deleted the row. */
  deleted(state: InstanceState, log: ChangeLog): void {
    this.doomed.delete(state)
    this.identities.remove(state)
    state.status = 'deleted'
    state.owner = null
    log.deleted.add(state)
  }

  /** Everything that can be loaded again is forgotten, with unflushed changes. */
  expire(state: InstanceState): void {
    expireColumns(
      state,
      state.mapper.keys.map((_, position) => position),
    )
    state.slots = undefined
    state.relationsChanged = false
    state.touched = false
    state.expired = true
  }
  /** And along `refresh-expire` cascades. */
  expireRelated(state: InstanceState, visited: Set<InstanceState> = new Set()): void {
    if (visited.has(state) || !this.has(state) || state.status !== 'persistent') return
    visited.add(state)
    const related = [...state.mapper.relations.values()].flatMap((relation) =>
      relation.cascade.has('refresh-expire') ? loadedRelated(state, relation) : [],
    )
    this.expire(state)
    for (const other of related) this.expireRelated(other, visited)
  }
  expireAll(): void {
    for (const state of this.identities) this.expire(state)
  }

  /** Takes back what happened since the log began. `nested`: only objects that changed since are expired. */
  rollBack(log: ChangeLog, nested: boolean): void {
    for (const state of this.pending) {
      state.status = 'transient'
      state.owner = null
    }
    this.pending.clear()
    this.doomed.clear()
    for (const state of log.deleted) {
      // Its row never was there for anybody else.
      if (log.inserted.has(state)) continue
      state.status = 'persistent'
      state.owner = this
      this.identities.add(state)
    }
    for (const [state, key] of log.rekeyed) {
      this.identities.remove(state)
      restoreKey(state, key)
      this.identities.add(state)
    }
    for (const state of log.inserted) {
      if (state.status === 'deleted') continue
      this.identities.remove(state)
      state.status = 'transient'
      state.owner = null
      state.identity = undefined
      state.snapshot = undefined
      state.expired = false
      unsettleRelations(state)
    }
    for (const state of this.identities) if (!nested || log.modified.has(state) || isDirty(state)) this.expire(state)
  }

  clear(): void {
    for (const state of [...this.pending, ...this.identities]) this.forget(state)
  }
}

export function isDirty(state: InstanceState): boolean {
  return state.touched || changedColumns(state).length > 0
}

/** A new object's reference that was never assigned says nothing about a foreign key that was. */
function dropStaleReferences(state: InstanceState): void {
  for (const [relation, slot] of state.slots ?? []) {
    if (relation.kind !== 'belongsTo' || slot.kind !== 'one' || slot.value !== null) continue
    if (state.value(state.mapper.position(relation.foreignKey.child)) !== null) state.slots?.delete(relation)
  }
}

function keyIn(state: InstanceState, values: readonly unknown[]): readonly unknown[] {
  return state.mapper.primaryKey.map((position) => values[position])
}
function restoreKey(state: InstanceState, key: readonly unknown[]): void {
  const snapshot = [...(state.snapshot ?? [])]
  state.mapper.primaryKey.forEach((position, i) => {
    snapshot[position] = key[i]
    fillColumn(state, position, key[i])
  })
  state.snapshot = snapshot
  state.identity = identityOf(key)
}
