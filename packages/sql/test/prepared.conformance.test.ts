import { type Dialect, type Plan, UnsupportedByDialectError } from '@athanor/contract'
import { createEngine } from '@athanor/engine'
import { mysql } from '@athanor/mysql'
import { sqlite } from '@athanor/sqlite'
import fc from 'fast-check'
import { createConnection } from 'mysql2/promise'
import { describe, expect, it } from 'vitest'
import { numbers, settings } from './random/choices.ts'
import { grammars, planOrRefusal } from './random/grammars.ts'
import { statementOf } from './random/statements.ts'
import { metadata } from './random/tables.ts'

const runs = settings(400)

/** Lets a database prepare random statements, and fails for one that it cannot parse. What it knows of names and types is its own affair. */
async function everyStatementParses(
  dialect: Dialect,
  prepare: (plan: Plan) => Promise<void>,
  isSyntaxError: (error: unknown) => boolean,
): Promise<void> {
  const counts = { prepared: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(numbers, async (list) => {
      const plan = planOrRefusal(statementOf(list), dialect)
      if (plan instanceof UnsupportedByDialectError) return
      try {
        await prepare(plan)
        counts.prepared++
      } catch (error) {
        counts.refused++
        if (isSyntaxError(error)) throw new Error(`${String(error)}\n${plan.text}`, { cause: error })
      }
    }),
    runs,
  )
  // Statements that no database would take prove nothing.
  expect(counts.prepared).toBeGreaterThan(counts.refused)
}

const message = (error: unknown): string => (error instanceof Error ? `${error.message} ${String(error.cause)}` : '')

describe('random statements', () => {
  it('can be parsed by SQLite', async () => {
    const connection = await sqlite(':memory:').driver.connect()
    try {
      for (const statement of metadata.createStatements(grammars.sqlite)) {
        await connection.run({ text: statement.compile(grammars.sqlite).text, params: [] })
      }
      await everyStatementParses(
        grammars.sqlite,
        async ({ text, params }) => {
          await connection.run({ text: `EXPLAIN ${text}`, params: params.map(() => null) })
        },
        (error) => /syntax error|unrecognized token|incomplete input/.test(message(error)),
      )
    } finally {
      await connection.close()
    }
  }, 60_000)

  it.skipIf(!process.env['ATHANOR_MYSQL_URL'])(
    'can be parsed by MariaDB',
    async () => {
      const url = process.env['ATHANOR_MYSQL_URL'] ?? ''
      await using engine = createEngine(mysql(url, { flavor: 'mariadb' }))
      await metadata.createAll(engine)
      const connection = await createConnection(url)
      try {
        await everyStatementParses(
          grammars.mariadb,
          async ({ text }) => {
            await (await connection.prepare(text)).close()
          },
          (error) => /errno: 1064|error in your SQL syntax/.test(message(error)),
        )
      } finally {
        await connection.end()
        await metadata.dropAll(engine)
      }
    },
    60_000,
  )
})
