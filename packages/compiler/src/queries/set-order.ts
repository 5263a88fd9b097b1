import {
  type ColumnNode,
  CompileError,
  type OrderNode,
  type SelectNode,
  type SetOperationNode,
  sourceName,
} from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import { orderList, requireLabel } from './orders.ts'
import type { Scope } from '../scope.ts'
import { pageText } from './page.ts'
import { labelsOf } from './selection.ts'

/** The source around a set operation whose order is an expression. */
const around = 'combined'

/**
 * A set operation with its order and page. Its ORDER BY knows output names only: PostgreSQL and SQLite refuse
 * expressions there, so with one the operation becomes a source, and its columns the names of the expression.
 */
export function ordered(c: Compilation, node: SetOperationNode, text: string, outer: Scope | undefined): string {
  const scope: Scope = {
    names: new Set(),
    open: true,
    outputOf: (column) => outputName(node, column),
    ...(outer ? { parent: outer } : {}),
  }
  const order =
    node.orderBy.length > 0
      ? ` ORDER BY ${orderList(
          c,
          node.orderBy.map((each) => byName(node, each)),
          scope,
        )}`
      : ''
  const page = pageText(c, node, outer)
  const plain = node.orderBy.every((each) => isName(c, byName(node, each)))
  return plain ? `${text}${order}${page}` : `SELECT * FROM (${text}) AS ${around}${order}${page}`
}

/** The term is one name in SQL too. */
function isName(c: Compilation, order: OrderNode): boolean {
  return order.expr.kind === 'label' && (order.nulls === undefined || c.grammar.nullsOrder)
}

function byName(node: SetOperationNode, order: OrderNode): OrderNode {
  const { expr } = order
  if (expr.kind === 'label') requireLabel(outputLabels(node), expr.name)
  if (expr.kind !== 'column') return order
  return { ...order, expr: { kind: 'label', name: outputName(node, expr), type: expr.type } }
}

/** What the operation's columns are called: after the first query, through nested operations. */
function outputLabels(node: SetOperationNode | SelectNode | undefined): ReturnType<typeof labelsOf> {
  if (node === undefined) return new Map()
  return node.kind === 'setOperation' ? outputLabels(node.queries[0]) : labelsOf(node.selection)
}

/** @throws {CompileError} COMPILE_NOT_IN_FROM for a column that the first query does not select */
function outputName(node: SetOperationNode, column: ColumnNode): string {
  const name = selectedAs(node, column)
  if (name !== undefined) return name
  throw new CompileError(
    `${node.op.toUpperCase()} is ordered by ${sourceName(column.source)}.${column.name}, which its first query does not select: select it, or order by a key`,
    { code: 'COMPILE_NOT_IN_FROM' },
  )
}

function selectedAs(node: SetOperationNode | SelectNode | undefined, column: ColumnNode): string | undefined {
  if (node === undefined) return undefined
  if (node.kind === 'setOperation') return selectedAs(node.queries[0], column)
  for (const [key, { expr }] of labelsOf(node.selection)) {
    if (expr === column) return key
    if (expr.kind === 'column' && expr.name === column.name && sourceName(expr.source) === sourceName(column.source))
      return key
  }
  return undefined
}
