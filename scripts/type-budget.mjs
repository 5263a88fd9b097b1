// npm run types:budget: how much work Athanor's types are for the type checker. The counts of instantiations are exact,
// and the same on every machine. Users check against declarations, so these are made first, from the sources.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, main } from './failure.mjs'
import { root } from './root.mjs'
import { run } from './run.mjs'
import { compile, compilers } from './types/compilers.mjs'
import { projects } from './types/workload.mjs'

const limit = 100_000
const folder = join(root, '.cache', 'type-budget')

await main(async () => {
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['contract', 'sql', 'session']) await declare(name)
  const measured = []
  for (const [name, files] of Object.entries(projects)) {
    const project = write(name, files)
    for (const compiler of compilers) measured.push(await measure(name, project, compiler))
  }
  const failed = measured.filter((each) => each.count > limit).length
  console.log(`${measured.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
})

/** Writes a package's declarations to where the projects find them. */
async function declare(name) {
  const target = join(folder, 'node_modules', '@athanor', name)
  const tsc = compilers.at(-1).main
  const args = [tsc, '-p', join('packages', name, 'tsconfig.build.json'), '--emitDeclarationOnly', '--outDir', target]
  const { code, output } = await run(process.execPath, args, { cwd: root })
  if (code !== 0) throw new Failure(`The declarations of ${name} cannot be made:\n${output}`)
  writeFileSync(
    join(target, 'package.json'),
    JSON.stringify({ name: `@athanor/${name}`, type: 'module', exports: { '.': './index.d.ts' } }),
  )
}

function write(name, files) {
  const project = join(folder, name.replaceAll(/\W+/g, '-'))
  mkdirSync(project, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text)
  const compilerOptions = { noEmit: true, customConditions: [], incremental: false }
  const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['*.ts'] }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
  return project
}

async function measure(name, project, compiler) {
  const { code, output } = await compile(compiler, '-p', project, '--extendedDiagnostics')
  if (code !== 0) throw new Failure(`The project '${name}' has errors with TypeScript ${compiler.version}:\n${output}`)
  const count = Number(/^Instantiations:\s+(\d+)/m.exec(output)?.[1])
  const seconds = /^Check time:\s+([\d.]+)s/m.exec(output)?.[1]
  if (!Number.isInteger(count))
    throw new Failure(`TypeScript ${compiler.version} printed no instantiations:\n${output}`)
  const shown = count.toLocaleString('en').padStart(9)
  console.log(
    `${count > limit ? '✗' : '✓'} ${name.padEnd(22)} TypeScript ${compiler.version} ${shown} instantiations, ${seconds} s`,
  )
  return { count }
}
