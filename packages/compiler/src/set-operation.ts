import {
  CompileError,
  type ExprNode,
  type OrderNode,
  type SelectNode,
  type SetOperationNode,
  sourceName,
  type ValuesNode,
} from '@athanor/contract'
import type { Compilation, OutputColumn, QueryText } from './compilation.ts'
import { identifier } from './identifiers.ts'
import { unsupported } from './literals.ts'
import { orderList } from './orders.ts'
import type { Scope } from './scope.ts'
import { labelsOf } from './selection.ts'
import { cteText } from './sources.ts'
import { pageText } from './select.ts'

/** UNION and its siblings. The first query names the columns. */
export function setOperationText(c: Compilation, node: SetOperationNode, outer: Scope | undefined): QueryText {
  if ((node.op === 'intersect all' || node.op === 'except all') && !c.grammar.setOperationAll) {
    throw unsupported(
      c.grammar,
      node.op.toUpperCase(),
      'number equal rows with row_number() and compare the numbers too',
    )
  }
  for (const cte of node.with) c.useCte(cte, (each) => cteText(c, each))
  const members = node.queries.map((query) => c.query(query, outer, 'derived'))
  const [first] = members
  if (first === undefined)
    throw new CompileError('a set operation has no queries', { code: 'COMPILE_EMPTY_SET_OPERATION' })
  const other = members.find((member) => member.columns.length !== first.columns.length)
  if (other) {
    throw new CompileError(
      `${node.op.toUpperCase()} of ${first.columns.length} and ${other.columns.length} columns: select the same number in each query`,
      { code: 'COMPILE_COLUMN_COUNT' },
    )
  }
  const texts = members.map((member) => (member.composite ? apart(c, member.text) : member.text))
  let text = texts.join(` ${node.op.toUpperCase()} `)
  const scope: Scope = { names: new Set(), open: true }
  if (node.orderBy.length > 0)
    text += ` ORDER BY ${orderList(
      c,
      node.orderBy.map((order) => byName(node, order)),
      scope,
    )}`
  text += pageText(c, node, outer)
  return { text, columns: first.columns.map((column, i) => typed(column, i, members)), composite: true }
}

function apart(c: Compilation, text: string): string {
  return c.grammar.memberParentheses ? `(${text})` : `SELECT * FROM (${text})`
}

/** NULL in the first query says nothing about a column; another query may. */
function typed(column: OutputColumn, at: number, members: readonly QueryText[]): OutputColumn {
  if (column.type.name !== 'unknown') return column
  const type = members
    .map((member) => member.columns[at]?.type)
    .find((each) => each !== undefined && each.name !== 'unknown')
  return type ? { ...column, type } : column
}

/** ORDER BY of a set operation knows output names only. */
function byName(node: SetOperationNode, order: OrderNode): OrderNode {
  const { expr } = order
  if (expr.kind !== 'column') return order
  return { ...order, expr: { kind: 'label', name: outputName(node, expr) ?? expr.key, type: expr.type } }
}
function outputName(
  node: SetOperationNode | SelectNode | undefined,
  column: Extract<ExprNode, { kind: 'column' }>,
): string | undefined {
  if (node === undefined) return undefined
  if (node.kind === 'setOperation') return outputName(node.queries[0], column)
  for (const [key, { expr }] of labelsOf(node.selection)) {
    if (expr === column) return key
    if (expr.kind === 'column' && expr.name === column.name && sourceName(expr.source) === sourceName(column.source))
      return key
  }
  return undefined
}

/** A list of rows. Every cell is a parameter of its column's type. */
export function valuesText(c: Compilation, node: ValuesNode): QueryText {
  if (node.rows.length === 0)
    throw new CompileError('VALUES has no rows: give at least one', { code: 'COMPILE_EMPTY_VALUES' })
  const width = node.columns.length
  const asSelects = c.grammar.rowLists === 'select'
  const rows = node.rows.map((_, row) => {
    const cells = node.columns.map(({ name, type }, i) => {
      const cell = c.param(node, row * width + i, type, { kind: 'free' }, name)
      return asSelects && row === 0 ? `${cell} AS ${identifier(c.grammar, name)}` : cell
    })
    return asSelects ? `SELECT ${cells.join(', ')}` : `(${cells.join(', ')})`
  })
  const text = asSelects ? rows.join(' UNION ALL ') : `VALUES ${rows.join(', ')}`
  const columns = node.columns.map(({ name, type }) => ({ key: name, name, type }))
  return { text, columns, composite: true }
}
