// Starts the servers that the tests need and that the environment does not name already.
import { cleanLeftovers, createRun } from './state.mjs'
import { serverAccount } from './account.mjs'
import { mariadbNeeds, startMariadb } from './mariadb.mjs'
import { startPostgres } from './postgres.mjs'
import { ensurePrograms } from './programs.mjs'
import { redisNeeds, startRedis } from './redis.mjs'

const servers = [
  { variable: 'ATHANOR_POSTGRES_URL', name: 'postgres', start: startPostgres },
  { variable: 'ATHANOR_POSTGRES2_URL', name: 'postgres2', start: startPostgres },
  { variable: 'ATHANOR_MYSQL_URL', name: 'mariadb', start: startMariadb, needs: mariadbNeeds },
  { variable: 'ATHANOR_REDIS_URL', name: 'redis', start: startRedis, needs: redisNeeds },
]

/**
 * Starts what is missing and returns the URLs of all servers. `stop` ends the servers that were started here, and only
 * those; it also runs on Ctrl-C and when a server does not start.
 */
export async function startServers() {
  await cleanLeftovers()
  const missing = servers.filter(({ variable }) => !process.env[variable])
  ensurePrograms(missing.flatMap(({ needs }) => needs ?? []))
  const account = serverAccount()
  const run = createRun()
  let stopping
  const stop = () => (stopping ??= run.remove())

  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ]) {
    process.once(signal, () => void stop().finally(() => process.exit(128 + number)))
  }
  const started = await Promise.allSettled(
    missing.map(async ({ variable, name, start }) => [variable, await start(run, name, account)]),
  )
  const failed = started.find(({ status }) => status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  const named = servers
    .filter(({ variable }) => process.env[variable])
    .map(({ variable }) => [variable, process.env[variable]])
  return { env: Object.fromEntries([...named, ...started.map(({ value }) => value)]), stop }
}
