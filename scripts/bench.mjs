// npm run bench -- <arguments>: the benchmarks, with the built packages and real servers.
import { join } from 'node:path'
import { bootstrap } from './bootstrap.mjs'
import { main } from './failure.mjs'
import { root } from './root.mjs'
import { runWithServers } from './run-with-servers.mjs'

await main(async () => {
  await bootstrap()
  const hook = new URL('tsx-hook.mjs', import.meta.url).href
  const cwd = process.env.INIT_CWD ?? process.cwd()
  return runWithServers(
    process.execPath,
    [`--import=${hook}`, join(root, 'benchmarks/src/main.ts'), ...process.argv.slice(2)],
    { cwd },
  )
})
