import type {
  AliasNode,
  BinaryNode,
  BinaryOperator,
  ColumnNode,
  CteNode,
  DeleteNode,
  ExprNode,
  InsertNode,
  InValuesNode,
  LiteralNode,
  LogicalNode,
  NamedSource,
  ParamNode,
  QueryNode,
  SelectItem,
  SelectNode,
  SetOperationNode,
  SqlType,
  SubqueryNode,
  TableNode,
  UnaryNode,
  UpdateNode,
} from '@athanor/contract'
import { shapeOf, sourceName, sqlTypes, typeOfValue } from '@athanor/contract'
import { mysqlDialect } from '@athanor/mysql/dialect'
import { postgresDialect } from '@athanor/postgres/dialect'
import { sqliteDialect } from '@athanor/sqlite/dialect'

/** Small builders of nodes, so that the compiler is tested without the room that makes them for users. */
export const table = (name: string, schema?: string): TableNode => ({
  kind: 'table',
  name,
  ...(schema ? { schema } : {}),
})
export const alias = (of: TableNode | CteNode, name: string): AliasNode => ({ kind: 'alias', name, of })
export const column = (
  source: NamedSource,
  name: string,
  type: SqlType = sqlTypes.integer,
  key = name,
): ColumnNode => ({
  kind: 'column',
  source,
  name,
  key,
  type,
  nullable: true,
  shape: `${sourceName(source)}.${name}`,
})
export const param = (value: unknown, type: SqlType = typeOfValue(value)): ParamNode => ({ kind: 'param', type, value })
export const literal = (value: LiteralNode['value'], type: SqlType = typeOfValue(value)): LiteralNode => ({
  kind: 'literal',
  type,
  value,
})

const truth: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>='])
export const op = (
  left: ExprNode,
  operator: BinaryOperator,
  right: ExprNode,
  type: SqlType = sqlTypes.integer,
): BinaryNode => ({
  kind: 'binary',
  op: operator,
  left,
  right,
  type: truth.has(operator) ? sqlTypes.boolean : type,
})
export const unary = (operator: UnaryNode['op'], operand: ExprNode): UnaryNode => ({
  kind: 'unary',
  op: operator,
  operand,
  type: sqlTypes.boolean,
})
export const and = (...items: readonly ExprNode[]): LogicalNode => ({ kind: 'logical', op: 'and', items })
export const or = (...items: readonly ExprNode[]): LogicalNode => ({ kind: 'logical', op: 'or', items })
export const inValues = (left: ExprNode, values: readonly unknown[], not = false): InValuesNode => ({
  kind: 'inValues',
  left,
  values,
  type: sqlTypes.integer,
  not,
})
export const call = (
  name: string,
  args: readonly ExprNode[],
  type: SqlType = sqlTypes.integer,
): Extract<ExprNode, { kind: 'function' }> => ({
  kind: 'function',
  name,
  args,
  type,
})
export const star: ExprNode = { kind: 'star' }

/** `{ key: expression }` as a selection. */
export const items = (record: Readonly<Record<string, ExprNode>>): readonly SelectItem[] =>
  Object.entries(record).map(([key, expr]) => ({ kind: 'column', key, expr }))

export const select = (
  selection: Readonly<Record<string, ExprNode>> | readonly SelectItem[],
  more: Partial<SelectNode> = {},
): SelectNode => ({
  kind: 'select',
  selection: isList(selection) ? selection : items(selection),
  from: [],
  joins: [],
  groupBy: [],
  orderBy: [],
  distinct: false,
  distinctOn: [],
  with: [],
  options: [],
  ...more,
})
function isList(
  selection: Readonly<Record<string, ExprNode>> | readonly SelectItem[],
): selection is readonly SelectItem[] {
  return Array.isArray(selection)
}
export const setOperation = (
  operator: SetOperationNode['op'],
  queries: readonly (SelectNode | SetOperationNode)[],
  more: Partial<SetOperationNode> = {},
): SetOperationNode => ({ kind: 'setOperation', op: operator, queries, orderBy: [], with: [], options: [], ...more })
export const subquery = (query: SubqueryNode['query'], name: string, lateral = false): SubqueryNode => ({
  kind: 'subquery',
  name,
  query,
  lateral,
})
export const cte = (query: QueryNode, name: string, more: Partial<CteNode> = {}): CteNode => ({
  kind: 'cte',
  name,
  query,
  recursive: false,
  ...more,
})

export const insert = (
  into: TableNode,
  columns: readonly ColumnNode[],
  rows: readonly (readonly unknown[])[],
  more: Partial<InsertNode> = {},
): InsertNode => ({
  kind: 'insert',
  table: into,
  columns,
  source: { kind: 'rows', rows },
  returning: [],
  with: [],
  options: [],
  ...more,
})
export const update = (
  of: TableNode | AliasNode,
  set: UpdateNode['set'],
  more: Partial<UpdateNode> = {},
): UpdateNode => ({
  kind: 'update',
  table: of,
  set,
  from: [],
  orderBy: [],
  returning: [],
  with: [],
  options: [],
  ...more,
})
export const deleteFrom = (of: TableNode | AliasNode, more: Partial<DeleteNode> = {}): DeleteNode => ({
  kind: 'delete',
  table: of,
  using: [],
  orderBy: [],
  returning: [],
  with: [],
  options: [],
  ...more,
})

export const dialects = Object.freeze({
  postgres: postgresDialect,
  mysql: mysqlDialect(),
  mariadb: mysqlDialect({ flavor: 'mariadb' }),
  sqlite: sqliteDialect,
})
export type DialectName = keyof typeof dialects

export const text = (node: QueryNode, dialect: DialectName = 'postgres'): string =>
  dialects[dialect].compiler.compile(node).text

/** The driver values in the order of the placeholders. */
export const values = (node: QueryNode, dialect: DialectName = 'postgres'): readonly unknown[] => {
  const shape = shapeOf(node)
  return dialects[dialect].compiler.compile(node).params.map(({ slot, codec }) => {
    const value = shape.values[slot]
    return value === null ? null : codec.encode(value)
  })
}

/** What the statement's WHERE says. */
export const condition = (node: ExprNode, dialect: DialectName = 'postgres'): string =>
  text(select({ id: column(t, 'id') }, { from: [t], where: node }), dialect).replace(/^.* WHERE /, '')

export const t = table('t')
export const id = column(t, 'id')
export const a = column(t, 'a')
export const b = column(t, 'b')
export const s = column(t, 's', sqlTypes.text)
export const credit = column(t, 'credit', { name: 'numeric', precision: 12, scale: 2 })
export const u = table('u')
export const tId = column(u, 't_id')
export const uId = column(u, 'id')
