import { loadRelation } from '../loading/select-in.ts'
import { refill } from '../loading/refresh.ts'
import type { Mapper } from '../mapping/mapper.ts'
import type { Relation } from '../mapping/relation.ts'
import { type InstanceState, notLoaded } from '../state/instance-state.ts'
import { memberDifference } from '../state/relations.ts'
import type { ChangeSet } from './change-set.ts'
import { doom } from './doom.ts'
import type { Work } from './work.ts'

/** The reads that a flush needs before it can tell what to write. None in the common case. */
export async function prepareFlush(work: Work): Promise<void> {
  await loadReplaced(work)
  for (const orphan of orphans(work)) await doom(work, orphan)
  await loadChildrenOfDoomed(work)
}

/** A `hasOne` that was assigned without being loaded: the row that it replaces has to let go of its key. */
async function loadReplaced(work: Work): Promise<void> {
  for (const state of work.states.identities) {
    if (!state.relationsChanged) continue
    for (const [relation, slot] of state.slots ?? []) {
      if (relation.kind === 'hasOne' && slot.kind === 'one' && slot.assigned && slot.original === undefined) {
        await loadRelation(work, relation, [state])
      }
    }
  }
}

/** Children that were taken from a parent and given to no other one. */
function orphans(work: Work): readonly InstanceState[] {
  const removed = new Map<Relation, Set<InstanceState>>()
  const added = new Map<Relation, Set<InstanceState>>()
  for (const state of [...work.states.pending, ...work.states.identities]) {
    if (!state.relationsChanged) continue
    for (const [relation, slot] of state.slots ?? []) {
      if (!relation.cascade.has('delete-orphan')) continue
      if (slot.kind === 'many') {
        const difference = memberDifference(slot)
        collect(removed, relation, difference.removed)
        collect(added, relation, difference.added)
      } else if (slot.assigned && slot.original !== slot.value) {
        collect(removed, relation, slot.original ? [slot.original] : [])
        collect(added, relation, slot.value ? [slot.value] : [])
      }
    }
  }
  return [...removed].flatMap(([relation, states]) =>
    [...states].filter((state) => state.status === 'persistent' && !added.get(relation)?.has(state)),
  )
}
function collect(into: Map<Relation, Set<InstanceState>>, relation: Relation, states: readonly InstanceState[]): void {
  const all = into.get(relation) ?? new Set()
  into.set(relation, all)
  for (const state of states) all.add(state)
}

/** Children that stay when their parent goes: their foreign keys will be cleared. */
async function loadChildrenOfDoomed(work: Work): Promise<void> {
  const byMapper = new Map<Mapper, InstanceState[]>()
  for (const state of work.states.doomed) {
    const states = byMapper.get(state.mapper)
    if (states) states.push(state)
    else byMapper.set(state.mapper, [state])
  }
  for (const [mapper, states] of byMapper) {
    for (const relation of mapper.relations.values()) {
      const isParent = relation.kind === 'hasMany' || relation.kind === 'hasOne'
      if (isParent && !relation.cascade.has('delete')) await loadRelation(work, relation, states)
    }
  }
}

/**
 * Objects that were changed while they were expired, and expired ones whose keys are wanted: the rest of them is read, with
 * the version to start from. A row that is gone will be missed by its UPDATE.
 */
export async function loadExpired(work: Work, changes: ChangeSet): Promise<void> {
  const wanted = new Set(changes.updates)
  for (const syncs of changes.syncs.values()) for (const { parent } of syncs.values()) if (parent) wanted.add(parent)
  for (const state of wanted) {
    const { version } = state.mapper
    if (state.expired || (version >= 0 && state.snapshot?.[version] === notLoaded)) await refill(work, state)
  }
}
