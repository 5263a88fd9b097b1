import { type Connection, NotSupportedError, type Traits } from '@athanor/contract'
import { PartialCommitError } from './errors.ts'

/**
 * What to do when a transaction has changed several shards.
 * `atomic`: refuse, since a commit on all or none is not there yet.
 * `best-effort`: commit one shard after the other; a failure in between leaves a part committed and says which.
 */
export type CommitMode = 'atomic' | 'best-effort'

export function requireCommittable(mode: CommitMode, writers: readonly string[], traits: Traits): void {
  if (mode === 'best-effort' || writers.length < 2) return
  const ability = traits.twoPhase
    ? 'two-phase commit over shards is not there yet'
    : 'this database has no two-phase commit, and the replacement for it is not there yet'
  throw new NotSupportedError(
    `the transaction changed ${writers.join(', ')} and would have to commit on all or none of them: ${ability}; keep a transaction to one shard, or accept partial commits with createShardedEngine({ commit: 'best-effort' })`,
    { code: 'SHARDING_ATOMIC_COMMIT' },
  )
}

/**
 * Commits writers one after another, then the rest. The first failure rolls back what is not committed.
 *
 * @throws {PartialCommitError} when some are committed already; else the failing shard's own error
 */
export async function commitAll(
  connections: ReadonlyMap<string, Connection>,
  writers: readonly string[],
): Promise<void> {
  const committed: string[] = []
  for (const shard of writers) {
    try {
      await connections.get(shard)?.commit()
      committed.push(shard)
    } catch (error) {
      const rest = [...connections].filter(([name]) => !committed.includes(name) && name !== shard)
      // The commit's failure is what the caller must hear of; a connection that cannot roll back is lost anyway.
      await Promise.allSettled(rest.map(([, connection]) => connection.rollback()))
      if (committed.length === 0) throw error
      const rolledBack = writers.filter((name) => !committed.includes(name) && name !== shard)
      throw new PartialCommitError(committed, shard, rolledBack, error)
    }
  }
  const readers = [...connections].filter(([name]) => !writers.includes(name))
  // They have changed nothing: an error here cannot take back what is committed, and discards the connection only.
  await Promise.all(
    readers.map(async ([, connection]) => {
      try {
        await connection.commit()
      } catch (error) {
        connection.invalidate(error)
      }
    }),
  )
}
