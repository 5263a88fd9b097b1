import { sourceSymbol } from '@athanor/contract'
import { select, type TypedSource } from '@athanor/sql'
import { ObjectDeletedError } from '../errors.ts'
import type { Mapper } from '../mapping/mapper.ts'
import type { Identity, InstanceState } from '../state/instance-state.ts'
import { equals, isRow } from '../unit-of-work/row-condition.ts'
import type { Work } from '../unit-of-work/work.ts'
import { fillUnloaded, hydrate } from './hydrate.ts'

/** An entity in the place of a table, so that a statement selects objects. */
export function sourceOf(mapper: Mapper): TypedSource {
  return { [sourceSymbol]: mapper.facts }
}

/** Fills in the columns that are not loaded, or just the given ones. @throws {ObjectDeletedError} SESSION_ROW_GONE */
export async function loadColumns(work: Work, state: InstanceState, only?: readonly number[]): Promise<void> {
  if (await refill(work, state, only)) return
  throw new ObjectDeletedError(
    `the row of the ${state.mapper.name} is gone: somebody else deleted it; expunge the object`,
    { code: 'SESSION_ROW_GONE' },
  )
}

/** False: there is no row any more. */
export async function refill(work: Work, state: InstanceState, only?: readonly number[]): Promise<boolean> {
  const result = await work.run(select(sourceOf(state.mapper)).where(isRow(state)))
  const [row] = result.tuples()
  if (!row) return false
  fillUnloaded(state, row, only)
  return true
}

/** The object of a primary key, from the session or the database. */
export async function loadIdentity(
  work: Work,
  mapper: Mapper,
  key: readonly unknown[],
  identity: Identity,
): Promise<InstanceState | null> {
  const known = work.states.find(mapper, identity)
  if (known) return !known.expired || (await refill(work, known)) ? known : null
  const result = await work.run(select(sourceOf(mapper)).where(equals(mapper, mapper.primaryKey, key)))
  const [row] = result.tuples()
  return row ? hydrate(work.states, mapper, row) : null
}
