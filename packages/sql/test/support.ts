import type { QueryNode } from '@athanor/contract'
import { mysqlDialect } from '@athanor/mysql/dialect'
import { postgresDialect } from '@athanor/postgres/dialect'
import { bigint, integer, MetaData, numeric, text, varchar } from '@athanor/sql'
import { sqliteDialect } from '@athanor/sqlite/dialect'

/** The real grammars. */
export const dialects = Object.freeze({
  postgres: postgresDialect,
  mysql: mysqlDialect(),
  mariadb: mysqlDialect({ flavor: 'mariadb' }),
  sqlite: sqliteDialect,
})
export type DialectName = keyof typeof dialects

interface Statement {
  readonly node: QueryNode
}

/** The SQL of a statement. */
export function sqlOf(statement: Statement, dialect: DialectName): string {
  return dialects[dialect].compiler.compile(statement.node).text
}
/** The SQL for each database; a refusal by its message. */
export function everywhere(statement: Statement): Readonly<Record<DialectName, string>> {
  const said = (name: DialectName): string => {
    try {
      return sqlOf(statement, name)
    } catch (error) {
      return error instanceof Error ? `! ${error.message}` : '!'
    }
  }
  return { postgres: said('postgres'), mysql: said('mysql'), mariadb: said('mariadb'), sqlite: said('sqlite') }
}

const metadata = new MetaData()
export const users = metadata.table('users', {
  id: integer().primaryKey(),
  name: varchar(80),
  email: text().nullable().unique(),
  bossId: integer('boss_id').nullable(),
})
export const stock = metadata.table('stock', {
  sku: varchar(20).primaryKey(),
  amount: integer(),
  price: numeric(12, 2).default('0.00'),
})
export const orders = metadata.table('orders', {
  id: bigint().primaryKey(),
  userId: integer('user_id'),
  total: numeric(12, 2),
})
