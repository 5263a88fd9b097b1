import type { CheckDeclaration, ForeignKeyDeclaration, PrimaryKeyOptions, UniqueDeclaration } from './constraints.ts'
import type { ByDialect, MysqlTableOptions, PostgresTableOptions, SqliteTableOptions } from './dialect-options.ts'
import type { IndexDeclaration } from './index-declaration.ts'

/** What a table is besides its columns. */
export interface TableOptions extends ByDialect<PostgresTableOptions, MysqlTableOptions, SqliteTableOptions> {
  /** Default: that of the MetaData. Null: none, even where the MetaData has one. */
  readonly schema?: string | null
  readonly comment?: string
  /** Seen by one connection, and gone with it: create it on the connection that uses it. */
  readonly temporary?: boolean
  /** Several columns, or a name. Columns marked with `.primaryKey()` need not be repeated for the key alone. */
  readonly primaryKey?: PrimaryKeyOptions
  readonly foreignKeys?: readonly ForeignKeyDeclaration[]
  readonly uniques?: readonly UniqueDeclaration[]
  readonly checks?: readonly CheckDeclaration[]
  readonly indexes?: readonly IndexDeclaration[]
}

/** Options, or a function of the table's columns that returns them. It may be called more than once. */
export type TableOptionsOf<C> = TableOptions | ((columns: C) => TableOptions)
