import { NotSupportedError } from '@athanor/contract'
import type { Mapper } from '../mapping/mapper.ts'
import { currentIdentity } from '../state/identity.ts'
import type { InstanceState } from '../state/instance-state.ts'
import { settleRelations } from '../state/relations.ts'
import { deleteLinks, deleteLinksOf, insertLinks } from './association-rows.ts'
import { type ChangeSet, collectChanges, mapperDependencies } from './change-set.ts'
import { commitOrder, rowOrder } from './commit-order.ts'
import { deletionLevels } from './deletion-levels.ts'
import { deleteRows } from './delete-rows.ts'
import { insertRows } from './insert-rows.ts'
import { loadExpired, prepareFlush } from './prepare-flush.ts'
import { updateRows } from './update-rows.ts'
import type { Work } from './work.ts'

/**
 * Writes all changes of the session's objects: saves of referred tables first, then rows of associations, then deletes of
 * referring tables first. Within a table updates precede inserts, as in SQLAlchemy.
 */
export async function flush(work: Work): Promise<void> {
  await prepareFlush(work)
  const { pending, doomed, identities } = work.states
  const changes = collectChanges({ pending, doomed, persistent: identities })
  refuseRowSwitch(work, changes)
  await loadExpired(work, changes)
  const mappers = [...new Set([...changes.inserts, ...changes.updates, ...changes.deletes].map((each) => each.mapper))]
  const groups = commitOrder(mappers, (mapper) => mapperDependencies(mapper, mappers))
  for (const group of groups) await save(work, changes, group)
  await deleteLinks(work, changes.unlinked)
  await insertLinks(work, changes.linked)
  for (const mapper of mappers) await unlink(work, changes, mapper)
  for (const group of groups.toReversed()) await remove(work, changes, group)
  for (const state of changes.related) {
    work.log.modified.add(state)
    settleRelations(state)
  }
}

/** Inserts come before deletes, so a new object cannot take the key of one that goes. */
function refuseRowSwitch(work: Work, { inserts, deletes }: ChangeSet): void {
  if (deletes.length === 0) return
  for (const state of inserts) {
    const identity = currentIdentity(state)
    const other = identity === undefined ? undefined : work.states.find(state.mapper, identity)
    if (!other || !work.states.doomed.has(other)) continue
    throw new NotSupportedError(
      `a new ${state.mapper.name} has the primary key of one that is deleted in the same flush: flush the delete first`,
      { code: 'SESSION_ROW_SWITCH' },
    )
  }
}

/** Updates and inserts of one table, or of tables that refer to each other. */
async function save(work: Work, changes: ChangeSet, group: readonly Mapper[]): Promise<void> {
  const inserts = ofGroup(changes.inserts, group).toSorted((a, b) => a.order - b.order)
  const isNew = new Set(inserts)
  const parentsOf = (state: InstanceState): readonly InstanceState[] =>
    [...(changes.syncs.get(state)?.values() ?? [])].flatMap(({ parent }) => parent ?? [])
  const updates = ofGroup(changes.updates, group)
  const waiting = new Set(updates.filter((state) => parentsOf(state).some((parent) => isNew.has(parent))))
  await updateRows(
    work,
    updates.filter((state) => !waiting.has(state)),
    changes.syncs,
  )
  const sorted = rowOrder(inserts, parentsOf, (state) => state.mapper.name)
  for (const run of runsOfMappers(sorted)) await insertRows(work, run.mapper, run.states, changes.syncs)
  await updateRows(work, [...waiting], changes.syncs)
}

async function unlink(work: Work, changes: ChangeSet, mapper: Mapper): Promise<void> {
  const states = ofGroup(changes.deletes, [mapper])
  if (states.length === 0) return
  for (const relation of mapper.relations.values()) {
    if (relation.kind === 'manyToMany') await deleteLinksOf(work, relation, states)
  }
}

/** Deletes of one table, or of tables that refer to each other: referring rows first. */
async function remove(work: Work, changes: ChangeSet, group: readonly Mapper[]): Promise<void> {
  const deletes = ofGroup(changes.deletes, group)
  const circular = group.some((mapper) => mapperDependencies(mapper, group).length > 0)
  const levels = circular ? deletionLevels(deletes) : [deletes]
  for (const level of levels) {
    for (const run of runsOfMappers(level)) await deleteRows(work, run.mapper, run.states)
  }
}

function ofGroup(states: readonly InstanceState[], group: readonly Mapper[]): InstanceState[] {
  return states.filter((state) => group.includes(state.mapper))
}

/** Consecutive states of one mapper. */
function runsOfMappers(
  states: readonly InstanceState[],
): readonly { readonly mapper: Mapper; readonly states: readonly InstanceState[] }[] {
  const runs: { mapper: Mapper; states: InstanceState[] }[] = []
  for (const state of states) {
    const last = runs.at(-1)
    if (last?.mapper === state.mapper) last.states.push(state)
    else runs.push({ mapper: state.mapper, states: [state] })
  }
  return runs
}
