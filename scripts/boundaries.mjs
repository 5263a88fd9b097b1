// Checks the direction of imports (the table in turbo.json) with `turbo boundaries`.
// Tests may import every package and are not part of the table. Turbo has no option to leave files out, but it skips
// what git ignores, so it gets a git configuration of its own (boundaries/git/ignore) that ignores the test folders.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('boundaries', import.meta.url))
const turbo = fileURLToPath(new URL('../node_modules/turbo/bin/turbo', import.meta.url))
const { status } = spawnSync(process.execPath, [turbo, 'boundaries'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, TURBO_TELEMETRY_DISABLED: '1' },
  stdio: 'inherit',
})
process.exitCode = status ?? 1
