import { deleteFrom } from '@athanor/sql'
import { StaleDataError } from '../errors.ts'
import type { Mapper } from '../mapping/mapper.ts'
import { type InstanceState, notLoaded } from '../state/instance-state.ts'
import { chunksOf } from './chunks.ts'
import { equals, isOneOfRows, isRow } from './row-condition.ts'
import type { Work } from './work.ts'

/** Keys in one DELETE. */
const chunkSize = 500

/** Deletes rows of one table, many with one statement; those with a version one by one. */
export async function deleteRows(work: Work, mapper: Mapper, states: readonly InstanceState[]): Promise<void> {
  const versioned = mapper.version >= 0
  const size = versioned ? 1 : Math.min(chunkSize, Math.floor(work.traits.maxParams / mapper.primaryKey.length))
  for (const chunk of chunksOf(states, size)) {
    const [first] = chunk
    if (!first) continue
    let condition = chunk.length === 1 ? isRow(first) : isOneOfRows(mapper, chunk)
    const version = first.snapshot?.[mapper.version]
    if (versioned && version !== notLoaded) condition = condition.and(equals(mapper, [mapper.version], [version]))
    const result = await work.run(deleteFrom(mapper.table).where(condition))
    if (result.affected !== chunk.length) throw staleDelete(mapper, chunk.length, result.affected)
    for (const state of chunk) work.states.deleted(state, work.log)
  }
}

function staleDelete(mapper: Mapper, expected: number, found: number): StaleDataError {
  return new StaleDataError(
    `${expected} ${mapper.name} rows were to be deleted, ${found} were as the session knows them: somebody else changed or deleted the others; roll back, load again and repeat`,
    { code: 'SESSION_STALE', retry: 'transaction' },
  )
}
