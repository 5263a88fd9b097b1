import type { SqlType } from '../types.ts'
import type { DdlNode } from './ddl.ts'
import type { ColumnNode, ExprNode, OrderNode, RawNode } from './expression.ts'
import type { AliasNode, CteNode, NamedSource, SourceNode, TableNode } from './source.ts'

/** A class that a session maps; opaque to every room but the session. */
export type EntityReference = abstract new (...args: never[]) => object

/** One thing a statement returns: a column under a key, or all columns of a source (an entity, for the session). */
export type SelectItem =
  | { readonly kind: 'column'; readonly key: string; readonly expr: ExprNode }
  | {
      readonly kind: 'source'
      /** Undefined: the source's columns are the row itself. */
      readonly key?: string
      readonly source: NamedSource
      readonly columns: readonly ColumnNode[]
      readonly entity?: EntityReference
    }

/** A join written after FROM: its left side is what stands before it. */
export interface JoinClause {
  readonly join: 'inner' | 'left' | 'right' | 'full' | 'cross'
  readonly source: SourceNode
  readonly on?: ExprNode
}

/**
 * One element of GROUP BY that makes several groupings at once. `rollup` and `cube`: each list is one element of theirs;
 * `sets`: each list is one grouping.
 */
export interface GroupingNode {
  readonly kind: 'grouping'
  readonly form: 'rollup' | 'cube' | 'sets'
  readonly lists: readonly (readonly ExprNode[])[]
}

/** FETCH FIRST of more than a number of rows: with the rows that tie with the last one, or a part of all. */
export interface FetchNode {
  readonly count: ExprNode
  readonly withTies: boolean
  /** `count` is a percentage of the rows. */
  readonly percent: boolean
}

/** A hint to the optimizer of one database; the others leave it out, since it names another. */
export interface HintNode {
  readonly text: string
  /** The name of the dialect that renders it. */
  readonly dialect: string
  /** After which source it stands; undefined: it is the statement's. */
  readonly source?: NamedSource
}

/** Tags that tools read from a statement's comment (https://google.github.io/sqlcommenter/spec/): few and static ones. */
export type CommentTags = Readonly<Record<string, string>>

export interface LockNode {
  readonly strength: 'update' | 'no key update' | 'share' | 'key share'
  readonly of: readonly NamedSource[]
  readonly wait?: 'nowait' | 'skip locked'
}

/** What an option tells the rooms above the engine (loaders, shard hints). Data; not a part of the SQL. */
export interface StatementOption {
  readonly option: string
}

export interface SelectNode {
  readonly kind: 'select'
  readonly selection: readonly SelectItem[]
  /** As written; empty: derived from the columns that the statement uses. See `resolveFrom`. */
  readonly from: readonly SourceNode[]
  readonly joins: readonly JoinClause[]
  readonly where?: ExprNode
  readonly groupBy: readonly (ExprNode | GroupingNode)[]
  readonly having?: ExprNode
  readonly orderBy: readonly OrderNode[]
  readonly limit?: ExprNode
  readonly offset?: ExprNode
  /** Instead of `limit`. */
  readonly fetch?: FetchNode
  readonly distinct: boolean
  readonly distinctOn: readonly ExprNode[]
  readonly lock?: LockNode
  readonly hints?: readonly HintNode[]
  /** CTEs that stand in the WITH clause although no FROM names them. */
  readonly with: readonly CteNode[]
  /** Sources declared to belong to the enclosing statement; undefined: found automatically. */
  readonly correlate?: readonly NamedSource[]
  readonly comment?: CommentTags
  readonly options: readonly StatementOption[]
}

export interface SetOperationNode {
  readonly kind: 'setOperation'
  readonly op: 'union' | 'union all' | 'intersect' | 'intersect all' | 'except' | 'except all'
  readonly queries: readonly (SelectNode | SetOperationNode)[]
  readonly orderBy: readonly OrderNode[]
  readonly limit?: ExprNode
  readonly offset?: ExprNode
  /** Instead of `limit`. */
  readonly fetch?: FetchNode
  readonly with: readonly CteNode[]
  readonly comment?: CommentTags
  readonly options: readonly StatementOption[]
}

/** A list of rows of one shape, as a source or a query. */
export interface ValuesNode {
  readonly kind: 'values'
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[]
  readonly rows: readonly (readonly unknown[])[]
}

