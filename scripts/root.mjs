import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '')

/** The environment with the tools of this repository (tsc, vitest, turbo …) first on the PATH. */
export const withTools = (env = process.env) => ({
  ...env,
  PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${env.PATH ?? ''}`,
})
