import { type CteNode, type RowQuery, type SelectNode, type SetOperationNode, UsageError } from '@athanor/contract'
import { type Cte, type CteOptions, derived } from './derived.ts'
import { outputColumns } from '../select/selection.ts'

export interface RecursiveCteOptions extends CteOptions {
  /** UNION instead of UNION ALL: rows that were found before are left out, so that circles end; default false. */
  readonly distinct?: boolean
}

type Part<Row> = RowQuery<Row> & { readonly node: SelectNode | SetOperationNode }

/**
 * WITH RECURSIVE: rows of `base`, then again and again the rows that `step` makes of the last ones, until there are no
 * new ones. Names and types of the columns are those of `base`; `step` selects as many in the same order.
 *
 * @throws {UsageError} SQL_CTE when the step has another number of columns
 * @example
 * const tree = recursiveCte('tree', select(c.id, c.parentId).from(c).where(c.parentId.isNull()), (self) =>
 *   select(c.id, c.parentId).from(c).join(self, self.c.id.eq(c.parentId)))
 * select(tree).from(tree)
 */
export function recursiveCte<const N extends string, Row>(
  name: N,
  base: Part<Row>,
  step: (self: Cte<N, Row>) => Part<unknown>,
  options: RecursiveCteOptions = {},
): Cte<N, Row> {
  const self = derived<N, Row>(Object.freeze({ kind: 'cteReference', name }), base.node)
  const next = step(self)
  const columns = outputColumns(base.node)
  const width = outputColumns(next.node).length
  if (width !== columns.length) {
    throw new UsageError(
      `the step of the recursive CTE ${name} has ${width} columns and its base ${columns.length}: select the same number in each`,
      { code: 'SQL_CTE' },
    )
  }
  const query: SetOperationNode = Object.freeze({
    kind: 'setOperation',
    op: options.distinct === true ? 'union' : 'union all',
    queries: [base.node, next.node],
    orderBy: [],
    with: [],
    options: [],
  })
  const node: CteNode = Object.freeze({
    kind: 'cte',
    name,
    query,
    recursive: true,
    columnNames: columns.map((column) => column.key),
    ...(options.materialized === undefined ? {} : { materialized: options.materialized }),
  })
  return derived(node, query)
}
