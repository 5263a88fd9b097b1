import {
  type ExprNode,
  type FunctionSourceNode,
  sourceSymbol,
  sqlTypes,
  type SqlType,
  UsageError,
} from '@athanor/contract'
import { columnsOf } from './alias.ts'
import { termNode } from '../statement/arguments.ts'
import type { RawTerm } from '../statement/arguments.ts'
import type { Derived } from './derived.ts'
import type { Expression } from '../expression/expression.ts'
import { columnNode } from './source.ts'
import { columnType } from '../types/type-argument.ts'
import type { ValuesColumns, ValuesRow } from './values.ts'

export interface TableFunctionOptions {
  /** LATERAL, where the database has the word. Functions see the sources to their left without it too; default false. */
  readonly lateral?: boolean
  /** Adds the column `ordinality`: the number of the row, from 1 (PostgreSQL); default false. */
  readonly withOrdinality?: boolean
}

type Numbered<Row, O> = O extends { readonly withOrdinality: true } ? Row & { ordinality: bigint } : Row

/**
 * A function in FROM, with the columns that it yields.
 *
 * PostgreSQL gives the columns these names in their order. SQLite cannot name them, so there the keys must be the
 * function's own names (`key`, `value` … of `json_each`). MySQL and MariaDB have JSON_TABLE only: write it as raw SQL.
 *
 * @param name under which columns refer to it
 * @example
 * const days = tableFunction('days', func.call('generate_series', integer(), 1, 7), { day: integer() })
 * select(days.c.day).from(days)
 */
export function tableFunction<
  const N extends string,
  const D extends ValuesColumns,
  const O extends TableFunctionOptions = TableFunctionOptions,
>(
  name: N,
  call: Expression<unknown, string> | RawTerm,
  columns: D,
  options?: O,
): Derived<N, Numbered<ValuesRow<D>, O>> {
  const { lateral = false, withOrdinality = false } = options ?? {}
  const described = Object.entries(columns).map(([key, type]): readonly [string, SqlType] => [key, columnType(type)])
  if (withOrdinality) described.push(['ordinality', sqlTypes.bigint])
  if (described.length === 0)
    throw new UsageError(`tableFunction('${name}') got no columns: give at least one a type`, { code: 'SQL_VALUES' })
  const expr: ExprNode = termNode('tableFunction()', call)
  const node: FunctionSourceNode = Object.freeze({
    kind: 'functionSource',
    name,
    call: expr,
    lateral,
    columnNames: Object.freeze(described.map(([key]) => key)),
    ...(withOrdinality ? { withOrdinality } : {}),
  })
  const nodes = described.map(([key, type]) => columnNode(node, key, key, type, true))
  const facts = Object.freeze({ node, columns: Object.freeze(nodes) })
  // The keys and types of the columns are those of `columns`, which the row states.
  return Object.freeze({ [sourceSymbol]: facts, c: columnsOf(nodes) }) as unknown as Derived<
    N,
    Numbered<ValuesRow<D>, O>
  >
}
