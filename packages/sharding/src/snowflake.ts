import { UsageError } from '@athanor/contract'

/** Ids count milliseconds from here: 2026-01-01T00:00:00Z. */
export const snowflakeEpochMs: number = Date.UTC(2026, 0, 1)

const sequenceBits = 12n
const nodeBits = 10n
const sequenceSize = 1 << 12
const nodes = 1 << 10

export interface SnowflakeOptions {
  /** 0 to 1023. No two processes may have the same one at the same time. */
  readonly node: number
  /** Milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number
}

/**
 * Makes a function that returns a new 64-bit id at each call: 42 bits of milliseconds since 2026, 10 bits of node, 12
 * bits of sequence. Ids of one function rise strictly, are positive until 2095, and are unique as long as each running
 * process has a node number of its own.
 *
 * It never waits. When the clock goes back it keeps counting from the latest time that it has seen; when a millisecond
 * has no numbers left (4,096) it borrows the next one. A process that is restarted after its clock went back may repeat
 * ids: give it another node number, or wait until the clock has caught up.
 *
 * @throws {UsageError} SHARDING_SNOWFLAKE_NODE; the returned function: SHARDING_SNOWFLAKE_CLOCK before 2026
 * @example
 * const ids = snowflake({ node: 1 })
 * const users = metadata.table('users', { id: bigint().primaryKey().default(ids) })
 */
export function snowflake(options: SnowflakeOptions): () => bigint {
  const { node, now = Date.now } = options
  if (!Number.isInteger(node) || node < 0 || node >= nodes) {
    throw new UsageError(`snowflake() got the node ${node}: give a whole number from 0 to ${nodes - 1}`, {
      code: 'SHARDING_SNOWFLAKE_NODE',
    })
  }
  const nodePart = BigInt(node) << sequenceBits
  let latestMs = -1
  let sequence = 0
  return () => {
    const elapsedMs = Math.floor(now()) - snowflakeEpochMs
    if (elapsedMs < 0) {
      throw new UsageError('the clock stands before 2026: set it right before ids are made', {
        code: 'SHARDING_SNOWFLAKE_CLOCK',
      })
    }
    if (elapsedMs > latestMs) {
      latestMs = elapsedMs
      sequence = 0
    } else if (++sequence === sequenceSize) {
      latestMs += 1
      sequence = 0
    }
    return (BigInt(latestMs) << (nodeBits + sequenceBits)) | nodePart | BigInt(sequence)
  }
}
