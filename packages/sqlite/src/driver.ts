import { dirname } from 'node:path'
import { databaseError, type Driver, type RunOptions } from '@athanor/contract'
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { retryWhileBusy } from './busy-retry.ts'
import type { FileConfig } from './config.ts'
import { installRegexp } from './regexp.ts'
import { SqliteConnection } from './connection.ts'

/** Opens connections with `better-sqlite3`. Each connection to `:memory:` is a database of its own. */
export function sqliteDriver(config: FileConfig): Driver {
  return { connect: (options = {}) => connect(config, options) }
}

async function connect(config: FileConfig, { signal }: RunOptions): Promise<SqliteConnection> {
  signal?.throwIfAborted()
  const database = open(config)
  installRegexp(database)
  try {
    for (const pragma of pragmas(config)) {
      await retryWhileBusy(() => database.pragma(pragma), config.busyTimeoutMs, signal)
    }
    // SQLite looks at the file only when something is read.
    await retryWhileBusy(() => database.pragma('schema_version'), config.busyTimeoutMs, signal)
  } catch (error) {
    database.close()
    if (signal?.aborted === true) throw error
    throw openError(error, config)
  }
  const { busyTimeoutMs, preparedStatements } = config
  return new SqliteConnection({ database, busyTimeoutMs, preparedStatements })
}

function open(config: FileConfig): Database {
  try {
    return new BetterSqlite3(config.path, {
      readonly: config.readOnly,
      fileMustExist: config.mustExist,
      // Waiting is done outside of SQLite: see retryWhileBusy().
      timeout: 0,
    })
  } catch (error) {
    throw openError(error, config)
  }
}

function pragmas({ inMemory, readOnly, journalMode, foreignKeys }: FileConfig): readonly string[] {
  const keys = `foreign_keys = ${foreignKeys ? 'ON' : 'OFF'}`
  if (inMemory || readOnly) return [keys]
  // In WAL mode NORMAL keeps the file consistent at a loss of power; FULL would sync at each commit.
  return [keys, `journal_mode = ${journalMode}`, ...(journalMode === 'wal' ? ['synchronous = NORMAL'] : [])]
}

function openError(cause: unknown, { path, mustExist }: FileConfig): Error {
  const message = cause instanceof Error ? cause.message : ''
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  return databaseError(code?.startsWith('SQLITE_BUSY') === true ? 'timeout' : 'openFailed', {
    cause,
    nativeCode: code,
    place: path,
    advice: advice(message, code, path, mustExist),
  })
}

function advice(message: string, code: string | undefined, path: string, mustExist: boolean): string {
  if (message.includes('directory does not exist')) return `The folder ${dirname(path)} does not exist: create it first`
  if (code === 'SQLITE_NOTADB') return 'The file is not an SQLite database'
  if (code === 'SQLITE_READONLY') return 'The file may not be written: open it with { readOnly: true }'
  if (code?.startsWith('SQLITE_BUSY') === true) return 'Another process holds the file locked'
  if (code?.startsWith('SQLITE_CANTOPEN') === true) {
    return mustExist
      ? 'The file is missing, is a folder, or may not be read'
      : 'The path is a folder, or this user may not write there'
  }
  return 'Check the path and its permissions'
}
