// npm run types:matrix: the type tests, and the sources that they import, with each version of TypeScript.
// `npm run types` runs the same tests with the newest version, and tells them one by one.
import { main } from './failure.mjs'
import { compile, compilers } from './types/compilers.mjs'

await main(async () => {
  let failed = 0
  for (const compiler of compilers) {
    const start = performance.now()
    const { code, output } = await compile(compiler, '-p', 'tsconfig.types.json')
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    console.log(`${code === 0 ? '✓' : '✗'} TypeScript ${compiler.version}  (${seconds} s)`)
    if (code === 0) continue
    failed++
    console.log(output.trimEnd())
  }
  console.log(`${compilers.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
})
