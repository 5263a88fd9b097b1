import { type Backend, type Dialect } from '@athanor/contract'
import { fileConfig, type SqliteOptions } from './config.ts'
import { sqliteDialect } from './dialect.ts'
import { sqliteDriver } from './driver.ts'

export type { JournalMode, SqliteOptions } from './config.ts'
export * from './dialect.ts'

/** Two connections to `:memory:` see two databases. */
const memoryDialect: Dialect = Object.freeze({
  ...sqliteDialect,
  traits: Object.freeze({ ...sqliteDialect.traits, sharedData: false }),
})

/**
 * An SQLite database in a file or in memory, reached with the `better-sqlite3` package. Nothing is opened yet:
 * `createEngine()` does that.
 *
 * @param path of the file (relative to the working directory of now), or `:memory:`
 * @throws {UsageError} for options that cannot be read
 * @example const engine = createEngine(sqlite('./shop.db'))
 */
export function sqlite(path: string, options: SqliteOptions = {}): Backend {
  const config = fileConfig(path, options)
  return Object.freeze({
    dialect: config.inMemory ? memoryDialect : sqliteDialect,
    driver: sqliteDriver(config),
    preferredPool: config.inMemory ? 'singletonThread' : 'queue',
    description: config.inMemory ? 'sqlite :memory:' : `sqlite ${config.path}`,
    recipe: Object.freeze({ module: import.meta.url, exported: 'sqlite', args: [config.path, { ...options }] }),
  })
}
