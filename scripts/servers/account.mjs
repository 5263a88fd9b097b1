// PostgreSQL refuses to run as root, so as root every server runs as `nobody`.
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Failure } from '../failure.mjs'

/** `{ uid, gid }` to spawn servers with, or nothing when we are an ordinary user. */
export function serverAccount() {
  if (process.getuid?.() !== 0) return {}
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  if (line === undefined) {
    throw new Failure(
      'The servers cannot run as root and /etc/passwd has no user "nobody". Run this as an ordinary user.',
    )
  }
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

/** A folder that only the servers' account can use. */
export function createDataFolder(path, account) {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if (account.uid !== undefined) chownSync(path, account.uid, account.gid)
  return path
}

/** The folder of a program, copied to where the account can read it if it cannot read it here (a checkout under /root). */
export function readableBy(account, folder, program, copy) {
  const runs = (root) => spawnSync(join(root, program), ['--version'], account).status === 0
  if (account.uid === undefined || runs(folder)) return folder
  if (!existsSync(copy)) cpSync(folder, copy, { recursive: true, verbatimSymlinks: true })
  if (runs(copy)) return copy
  throw new Failure(`${join(folder, program)} does not run as the user "nobody", nor does a copy of it in ${copy}.`)
}
