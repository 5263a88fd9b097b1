import { spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { Failure } from '../failure.mjs'
import { createDataFolder } from './account.mjs'
import { login, urlFor } from './login.mjs'
import { freePort } from './ports.mjs'
import { startProcess } from './processes.mjs'
import { findProgram } from './programs.mjs'
import { untilReady } from './until-ready.mjs'

export const mariadbNeeds = {
  name: 'MariaDB',
  programs: ['mariadbd', 'mariadb-install-db', 'my_print_defaults'],
  packages: ['mariadb-server-core', 'mariadb-client-core'],
  docker: 'docker run -d -p 3306:3306 -e MARIADB_ROOT_PASSWORD=secret -e MARIADB_DATABASE=athanor mariadb:11',
  variable: 'ATHANOR_MYSQL_URL=mysql://root:secret@127.0.0.1:3306/athanor',
}

const settings = [
  '--character-set-server=utf8mb4',
  '--collation-server=utf8mb4_bin',
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--max-connections=200',
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-file-size=32M',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=0',
]

export async function startMariadb(run, name, account) {
  const home = createDataFolder(join(run.path, name), account)
  const data = join(home, 'data')
  install(home, data, account)

  const port = await freePort()
  const log = join(home, 'server.log')
  const args = [
    '--no-defaults',
    `--datadir=${data}`,
    `--tmpdir=${home}`,
    `--socket=${join(home, 's')}`,
    `--pid-file=${join(home, 'pid')}`,
  ]
  const child = startProcess(
    findProgram('mariadbd'),
    [...args, `--port=${port}`, `--init-file=${writeAccounts(home, account)}`, ...settings],
    { cwd: home, account, log },
  )
  if (child.pid !== undefined) run.record(child.pid, 'SIGTERM')

  await untilReady('MariaDB', child, log, async () => {
    const connection = await mysql.createConnection({ host: '127.0.0.1', port, ...login, connectTimeout: 5_000 })
    await connection.query('SELECT 1')
    await connection.end()
  })
  return urlFor('mysql', port)
}

function install(home, data, account) {
  mkdirSync(data, { mode: 0o700 })
  if (account.uid !== undefined) chownSync(data, account.uid, account.gid)
  const { status, stdout, stderr, error } = spawnSync(
    findProgram('mariadb-install-db'),
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--tmpdir=${home}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--innodb-log-file-size=32M',
    ],
    { cwd: home, encoding: 'utf8', ...account },
  )
  if (status !== 0) throw new Failure(`mariadb-install-db failed: ${error?.message ?? stdout + stderr}`)
}

function writeAccounts(home, account) {
  const path = join(home, 'accounts.sql')
  writeFileSync(
    path,
    [
      `CREATE DATABASE ${login.database};`,
      `CREATE USER '${login.user}'@'%' IDENTIFIED BY '${login.password}';`,
      `GRANT ALL ON *.* TO '${login.user}'@'%' WITH GRANT OPTION;`,
      '',
    ].join('\n'),
  )
  if (account.uid !== undefined) chownSync(path, account.uid, account.gid)
  return path
}
