// Server programs of the system: found on PATH, or installed with apt where that needs no question (root on Debian).
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Failure } from '../failure.mjs'

const alsoIn = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin', '/usr/local/mysql/bin']

export function findProgram(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...alsoIn]
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path)) ?? null
}

/** Installs the Debian packages when a program is missing and we may; says how to go on when we may not. */
export function ensurePrograms(needs) {
  const missing = needs.filter(({ programs }) => programs.some((program) => findProgram(program) === null))
  if (missing.length === 0) return
  const packages = missing.flatMap((need) => need.packages)
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get') !== null) {
    console.error(`Installing ${packages.join(' ')} with apt-get (once).`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
      const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' })
      if (status !== 0) throw new Failure(`apt-get ${args.join(' ')} failed (exit code ${status}).\n${stdout}${stderr}`)
    }
    return
  }
  throw new Failure(missing.map(advice).join('\n'))
}

function advice({ name, programs, packages, docker, variable }) {
  return (
    `${name} is not installed (${programs.join(', ')} not found). Install it (Debian: sudo apt-get install ${packages.join(' ')}),\n` +
    `or start one in a container and name it:\n  ${docker}\n  export ${variable}`
  )
}
