import type { ReferentialAction } from './nodes/table-definition.ts'
import type { DriverValue } from './driver.ts'
import type { SqlType } from './types.ts'

/** The numbers of a sequence or an identity column. */
export interface ReflectedNumbers {
  readonly start: bigint
  readonly increment: bigint
  readonly minValue: bigint
  readonly maxValue: bigint
  readonly cycle: boolean
  readonly cache: bigint
}
export interface ReflectedIdentity extends Partial<ReflectedNumbers> {
  /** An INSERT cannot give a value. Numbers that are the database's own choice are left out. */
  readonly always: boolean
}
export interface ReflectedColumn {
  readonly name: string
  readonly type: SqlType
  /** As the database writes it. */
  readonly databaseType: string
  readonly nullable: boolean
  /** The default's SQL text. */
  readonly defaultText: string | null
  /** What the database sets at each UPDATE: SQL text. */
  readonly onUpdateText: string | null
  readonly autoincrement: boolean
  readonly identity: ReflectedIdentity | null
  readonly computed: { readonly text: string; readonly stored: boolean } | null
  /** Null: that of the table, the type or the database. */
  readonly collation: string | null
  readonly comment: string | null
}
export interface ReflectedPrimaryKey {
  readonly name: string | null
  readonly columns: readonly string[]
}
export interface ReflectedDeferral {
  readonly deferrable: boolean
  readonly initially: 'immediate' | 'deferred'
}
export interface ReflectedForeignKey extends ReflectedDeferral {
  readonly name: string | null
  readonly columns: readonly string[]
  readonly referredSchema: string | null
  readonly referredTable: string
  readonly referredColumns: readonly string[]
  readonly onDelete: ReferentialAction
  readonly onUpdate: ReferentialAction
  readonly match: 'simple' | 'full' | 'partial'
}
export interface ReflectedIndexItem {
  /** Null for an expression. */
  readonly column: string | null
  /** SQL text; null for a column. */
  readonly expression: string | null
  readonly direction: 'asc' | 'desc'
  /** Null: where the database puts them by itself. */
  readonly nulls: 'first' | 'last' | null
  readonly collation: string | null
  /** Characters that are indexed (MySQL); null: all. */
  readonly length: number | null
  /** The operator class (PostgreSQL); null: that of the type. */
  readonly opclass: string | null
}
export interface ReflectedIndex {
  readonly name: string
  /** Null for an expression. */
  readonly columns: readonly (string | null)[]
  readonly items: readonly ReflectedIndexItem[]
  readonly unique: boolean
  /** The index exists to hold up a unique constraint of that name. */
  readonly constraint: boolean
  readonly include: readonly string[]
  /** The condition of a partial index: SQL text. */
  readonly where: string | null
  /** In lower case; null where the database has one only. */
  readonly method: string | null
  readonly nullsNotDistinct: boolean
}
export interface ReflectedUnique extends ReflectedDeferral {
  readonly name: string | null
  readonly columns: readonly string[]
  readonly nullsNotDistinct: boolean
}
export interface ReflectedCheck {
  readonly name: string | null
  /** The condition's SQL text. */
  readonly text: string
}
export interface ReflectedEnum {
  readonly name: string
  readonly schema: string | null
  readonly values: readonly string[]
}
export interface ReflectedSequence extends ReflectedNumbers {
  readonly name: string
  /** A column's own: it comes and goes with the column. */
  readonly owned: boolean
}

export type RelationKind = 'table' | 'view' | 'materialized view'
/** Options of one database, under the name by which `metadata.table()` takes them: `{ mysql: { engine: 'InnoDB' } }`. */
export type ReflectedOptions = Readonly<
  Record<string, Readonly<Record<string, string | number | boolean | Readonly<Record<string, string>>>>>
>
/** A table or a view, without its columns. */
export interface ReflectedRelation {
  readonly name: string
  readonly kind: RelationKind
  readonly temporary: boolean
  readonly comment: string | null
  readonly options: ReflectedOptions
  /** The SELECT of a view; null for a table. */
  readonly definition: string | null
}
/** Everything about a table or a view. */
export interface ReflectedTable extends ReflectedRelation {
  readonly columns: readonly ReflectedColumn[]
  readonly primaryKey: ReflectedPrimaryKey
  readonly foreignKeys: readonly ReflectedForeignKey[]
  readonly uniques: readonly ReflectedUnique[]
  readonly checks: readonly ReflectedCheck[]
  readonly indexes: readonly ReflectedIndex[]
}

