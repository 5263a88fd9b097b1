// Processes are known by pid and start time together, since a pid alone may belong to a stranger later.
import { spawn, spawnSync } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A text that no other process of this pid had or will have, or null when there is no such process. */
export function startTimeOf(pid) {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (fields[0] === 'Z') return null
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`
    } catch {
      return null
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout?.trim() || null
}

export const identify = (pid) => ({ pid, startTime: startTimeOf(pid) })
export const isAlive = ({ pid, startTime }) => startTime !== null && startTimeOf(pid) === startTime

/** Starts a server in a session of its own, so that Ctrl-C reaches us and not it; its output goes to a file. */
export function startProcess(command, args, { cwd, account, log, env }) {
  const output = openSync(log, 'a')
  const child = spawn(command, args, {
    cwd,
    ...account,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', output, output],
  })
  child.on('error', () => {})
  child.unref()
  return child
}

/** Stops a process by its pid: politely, then for good after ten seconds. */
export async function stopProcess(identity, signal = 'SIGTERM') {
  send(identity, signal)
  for (let waited = 0; isAlive(identity) && waited < 10_000; waited += 50) await sleep(50)
  send(identity, 'SIGKILL')
  for (let waited = 0; isAlive(identity) && waited < 2_000; waited += 50) await sleep(50)
}

function send(identity, signal) {
  if (!isAlive(identity)) return
  try {
    process.kill(identity.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
