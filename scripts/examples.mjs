// Runs each program in examples/ as a user would, and the demo on a small input for each database.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'
import { run } from './run.mjs'
import { countsOf, summary } from './steps.mjs'

const folder = join(root, 'examples')
const hook = new URL('tsx-hook.mjs', import.meta.url).href
const limitMs = 120_000

const demo = [
  ['demo', '--limit', '2000'],
  ['demo', '--limit', '500', '--postgres', process.env.ATHANOR_POSTGRES_URL],
  ['demo', '--limit', '500', '--mysql', process.env.ATHANOR_MYSQL_URL],
]
const others = readdirSync(folder)
  .filter((name) => name !== 'demo' && existsSync(join(folder, name, 'package.json')))
  .map((name) => [name])

const counts = { passed: 0, failed: 0, skipped: 0 }
for (const [name, ...args] of [...demo, ...others]) {
  const cwd = join(folder, name)
  const main = ['src/main.ts', 'main.ts'].find((path) => existsSync(join(cwd, path))) ?? 'src/main.ts'
  const result = await run(process.execPath, [`--import=${hook}`, main, ...args], { cwd, env: process.env, limitMs })
  const { failed } = countsOf({ code: result.code, output: '' })
  counts[failed === 0 ? 'passed' : 'failed']++
  const label = [name, ...args.filter((arg) => !arg?.includes('://'))].join(' ')
  console.log(
    failed === 0 ? `✓ ${label}` : `✗ ${label} ended with exit code ${result.code}\n${result.output.trimEnd()}`,
  )
}
console.log(summary(counts))
process.exitCode = counts.failed === 0 ? 0 : 1
