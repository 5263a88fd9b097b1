import type { TransactionOptions, TransactionVerbs } from '@athanor/contract'
import { identifier, unsupported } from '@athanor/compiler'
import { grammar } from './grammar.ts'

/**
 * SQLite's transactions are serializable. Without options a transaction is deferred: it takes its lock at the first
 * statement that needs one. `serializable` asked for takes the write lock at once, so that nothing can come between.
 */
function begin(options: TransactionOptions): readonly string[] {
  const { isolationLevel, readOnly } = options
  if (isolationLevel !== undefined && isolationLevel !== 'serializable') {
    throw unsupported(grammar, `the isolation level '${isolationLevel}'`, "its transactions are always 'serializable'")
  }
  return [isolationLevel === 'serializable' && readOnly !== true ? 'BEGIN IMMEDIATE' : 'BEGIN']
}

export const verbs: TransactionVerbs = Object.freeze({
  begin,
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  savepoint: (name: string) => `SAVEPOINT ${identifier(grammar, name)}`,
  releaseSavepoint: (name: string) => `RELEASE SAVEPOINT ${identifier(grammar, name)}`,
  // https://www.sqlite.org/pragma.html#pragma_defer_foreign_keys
  deferForeignKeys: 'PRAGMA defer_foreign_keys = ON',
  rollbackToSavepoint: (name: string) => `ROLLBACK TO SAVEPOINT ${identifier(grammar, name)}`,
})
