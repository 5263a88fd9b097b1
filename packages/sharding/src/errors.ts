import { CompileError, TransactionError } from '@athanor/contract'

/** Why a statement cannot be spread over shards. */
export interface Refusal {
  /** The table in question, where there is one. */
  readonly table?: string
  /** What stands in the way. */
  readonly reason: string
  /** What the caller can do. */
  readonly advice: string
}

/**
 * The statement has no answer over shards that is surely the one of a single database, so it is not run.
 * Code `SHARDING_UNSHARDABLE`.
 */
export class UnshardableStatementError extends CompileError {
  readonly table: string | undefined
  readonly reason: string
  readonly advice: string

  constructor(refusal: Refusal) {
    const subject = refusal.table === undefined ? '' : `${refusal.table}: `
    super(`cannot spread this statement over shards: ${subject}${refusal.reason}; ${refusal.advice}`, {
      code: 'SHARDING_UNSHARDABLE',
    })
    this.table = refusal.table
    this.reason = refusal.reason
    this.advice = refusal.advice
  }
}

export function refuse(reason: string, advice: string, table?: string): UnshardableStatementError {
  return new UnshardableStatementError({ reason, advice, ...(table === undefined ? {} : { table }) })
}

/** The advice that always holds. */
export const hintAdvice =
  'tie it to one shard by an equality on the sharding key, or name the shard with .options(onShard(…))'

/** A best-effort commit stopped half way. Code `SHARDING_PARTIAL_COMMIT`; the cause is the failing shard's error. */
export class PartialCommitError extends TransactionError {
  /** Their changes are durable. */
  readonly committed: readonly string[]
  /** The shard whose COMMIT failed; what became of it, the cause tells. */
  readonly failed: string
  /** Their changes were rolled back. */
  readonly rolledBack: readonly string[]

  constructor(committed: readonly string[], failed: string, rolledBack: readonly string[], cause: unknown) {
    const rest = rolledBack.length === 0 ? '' : `, rolled back on ${rolledBack.join(', ')}`
    super(
      `the transaction is committed on ${committed.join(', ')} but failed on ${failed}${rest}: repair the data by hand or repeat what is missing`,
      { code: 'SHARDING_PARTIAL_COMMIT', cause },
    )
    this.committed = committed
    this.failed = failed
    this.rolledBack = rolledBack
  }
}
