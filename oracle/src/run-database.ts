import type { Connection } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import type { DatabaseName, OracleCase } from './case-format.ts'
import type { Dataset } from './dataset.ts'
import { type OpenDatabase, openDatabase } from './databases.ts'
import { isChange, type Outcome, runCase } from './run-case.ts'

/** What became of the cases that one database supports, in their order. */
export interface DatabaseReport {
  readonly database: DatabaseName
  readonly outcomes: readonly Outcome[]
  /** Cases that the reference could not run there. */
  readonly skipped: number
  readonly seconds: number
}

/** Runs the cases on a database of its own. `onOutcome` hears of each as it ends. */
export async function runDatabase(
  name: DatabaseName,
  cases: readonly OracleCase[],
  dataset: Dataset,
  onOutcome: (database: DatabaseName, outcome: Outcome) => void,
): Promise<DatabaseReport> {
  const start = performance.now()
  const supported = cases.filter((each) => each.dialects[name]?.supported === true)
  const database = await openDatabase(name)
  const outcomes = new Map<string, Outcome>()
  const note = (outcome: Outcome): void => {
    outcomes.set(outcome.id, outcome)
    onOutcome(name, outcome)
  }
  try {
    await dataset.load(database.engine)
    const reads = supported.filter((each) => !isChange(each.stmt))
    await runQueue(database, reads, database.width, dataset, note)
    // Changes of the same rows would wait for each other.
    await runQueue(
      database,
      supported.filter((each) => isChange(each.stmt)),
      1,
      dataset,
      note,
    )
  } finally {
    await database.close()
  }
  return {
    database: name,
    outcomes: supported.flatMap((each) => outcomes.get(each.id) ?? []),
    skipped: cases.length - supported.length,
    seconds: (performance.now() - start) / 1000,
  }
}

/** Several connections take cases from one queue. */
async function runQueue(
  { name, engine }: OpenDatabase,
  cases: readonly OracleCase[],
  width: number,
  dataset: Dataset,
  note: (outcome: Outcome) => void,
): Promise<void> {
  const queue = cases.values()
  const worker = async (): Promise<void> => {
    let connection = await engine.connect()
    try {
      for (const each of queue) {
        const expectation = each.dialects[name]
        if (!expectation) continue
        const outcome = await runCase(each, expectation, dataset, name, connection)
        note(outcome)
        // A connection that was lost must not fail the cases behind it.
        if (outcome.lost) connection = await reconnected(engine, connection)
        // A database within this process answers at once; the others want their turn too.
        await new Promise((resolve) => setImmediate(resolve))
      }
    } finally {
      await connection.close()
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, cases.length) }, worker))
}

async function reconnected(engine: Engine, lost: Connection): Promise<Connection> {
  await lost.close()
  return engine.connect()
}
