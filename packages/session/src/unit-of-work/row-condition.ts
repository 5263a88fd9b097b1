import { UsageError } from '@athanor/contract'
import { and, type Condition, or } from '@athanor/sql'
import type { Mapper } from '../mapping/mapper.ts'
import { type InstanceState, notLoaded } from '../state/instance-state.ts'

/** `column = value` for each; the values of a snapshot or an identity. */
export function equals(mapper: Mapper, positions: readonly number[], values: readonly unknown[]): Condition {
  return and(
    ...positions.map((position, i): Condition => {
      const column = mapper.columns[position]
      if (!column) throw new UsageError(`${mapper.name} has no column ${position}`, { code: 'SESSION_COLUMN' })
      return column.eq(values[i] ?? null)
    }),
  )
}

/** The key that the row has in the database, also while the object's differs. */
export function rowKey(state: InstanceState): readonly unknown[] {
  return state.mapper.primaryKey.map((position) => {
    const value = state.snapshot?.[position]
    // The snapshot of a date or of bytes is not a value; keys of such types do not change in place.
    const plain = state.mapper.comparisons[position] === undefined
    return plain && value !== undefined && value !== notLoaded ? value : state.value(position)
  })
}

/** The one row of an object. */
export function isRow(state: InstanceState): Condition {
  return equals(state.mapper, state.mapper.primaryKey, rowKey(state))
}

/** The rows of several objects of one mapper. */
export function isOneOfRows(mapper: Mapper, states: readonly InstanceState[]): Condition {
  const [position, ...others] = mapper.primaryKey
  const column = mapper.columns[position ?? -1]
  if (column && others.length === 0) return column.in(states.map((state) => rowKey(state)[0] ?? null))
  return or(...states.map(isRow))
}
