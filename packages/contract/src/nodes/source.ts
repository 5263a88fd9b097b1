import type { ExprNode, ParamNode, RawNode } from './expression.ts'
import type { QueryNode, RawQueryNode, SelectNode, SetOperationNode, ValuesNode } from './query.ts'

export interface TableNode {
  readonly kind: 'table'
  readonly name: string
  readonly schema?: string
}

/** Another name for a source in one statement. */
export interface AliasNode {
  readonly kind: 'alias'
  readonly name: string
  readonly of: TableNode | CteNode | CteReferenceNode
}

export interface SubqueryNode {
  readonly kind: 'subquery'
  readonly name: string
  readonly query: SelectNode | SetOperationNode | ValuesNode | RawQueryNode
  readonly lateral: boolean
  /** Names of the columns, where the query itself cannot give them (VALUES). */
  readonly columnNames?: readonly string[]
}

/**
 * A common table expression. The compiler collects the ones that a statement refers to, in order of dependence.
 * A recursive one refers to itself by a `CteReferenceNode` of its name.
 */
export interface CteNode {
  readonly kind: 'cte'
  readonly name: string
  readonly query: QueryNode
  readonly recursive: boolean
  readonly materialized?: boolean
  readonly columnNames?: readonly string[]
}

/** A CTE within its own recursive step: only its name, which breaks the circle. */
export interface CteReferenceNode {
  readonly kind: 'cteReference'
  readonly name: string
}

/** A function or raw SQL in FROM. */
export interface FunctionSourceNode {
  readonly kind: 'functionSource'
  readonly name: string
  readonly call: ExprNode | RawNode | ParamNode
  readonly lateral: boolean
  readonly columnNames?: readonly string[]
  /** The last of the columns is the number of the row. */
  readonly withOrdinality?: boolean
}

/** Some of a table's rows, chosen at random. */
export interface TableSampleNode {
  readonly kind: 'tableSample'
  readonly name: string
  readonly of: TableNode
  /** `bernoulli`, `system`, or the name of another method that the server has. */
  readonly method: string
  readonly percent: ExprNode
  readonly seed?: ExprNode
}

/** A source that columns can name. */
export type NamedSource =
  | TableNode
  | AliasNode
  | SubqueryNode
  | CteNode
  | CteReferenceNode
  | FunctionSourceNode
  | TableSampleNode

export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'cross'

/** A join inside the FROM list. */
export interface JoinNode {
  readonly kind: 'join'
  readonly join: JoinKind
  readonly left: SourceNode
  readonly right: SourceNode
  readonly on?: ExprNode
}

export type SourceNode = NamedSource | JoinNode

/** The name by which columns refer to a source within a statement. */
export function sourceName(source: NamedSource): string {
  return source.kind === 'table' && source.schema !== undefined ? `${source.schema}.${source.name}` : source.name
}

const sourceKinds: ReadonlySet<string> = new Set<NamedSource['kind']>([
  'table',
  'alias',
  'subquery',
  'cte',
  'cteReference',
  'functionSource',
  'tableSample',
])
/** Tells the sources among the nodes of a raw template. */
export function isNamedSource(node: { readonly kind: string }): node is NamedSource {
  return sourceKinds.has(node.kind)
}
