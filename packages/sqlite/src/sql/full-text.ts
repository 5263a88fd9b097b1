import { type ColumnNode, sourceName, sqlTypes, UsageError } from '@athanor/contract'
import {
  type Condition,
  dialectFunction,
  dialectOperator,
  Expression,
  factsOf,
  type NameOf,
  type TypedSource,
} from '@athanor/sql'

// https://www.sqlite.org/fts5.html

/** The hidden column of a table of FTS5, which has the table's name and stands for the row. */
function rowOf<S extends TypedSource>(table: S): Expression<string, NameOf<S>> {
  const { node } = factsOf(table)
  const real = node.kind === 'alias' ? node.of : node
  if (real.kind !== 'table')
    throw new UsageError('full-text search wants a table of FTS5, or an alias of one', { code: 'SQL_ARGUMENT' })
  const { name } = real
  const shape = `"${sourceName(node)}"."${name}":fts5`
  const column: ColumnNode = {
    kind: 'column',
    source: node,
    name,
    key: name,
    type: sqlTypes.text,
    nullable: false,
    shape,
  }
  return new Expression(Object.freeze(column), name)
}
function typed(value: string | number): Expression<unknown, string> {
  const type = typeof value === 'string' ? sqlTypes.text : sqlTypes.integer
  return new Expression({ kind: 'param', type, value }, 'value')
}

/**
 * `table MATCH 'search'`: the rows of a table of FTS5 that a search finds, in FTS5's language: `one AND two NOT three`,
 * `"a phrase"`, `begin*`, `title: word`.
 *
 * @example
 * select(docs).where(ftsMatch(docs, 'sqlite AND fast')).orderBy(bm25(docs))
 */
export function ftsMatch<S extends TypedSource>(table: S, search: string | Expression<string>): Condition<NameOf<S>> {
  return dialectOperator('sqlite', 'MATCH', rowOf(table), search, sqlTypes.boolean)
}
/** How well a found row fits: the smaller, the better. With a weight for each column. */
export function bm25<S extends TypedSource>(table: S, ...weights: readonly number[]): Expression<number, NameOf<S>> {
  const args = weights.map(
    (value): Expression<unknown> => new Expression({ kind: 'param', type: sqlTypes.double, value }, 'w'),
  )
  return dialectFunction('sqlite', 'bm25', sqlTypes.double, [rowOf(table), ...args])
}
/** A column of a found row with the words marked. `column` counts from 0. */
export function highlight<S extends TypedSource>(
  table: S,
  column: number,
  before: string,
  after: string,
): Expression<string, NameOf<S>> {
  return dialectFunction('sqlite', 'highlight', sqlTypes.text, [rowOf(table), ...[column, before, after].map(typed)])
}
export interface SnippetOptions {
  /** Counted from 0; -1, the default: the column that fits best. */
  readonly column?: number
  readonly before?: string
  readonly after?: string
  /** Stands for what is left out; default `…`. */
  readonly ellipsis?: string
  /** Most words of the part, at most 64; default 16. */
  readonly words?: number
}
/** A part of a found row with the words marked. */
export function snippet<S extends TypedSource>(table: S, options: SnippetOptions = {}): Expression<string, NameOf<S>> {
  const { column = -1, before = '', after = '', ellipsis = '…', words = 16 } = options
  const args = [column, before, after, ellipsis, words].map(typed)
  return dialectFunction('sqlite', 'snippet', sqlTypes.text, [rowOf(table), ...args])
}
