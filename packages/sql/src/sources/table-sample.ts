import { type ExprNode, sourceSymbol, sqlTypes, type TableSampleNode, UsageError } from '@athanor/contract'
import { type Alias, columnsOf, factsUnder } from './alias.ts'
import { Expression, paramNode } from '../expression/expression.ts'
import { factsOf, type TypedSource } from './source.ts'

export interface TableSampleOptions {
  /** `bernoulli` draws rows, `system` blocks of them, which is faster; or another method of the server. Default `bernoulli`. */
  readonly method?: 'bernoulli' | 'system' | (string & {})
  /** Of all rows, from 0 to 100. */
  readonly percent: number | Expression<number>
  /** The same seed draws the same rows, as long as the table is not changed. */
  readonly seed?: number | Expression<number>
}

/**
 * Some rows of a table, chosen at random, under a name: TABLESAMPLE (PostgreSQL).
 *
 * @throws {UsageError} SQL_TABLE_SAMPLE for a percentage out of range, or a source that is no table
 * @example
 * const some = tableSample(events, 'some', { percent: 1 })
 * select({ n: func.count() }).from(some)
 */
export function tableSample<const A extends string, T extends TypedSource & { readonly c: object }>(
  source: T,
  name: A,
  options: TableSampleOptions,
): Alias<A, T> {
  const facts = factsOf(source)
  if (facts.node.kind !== 'table') {
    throw new UsageError(`tableSample() got the ${facts.node.kind} '${facts.node.name}': only tables are sampled`, {
      code: 'SQL_TABLE_SAMPLE',
    })
  }
  const { percent, seed, method = 'bernoulli' } = options
  if (typeof percent === 'number' && !(percent >= 0 && percent <= 100)) {
    throw new UsageError('the percentage of tableSample() is not between 0 and 100', { code: 'SQL_TABLE_SAMPLE' })
  }
  const node: TableSampleNode = Object.freeze({
    kind: 'tableSample',
    name,
    of: facts.node,
    method,
    percent: numberNode(percent),
    ...(seed === undefined ? {} : { seed: numberNode(seed) }),
  })
  const sampled = factsUnder(node, facts.columns, facts.entity)
  // The columns were renamed one by one from those of `source`, whose types `RenamedColumns` maps.
  return Object.freeze({ [sourceSymbol]: sampled, c: columnsOf(sampled.columns) }) as unknown as Alias<A, T>
}

function numberNode(value: number | Expression<number>): ExprNode {
  return value instanceof Expression ? value.node : paramNode(value, sqlTypes.double)
}
