import { type ColumnNode, type ExprNode, sourceName, typeOf } from '@athanor/contract'
import { freePlace, type Place } from '../compilation.ts'
import { sameKind } from './type-kinds.ts'

function columnBeneath(node: ExprNode): ColumnNode | undefined {
  if (node.kind === 'column') return node
  return node.kind === 'coerce' ? columnBeneath(node.operand) : undefined
}

/** The place of `node`, when it is compared with `other`. */
export function besidePlace(other: ExprNode, node: ExprNode): Place {
  if (node.kind !== 'param' && node.kind !== 'literal' && node.kind !== 'coerce') return freePlace
  const own = typeOf(node)
  const column = columnBeneath(other)
  const type = typeOf(other)
  if (column === undefined) return { kind: 'free', type }
  const label = columnLabel(column)
  return { kind: own.name === 'unknown' || sameKind(own, column.type) ? 'column' : 'free', type, label }
}

export function columnLabel(column: ColumnNode): string {
  return `${sourceName(column.source)}.${column.name}`
}
