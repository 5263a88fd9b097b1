// npm test: everything that can be checked on one machine. `npm test -- unit tour` runs only the steps named.
import { join } from 'node:path'
import { build, install, requireNode } from './bootstrap.mjs'
import { checks } from './checks.mjs'
import { docs } from './docs/step.mjs'
import { Failure, main } from './failure.mjs'
import { hasOracle, oracleStep } from './oracle-step.mjs'
import { root } from './root.mjs'
import { run } from './run.mjs'
import { runSteps } from './steps.mjs'
import { vitest } from './vitest.mjs'

await main(async () => {
  requireNode()
  await install()
  // Imported only now: it needs packages that were just installed.
  const { startServers } = await import('./servers/start.mjs')
  const servers = await startServers()
  try {
    return await runSteps(chosen(stepsWith(servers.env)))
  } finally {
    await servers.stop()
  }
})

function stepsWith(env) {
  const script = (path, ...args) =>
    run(process.execPath, [join(root, path), ...args], { cwd: root, env: { ...process.env, ...env } })
  return [
    ...checks,
    ['build', build],
    ['unit', () => vitest('unit', { env })],
    ['types', () => vitest('types', { env })],
    ['matrix', () => script('scripts/type-matrix.mjs')],
    ['conformance', () => vitest('conformance', { env })],
    ['docs', () => docs(env)],
    ...(hasOracle() ? [['oracle', () => oracleStep(env)]] : []),
    ['tour', () => script('scripts/tour-programs.mjs')],
    ['examples', () => script('scripts/examples.mjs')],
    ['packages', () => script('scripts/check-packages.mjs')],
  ]
}

function chosen(steps) {
  const names = process.argv.slice(2)
  const unknown = names.filter((name) => !steps.some(([step]) => step === name))
  if (unknown.length > 0) {
    throw new Failure(
      `There is no step ${unknown.join(', ')}. The steps are ${steps.map(([step]) => step).join(', ')}.`,
    )
  }
  if (names.length === 0) return steps
  if (names.some((name) => ['docs', 'tour', 'examples', 'packages'].includes(name))) names.push('build')
  return steps.filter(([step]) => names.includes(step))
}
