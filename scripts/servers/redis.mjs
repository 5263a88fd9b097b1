import { join } from 'node:path'
import { createDataFolder } from './account.mjs'
import { login, urlFor } from './login.mjs'
import { ask, freePort } from './ports.mjs'
import { startProcess } from './processes.mjs'
import { findProgram } from './programs.mjs'
import { untilReady } from './until-ready.mjs'

export const redisNeeds = {
  name: 'Redis',
  programs: ['redis-server'],
  packages: ['redis-server'],
  docker: 'docker run -d -p 6379:6379 redis:7',
  variable: 'ATHANOR_REDIS_URL=redis://127.0.0.1:6379/0',
}

export async function startRedis(run, name, account) {
  const home = createDataFolder(join(run.path, name), account)
  const port = await freePort()
  const log = join(home, 'server.log')
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', home]
  const user = ['--user', login.user, 'on', `>${login.password}`, '~*', '&*', '+@all']
  const child = startProcess(findProgram('redis-server'), [...args, ...user], { cwd: home, account, log })
  if (child.pid !== undefined) run.record(child.pid, 'SIGTERM')

  await untilReady('Redis', child, log, async () => {
    const answer = await ask(port, `AUTH ${login.user} ${login.password}\r\n`)
    if (!answer.startsWith('+OK')) throw new Error(answer.trim())
  })
  return urlFor('redis', port, '0')
}
