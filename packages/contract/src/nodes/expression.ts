import type { SqlType } from '../types.ts'
import type { SequenceNode } from './table-definition.ts'
import type { QueryNode, SelectNode, SetOperationNode } from './query.ts'
import type { NamedSource } from './source.ts'

/** A column of a named source. `name` is the database's name, `key` the program's. */
export interface ColumnNode {
  readonly kind: 'column'
  readonly source: NamedSource
  readonly name: string
  readonly key: string
  readonly type: SqlType
  readonly nullable: boolean
  /** Computed once: the column's part of a statement's shape. */
  readonly shape: string
}

/** A value that travels as a parameter: given (`value`), named (given at execution), or produced at execution. */
export interface ParamNode {
  readonly kind: 'param'
  readonly type: SqlType
  readonly value?: unknown
  readonly name?: string
  readonly produce?: () => unknown
}

/** A value written into the SQL text, with the dialect's quoting. */
export interface LiteralNode {
  readonly kind: 'literal'
  readonly type: SqlType
  /** Beside `inline`: a text that is equal for equal values. */
  readonly value: string | number | bigint | boolean | null
  /** The value itself, where the codec of its type says how to write it; never null. */
  readonly inline?: { readonly value: unknown }
}

export type BinaryOperator =
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '//'
  | '%'
  | '||'
  | 'is distinct from'
  | 'is not distinct from'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'

export interface BinaryNode {
  readonly kind: 'binary'
  readonly op: BinaryOperator
  readonly left: ExprNode
  readonly right: ExprNode
  readonly type: SqlType
}

/** An operator that Athanor does not know by name: `expr.op('@>', other)`. */
export interface CustomOperatorNode {
  readonly kind: 'operator'
  readonly op: string
  /** Binding strength of the result; 0: in parentheses beside anything else. */
  readonly precedence: number
  /** The grammar whose operator it is; others refuse it. Undefined: any, at the user's risk. */
  readonly only?: string
  readonly left: ExprNode
  readonly right: ExprNode
  readonly type: SqlType
}

export type UnaryOperator =
  | 'not'
  | '-'
  | '~'
  | 'is null'
  | 'is not null'
  | 'is true'
  | 'is not true'
  | 'is false'
  | 'is not false'

export interface UnaryNode {
  readonly kind: 'unary'
  readonly op: UnaryOperator
  readonly operand: ExprNode
  readonly type: SqlType
}

/** AND / OR over any number of terms; nested ones of the same operator are flattened when built. */
export interface LogicalNode {
  readonly kind: 'logical'
  readonly op: 'and' | 'or'
  readonly items: readonly ExprNode[]
}

/** `left IN (values)`: plain values of the left side's type, no node per value. A null among them is SQL NULL. */
export interface InValuesNode {
  readonly kind: 'inValues'
  readonly left: ExprNode
  readonly values: readonly unknown[]
  readonly type: SqlType
  readonly not: boolean
}
/** `left IN (expressions)`. */
export interface InListNode {
  readonly kind: 'inList'
  readonly left: ExprNode
  readonly items: readonly ExprNode[]
  readonly not: boolean
}
/** `left IN (the list given under the parameter's name at execution)`. Its length is a part of the statement's shape then. */
export interface InParamNode {
  readonly kind: 'inParam'
  readonly left: ExprNode
  readonly name: string
  /** The type of one item. */
  readonly type: SqlType
  readonly not: boolean
}
/** `left IN (subquery)`. */
export interface InQueryNode {
  readonly kind: 'inQuery'
  readonly left: ExprNode
  readonly query: SelectNode | SetOperationNode
  readonly not: boolean
}

export interface BetweenNode {
  readonly kind: 'between'
  readonly operand: ExprNode
  readonly low: ExprNode
  readonly high: ExprNode
  readonly not: boolean
  /** The bounds may stand in either order. */
  readonly symmetric?: boolean
}

export interface LikeNode {
  readonly kind: 'like'
  readonly operand: ExprNode
  readonly pattern: ExprNode
  readonly insensitive: boolean
  readonly not: boolean
  readonly escape?: string
}

export interface CaseNode {
  readonly kind: 'case'
  readonly operand?: ExprNode
  readonly whens: readonly { readonly when: ExprNode; readonly then: ExprNode }[]
  readonly otherwise?: ExprNode
  readonly type: SqlType
}

export interface CastNode {
  readonly kind: 'cast'
  readonly operand: ExprNode
  readonly type: SqlType
}

/** No SQL of its own: the operand, read as another type. */
export interface CoerceNode {
  readonly kind: 'coerce'
  readonly operand: ExprNode
  readonly type: SqlType
}

