// npm run oracle -- <arguments>: recorded SQL cases, run with the packages' sources on three databases.
import { install } from './bootstrap.mjs'
import { main } from './failure.mjs'
import { oracleCommand } from './oracle-command.mjs'
import { runWithServers } from './run-with-servers.mjs'
import { runHere } from './run.mjs'

await main(async () => {
  await install()
  const args = process.argv.slice(2)
  const cwd = process.env.INIT_CWD ?? process.cwd()
  const [command, ...rest] = oracleCommand(args)
  return args.includes('--help') ? runHere(command, rest, { cwd }) : runWithServers(command, rest, { cwd })
})
