import type { Canonical, DatabaseName, OracleCase } from './case-format.ts'
import { openDatabase } from './databases.ts'
import type { Dataset } from './dataset.ts'
import { buildCase, runCase, textOf } from './run-case.ts'

/** Runs cases on one database and prints everything about them; whether all passed. */
export async function showCase(cases: readonly OracleCase[], dataset: Dataset, name: DatabaseName): Promise<boolean> {
  const database = await openDatabase(name)
  let good = true
  try {
    await dataset.load(database.engine)
    await using connection = await database.engine.connect()
    for (const each of cases) {
      const expectation = each.dialects[name]
      console.log(`\n${each.id} on ${name}`)
      if (!expectation?.supported) {
        console.log(`  not supported there: ${expectation?.reason ?? 'no entry'}`)
        continue
      }
      console.log(`  SQL:       ${sqlOf(each, dataset, name, database.engine.dialect)}`)
      if (expectation.sql !== undefined) console.log(`  reference: ${expectation.sql.replaceAll(/\s+/g, ' ')}`)
      const outcome = await runCase(each, expectation, dataset, name, connection)
      console.log(`  expected:\n${lines(expectation.rows)}\n  actual:\n${lines(outcome.rows)}`)
      if (expectation.rowcount !== undefined) console.log(`  expected rowcount: ${expectation.rowcount}`)
      console.log(`  ${outcome.kind}${outcome.message === undefined ? '' : `: ${outcome.message}`}`)
      good &&= outcome.kind === 'passed'
    }
  } finally {
    await database.close()
  }
  return good
}

function sqlOf(each: OracleCase, dataset: Dataset, name: DatabaseName, dialect: Parameters<typeof textOf>[1]): string {
  try {
    return textOf(buildCase(each, dataset, name), dialect)
  } catch (error) {
    return error instanceof Error ? `none, ${error.message}` : String(error)
  }
}

function lines(rows: readonly (readonly Canonical[])[] | undefined): string {
  return (rows ?? []).map((row) => `    ${JSON.stringify(row)}`).join('\n') || '    none'
}
