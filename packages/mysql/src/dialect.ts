import { createCompiler } from '@athanor/compiler'
import type { Dialect } from '@athanor/contract'
import { catalog } from './catalog.ts'
import { grammars, type MysqlFlavor } from './grammar.ts'
import { verbs } from './verbs.ts'

export type { MysqlFlavor } from './grammar.ts'
export {
  type IntegerOptions,
  mediumint,
  set,
  tinyint,
  unsignedBigint,
  unsignedInteger,
  unsignedSmallint,
  year,
} from './native-types.ts'

export interface MysqlDialectOptions {
  /** Default `mysql`. MariaDB has RETURNING for INSERT and DELETE, but neither LATERAL nor FOR UPDATE OF. */
  readonly flavor?: MysqlFlavor
}

export * from './sql/full-text.ts'
export * from './sql/json.ts'

function dialect(flavor: MysqlFlavor): Dialect {
  const grammar = grammars[flavor]
  return Object.freeze({
    name: grammar.name,
    traits: grammar.traits,
    compiler: createCompiler(grammar),
    verbs,
    catalog,
  })
}
const dialects: Readonly<Record<MysqlFlavor, Dialect>> = Object.freeze({
  mysql: dialect('mysql'),
  mariadb: dialect('mariadb'),
})

/**
 * MySQL (8.0.31 or later) or MariaDB (10.6 or later), without a driver: for compiling statements and for tests. Equal
 * options yield the same object.
 *
 * @example
 * mysqlDialect({ flavor: 'mariadb' }).compiler.compile(select(users).node).text
 */
export function mysqlDialect(options: MysqlDialectOptions = {}): Dialect {
  return dialects[options.flavor ?? 'mysql']
}
