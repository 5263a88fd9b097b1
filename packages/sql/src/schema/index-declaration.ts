import { type OrderNode, UsageError } from '@athanor/contract'
import { type Expression, Ordering } from '../expression/expression.ts'
import { type ConditionArgument, expressionOf } from './constraints.ts'
import type { MysqlIndexOptions, PostgresIndexOptions } from './dialect-options.ts'
import { FinalName } from './naming.ts'

export interface IndexOptions {
  /** Columns, expressions, or either with an order: `t.createdAt.desc()`. */
  readonly on: readonly (ConditionArgument | Ordering)[]
  readonly unique?: boolean
  /** A partial index holds these rows only. MySQL has none and refuses it. */
  readonly where?: ConditionArgument
  /** A covering index carries these columns too (PostgreSQL). */
  readonly include?: readonly Expression<unknown, string>[]
  /** The method: `btree`, `hash`, `gin`, `gist`, … */
  readonly using?: string
  /** Two NULLs are equal (PostgreSQL 15). */
  readonly nullsNotDistinct?: boolean
  /** `createAll` makes it without locking out writers; not in a transaction (PostgreSQL). */
  readonly concurrently?: boolean
  readonly postgres?: PostgresIndexOptions
  /** MariaDB too, unless `mariadb` says something else. */
  readonly mysql?: MysqlIndexOptions
  readonly mariadb?: MysqlIndexOptions
}

export interface IndexDeclaration extends Omit<IndexOptions, 'on' | 'where'> {
  readonly kind: 'index'
  readonly name?: string | FinalName
  readonly on: readonly OrderNode[]
  readonly where?: Expression<unknown, string>
}

/**
 * An index. Without a name the naming convention makes one of the columns' names.
 *
 * @throws {UsageError} SQL_INDEX when it has neither columns nor expressions
 * @example
 * metadata.table('users', { id: integer().primaryKey(), email: text(), active: boolean() }, (t) => ({
 *   indexes: [index('uq_active_email', { on: [func.lower(t.email)], unique: true, where: t.active.eq(true) })],
 * }))
 */
export function index(options: IndexOptions): IndexDeclaration
export function index(name: string | FinalName, options: IndexOptions): IndexDeclaration
export function index(first: string | FinalName | IndexOptions, second?: IndexOptions): IndexDeclaration {
  const named = typeof first === 'string' || first instanceof FinalName
  const options = named ? second : first
  if (!options || options.on.length === 0)
    throw new UsageError('an index has neither columns nor expressions: name some under `on`', { code: 'SQL_INDEX' })
  const { on, where, ...rest } = options
  return Object.freeze({
    kind: 'index',
    ...rest,
    ...(named ? { name: first } : {}),
    on: Object.freeze(on.map(itemOf)),
    ...(where === undefined ? {} : { where: expressionOf(where, 'the WHERE of an index') }),
  })
}

function itemOf(item: ConditionArgument | Ordering): OrderNode {
  return item instanceof Ordering ? item.order : { expr: expressionOf(item, 'an item of an index').node }
}
