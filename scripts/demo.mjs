// npm run demo [-- arguments]: installs, builds and runs examples/demo. It needs no server.
import { join } from 'node:path'
import { bootstrap } from './bootstrap.mjs'
import { main } from './failure.mjs'
import { root } from './root.mjs'
import { runHere } from './run.mjs'

await main(async () => {
  await bootstrap()
  const hook = new URL('tsx-hook.mjs', import.meta.url).href
  const cwd = process.env.INIT_CWD ?? process.cwd()
  return runHere(
    process.execPath,
    [`--import=${hook}`, join(root, 'examples/demo/src/main.ts'), ...process.argv.slice(2)],
    { cwd },
  )
})
