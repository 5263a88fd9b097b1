import type { RawQueryNode, SelectNode, SetOperationNode } from './query.ts'
import type { TableNode } from './source.ts'
import type {
  ConstraintDefinition,
  ConstraintKind,
  EnumDefinition,
  IndexDefinition,
  SequenceDefinition,
  SequenceNode,
  TableDefinition,
} from './table-definition.ts'

export interface CreateTableNode {
  readonly kind: 'createTable'
  readonly definition: TableDefinition
  readonly ifNotExists: boolean
}
export interface DropTableNode {
  readonly kind: 'dropTable'
  readonly table: TableNode
  readonly ifExists: boolean
  /** With what depends on it: views, foreign keys. */
  readonly cascade?: boolean
}
/** CREATE TABLE … AS SELECT. */
export interface CreateTableAsNode {
  readonly kind: 'createTableAs'
  readonly table: TableNode
  readonly query: ViewQuery
  readonly ifNotExists: boolean
  readonly temporary: boolean
}
export interface CreateIndexNode {
  readonly kind: 'createIndex'
  readonly table: TableNode
  readonly index: IndexDefinition
  readonly ifNotExists: boolean
  /** Without locking out writers; not in a transaction. */
  readonly concurrently?: boolean
}
export interface DropIndexNode {
  readonly kind: 'dropIndex'
  readonly table: TableNode
  readonly name: string
  readonly ifExists: boolean
  readonly concurrently?: boolean
}
export interface AddConstraintNode {
  readonly kind: 'addConstraint'
  readonly table: TableNode
  readonly constraint: ConstraintDefinition
}
export interface DropConstraintNode {
  readonly kind: 'dropConstraint'
  readonly table: TableNode
  readonly constraint: ConstraintKind
  /** Undefined for a primary key where it needs no name. */
  readonly name?: string
  readonly ifExists: boolean
  readonly cascade?: boolean
}
export interface CreateSchemaNode {
  readonly kind: 'createSchema'
  readonly name: string
  readonly ifNotExists: boolean
}
export interface DropSchemaNode {
  readonly kind: 'dropSchema'
  readonly name: string
  readonly ifExists: boolean
  /** With everything in it. */
  readonly cascade: boolean
}
export interface CreateSequenceNode {
  readonly kind: 'createSequence'
  readonly definition: SequenceDefinition
  readonly ifNotExists: boolean
}
export interface DropSequenceNode {
  readonly kind: 'dropSequence'
  readonly sequence: SequenceNode
  readonly ifExists: boolean
}
export interface CreateEnumNode {
  readonly kind: 'createEnum'
  readonly definition: EnumDefinition
}
export interface DropEnumNode {
  readonly kind: 'dropEnum'
  readonly name: string
  readonly schema?: string
  readonly ifExists: boolean
}

/** What a view or a table made of a query shows. */
export type ViewQuery = SelectNode | SetOperationNode | RawQueryNode

export interface CreateViewNode {
  readonly kind: 'createView'
  readonly view: TableNode
  readonly query: ViewQuery
  readonly materialized: boolean
  readonly temporary: boolean
  readonly orReplace: boolean
  readonly ifNotExists: boolean
}
export interface DropViewNode {
  readonly kind: 'dropView'
  readonly view: TableNode
  readonly materialized: boolean
  readonly ifExists: boolean
  readonly cascade?: boolean
}
/** The comment of a table, or of one of its columns. */
export interface CommentNode {
  readonly kind: 'comment'
  readonly table: TableNode
  readonly column?: string
  /** Null removes it. */
  readonly text: string | null
}

export type DdlNode =
  | CreateTableNode
  | DropTableNode
  | CreateTableAsNode
  | CreateIndexNode
  | DropIndexNode
  | AddConstraintNode
  | DropConstraintNode
  | CreateSchemaNode
  | DropSchemaNode
  | CreateSequenceNode
  | DropSequenceNode
  | CreateEnumNode
  | DropEnumNode
  | CreateViewNode
  | DropViewNode
  | CommentNode

const ddlKinds: ReadonlySet<string> = new Set<DdlNode['kind']>([
  'createTable',
  'dropTable',
  'createTableAs',
  'createIndex',
  'dropIndex',
  'addConstraint',
  'dropConstraint',
  'createSchema',
  'dropSchema',
  'createSequence',
  'dropSequence',
  'createEnum',
  'dropEnum',
  'createView',
  'dropView',
  'comment',
])
/** Whether a statement defines something, rather than reading or changing rows. */
export function isDdl(node: { readonly kind: string }): node is DdlNode {
  return ddlKinds.has(node.kind)
}
