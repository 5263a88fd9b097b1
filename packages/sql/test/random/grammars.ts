import { type Dialect, type Plan, UnsupportedByDialectError } from '@athanor/contract'
import { mysqlDialect } from '@athanor/mysql/dialect'
import { postgresDialect } from '@athanor/postgres/dialect'
import { sqliteDialect } from '@athanor/sqlite/dialect'
import type { RandomStatement } from './statements.ts'

/** Every grammar there is, by name. */
export const grammars: Readonly<Record<'postgres' | 'sqlite' | 'mariadb' | 'mysql', Dialect>> = {
  postgres: postgresDialect,
  sqlite: sqliteDialect,
  mariadb: mysqlDialect({ flavor: 'mariadb' }),
  mysql: mysqlDialect({ flavor: 'mysql' }),
}

/** The plan, or the refusal of a database that cannot say the statement. Any other error goes on. */
export function planOrRefusal(
  { query, lists }: Pick<RandomStatement, 'query' | 'lists'>,
  dialect: Dialect,
): Plan | UnsupportedByDialectError {
  try {
    return dialect.compiler.compile(query.node, lists)
  } catch (error) {
    if (error instanceof UnsupportedByDialectError) return error
    throw error
  }
}
