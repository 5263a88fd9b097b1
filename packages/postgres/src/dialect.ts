import { createCompiler } from '@athanor/compiler'
import type { Dialect } from '@athanor/contract'
import { catalog } from './catalog.ts'
import { grammar, traits } from './grammar.ts'
import { verbs } from './verbs.ts'

export {
  bit,
  cidr,
  citext,
  datemultirange,
  daterange,
  hstore,
  inet,
  int4multirange,
  int4range,
  int8multirange,
  int8range,
  macaddr,
  macaddr8,
  nummultirange,
  numrange,
  tsmultirange,
  tsquery,
  tsrange,
  tstzmultirange,
  tstzrange,
  tsvector,
  varbit,
  xml,
} from './native-types.ts'
export * from './sql/arrays.ts'
export * from './sql/full-text.ts'
export * from './sql/json.ts'
export * from './sql/ranges.ts'
export { type BoundedRange, emptyRange, type EmptyRange, range, type Range, type RangeBounds } from './ranges.ts'

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
