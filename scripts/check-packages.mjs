// Checks the packages as npm would publish them: packs each, lints it (publint, attw), and uses the tarballs in projects of
// their own outside this workspace. `node scripts/check-packages.mjs [program]` runs another program than the default.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { main } from './failure.mjs'
import { dialectsNeedNoDriver, engineAlone } from './packages/consumers.mjs'
import { publicPackages } from './packages/public-packages.mjs'
import { lintTarball, packAll } from './packages/tarballs.mjs'
import { root } from './root.mjs'
import { summary } from './steps.mjs'

await main(async () => {
  const program = resolve(process.argv[2] ?? join(root, 'scripts/packages/engine-alone.ts'))
  const folder = mkdtempSync(join(tmpdir(), 'athanor-packages-'))
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const check = async (name, work) => {
    const problem = await work()
    counts[problem === null ? 'passed' : 'failed']++
    console.log(problem === null ? `✓ ${name}` : `✗ ${name}\n${problem}`)
  }
  try {
    mkdirSync(join(folder, 'tarballs'))
    const packages = publicPackages()
    const tarballs = await packAll(packages, join(folder, 'tarballs'))
    for (const { name } of packages)
      await check(`${name}: publint, attw, contents`, () => lintTarball(name, tarballs[name]))
    await check('an engine alone, and the first example of README.md, from tarballs', () =>
      engineAlone(join(folder, 'engine-alone'), tarballs, program),
    )
    for (const name of ['postgres', 'mysql', 'sqlite']) {
      await check(`@athanor/${name}/dialect without its driver`, () =>
        dialectsNeedNoDriver(join(folder, `${name}-dialect`), tarballs, name),
      )
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(summary(counts))
  return counts.failed === 0 ? 0 : 1
})
