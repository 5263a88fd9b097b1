import { join } from 'node:path'
import { root } from './root.mjs'

/** The command that runs the oracle: the packages' sources, as in the tests. */
export function oracleCommand(args) {
  const hook = new URL('tsx-hook.mjs', import.meta.url).href
  const main = join(root, 'oracle', 'src', 'main.ts')
  return [process.execPath, '--conditions=@athanor/source', `--import=${hook}`, main, ...args]
}
