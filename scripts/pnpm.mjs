// pnpm in the version that package.json names, fetched by npx: nobody has to install it.
import { readFileSync } from 'node:fs'
import { run } from './run.mjs'
import { root } from './root.mjs'

const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** Runs pnpm in the root folder. It never asks questions, and turbo finds the same pnpm on its PATH. */
export function pnpm(args, options = {}) {
  const env = {
    ...process.env,
    CI: 'true',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    ...options.env,
  }
  return run('npx', ['--yes', packageManager, ...args], { cwd: root, ...options, env })
}
