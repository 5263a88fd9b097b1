import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'
import { run } from '../run.mjs'

/** The versions of TypeScript that Athanor's types are for: the packages of these names in the root's package.json. */
export const compilers = ['typescript-5.9', 'typescript-6', 'typescript'].map((name) => {
  const folder = join(root, 'node_modules', name)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return { version, main: join(folder, 'bin', 'tsc') }
})

/** Runs a compiler in the folder of the repository. */
export const compile = ({ main }, ...args) =>
  run(process.execPath, [main, '--noEmit', '--pretty', 'false', ...args], { cwd: root })
