import { sqlTypes, UsageError } from '@athanor/contract'
import { type Condition, dialectFunction, Expression, operandNode } from '@athanor/sql'

// https://dev.mysql.com/doc/refman/8.0/en/fulltext-search.html

export interface MatchOptions {
  /**
   * `natural`: words as people write them (the default). `boolean`: `+must -mustnot "a phrase" begin*`. `expansion`:
   * searches again with the words of the best rows.
   */
  readonly mode?: 'natural' | 'boolean' | 'expansion'
}
type Columns<S extends string> = Expression<string | null, S> | readonly Expression<string | null, S>[]

function match<T, S extends string>(
  columns: Columns<S>,
  search: unknown,
  { mode = 'natural' }: MatchOptions,
  type: typeof sqlTypes.boolean | typeof sqlTypes.double,
): Expression<T, S> {
  const list = columns instanceof Expression ? [columns] : columns
  if (list.length === 0) throw new UsageError('MATCH wants the columns of a full-text index', { code: 'SQL_ARGUMENT' })
  const text = new Expression(operandNode(search, sqlTypes.text), 'search')
  const how = new Expression({ kind: 'literal', type: sqlTypes.text, value: mode }, 'mode')
  return dialectFunction('mysql', 'match_against', type, [...list, text, how])
}

/**
 * `MATCH (…) AGAINST (…)` as a condition. The columns must be those of one full-text index.
 *
 * @example
 * matches([posts.c.title, posts.c.body], '+fast -slow', { mode: 'boolean' })
 */
export function matches<S extends string>(
  columns: Columns<S>,
  search: string | Expression<string>,
  options: MatchOptions = {},
): Condition<S> {
  return match(columns, search, options, sqlTypes.boolean)
}
/** The relevance of a row: 0 where the search finds nothing. */
export function matchRelevance<S extends string>(
  columns: Columns<S>,
  search: string | Expression<string>,
  options: MatchOptions = {},
): Expression<number, S> {
  return match(columns, search, options, sqlTypes.double)
}
