import type { Dialect } from '@athanor/contract'
import { mysqlDialect } from '@athanor/mysql/dialect'
import { postgresDialect } from '@athanor/postgres/dialect'
import { boolean, type Condition, integer, MetaData, numeric, select, text } from '@athanor/sql'
import { sqliteDialect } from '@athanor/sqlite/dialect'

/** The real grammars, so that the tests of semantics see what a database would get. */
export const dialects = Object.freeze({
  postgres: postgresDialect,
  mysql: mysqlDialect(),
  mariadb: mysqlDialect({ flavor: 'mariadb' }),
  sqlite: sqliteDialect,
})
export type DialectName = keyof typeof dialects

interface Compilable {
  compile(dialect: Dialect): { readonly text: string }
}
export function textOf(statement: Compilable, dialect: DialectName = 'postgres'): string {
  return statement.compile(dialects[dialect]).text
}

const metadata = new MetaData()
/** Two tables for texts: `t` with columns a, b, d of numbers, `u` beside it. */
export const t = metadata.table('t', {
  id: integer().primaryKey(),
  a: integer(),
  b: integer(),
  d: integer(),
  s: text(),
  n: text().nullable(),
  f: boolean(),
  p: numeric(10, 2),
})
export const u = metadata.table('u', { id: integer().primaryKey(), tId: integer('t_id'), s: text() })

/** The text of a condition on `t`, as it stands in WHERE. */
export function where(condition: Condition, dialect: DialectName = 'postgres'): string {
  return textOf(select(t.c.id).from(t).where(condition), dialect).replace(/^.*? WHERE /, '')
}