export interface FunctionNode {
  readonly kind: 'function'
  readonly name: string
  /** The grammar whose function it is; others refuse it. Undefined: any. */
  readonly only?: string
  readonly args: readonly ExprNode[]
  readonly type: SqlType
  readonly distinct?: boolean
  readonly filter?: ExprNode
  readonly orderBy?: readonly OrderNode[]
  readonly withinGroup?: readonly OrderNode[]
}

/** The `*` of `count(*)`. */
export interface StarNode {
  readonly kind: 'star'
}

export type FrameBound =
  | { readonly kind: 'unbounded preceding' | 'unbounded following' | 'current row' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: ExprNode }

export interface FrameNode {
  readonly unit: 'rows' | 'range' | 'groups'
  readonly start: FrameBound
  readonly end: FrameBound
  readonly exclude?: 'current row' | 'group' | 'ties' | 'no others'
}

export interface OverNode {
  readonly kind: 'over'
  readonly operand: ExprNode
  readonly partitionBy: readonly ExprNode[]
  readonly orderBy: readonly OrderNode[]
  readonly frame?: FrameNode
  readonly type: SqlType
}

export interface ExistsNode {
  readonly kind: 'exists'
  readonly query: SelectNode | SetOperationNode
  readonly not: boolean
}

export interface ScalarQueryNode {
  readonly kind: 'scalarQuery'
  readonly query: SelectNode | SetOperationNode
  readonly type: SqlType
}

export interface QuantifiedNode {
  readonly kind: 'quantified'
  readonly quantifier: 'any' | 'all'
  /** Of the query's column. */
  readonly type: SqlType
  readonly query: SelectNode | SetOperationNode
}

/** A row value: `(a, b)`. */
export interface TupleNode {
  readonly kind: 'tuple'
  readonly items: readonly ExprNode[]
}

export type ExtractField =
  | 'year'
  | 'month'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'dow'
  | 'doy'
  | 'quarter'
  | 'week'
  | 'epoch'

export interface ExtractNode {
  readonly kind: 'extract'
  readonly field: ExtractField
  readonly operand: ExprNode
  readonly type: SqlType
}

/** How the value at a JSON path is read. */
export type JsonReading = 'json' | 'string' | 'integer' | 'bigint' | 'numeric' | 'float' | 'boolean'

/** The value at a path of a JSON value; an empty path is the value itself. */
export interface JsonPathNode {
  readonly kind: 'jsonPath'
  readonly operand: ExprNode
  readonly path: readonly (string | number)[]
  readonly as: JsonReading
  readonly type: SqlType
}

export interface CollateNode {
  readonly kind: 'collate'
  readonly operand: ExprNode
  readonly collation: string
}

/** In an upsert: the column of the row proposed for insertion. */
export interface ExcludedNode {
  readonly kind: 'excluded'
  readonly name: string
  readonly type: SqlType
}

/** The output column of that label, in ORDER BY and GROUP BY of the same select. */
export interface LabelNode {
  readonly kind: 'label'
  readonly name: string
  readonly type: SqlType
}

/** Names in raw SQL, quoted as the database wants it: `schema.table`. */
export interface IdentifierNode {
  readonly kind: 'identifier'
  readonly names: readonly string[]
}

/** SQL text with nodes between its pieces: `strings.length === items.length + 1`. Never concatenated by users. */
export interface RawNode {
  readonly kind: 'raw'
  readonly strings: readonly string[]
  readonly items: readonly (ExprNode | NamedSource | QueryNode | IdentifierNode)[]
  readonly type: SqlType
}

/** The next number of a sequence. */
export interface NextValueNode {
  readonly kind: 'nextValue'
  readonly sequence: SequenceNode
  readonly type: SqlType
}

/** DEFAULT in an INSERT's row or an UPDATE's SET. */
export interface DefaultNode {
  readonly kind: 'default'
}

export type ExprNode =
  | ColumnNode
  | ParamNode
  | LiteralNode
  | BinaryNode
  | CustomOperatorNode
  | UnaryNode
  | LogicalNode
  | InValuesNode
  | InListNode
  | InParamNode
  | InQueryNode
  | BetweenNode
  | LikeNode
  | CaseNode
  | CastNode
  | CoerceNode
  | FunctionNode
  | StarNode
  | OverNode
  | ExistsNode
  | ScalarQueryNode
  | QuantifiedNode
  | TupleNode
  | ExtractNode
  | JsonPathNode
  | CollateNode
  | ExcludedNode
  | LabelNode
  | RawNode
  | NextValueNode
  | DefaultNode

export interface OrderNode {
  readonly expr: ExprNode
  readonly direction?: 'asc' | 'desc'
  readonly nulls?: 'first' | 'last'
}
