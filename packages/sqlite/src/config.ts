import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkOptionNames, optionMs, UsageError } from '@athanor/contract'

const journalModes = ['wal', 'delete', 'truncate', 'persist', 'memory', 'off'] as const
export type JournalMode = (typeof journalModes)[number]

export interface SqliteOptions {
  /** Open for reading only; the file must exist. Default false. */
  readonly readOnly?: boolean
  /** Default true; false: a missing file is an error. */
  readonly create?: boolean
  /** Default `wal`, in which readers and one writer do not block each other. Ignored in memory and for reading only. */
  readonly journalMode?: JournalMode
  /** Default true. */
  readonly foreignKeys?: boolean
  /** How long a statement waits for a lock that another connection holds; default 5,000. The thread is not blocked. */
  readonly busyTimeoutMs?: number
  /** How many prepared statements one connection keeps; default 256. */
  readonly preparedStatements?: number
}

const optionNames: readonly (keyof SqliteOptions)[] = [
  'readOnly',
  'create',
  'journalMode',
  'foreignKeys',
  'busyTimeoutMs',
  'preparedStatements',
]

/** Everything the driver needs, with the defaults filled in. */
export interface FileConfig {
  /** Absolute, or `:memory:`. */
  readonly path: string
  readonly inMemory: boolean
  readonly readOnly: boolean
  readonly mustExist: boolean
  readonly journalMode: JournalMode
  readonly foreignKeys: boolean
  readonly busyTimeoutMs: number
  readonly preparedStatements: number
}

/** @throws {UsageError} CONFIG_PATH, CONFIG_OPTION */
export function fileConfig(path: string, options: SqliteOptions = {}): FileConfig {
  checkOptionNames(options, optionNames, 'sqlite()')
  if (typeof path !== 'string' || path === '') {
    throw new UsageError("sqlite() wants the path of a file, or ':memory:'", { code: 'CONFIG_PATH' })
  }
  const { journalMode = 'wal', preparedStatements = 256, readOnly = false, create = true, foreignKeys = true } = options
  if (!journalModes.includes(journalMode)) {
    throw new UsageError(`The option journalMode is one of ${journalModes.join(', ')}`, { code: 'CONFIG_OPTION' })
  }
  if (!Number.isInteger(preparedStatements) || preparedStatements < 0) {
    throw new UsageError('The option preparedStatements must be a whole number', { code: 'CONFIG_OPTION' })
  }
  const inMemory = path === ':memory:'
  return Object.freeze({
    path: inMemory ? path : resolve(path.startsWith('file://') ? fileURLToPath(path) : path),
    inMemory,
    readOnly,
    mustExist: readOnly || !create,
    journalMode,
    foreignKeys,
    busyTimeoutMs: optionMs('busyTimeoutMs', options.busyTimeoutMs, 5_000),
    preparedStatements,
  })
}
