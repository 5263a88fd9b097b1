// Makes a fresh clone ready: installs the dependencies and builds the packages. Quiet when there is nothing to do.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, main } from './failure.mjs'
import { pnpm } from './pnpm.mjs'
import { root } from './root.mjs'

const stamp = join(root, 'node_modules', '.athanor-installed')

/**
 * Installs what pnpm-lock.yaml says, unless that is what is installed. Where a package.json changed without it, the
 * lockfile follows; on a build server (CI is set) that is an error.
 */
export async function install() {
  const wanted = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Installing dependencies. The first time takes a minute or two.')
  rmSync(stamp, { force: true })
  let result = await pnpm(['install', '--frozen-lockfile'])
  if (result.code !== 0 && isOutdated(result.output) && !process.env.CI) {
    console.error('A package.json changed, so pnpm-lock.yaml changes too. Commit both.')
    result = await pnpm(['install', '--no-frozen-lockfile'])
  }
  const { code, output } = result
  if (code !== 0) throw new Failure(`${output}\nThe installation failed (exit code ${code}). ${advice(output)}`)
  writeFileSync(stamp, fingerprint())
}

/** Builds the packages whose sources changed; resolves with the exit code and the output. */
export const build = () => pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only'])

export async function bootstrap() {
  requireNode()
  await install()
  const { code, output } = await build()
  if (code !== 0)
    throw new Failure(`${output}\nThe build failed (exit code ${code}). The first error above is the one to mend.`)
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Failure(`Node ${process.versions.node} runs this, and Athanor needs Node 20.19 or newer.`)
}

/** Everything the installed files depend on: the lockfile, the manifests, and the Node that native modules are built for. */
function fingerprint() {
  const manifests = ['packages', 'examples', '.']
    .flatMap((folder) => subfolders(folder).map((name) => join(root, folder, name, 'package.json')))
    .concat(join(root, 'docs', 'package.json'))
    .filter((path) => existsSync(path))
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}`)
  for (const path of [
    ...manifests,
    join(root, 'package.json'),
    join(root, 'pnpm-lock.yaml'),
    join(root, 'pnpm-workspace.yaml'),
  ]) {
    hash.update(`\n${path}\n`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

function subfolders(folder) {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .toSorted()
}

const isOutdated = (output) => output.includes('ERR_PNPM_OUTDATED_LOCKFILE')

function advice(output) {
  if (isOutdated(output)) {
    return 'A package.json changed without pnpm-lock.yaml: run `npm run build` and commit both.'
  }
  if (/gyp ERR|node-gyp/.test(output)) {
    return 'better-sqlite3 had to be compiled: that needs Python 3, make and a C++ compiler (Debian: apt-get install python3 make g++).'
  }
  return 'Check the network, then run the command again.'
}

if (process.argv[1] === join(root, 'scripts', 'bootstrap.mjs')) await main(bootstrap)
