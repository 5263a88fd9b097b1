/** What only PostgreSQL knows of a table. https://www.postgresql.org/docs/current/sql-createtable.html */
export interface PostgresTableOptions {
  readonly unlogged?: boolean
  /** Storage parameters: `{ fillfactor: 70 }`. */
  readonly with?: Readonly<Record<string, string | number | boolean>>
  readonly tablespace?: string
  /** Of a temporary table; default `preserve rows`. */
  readonly onCommit?: 'preserve rows' | 'delete rows' | 'drop'
}
/** What only MySQL and MariaDB know of a table. https://dev.mysql.com/doc/refman/8.0/en/create-table.html */
export interface MysqlTableOptions {
  readonly engine?: string
  readonly charset?: string
  readonly collate?: string
  readonly rowFormat?: string
  /** The first generated number. */
  readonly autoIncrement?: number
}
/** What only SQLite knows of a table. https://www.sqlite.org/lang_createtable.html */
export interface SqliteTableOptions {
  /** Values must have their column's type. */
  readonly strict?: boolean
  readonly withoutRowid?: boolean
  /** Generated keys of deleted rows are never used again. */
  readonly autoincrement?: boolean
}
/** What only PostgreSQL knows of an index. */
export interface PostgresIndexOptions {
  readonly with?: Readonly<Record<string, string | number | boolean>>
  readonly tablespace?: string
  /** Operator classes by column: `{ email: 'text_pattern_ops' }`. */
  readonly opclasses?: Readonly<Record<string, string>>
}
/** What only MySQL and MariaDB know of an index. */
export interface MysqlIndexOptions {
  /** Characters of the column that are indexed, by column. */
  readonly lengths?: Readonly<Record<string, number>>
  readonly kind?: 'fulltext' | 'spatial'
  /** Of a full-text index. */
  readonly parser?: string
}

/** Options of one database, by its dialect's name. Another database passes over them. */
export interface ByDialect<P, M, S> {
  readonly postgres?: P
  /** MariaDB too, unless `mariadb` says something else. */
  readonly mysql?: M
  readonly mariadb?: M
  readonly sqlite?: S
}
