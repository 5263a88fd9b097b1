// npm run test:matrix: unit and conformance tests on the other versions of Node that Athanor supports.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, install, requireNode } from './bootstrap.mjs'
import { Failure, main } from './failure.mjs'
import { requireAlone } from './packages/consumers.mjs'
import { publicPackages } from './packages/public-packages.mjs'
import { packAll } from './packages/tarballs.mjs'
import { root } from './root.mjs'
import { run } from './run.mjs'
import { runSteps } from './steps.mjs'
import { vitest } from './vitest.mjs'

const versions = ['22.23.3', '24.21.0']

await main(async () => {
  requireNode()
  await install()
  const { startServers } = await import('./servers/start.mjs')
  const servers = await startServers()
  const env = { ...servers.env, ATHANOR_BETTER_SQLITE3: '13' }
  try {
    await build()
    const steps = versions.flatMap((version) => [
      ...['unit', 'conformance'].map((project) => [
        `${project} ${version}`,
        async () => vitest(project, { env, node: await nodeOf(version) }),
      ]),
      [`require ${version}`, async () => requiredBy(await nodeOf(version))],
    ])
    return await runSteps(steps)
  } finally {
    await servers.stop()
  }
})

/** Whether a CommonJS program can use the packed packages. */
async function requiredBy(node) {
  const folder = mkdtempSync(join(tmpdir(), 'athanor-require-'))
  try {
    mkdirSync(join(folder, 'tarballs'))
    const tarballs = await packAll(publicPackages(), join(folder, 'tarballs'))
    const problem = await requireAlone(join(folder, 'project'), tarballs, node)
    return { code: problem === null ? 0 : 1, output: problem ?? '' }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Another version of Node, from the npm package `node`, kept in .cache. */
async function nodeOf(version) {
  const folder = join(root, '.cache', `node-${version}`)
  const program = join(folder, 'node_modules/node/bin/node')
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const { code, output } = await run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefix', folder, `node@${version}`],
    { cwd: folder },
  )
  if (code !== 0 || !existsSync(program))
    throw new Failure(`${output}\nNode ${version} could not be installed from npm into ${folder}.`)
  return program
}
