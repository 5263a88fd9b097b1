import type { Mapper } from '../mapping/mapper.ts'
import { isUnloaded } from './attributes.ts'
import { type InstanceState, notLoaded } from './instance-state.ts'

/** What a row's values are compared with later. The given array itself, where no value can change in place. */
export function snapshotOf(mapper: Mapper, values: readonly unknown[]): readonly unknown[] {
  return mapper.hasComparisons ? values.map((value, position) => taken(mapper, position, value)) : values
}

export function taken(mapper: Mapper, position: number, value: unknown): unknown {
  const comparison = mapper.comparisons[position]
  return comparison === undefined || value === null || value === notLoaded ? value : comparison.take(value)
}

/** The object's values now, as a snapshot; what is not loaded stays so. */
export function currentSnapshot(state: InstanceState): readonly unknown[] {
  return state.mapper.keys.map((_, position) =>
    isUnloaded(state, position) ? notLoaded : taken(state.mapper, position, state.value(position) ?? null),
  )
}

/** Positions of the columns whose values differ from the row's. A value set while unloaded counts as different. */
export function changedColumns(state: InstanceState): readonly number[] {
  const { snapshot, mapper } = state
  if (snapshot === undefined) return []
  let changed: number[] | undefined
  for (let position = 0; position < snapshot.length; position++) {
    const before = snapshot[position]
    if (before === notLoaded) {
      if (!isUnloaded(state, position)) (changed ??= []).push(position)
    } else if (!isSame(mapper, position, state.value(position), before)) (changed ??= []).push(position)
  }
  return changed ?? none
}
const none: readonly number[] = Object.freeze([])

function isSame(mapper: Mapper, position: number, value: unknown, before: unknown): boolean {
  if (value === before) return true
  if (value === null || value === undefined || before === null) return false
  return mapper.comparisons[position]?.same(value, before) ?? Object.is(value, before)
}
