import type { TransactionOptions, TransactionVerbs } from '@athanor/contract'
import { identifier, stringLiteral } from '@athanor/compiler'
import { grammar } from './grammar.ts'

function begin(options: TransactionOptions): readonly string[] {
  const isolation = options.isolationLevel ? ` ISOLATION LEVEL ${options.isolationLevel.toUpperCase()}` : ''
  const access = options.readOnly === undefined ? '' : options.readOnly ? ' READ ONLY' : ' READ WRITE'
  return [`BEGIN${isolation}${access}`]
}
const name = (text: string): string => identifier(grammar, text)
const xid = (text: string): string => stringLiteral(grammar, text)

export const verbs: TransactionVerbs = Object.freeze({
  begin,
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  savepoint: (savepoint: string) => `SAVEPOINT ${name(savepoint)}`,
  releaseSavepoint: (savepoint: string) => `RELEASE SAVEPOINT ${name(savepoint)}`,
  rollbackToSavepoint: (savepoint: string) => `ROLLBACK TO SAVEPOINT ${name(savepoint)}`,
  // Needs max_prepared_transactions > 0 on the server.
  twoPhase: Object.freeze({
    begin: () => ['BEGIN'],
    prepare: (id: string) => [`PREPARE TRANSACTION ${xid(id)}`],
    commitPrepared: (id: string) => `COMMIT PREPARED ${xid(id)}`,
    rollbackPrepared: (id: string) => `ROLLBACK PREPARED ${xid(id)}`,
    listPrepared: 'SELECT gid FROM pg_prepared_xacts WHERE database = current_database()',
  }),
})
