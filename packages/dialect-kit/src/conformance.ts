import { UsageError } from '@athanor/contract'
import { errorCases } from './cases/errors.ts'
import { functionCases } from './cases/functions.ts'
import { momentCases } from './cases/moments.ts'
import { operatorCases } from './cases/operators.ts'
import { poolCases } from './cases/pools.ts'
import { readCases } from './cases/reads.ts'
import { reflectionCases } from './cases/reflection.ts'
import { expressionSemantics } from './cases/semantics-expressions.ts'
import { resultSemantics } from './cases/semantics-results.ts'
import { transactionSemantics } from './cases/semantics-transactions.ts'
import { foreignSchemaCases } from './cases/schema-foreign.ts'
import { schemaCases } from './cases/schema.ts'
import { sessionCases } from './cases/sessions.ts'
import { statementClauseCases } from './cases/statements-clauses.ts'
import { statementMergeCases } from './cases/statements-merge.ts'
import { statementNameCases } from './cases/statements-names.ts'
import { statementSourceCases } from './cases/statements-sources.ts'
import { statementUpsertCases } from './cases/statements-upsert.ts'
import { streamCases } from './cases/streams.ts'
import { transactionCases } from './cases/transactions.ts'
import { typeCases } from './cases/types.ts'
import { wireCases } from './cases/wire.ts'
import { writeCases } from './cases/writes.ts'
import type { KitFamily, KitRunner, KitSubject } from './runner.ts'

const families: readonly KitFamily[] = [
  { name: 'wire', cases: wireCases },
  { name: 'types', cases: typeCases },
  { name: 'reads', cases: readCases },
  { name: 'operators', cases: operatorCases },
  { name: 'functions', cases: functionCases },
  { name: 'moments', cases: momentCases },
  { name: 'writes', cases: writeCases },
  { name: 'statements: clauses', cases: statementClauseCases },
  { name: 'statements: sources', cases: statementSourceCases },
  { name: 'statements: upserts', cases: statementUpsertCases },
  { name: 'statements: names', cases: statementNameCases },
  { name: 'statements: merge', cases: statementMergeCases },
  { name: 'transactions', cases: transactionCases },
  { name: 'errors', cases: errorCases },
  { name: 'streams', cases: streamCases },
  { name: 'reflection', cases: reflectionCases },
  { name: 'semantics', cases: [...transactionSemantics, ...resultSemantics, ...expressionSemantics] },
  { name: 'schema', cases: [...schemaCases, ...foreignSchemaCases] },
  { name: 'pools', cases: poolCases },
  { name: 'sessions', cases: sessionCases },
]

/**
 * The one conformance suite. A dialect passes when every case passes, or is named with a reason as a gap.
 *
 * @example
 * import { describe, it } from 'vitest'
 * conformance({ describe, it }, { name: 'sqlite', open: () => sqlite(':memory:') })
 */
export function conformance({ describe, it }: KitRunner, subject: KitSubject): void {
  const gaps = new Map((subject.gaps ?? []).map((gap) => [gap.case, gap.reason]))
  const known = new Set(families.flatMap((family) => family.cases.map((each) => `${family.name}: ${each.name}`)))
  for (const gap of gaps.keys()) {
    if (!known.has(gap))
      throw new UsageError(`the kit has no case '${gap}': correct the list of gaps`, { code: 'KIT_UNKNOWN_GAP' })
  }
  describe(`conformance: ${subject.name ?? 'dialect'}`, () => {
    for (const family of families) {
      describe(family.name, () => {
        for (const each of family.cases) {
          const body = async (): Promise<void> => each.run(await subject.open())
          const reason = gaps.get(`${family.name}: ${each.name}`)
          if (reason === undefined) it(each.name, body)
          else it.fails(`${each.name} (gap: ${reason})`, body)
        }
      })
    }
  })
}
