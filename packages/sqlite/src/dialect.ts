import { createCompiler } from '@athanor/compiler'
import type { Dialect } from '@athanor/contract'
import { catalog } from './catalog.ts'
import { grammar, traits } from './grammar.ts'
import { verbs } from './verbs.ts'

export * from './sql/full-text.ts'
export * from './sql/json.ts'

/**
 * SQLite (3.39 or later), without a driver: for compiling statements and for tests.
 *
 * @example
 * sqliteDialect.compiler.compile(select(users).node).text
 */
export const sqliteDialect: Dialect = Object.freeze({
  name: 'sqlite',
  traits,
  compiler: createCompiler(grammar),
  verbs,
  catalog,
})
