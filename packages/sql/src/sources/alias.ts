import {
  type ColumnNode,
  type NamedSource,
  type Source,
  type SourceFacts,
  sourceSymbol,
  UsageError,
} from '@athanor/contract'
import { Expression } from '../expression/expression.ts'
import { columnNode, factsOf, type TypedSource } from './source.ts'

/** Columns of a source under another name: the same value types. */
export type RenamedColumns<A extends string, C> = {
  readonly [K in keyof C & string]: C[K] extends Expression<infer T, string> ? Expression<T, A, K> : never
}

/** A table, CTE or entity under another name. */
export type Alias<A extends string, T extends { readonly c: object }> = TypedSource<
  A,
  T extends TypedSource<string, infer Row> ? Row : never
> & {
  readonly c: RenamedColumns<A, T['c']>
}

/** Expressions for a source's columns, by key. */
export function columnsOf(nodes: readonly ColumnNode[]): Readonly<Record<string, Expression<unknown, string>>> {
  return Object.freeze(
    Object.fromEntries(nodes.map((node) => [node.key, new Expression<unknown, string>(node, node.key)])),
  )
}

/** The facts of a source seen under another node. */
export function factsUnder(
  node: NamedSource,
  columns: readonly ColumnNode[],
  entity?: SourceFacts['entity'],
): SourceFacts {
  const renamed = columns.map((column) => columnNode(node, column.name, column.key, column.type, column.nullable))
  return Object.freeze({ node, columns: Object.freeze(renamed), ...(entity ? { entity } : {}) })
}

/** The alias's facts and columns; what `Table.as` and an entity's alias share. */
export function aliasFacts(source: Source, name: string): SourceFacts {
  const facts = factsOf(source)
  if (facts.node.kind !== 'table' && facts.node.kind !== 'cte' && facts.node.kind !== 'cteReference') {
    throw new UsageError(
      `${facts.node.name} is ${facts.node.kind === 'alias' ? 'an alias' : 'a subquery'} already: give it its name when you make it`,
      { code: 'SQL_ALIAS' },
    )
  }
  return factsUnder(Object.freeze({ kind: 'alias', name, of: facts.node }), facts.columns, facts.entity)
}

export function aliasOf<const A extends string, T extends TypedSource & { readonly c: object }>(
  source: T,
  name: A,
): Alias<A, T> {
  const facts = aliasFacts(source, name)
  // The columns were renamed one by one from those of `source`, whose types `RenamedColumns` maps.
  return Object.freeze({ [sourceSymbol]: facts, c: columnsOf(facts.columns) }) as unknown as Alias<A, T>
}