/** Runs catalog SQL; placeholders are the dialect's own. */
export type CatalogRun = (text: string, params: readonly DriverValue[]) => Promise<readonly (readonly DriverValue[])[]>

/** Which tables a question is about. */
export interface CatalogScope {
  /** Undefined: the default one. */
  readonly schema?: string
  /** Undefined: all. */
  readonly names?: readonly string[]
}
/** Answers by the names of tables; those without an answer have no entry. */
export type ByTable<T> = ReadonlyMap<string, T>

/** The dialect's knowledge of its catalog; stateless. Each question is one query, or a few, for any number of tables. */
export interface CatalogReader {
  relations(run: CatalogRun, scope: CatalogScope): Promise<readonly ReflectedRelation[]>
  /** Tables and views that only this connection sees, as far as the database tells. */
  temporaryNames(run: CatalogRun): Promise<readonly string[]>
  schemaNames(run: CatalogRun): Promise<readonly string[]>
  sequences(run: CatalogRun, schema?: string): Promise<readonly ReflectedSequence[]>
  /** Enumerations that are types of their own. */
  enums(run: CatalogRun, schema?: string): Promise<readonly ReflectedEnum[]>
  columns(run: CatalogRun, scope: CatalogScope): Promise<ByTable<readonly ReflectedColumn[]>>
  primaryKeys(run: CatalogRun, scope: CatalogScope): Promise<ByTable<ReflectedPrimaryKey>>
  foreignKeys(run: CatalogRun, scope: CatalogScope): Promise<ByTable<readonly ReflectedForeignKey[]>>
  indexes(run: CatalogRun, scope: CatalogScope): Promise<ByTable<readonly ReflectedIndex[]>>
  uniques(run: CatalogRun, scope: CatalogScope): Promise<ByTable<readonly ReflectedUnique[]>>
  checks(run: CatalogRun, scope: CatalogScope): Promise<ByTable<readonly ReflectedCheck[]>>
}

export interface DescribeOptions {
  readonly schema?: string
  /** Only these; one that is missing has no entry. */
  readonly only?: readonly string[]
  /** Views too; default false. */
  readonly views?: boolean
}

/** Answers what the database holds. Each call asks anew. `schema` undefined means the connection's own. */
export interface Inspector {
  tableNames(schema?: string): Promise<string[]>
  viewNames(schema?: string): Promise<string[]>
  /** Empty where the database has none. */
  materializedViewNames(schema?: string): Promise<string[]>
  /** Of this connection; MariaDB before 11.2 and MySQL do not tell. */
  temporaryTableNames(): Promise<string[]>
  /** Enumerations that are types of their own. */
  enums(schema?: string): Promise<readonly ReflectedEnum[]>
  schemaNames(): Promise<string[]>
  sequences(schema?: string): Promise<readonly ReflectedSequence[]>
  sequenceNames(schema?: string): Promise<string[]>
  /** A table or a view. */
  hasTable(table: string, schema?: string): Promise<boolean>
  hasIndex(table: string, index: string, schema?: string): Promise<boolean>
  hasSchema(schema: string): Promise<boolean>
  hasSequence(sequence: string, schema?: string): Promise<boolean>
  /** The SELECT of a view. @throws {NoSuchTableError} also for a table */
  viewDefinition(view: string, schema?: string): Promise<string>
  /** @throws {NoSuchTableError} */
  columns(table: string, schema?: string): Promise<readonly ReflectedColumn[]>
  primaryKey(table: string, schema?: string): Promise<ReflectedPrimaryKey>
  foreignKeys(table: string, schema?: string): Promise<readonly ReflectedForeignKey[]>
  indexes(table: string, schema?: string): Promise<readonly ReflectedIndex[]>
  uniques(table: string, schema?: string): Promise<readonly ReflectedUnique[]>
  checks(table: string, schema?: string): Promise<readonly ReflectedCheck[]>
  /** Null: it has none, or the database keeps none. */
  tableComment(table: string, schema?: string): Promise<string | null>
  tableOptions(table: string, schema?: string): Promise<ReflectedOptions>
  /** Everything about all tables of a schema, with one query for each kind of thing. */
  describe(options?: DescribeOptions): Promise<ReadonlyMap<string, ReflectedTable>>
}
