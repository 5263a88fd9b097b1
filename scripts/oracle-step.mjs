import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { oracleCommand } from './oracle-command.mjs'
import { root } from './root.mjs'
import { run } from './run.mjs'

/** Where the recorded cases are; a clone without them has no such step. */
export const hasOracle = () => existsSync(join(root, '..', 'shared', 'oracle', 'sql'))

const line = /^(sqlite|postgresql|mysql): (\d+) passed, (\d+) failed, (\d+) refused/gm

/** Runs all cases on all databases, with a line for each database. A refused case counts as failed. */
export async function oracleStep(env) {
  const [command, ...args] = oracleCommand([])
  const { code, output } = await run(command, args, { cwd: root, env: { ...process.env, ...env } })
  const details = [...output.matchAll(line)].map(([, name, passed, failed, refused]) => ({
    name,
    counts: { passed: Number(passed), failed: Number(failed) + Number(refused), skipped: 0 },
  }))
  const sum = (key) => details.reduce((total, { counts }) => total + counts[key], 0)
  const failed = code !== 0 && sum('failed') === 0 ? 1 : sum('failed')
  return { code, output, details, counts: { passed: sum('passed'), failed, skipped: 0 } }
}
