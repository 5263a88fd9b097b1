import { type Backend, type BackendRecipe, printedAs } from '@athanor/contract'
import { type MysqlConfig, type MysqlOptions, wireConfig } from './config.ts'
import { mysqlDialect } from './dialect.ts'
import { mysqlDriver } from './driver.ts'

export type { Flavor, MysqlConfig, MysqlOptions, SslMode } from './config.ts'
export * from './dialect.ts'

/**
 * A MySQL or MariaDB database, reached with the `mysql2` package. Nothing is opened yet: `createEngine()` does that.
 *
 * @param target `mysql://user:password@host:3306/database` (or `mariadb://`), or the same as an object
 * @throws {UsageError} for a URL or options that cannot be read; the message never repeats the password
 * @example const engine = createEngine(mysql('mariadb://ada:secret@localhost/shop'))
 */
export function mysql(target: string | MysqlConfig, options: MysqlOptions = {}): Backend {
  const config = wireConfig(target, options)
  const description = config.address.url.toString()
  const recipe = recipeOf([target, options])
  const backend: Backend = {
    dialect: mysqlDialect({ flavor: config.flavor }),
    driver: mysqlDriver(config),
    preferredPool: 'queue',
    description,
    ...(recipe === undefined ? {} : { recipe: printedAs(recipe, description) }),
  }
  return Object.freeze(printedAs(backend, description))
}

/** None where a part cannot be sent to a thread, such as a password function. */
function recipeOf(args: readonly unknown[]): BackendRecipe | undefined {
  try {
    return { module: import.meta.url, exported: 'mysql', args: structuredClone(args) }
  } catch {
    return undefined
  }
}
