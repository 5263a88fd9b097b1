import { createCompiler } from '@athanor/compiler'
import type { Dialect } from '@athanor/contract'
import { catalog } from './catalog.ts'
import { grammar, traits } from './grammar.ts'
import { verbs } from './verbs.ts'

/**
 * PostgreSQL (12 or later), without a driver: for compiling statements and for tests.
 *
 * @example
 * postgresDialect.compiler.compile(select(users).node).text
 */
export const postgresDialect: Dialect = Object.freeze({
  name: 'postgres',
  traits,
  compiler: createCompiler(grammar),
  verbs,
  catalog,
})
