// Projects outside the workspace that use the packed packages.
import { cpSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root, withTools } from '../root.mjs'
import { run } from '../run.mjs'

/** Installs only engine, sql, pool and sqlite, type-checks a program without skipping library checks, and runs it. */
export async function engineAlone(folder, tarballs, program) {
  const wanted = ['@athanor/engine', '@athanor/sql', '@athanor/pool', '@athanor/sqlite']
  const drivers = ['better-sqlite3', '@types/better-sqlite3'].map((name) => [
    name,
    `file:${installed('packages/sqlite', name)}`,
  ])
  const types = ['@types/node', `file:${installed('.', '@types/node')}`]
  const problem = await installProject(folder, wanted, tarballs, Object.fromEntries([...drivers, types]))
  if (problem !== null) return problem

  const file = basename(program)
  cpSync(program, join(folder, file))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: { customConditions: [], noEmit: true, skipLibCheck: false, typeRoots: ['node_modules/@types'] },
      files: [file],
    }),
  )
  const check = await run('tsc', ['-p', 'tsconfig.json', '--pretty', 'false'], { cwd: folder, env: withTools() })
  if (check.code !== 0) return check.output
  const hook = new URL('../tsx-hook.mjs', import.meta.url).href
  const result = await run(process.execPath, [`--import=${hook}`, file], { cwd: folder, limitMs: 60_000 })
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
