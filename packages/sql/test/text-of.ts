import { mysqlDialect } from '@athanor/mysql/dialect'
import { postgresDialect } from '@athanor/postgres/dialect'
import {
  type Expression,
  MetaData,
  select,
  boolean,
  double,
  integer,
  json,
  numeric,
  text,
  timestamp,
} from '@athanor/sql'
import { sqliteDialect } from '@athanor/sqlite/dialect'

const metadata = new MetaData()
export const { c } = metadata.table('t', {
  id: integer().primaryKey(),
  a: integer(),
  b: integer().nullable(),
  s: text(),
  n: numeric(12, 2),
  x: double(),
  f: boolean(),
  j: json(),
  d: timestamp(),
})

export const dialects = { postgres: postgresDialect, mysql: mysqlDialect(), sqlite: sqliteDialect }
export type DialectName = keyof typeof dialects

/** An expression's SQL, without the tables' names. */
export function textOf(of: Expression<unknown, string>, name: DialectName = 'postgres'): string {
  const { text: sql } = select(of.as('it')).compile(dialects[name])
  return sql
    .replace(/^SELECT /, '')
    .replace(/ AS it(?: FROM t)?$/, '')
    .replaceAll(/\bt\./g, '')
}
/** The SQL on PostgreSQL, MySQL and SQLite. */
export function textsOf(of: Expression<unknown, string>): readonly [string, string, string] {
  return [textOf(of), textOf(of, 'mysql'), textOf(of, 'sqlite')]
}
