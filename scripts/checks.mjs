// The checks that run no test: each returns what `run` returns.
import { join } from 'node:path'
import { pnpm } from './pnpm.mjs'
import { root, withTools } from './root.mjs'
import { run } from './run.mjs'

const script = (path) => run(process.execPath, [join(root, path)], { cwd: root })
const tool = (name, ...args) => run(name, args, { cwd: root, env: withTools() })

export const checks = [
  ['lint', () => tool('oxlint', '--type-aware')],
  ['format', () => tool('oxfmt', '--check')],
  ['boundaries', () => script('scripts/boundaries.mjs')],
  ['error codes', () => script('scripts/check-error-codes.mjs')],
  ['semantics', () => script('scripts/check-semantics.mjs')],
  ['check', checkTypes],
  ['budget', () => script('scripts/type-budget.mjs')],
]

/** The files of the root folder, then each package, example and so on with the cache of turbo. */
async function checkTypes() {
  const own = await tool('tsc', '--noEmit', '--pretty', 'false')
  const packages = await pnpm(['exec', 'turbo', 'run', 'check', '--continue', '--output-logs=errors-only'])
  return { code: own.code || packages.code, output: own.output + packages.output }
}
