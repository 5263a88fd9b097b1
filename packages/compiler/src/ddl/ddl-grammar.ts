import type { ConstraintKind, OptionValue } from '@athanor/contract'

/** What the options of one database add to CREATE TABLE. */
export interface TableSuffix {
  /** Between CREATE and TABLE. */
  readonly prefix?: string
  /** After the closing parenthesis. */
  readonly suffix: string
  /** AUTOINCREMENT after the generated key (SQLite). */
  readonly autoincrement?: string
  /** What becomes of a column's type (STRICT of SQLite). */
  readonly columnType?: (declared: string) => string
}
/** What the options of one database add to an index. */
export interface IndexSuffix {
  /** Between CREATE and INDEX. */
  readonly prefix?: string
  /** After a column, by the column's name: a length, an operator class. */
  readonly columns?: Readonly<Record<string, string>>
  /** Before WHERE. */
  readonly suffix: string
}
export type Options = Readonly<Record<string, OptionValue | undefined>>

/** How one database defines things. What is false or undefined is refused. */
export interface DdlGrammar {
  /** `CREATE SCHEMA`. `cascading`: dropping one always drops what is in it. */
  readonly schemas: false | 'plain' | 'cascading'
  /** CASCADE after DROP TABLE, DROP VIEW and DROP CONSTRAINT. */
  readonly cascade: boolean
  readonly temporaryViews: boolean
  readonly materializedViews: boolean
  readonly viewOrReplace: boolean
  readonly viewIfNotExists: boolean
  /** How the length of names is measured. */
  readonly nameUnit: 'bytes' | 'characters'

  /** `GENERATED … AS IDENTITY (…)`. */
  readonly identity: boolean
  /** What follows `GENERATED ALWAYS AS (…)`. */
  readonly computed: { readonly stored: string | undefined; readonly virtual: string | undefined }
  /** A computed column may say NOT NULL. */
  readonly computedNotNull: boolean
  readonly columnOnUpdate: boolean

  readonly deferrableForeignKeys: boolean
  readonly deferrableUniques: boolean
  readonly matchFull: boolean
  readonly nullsNotDistinct: boolean
  /** The word before a constraint's name in ALTER TABLE … DROP; undefined: constraints cannot be dropped. */
  readonly dropConstraint?: Readonly<Record<ConstraintKind, string>>
  /** DROP CONSTRAINT IF EXISTS. */
  readonly dropConstraintIfExists: boolean

  readonly partialIndexes: boolean
  readonly expressionIndexes: boolean
  readonly includeColumns: boolean
  readonly indexNulls: boolean
  readonly indexMethods: ReadonlySet<string>
  /** `ON t USING m (…)` or `ON t (…) USING m`. */
  readonly indexMethodPlace: 'before' | 'after'
  readonly concurrentIndexes: boolean

  readonly sequences: boolean
  readonly nextValue?: (qualifiedName: string, literal: (text: string) => string) => string

  tableOptions(options: Options): TableSuffix
  indexOptions(options: Options): IndexSuffix
  /** The table's comment, after the parenthesis. */
  readonly tableComment?: (literal: string) => string
}