/** In a row of plain values: the column's default function is called for this cell at execution, once per row. */
export class ProducedDefault {
  readonly produce: () => unknown
  constructor(produce: () => unknown) {
    this.produce = produce
  }
}

export type InsertSource =
  /** Plain values in column order; no node per value. A cell may be a `ProducedDefault`. */
  | { readonly kind: 'rows'; readonly rows: readonly (readonly unknown[])[] }
  /** At least one cell is an expression. */
  | { readonly kind: 'expressions'; readonly rows: readonly (readonly ExprNode[])[] }
  | { readonly kind: 'query'; readonly query: SelectNode | SetOperationNode }
  | { readonly kind: 'defaults' }

export interface ConflictNode {
  /** Columns of the unique key that decides; empty: any. */
  readonly target: readonly ColumnNode[]
  readonly constraint?: string
  readonly targetWhere?: ExprNode
  readonly action: 'nothing' | 'update'
  readonly set: readonly AssignmentNode[]
  readonly where?: ExprNode
  /** Which construct the user wrote; a dialect that has another one refuses it. `portable` is `upsert()`. */
  readonly form: 'on conflict' | 'on duplicate key' | 'portable'
  /** `portable`: further unique keys of the table, by their columns. Where a key cannot be named, any of them would decide. */
  readonly otherKeys?: readonly (readonly string[])[]
}

export interface AssignmentNode {
  readonly column: ColumnNode
  readonly value: ExprNode
}

export interface InsertNode {
  readonly kind: 'insert'
  readonly table: TableNode
  readonly columns: readonly ColumnNode[]
  readonly source: InsertSource
  readonly conflict?: ConflictNode
  readonly returning: readonly SelectItem[]
  readonly with: readonly CteNode[]
  readonly comment?: CommentTags
  readonly options: readonly StatementOption[]
  /** The column whose value the database generates, when it is not among `columns`. */
  readonly generated?: ColumnNode
}

export interface UpdateNode {
  readonly kind: 'update'
  readonly table: TableNode | AliasNode
  readonly set: readonly AssignmentNode[]
  readonly from: readonly SourceNode[]
  readonly where?: ExprNode
  readonly orderBy: readonly OrderNode[]
  readonly limit?: ExprNode
  readonly returning: readonly SelectItem[]
  readonly with: readonly CteNode[]
  readonly comment?: CommentTags
  readonly options: readonly StatementOption[]
}

export interface DeleteNode {
  readonly kind: 'delete'
  readonly table: TableNode | AliasNode
  readonly using: readonly SourceNode[]
  readonly where?: ExprNode
  readonly orderBy: readonly OrderNode[]
  readonly limit?: ExprNode
  readonly returning: readonly SelectItem[]
  readonly with: readonly CteNode[]
  readonly comment?: CommentTags
  readonly options: readonly StatementOption[]
}

/** What MERGE does with a row: of the target that the source matches, of the source alone, or of the target alone. */
export interface MergeBranch {
  readonly when: 'matched' | 'not matched' | 'not matched by source'
  /** Further condition. */
  readonly and?: ExprNode
  readonly action: 'update' | 'delete' | 'insert' | 'nothing'
  /** Of UPDATE, and columns with their values for INSERT. */
  readonly set: readonly AssignmentNode[]
}

/** MERGE: the first branch that fits a row decides. */
export interface MergeNode {
  readonly kind: 'merge'
  readonly table: TableNode | AliasNode
  readonly source: NamedSource
  readonly on: ExprNode
  readonly branches: readonly MergeBranch[]
  readonly returning: readonly SelectItem[]
  readonly with: readonly CteNode[]
  readonly comment?: CommentTags
  readonly options: readonly StatementOption[]
}

/** A whole statement as raw SQL. Its columns come from the database; types are the driver's unless stated. */
export interface RawQueryNode {
  readonly kind: 'rawQuery'
  readonly raw: RawNode
  readonly columns?: readonly { readonly key: string; readonly type: SqlType }[]
  readonly comment?: CommentTags
  readonly options: readonly StatementOption[]
}

export type QueryNode =
  | SelectNode
  | SetOperationNode
  | ValuesNode
  | InsertNode
  | UpdateNode
  | DeleteNode
  | MergeNode
  | RawQueryNode
  | DdlNode
