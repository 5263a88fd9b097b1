import type { SqlType } from '../types.ts'
import type { ExprNode } from './expression.ts'
import type { TableNode } from './source.ts'

/** What the database does with referring rows. */
export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export interface ColumnDefinition {
  readonly name: string
  readonly type: SqlType
  readonly nullable: boolean
  /** The database generates the value: identity, AUTO_INCREMENT, rowid. */
  readonly autoincrement: boolean
  readonly serverDefault?: ExprNode
  readonly comment?: string
}

export interface ForeignKeyDefinition {
  readonly name?: string
  readonly columns: readonly string[]
  readonly referredTable: TableNode
  readonly referredColumns: readonly string[]
  readonly onDelete?: ReferentialAction
  readonly onUpdate?: ReferentialAction
}

export interface UniqueDefinition {
  readonly name?: string
  readonly columns: readonly string[]
}

export interface CheckDefinition {
  readonly name?: string
  readonly condition: ExprNode
}

export interface IndexDefinition {
  readonly name: string
  readonly columns: readonly string[]
  readonly unique: boolean
}

/** Everything that CREATE TABLE says. */
export interface TableDefinition {
  readonly table: TableNode
  readonly columns: readonly ColumnDefinition[]
  readonly primaryKey: readonly string[]
  readonly foreignKeys: readonly ForeignKeyDefinition[]
  readonly uniques: readonly UniqueDefinition[]
  readonly checks: readonly CheckDefinition[]
  readonly indexes: readonly IndexDefinition[]
}

export interface CreateTableNode {
  readonly kind: 'createTable'
  readonly definition: TableDefinition
  readonly ifNotExists: boolean
}
export interface DropTableNode {
  readonly kind: 'dropTable'
  readonly table: TableNode
  readonly ifExists: boolean
}
export interface CreateIndexNode {
  readonly kind: 'createIndex'
  readonly table: TableNode
  readonly index: IndexDefinition
  readonly ifNotExists: boolean
}
export interface DropIndexNode {
  readonly kind: 'dropIndex'
  readonly table: TableNode
  readonly name: string
  readonly ifExists: boolean
}
export interface AddForeignKeyNode {
  readonly kind: 'addForeignKey'
  readonly table: TableNode
  readonly foreignKey: ForeignKeyDefinition
}
export interface DropForeignKeyNode {
  readonly kind: 'dropForeignKey'
  readonly table: TableNode
  readonly name: string
}

export type DdlNode =
  | CreateTableNode
  | DropTableNode
  | CreateIndexNode
  | DropIndexNode
  | AddForeignKeyNode
  | DropForeignKeyNode
