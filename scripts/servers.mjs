// npm run servers [-- file]: keeps the test servers running until Ctrl-C and writes their URLs to a file to `source`.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { install } from './bootstrap.mjs'
import { main } from './failure.mjs'
import { root } from './root.mjs'

await main(async () => {
  await install()
  const { startServers } = await import('./servers/start.mjs')
  const file = process.argv[2] ?? join(root, '.servers.env')
  const servers = await startServers()
  const lines = Object.entries(servers.env).map(([name, url]) => `export ${name}='${url}'\n`)
  writeFileSync(file, lines.join(''), { mode: 0o600 })
  console.log(`${lines.join('')}\nThe servers run until Ctrl-C. In another shell: source ${file}`)
  process.once('exit', () => rmSync(file, { force: true }))
  setInterval(() => {}, 2 ** 30)
})
