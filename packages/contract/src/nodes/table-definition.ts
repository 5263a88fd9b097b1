import type { SqlType } from '../types.ts'
import type { ExprNode, OrderNode } from './expression.ts'
import type { TableNode } from './source.ts'

/** What the database does with referring rows. */
export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export type OptionValue = string | number | boolean | Readonly<Record<string, string | number | boolean>>
/** Options of one database only, by its dialect's name; the others pass over them. */
export type DialectOptions = Readonly<Record<string, Readonly<Record<string, OptionValue | undefined>>>>

/** The name of a constraint or an index. */
export interface Named {
  /** Undefined: the database makes one up. */
  readonly name?: string
  /** A naming convention made the name: it is shortened where it is too long. A name that the program wrote is refused. */
  readonly conventional?: boolean
}

/** The numbers of a sequence or an identity column. Undefined: as the database has it. */
export interface SequenceNumbers {
  readonly start?: number | bigint
  readonly increment?: number | bigint
  readonly minValue?: number | bigint
  readonly maxValue?: number | bigint
  readonly cycle?: boolean
  /** Numbers that a connection takes in advance. */
  readonly cache?: number
}

/** `GENERATED … AS IDENTITY (…)`. */
export interface IdentityDefinition extends SequenceNumbers {
  /** An INSERT cannot give a value. */
  readonly always: boolean
}

/** `GENERATED ALWAYS AS (…)`. */
export interface ComputedDefinition {
  readonly expression: ExprNode
  /** Kept on disk, rather than computed at each read. */
  readonly stored: boolean
}

export interface ColumnDefinition {
  readonly name: string
  readonly type: SqlType
  /** As one dialect's catalog writes the type, which says more than `type`; for that dialect only. */
  readonly databaseType?: { readonly dialect: string; readonly text: string }
  readonly nullable: boolean
  /** The database generates the value: identity, AUTO_INCREMENT, rowid. */
  readonly autoincrement: boolean
  readonly identity?: IdentityDefinition
  readonly computed?: ComputedDefinition
  readonly serverDefault?: ExprNode
  /** `ON UPDATE …` (MySQL, MariaDB). */
  readonly serverOnUpdate?: ExprNode
  readonly collation?: string
  readonly comment?: string
}

/** When a constraint is checked. */
export interface Deferral {
  readonly deferrable?: boolean
  /** Default `immediate`; `deferred`: at commit. */
  readonly initially?: 'deferred' | 'immediate'
}

export interface PrimaryKeyDefinition extends Named {
  readonly columns: readonly string[]
}

export interface ForeignKeyDefinition extends Named, Deferral {
  readonly columns: readonly string[]
  readonly referredTable: TableNode
  readonly referredColumns: readonly string[]
  readonly onDelete?: ReferentialAction
  readonly onUpdate?: ReferentialAction
  /** How NULLs in a composite key count; default `simple`. */
  readonly match?: 'simple' | 'full' | 'partial'
}

export interface UniqueDefinition extends Named, Deferral {
  readonly columns: readonly string[]
  /** Two NULLs are equal. */
  readonly nullsNotDistinct?: boolean
}

export interface CheckDefinition extends Named {
  readonly condition: ExprNode
}

export interface IndexDefinition extends Named {
  readonly name: string
  /** Columns and expressions, each with its order. */
  readonly on: readonly OrderNode[]
  readonly unique: boolean
  readonly nullsNotDistinct?: boolean
  /** Rows that the index holds; undefined: all. */
  readonly where?: ExprNode
  /** Further columns that the index carries without being ordered by them. */
  readonly include?: readonly string[]
  /** `btree`, `hash`, `gin`, `gist`, … */
  readonly method?: string
  readonly options?: DialectOptions
}

/** Everything that CREATE TABLE says. */
export interface TableDefinition {
  readonly table: TableNode
  readonly columns: readonly ColumnDefinition[]
  readonly primaryKey: readonly string[]
  readonly primaryKeyName?: Named
  readonly foreignKeys: readonly ForeignKeyDefinition[]
  readonly uniques: readonly UniqueDefinition[]
  readonly checks: readonly CheckDefinition[]
  readonly indexes: readonly IndexDefinition[]
  readonly comment?: string
  /** Seen by one connection, and gone with it. */
  readonly temporary?: boolean
  readonly options?: DialectOptions
}

export interface SequenceNode {
  readonly name: string
  readonly schema?: string
}
export interface SequenceDefinition extends SequenceNumbers {
  readonly sequence: SequenceNode
}

/** An enumeration that is a type of its own. */
export interface EnumDefinition {
  readonly name: string
  readonly schema?: string
  readonly values: readonly string[]
}

export type ConstraintKind = 'primaryKey' | 'foreignKey' | 'unique' | 'check'
/** A constraint that is added to a table that exists. */
export type ConstraintDefinition =
  | ({ readonly kind: 'primaryKey' } & PrimaryKeyDefinition)
  | ({ readonly kind: 'foreignKey' } & ForeignKeyDefinition)
  | ({ readonly kind: 'unique' } & UniqueDefinition)
  | ({ readonly kind: 'check' } & CheckDefinition)
