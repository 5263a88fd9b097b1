import { withTools } from './root.mjs'
import { runHere } from './run.mjs'

/** Runs a command in the foreground while the test servers run, with their URLs in its environment; resolves with its exit code. */
export async function runWithServers(command, args, options = {}) {
  // Imported only now: it needs packages that bootstrap installs.
  const { startServers } = await import('./servers/start.mjs')
  const servers = await startServers()
  try {
    return await runHere(command, args, { ...options, env: withTools({ ...process.env, ...servers.env }) })
  } finally {
    await servers.stop()
  }
}
