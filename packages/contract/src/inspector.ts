import type { ReferentialAction } from './nodes/table-definition.ts'
import type { DriverValue } from './driver.ts'
import type { SqlType } from './types.ts'

export interface ReflectedColumn {
  readonly name: string
  readonly type: SqlType
  /** As the database writes it. */
  readonly databaseType: string
  readonly nullable: boolean
  /** The default's SQL text. */
  readonly defaultText: string | null
  readonly autoincrement: boolean
  readonly comment: string | null
}
export interface ReflectedPrimaryKey {
  readonly name: string | null
  readonly columns: readonly string[]
}
export interface ReflectedForeignKey {
  readonly name: string | null
  readonly columns: readonly string[]
  readonly referredSchema: string | null
  readonly referredTable: string
  readonly referredColumns: readonly string[]
  readonly onDelete: ReferentialAction
  readonly onUpdate: ReferentialAction
}
export interface ReflectedIndex {
  readonly name: string
  /** Null for an expression. */
  readonly columns: readonly (string | null)[]
  readonly unique: boolean
  /** The index exists to hold up a unique constraint of that name. */
  readonly constraint: boolean
}
export interface ReflectedUnique {
  readonly name: string | null
  readonly columns: readonly string[]
}

export interface ReflectedEnum {
  readonly name: string
  readonly schema: string | null
  readonly values: readonly string[]
}

/** Runs catalog SQL; placeholders are the dialect's own. */
export type CatalogRun = (text: string, params: readonly DriverValue[]) => Promise<readonly (readonly DriverValue[])[]>

/** The dialect's knowledge of its catalog; stateless. `schema` undefined means the default one. */
export interface CatalogReader {
  tableNames(run: CatalogRun, schema?: string): Promise<readonly string[]>
  viewNames(run: CatalogRun, schema?: string): Promise<readonly string[]>
  /** Empty where the database has none. */
  materializedViewNames(run: CatalogRun, schema?: string): Promise<readonly string[]>
  /** Enumerations that are types of their own. */
  enums(run: CatalogRun, schema?: string): Promise<readonly ReflectedEnum[]>
  schemaNames(run: CatalogRun): Promise<readonly string[]>
  /** Empty for an unknown table. */
  columns(run: CatalogRun, table: string, schema?: string): Promise<readonly ReflectedColumn[]>
  primaryKey(run: CatalogRun, table: string, schema?: string): Promise<ReflectedPrimaryKey>
  foreignKeys(run: CatalogRun, table: string, schema?: string): Promise<readonly ReflectedForeignKey[]>
  indexes(run: CatalogRun, table: string, schema?: string): Promise<readonly ReflectedIndex[]>
  uniques(run: CatalogRun, table: string, schema?: string): Promise<readonly ReflectedUnique[]>
}

/** Answers what the database holds. Each call asks anew. */
export interface Inspector {
  tableNames(schema?: string): Promise<string[]>
  viewNames(schema?: string): Promise<string[]>
  /** Empty where the database has none. */
  materializedViewNames(schema?: string): Promise<string[]>
  /** Enumerations that are types of their own. */
  enums(schema?: string): Promise<readonly ReflectedEnum[]>
  schemaNames(): Promise<string[]>
  hasTable(table: string, schema?: string): Promise<boolean>
  /** @throws {NoSuchTableError} */
  columns(table: string, schema?: string): Promise<readonly ReflectedColumn[]>
  primaryKey(table: string, schema?: string): Promise<ReflectedPrimaryKey>
  foreignKeys(table: string, schema?: string): Promise<readonly ReflectedForeignKey[]>
  indexes(table: string, schema?: string): Promise<readonly ReflectedIndex[]>
  uniques(table: string, schema?: string): Promise<readonly ReflectedUnique[]>
}
