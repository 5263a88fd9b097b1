import { and, deleteFrom, insert, or } from '@athanor/sql'
import { StaleDataError } from '../errors.ts'
import type { Association, AssociationRelation, ForeignKeyPair } from '../mapping/relation.ts'
import type { InstanceState } from '../state/instance-state.ts'
import type { Link } from './change-set.ts'
import { chunksOf } from './chunks.ts'
import type { Work } from './work.ts'

/** Pairs, or keys, in one statement. */
const chunkSize = 500

export async function insertLinks(work: Work, links: readonly Link[]): Promise<void> {
  for (const [association, group] of byAssociation(links)) {
    for (const chunk of chunksOf(group, chunkSize)) {
      const rows = chunk.map(({ local, remote }) => ({
        [association.local.child.key]: keyFor(local, association.local),
        [association.remote.child.key]: keyFor(remote, association.remote),
      }))
      await work.run(insert(association.table).values(rows))
    }
  }
}

export async function deleteLinks(work: Work, links: readonly Link[]): Promise<void> {
  for (const [association, group] of byAssociation(links)) {
    for (const chunk of chunksOf(group, chunkSize)) {
      const pairs = chunk.map(({ local, remote }) =>
        and(
          association.local.child.eq(keyFor(local, association.local) ?? null),
          association.remote.child.eq(keyFor(remote, association.remote) ?? null),
        ),
      )
      const { affected } = await work.run(deleteFrom(association.table).where(or(...pairs)))
      if (affected !== chunk.length) throw staleLinks(association, chunk.length, affected)
    }
  }
}

/** All rows of objects that go, whether they are loaded or not. */
export async function deleteLinksOf(
  work: Work,
  relation: AssociationRelation,
  states: readonly InstanceState[],
): Promise<void> {
  const { table, local } = relation.association
  for (const chunk of chunksOf(states, chunkSize)) {
    const keys = chunk.map((state) => keyFor(state, local) ?? null)
    await work.run(deleteFrom(table).where(local.child.in(keys)))
  }
}

// Anything but null: whatever the key's type is.
// oxlint-disable-next-line typescript/no-generated-empty-object-type
type Key = NonNullable<unknown>

function keyFor(state: InstanceState, pair: ForeignKeyPair): Key | undefined {
  return state.value(state.mapper.position(pair.parent)) ?? undefined
}

function byAssociation(links: readonly Link[]): ReadonlyMap<Association, readonly Link[]> {
  const groups = new Map<Association, Link[]>()
  for (const link of links) {
    const group = groups.get(link.relation.association)
    if (group) group.push(link)
    else groups.set(link.relation.association, [link])
  }
  return groups
}

function staleLinks({ table }: Association, expected: number, found: number): StaleDataError {
  return new StaleDataError(
    `${expected} rows of ${table.name} were to be deleted, ${found} were there: somebody else deleted the others; roll back, load again and repeat`,
    { code: 'SESSION_STALE', retry: 'transaction' },
  )
}
