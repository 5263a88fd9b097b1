// Projects outside the workspace that use the packed packages.
import { cpSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root, withTools } from '../root.mjs'
import { run } from '../run.mjs'

const wanted = ['@athanor/engine', '@athanor/sql', '@athanor/pool', '@athanor/sqlite']

/** Installs only engine, sql, pool and sqlite, type-checks a program without skipping library checks, and runs it. */
export async function engineAlone(folder, tarballs, program) {
  const drivers = ['better-sqlite3', '@types/better-sqlite3'].map((name) => [
    name,
    `file:${installed('packages/sqlite', name)}`,
  ])
  const types = ['@types/node', `file:${installed('.', '@types/node')}`]
  const problem = await installProject(folder, wanted, tarballs, Object.fromEntries([...drivers, types]))
  if (problem !== null) return problem

  const file = basename(program)
  cpSync(program, join(folder, file))
  writeFileSync(join(folder, 'readme.ts'), `${firstExample()}\nexport {}\n`)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: { customConditions: [], noEmit: true, skipLibCheck: false, typeRoots: ['node_modules/@types'] },
      files: [file, 'readme.ts'],
    }),
  )
  const check = await run('tsc', ['-p', 'tsconfig.json', '--pretty', 'false'], { cwd: folder, env: withTools() })
  if (check.code !== 0) return check.output
  const hook = new URL('../tsx-hook.mjs', import.meta.url).href
  for (const name of [file, 'readme.ts']) {
    const result = await run(process.execPath, [`--import=${hook}`, name], { cwd: folder, limitMs: 60_000 })
    if (result.code !== 0) return `${name}\n${result.output}`
  }
  return null
}

/** The first program of the README, which a new user copies. */
function firstExample() {
  const [, example] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  if (example === undefined) throw new Error('README.md has no ```ts block: this check runs the first one')
  return example
}

/** The same packages through `require`, which takes ES modules from Node 22 on. The driver is the one for that Node. */
export async function requireAlone(folder, tarballs, node) {
  const driver = { 'better-sqlite3': `file:${installed('.', 'better-sqlite3-13')}` }
  const problem = await installProject(folder, wanted, tarballs, driver)
  if (problem !== null) return problem
  cpSync(join(root, 'scripts/packages/engine-alone.cjs'), join(folder, 'engine-alone.cjs'))
  const result = await run(node, ['engine-alone.cjs'], { cwd: folder, limitMs: 60_000 })
  return result.code === 0 ? null : result.output
}

/** Installs one database package without its driver and imports its dialect. */
export async function dialectsNeedNoDriver(folder, tarballs, name) {
  const problem = await installProject(folder, [`@athanor/${name}`], tarballs, {}, ['--legacy-peer-deps'])
  if (problem !== null) return problem
  const driver = { postgres: 'pg', mysql: 'mysql2', sqlite: 'better-sqlite3' }[name]
  const program = `
    const found = await import('${driver}').then(() => true, () => false)
    if (found) throw new Error('${driver} is installed, so this proves nothing')
    const dialects = Object.values(await import('@athanor/${name}/dialect'))
    if (dialects.length === 0) throw new Error('@athanor/${name}/dialect exports nothing')
  `
  const result = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: folder,
    limitMs: 60_000,
  })
  return result.code === 0 ? null : result.output
}

/** An npm project with the named packages; every @athanor package in it comes from a tarball. */
async function installProject(folder, names, tarballs, others, options = []) {
  mkdirSync(folder)
  const files = Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]))
  const dependencies = { ...Object.fromEntries(names.map((name) => [name, files[name]])), ...others }
  const overrides = Object.fromEntries(Object.entries(files).filter(([name]) => !(name in dependencies)))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies, overrides }),
  )
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', ...options]
  const { code, output } = await run('npm', args, { cwd: folder, limitMs: 120_000 })
  return code === 0 ? null : `npm install failed in a project with ${names.join(', ')}:\n${output}`
}

/** Where a package lies that this workspace installed (and compiled) already. */
const installed = (folder, name) => realpathSync(join(root, folder, 'node_modules', name))
