import { UsageError } from '@athanor/contract'
import { update } from '@athanor/sql'
import { StaleDataError } from '../errors.ts'
import type { Mapper } from '../mapping/mapper.ts'
import { expireColumns, fillColumn } from '../state/attributes.ts'
import { type InstanceState, notLoaded } from '../state/instance-state.ts'
import { changedColumns } from '../state/snapshot.ts'
import type { Syncs } from './change-set.ts'
import { copyForeignKeys } from './foreign-key-sync.ts'
import { equals, isRow } from './row-condition.ts'
import type { Work } from './work.ts'

/** Writes what changed of each object, and only that. */
export async function updateRows(
  work: Work,
  states: readonly InstanceState[],
  syncs: ReadonlyMap<InstanceState, Syncs>,
): Promise<void> {
  for (const state of states) await updateRow(work, state, syncs.get(state))
}

async function updateRow(work: Work, state: InstanceState, syncs: Syncs | undefined): Promise<void> {
  // Before anything of the object changes: a rollback has to know it.
  work.log.modified.add(state)
  copyForeignKeys(state, syncs)
  const changed = changedColumns(state)
  if (changed.length === 0) return
  const { mapper } = state
  let condition = isRow(state)
  const version = mapper.version < 0 ? undefined : state.snapshot?.[mapper.version]
  if (version !== undefined && version !== notLoaded) {
    condition = condition.and(equals(mapper, [mapper.version], [version]))
    fillColumn(state, mapper.version, next(version))
  }
  fillOnUpdate(state, changed)
  const values: Record<string, unknown> = {}
  for (const position of changedColumns(state)) {
    const key = mapper.keys[position] ?? ''
    values[key] = state.value(position)
    if (values[key] === undefined) throw undefinedValue(mapper, key)
  }
  const result = await work.run(update(mapper.table).set(values).where(condition))
  if (result.affected !== 1) throw staleUpdate(mapper)
  work.states.updated(state, work.log)
  const stale = changedByDatabase(mapper)
  if (stale.length > 0) expireColumns(state, stale)
}

/** Columns that the database computes anew at each UPDATE. */
function changedByDatabase(mapper: Mapper): readonly number[] {
  return mapper.columns.flatMap(({ spec }, position) =>
    spec.computed === undefined && spec.serverOnUpdate === undefined ? [] : [position],
  )
}

function undefinedValue(mapper: Mapper, key: string): UsageError {
  return new UsageError(`${mapper.name}.${key} is undefined: set null for SQL NULL`, { code: 'SESSION_UNDEFINED' })
}

function next(version: unknown): unknown {
  return typeof version === 'bigint' ? version + 1n : Number(version) + 1
}

/** Columns that the program left alone and that declare a value for each UPDATE. */
function fillOnUpdate(state: InstanceState, changed: readonly number[]): void {
  state.mapper.columns.forEach(({ spec }, position) => {
    if (!spec.onUpdate || changed.includes(position)) return
    fillColumn(state, position, 'produce' in spec.onUpdate ? spec.onUpdate.produce() : spec.onUpdate.value)
  })
}

function staleUpdate(mapper: Mapper): StaleDataError {
  return new StaleDataError(
    `the row of a ${mapper.name} was changed or deleted by somebody else since it was loaded: roll back, load it again and repeat`,
    { code: 'SESSION_STALE', retry: 'transaction' },
  )
}
