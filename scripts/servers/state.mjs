// The folder of one run of the servers, and what a run that crashed left behind.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { identify, isAlive, stopProcess } from './processes.mjs'

export const stateFolder = join(tmpdir(), `athanor-servers-${userInfo().uid}`)

/** A new folder for this run: `path` for data, `record` to write down each server as soon as it has a pid. */
export function createRun() {
  mkdirSync(stateFolder, { recursive: true, mode: 0o755 })
  const path = mkdtempSync(join(stateFolder, 'run-'))
  chmodSync(path, 0o755)
  const run = { owner: identify(process.pid), servers: [] }
  const write = () => {
    writeFileSync(join(path, 'run.json.new'), JSON.stringify(run))
    renameSync(join(path, 'run.json.new'), join(path, 'run.json'))
  }
  write()
  return {
    path,
    record(pid, signal) {
      const server = { ...identify(pid), signal }
      run.servers.push(server)
      write()
      return server
    },
    async remove() {
      await Promise.all(run.servers.map((server) => stopProcess(server, server.signal)))
      rmSync(path, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Stops the servers of runs whose owner is gone, and removes their folders. */
export async function cleanLeftovers() {
  for (const name of foldersOfRuns()) {
    const path = join(stateFolder, name)
    const run = readRun(path)
    if (run === null || isAlive(run.owner)) continue
    console.error(`Cleaning up the servers of an earlier run that did not end well (${run.servers.length} recorded).`)
    await Promise.all(run.servers.map((server) => stopProcess(server, server.signal)))
    rmSync(path, { recursive: true, force: true, maxRetries: 5 })
  }
}

function foldersOfRuns() {
  try {
    return readdirSync(stateFolder).filter((name) => name.startsWith('run-'))
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

function readRun(path) {
  try {
    return JSON.parse(readFileSync(join(path, 'run.json'), 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}
