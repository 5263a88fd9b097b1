// node scripts/with-servers.mjs -- command args…   runs a command while the test servers run, with their URLs in its environment.
import { install } from './bootstrap.mjs'
import { Failure, main } from './failure.mjs'
import { runWithServers } from './run-with-servers.mjs'

await main(async () => {
  const args = process.argv.slice(2)
  const [command, ...rest] = args[0] === '--' ? args.slice(1) : args
  if (command === undefined)
    throw new Failure('No command given. Usage: node scripts/with-servers.mjs -- <command> [arguments]')
  await install()
  return runWithServers(command, rest)
})
