import { join } from 'node:path'
import { Failure } from '../failure.mjs'
import { pnpm } from '../pnpm.mjs'
import { root, withTools } from '../root.mjs'
import { run } from '../run.mjs'

/** Packs every package into `folder` as `pnpm publish` would; returns the path of each tarball by package name. */
export async function packAll(packages, folder) {
  const filters = packages.flatMap(({ name }) => ['--filter', name])
  const { code, output } = await pnpm([...filters, 'pack', '--pack-destination', folder])
  if (code !== 0) throw new Failure(`${output}\nThe packages could not be packed.`)
  return Object.fromEntries(
    packages.map(({ name, manifest }) => [name, join(folder, fileName(name, manifest.version))]),
  )
}

const fileName = (name, version) => `${name.replace('@', '').replace('/', '-')}-${version}.tgz`

/** What is wrong with a tarball, or null. */
export async function lintTarball(name, tarball) {
  const tool = (command, ...args) => run(command, args, { cwd: root, env: withTools() })
  const results = [
    await tool('publint', 'run', tarball, '--strict'),
    await tool('attw', tarball, '--profile', 'esm-only', '--no-emoji'),
  ]
  const problems = results.filter(({ code }) => code !== 0).map(({ output }) => output.trimEnd())
  const contents = await contentsProblem(tarball)
  if (contents !== null) problems.push(contents)
  return problems.length === 0 ? null : `${name}\n${problems.join('\n')}`
}

async function contentsProblem(tarball) {
  const list = await run('tar', ['-tzf', tarball])
  const files = list.output.trim().split('\n')
  const missing = ['package/package.json', 'package/LICENSE', 'package/README.md'].filter(
    (file) => !files.includes(file),
  )
  const strange = files.filter(
    (file) => !/^package\/(dist\/|package\.json$|LICENSE$|README[.\w-]*$|CHANGELOG\.md$)/.test(file),
  )
  const manifest = (await run('tar', ['-xzOf', tarball, 'package/package.json'])).output
  const left = ['workspace:', '@athanor/source', 'catalog:'].filter((text) => manifest.includes(text))
  const problems = [
    ...missing.map((file) => `${file} is missing`),
    ...strange.map((file) => `${file} should not be published`),
    ...left.map((text) => `package.json still says ${text}`),
  ]
  return problems.length === 0 ? null : problems.join('\n')
}
