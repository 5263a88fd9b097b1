import { type Backend, type BackendRecipe, printedAs } from '@athanor/contract'
import { type PostgresConfig, type PostgresOptions, wireConfig } from './config.ts'
import { postgresDialect } from './dialect.ts'
import { postgresDriver } from './driver.ts'

export type { PostgresConfig, PostgresOptions, SslMode } from './config.ts'
export * from './dialect.ts'

/**
 * A PostgreSQL database, reached with the `pg` package. Nothing is opened yet: `createEngine()` does that.
 *
 * @param target `postgres://user:password@host:5432/database`, or the same as an object
 * @throws {UsageError} for a URL or options that cannot be read; the message never repeats the password
 * @example const engine = createEngine(postgres('postgres://ada:secret@localhost/shop?sslmode=require'))
 */
export function postgres(target: string | PostgresConfig, options: PostgresOptions = {}): Backend {
  const config = wireConfig(target, options)
  const description = config.address.url.toString()
  const recipe = recipeOf([target, options])
  const backend: Backend = {
    dialect: postgresDialect,
    driver: postgresDriver(config),
    preferredPool: 'queue',
    description,
    ...(recipe === undefined ? {} : { recipe: printedAs(recipe, description) }),
  }
  return Object.freeze(printedAs(backend, description))
}

/** None where a part cannot be sent to a thread, such as a password function. */
function recipeOf(args: readonly unknown[]): BackendRecipe | undefined {
  try {
    return { module: import.meta.url, exported: 'postgres', args: structuredClone(args) }
  } catch {
    return undefined
  }
}
