import {
  type CteNode,
  type CteReferenceNode,
  type QueryNode,
  type SelectNode,
  type SetOperationNode,
  type SourceFacts,
  sourceSymbol,
  type SubqueryNode,
  type ValuesNode,
  UsageError,
} from '@athanor/contract'
import { columnsOf } from './alias.ts'
import { Expression } from '../expression/expression.ts'
import { typeOfFirst } from '../expression/expression-type.ts'
import { outputColumns } from '../select/selection.ts'
import { columnNode, factsOf, isSource, type TypedSource } from './source.ts'

/** The columns of a query that stands in FROM, by the keys of its rows. */
export type DerivedColumns<N extends string, Row> = { readonly [K in keyof Row & string]: Expression<Row[K], N, K> }

/** A subquery or CTE with a name. */
export type Derived<N extends string, Row> = TypedSource<N, Row> & { readonly c: DerivedColumns<N, Row> }

/** A CTE: may be told to be computed on its own, or not. */
export type Cte<N extends string, Row> = Derived<N, Row>

/** A source whose columns are those of a query. @throws {UsageError} SQL_DUPLICATE_COLUMN */
export function derived<N extends string, Row>(
  node: SubqueryNode | CteNode | CteReferenceNode,
  query: QueryNode,
): Derived<N, Row> {
  const columns = outputColumns(query).map((column) =>
    columnNode(node, column.key, column.key, column.type, column.nullable),
  )
  const names = new Set(columns.map((column) => column.name))
  if (names.size !== columns.length) {
    const twice = columns.map((column) => column.name).find((name, i, all) => all.indexOf(name) !== i)
    throw new UsageError(`${node.kind} ${node.name} has two columns '${twice}': give one another key with .as()`, {
      code: 'SQL_DUPLICATE_COLUMN',
    })
  }
  const facts: SourceFacts = Object.freeze({ node, columns: Object.freeze(columns) })
  // The keys and types of `columns` are those of the query's row, which `Row` states.
  return Object.freeze({ [sourceSymbol]: facts, c: columnsOf(columns) }) as unknown as Derived<N, Row>
}

export function subqueryOf<const N extends string, Row>(
  query: SelectNode | SetOperationNode | ValuesNode,
  name: N,
  lateral: boolean,
): Derived<N, Row> {
  return derived(Object.freeze({ kind: 'subquery', name, query, lateral }), query)
}

export interface CteOptions {
  /** AS MATERIALIZED / AS NOT MATERIALIZED, where the database has it. */
  readonly materialized?: boolean
}

export function cteOf<const N extends string, Row>(query: QueryNode, name: N, options: CteOptions): Cte<N, Row> {
  const materialized = options.materialized === undefined ? {} : { materialized: options.materialized }
  return derived(Object.freeze({ kind: 'cte', name, query, recursive: false, ...materialized }), query)
}

/**
 * The nodes of CTEs that stand in WITH although no FROM names them.
 * @throws {UsageError} SQL_CTE for anything else
 */
export function cteNodes(ctes: readonly TypedSource[]): readonly CteNode[] {
  return ctes.map((cte) => {
    const node = isSource(cte) ? factsOf(cte).node : undefined
    if (node?.kind === 'cte') return node
    throw new UsageError(
      `with() got ${node === undefined ? 'something that is no source' : `the ${node.kind} '${node.name}'`}: give what .cte() or recursiveCte() returned`,
      { code: 'SQL_CTE' },
    )
  })
}

/** The query's single value as an expression; null when it has no row. */
export function scalarOf<T>(query: SelectNode | SetOperationNode): Expression<T> {
  const [first] = query.kind === 'select' ? query.selection : []
  const type =
    query.kind === 'select' ? typeOfFirst(query.selection) : (outputColumns(query)[0]?.type ?? { name: 'unknown' })
  return new Expression({ kind: 'scalarQuery', query, type }, first?.key ?? 'scalar')
}

export function isQueryNode(value: unknown): value is { readonly node: QueryNode } {
  return typeof value === 'object' && value !== null && 'node' in value && !(value instanceof Expression)
}
