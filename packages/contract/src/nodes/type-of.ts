import { type SqlType, sqlTypes } from '../types.ts'
import type { ExprNode } from './expression.ts'

/** The SQL type that an expression yields. */
export function typeOf(node: ExprNode): SqlType {
  switch (node.kind) {
    case 'logical':
    case 'inValues':
    case 'inList':
    case 'inParam':
    case 'inQuery':
    case 'between':
    case 'like':
    case 'exists':
      return sqlTypes.boolean
    case 'collate':
      return typeOf(node.operand)
    case 'star':
    case 'tuple':
    case 'default':
      return sqlTypes.unknown
    default:
      return node.type
  }
}
