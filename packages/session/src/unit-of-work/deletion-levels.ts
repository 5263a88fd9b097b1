import { type Column, referredColumn } from '@athanor/sql'
import type { InstanceState } from '../state/instance-state.ts'
import { rowOrder } from './commit-order.ts'

/**
 * Rows of tables that refer to each other, or to themselves, in the order in which they can be deleted: no row of a level
 * refers to another one of it, and referring rows come before referred ones. Goes by the values of foreign keys.
 */
export function deletionLevels(states: readonly InstanceState[]): readonly (readonly InstanceState[])[] {
  const parentsOf = referredAmong(states)
  const depths = new Map<InstanceState, number>()
  const levels: InstanceState[][] = []
  // Parents come first here, so that each row's depth is known before its children's.
  for (const state of rowOrder(states, parentsOf, (each) => each.mapper.name)) {
    const depth = 1 + Math.max(-1, ...parentsOf(state).map((parent) => depths.get(parent) ?? 0))
    depths.set(state, depth)
    ;(levels[depth] ??= []).push(state)
  }
  return levels.toReversed()
}

function referredAmong(states: readonly InstanceState[]): (state: InstanceState) => readonly InstanceState[] {
  const byValue = new Map<Column, Map<unknown, InstanceState>>()
  for (const state of states) {
    state.mapper.columns.forEach((column, position) => {
      const values = byValue.get(column) ?? new Map<unknown, InstanceState>()
      byValue.set(column, values.set(state.snapshot?.[position], state))
    })
  }
  return (state) =>
    state.mapper.columns.flatMap((column, position): readonly InstanceState[] => {
      const target = referredColumn(column)
      const value = state.snapshot?.[position]
      if (!target || value === null || value === undefined) return []
      const parent = byValue.get(target)?.get(value)
      return parent && parent !== state ? [parent] : []
    })
}
