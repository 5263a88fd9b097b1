import { type Deferral, type ReferentialAction, UsageError } from '@athanor/contract'
import { Expression } from '../expression/expression.ts'
import type { ConstraintName } from './naming.ts'

/** A column, as the declaration of a constraint takes it. */
export type ColumnArgument = Expression<unknown, string>
/** A condition: an expression or an `sql` template. */
export type ConditionArgument = Expression<unknown, string> | { toExpression(): Expression<unknown, string> }

export interface PrimaryKeyOptions {
  readonly columns: readonly ColumnArgument[]
  readonly name?: ConstraintName
}

export interface ForeignKeyConstraintOptions extends Deferral {
  readonly columns: readonly ColumnArgument[]
  /**
   * The columns that are referred to, in a function, so that tables may refer to ones that are declared later. Or names:
   * `() => ({ table: 'countries', schema: 'geo', columns: ['code'] })`.
   */
  // Returns void for the type checker, which then leaves the function's own type alone; see `ColumnBuilder.references`.
  readonly references: () => void
  readonly name?: ConstraintName
  readonly onDelete?: ReferentialAction
  readonly onUpdate?: ReferentialAction
  /** How NULLs of a composite key count; default `simple`. */
  readonly match?: 'simple' | 'full' | 'partial'
}
/** A foreign key by the names of what it refers to, for a table that is declared nowhere. */
export interface NamedReference {
  readonly table: string
  readonly schema?: string
  readonly columns: readonly string[]
}

export interface UniqueOptions extends Deferral {
  readonly columns: readonly ColumnArgument[]
  readonly name?: ConstraintName
  /** Two NULLs are equal (PostgreSQL 15). */
  readonly nullsNotDistinct?: boolean
}
export interface CheckOptions {
  readonly name?: ConstraintName
}

export interface ForeignKeyDeclaration extends ForeignKeyConstraintOptions {
  readonly kind: 'foreignKey'
}
export interface UniqueDeclaration extends UniqueOptions {
  readonly kind: 'unique'
}
export interface CheckDeclaration extends CheckOptions {
  readonly kind: 'check'
  readonly condition: Expression<unknown, string>
}

/**
 * A foreign key of one or several columns.
 *
 * @throws {UsageError} SQL_REFERENCE when the table is defined and the two lists do not fit
 * @example
 * metadata.table('lines', { orderId: integer(), orderYear: integer() }, (t) => ({
 *   foreignKeys: [foreignKey({ columns: [t.orderId, t.orderYear], references: () => [orders.c.id, orders.c.year] })],
 * }))
 */
export function foreignKey(options: ForeignKeyConstraintOptions): ForeignKeyDeclaration {
  return Object.freeze({ kind: 'foreignKey', ...options })
}

/** A unique constraint of one or several columns. */
export function unique(options: UniqueOptions): UniqueDeclaration {
  return Object.freeze({ kind: 'unique', ...options })
}

/**
 * A condition that every row meets.
 *
 * @example
 * metadata.table('spans', { low: integer(), high: integer() }, (t) => ({ checks: [check(t.low.lte(t.high), { name: 'ordered' })] }))
 */
export function check(condition: ConditionArgument, options: CheckOptions = {}): CheckDeclaration {
  return Object.freeze({ kind: 'check', condition: expressionOf(condition, 'a check'), ...options })
}

/** What a function of a declaration returned, as an expression. */
export function expressionOf(value: unknown, what: string): Expression<unknown, string> {
  if (value instanceof Expression) return value
  if (typeof value === 'object' && value !== null && 'toExpression' in value) {
    const convert = value.toExpression
    const made: unknown = typeof convert === 'function' ? convert.call(value) : undefined
    if (made instanceof Expression) return made
  }
  throw new UsageError(`${what} is not an expression: give a condition of columns, or an sql template`, {
    code: 'SQL_NOT_AN_EXPRESSION',
  })
}
