import { loadRelation } from '../loading/select-in.ts'
import type { InstanceState } from '../state/instance-state.ts'
import { loadedRelated } from '../state/relations.ts'
import type { Work } from './work.ts'

/** Marks an object for deletion and, along `delete` cascades, what it relates to, loading that where it must. */
export async function doom(work: Work, state: InstanceState): Promise<void> {
  const { states } = work
  // A pending one has no row to delete; the flush looks after it.
  if (state.status !== 'persistent' || state.owner !== states || states.doomed.has(state)) return
  states.doomed.add(state)
  for (const relation of state.mapper.relations.values()) {
    if (!relation.cascade.has('delete')) continue
    await loadRelation(work, relation, [state])
    for (const other of loadedRelated(state, relation)) await doom(work, other)
  }
}
