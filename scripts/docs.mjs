// npm run docs [-- part of a path]: the examples of the pages, against the built packages and real servers.
import { join } from 'node:path'
import { bootstrap } from './bootstrap.mjs'
import { main } from './failure.mjs'
import { root } from './root.mjs'
import { runWithServers } from './run-with-servers.mjs'

await main(async () => {
  await bootstrap()
  return runWithServers(process.execPath, [join(root, 'scripts/docs-programs.mjs'), ...process.argv.slice(2)])
})
