import type { TransactionOptions, TransactionVerbs } from '@athanor/contract'
import { identifier, stringLiteral } from '@athanor/compiler'
import { grammars } from './grammar.ts'

/** The level holds for the next transaction only, so it is set right before. */
function begin(options: TransactionOptions): readonly string[] {
  const level = options.isolationLevel
    ? [`SET TRANSACTION ISOLATION LEVEL ${options.isolationLevel.toUpperCase()}`]
    : []
  const access = options.readOnly === undefined ? '' : options.readOnly ? ' READ ONLY' : ' READ WRITE'
  return [...level, `START TRANSACTION${access}`]
}
const name = (text: string): string => identifier(grammars.mysql, text)
const xid = (text: string): string => stringLiteral(grammars.mysql, text)

export const verbs: TransactionVerbs = Object.freeze({
  begin,
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  savepoint: (savepoint: string) => `SAVEPOINT ${name(savepoint)}`,
  releaseSavepoint: (savepoint: string) => `RELEASE SAVEPOINT ${name(savepoint)}`,
  rollbackToSavepoint: (savepoint: string) => `ROLLBACK TO SAVEPOINT ${name(savepoint)}`,
  twoPhase: Object.freeze({
    begin: (id: string) => [`XA START ${xid(id)}`],
    prepare: (id: string) => [`XA END ${xid(id)}`, `XA PREPARE ${xid(id)}`],
    commitPrepared: (id: string) => `XA COMMIT ${xid(id)}`,
    rollbackPrepared: (id: string) => `XA ROLLBACK ${xid(id)}`,
    // Its rows are (format, lengths, xid): the server has no way to select the name alone, so it stands last.
    listPrepared: 'XA RECOVER',
  }),
})
