import { type ExprNode, type ParamNode, type SqlType, sqlTypes, typeOfValue, UsageError } from '@athanor/contract'
import type { Expression } from './expression.ts'
import { ExpressionBase } from './expression-base.ts'

/** A raw template or a subquery in an operand's place. */
export interface ExpressionLike<out T = unknown, out S extends string = string> {
  toExpression(): Expression<T, S>
}
export function isExpressionLike(value: unknown): value is ExpressionLike {
  return (
    typeof value === 'object' && value !== null && 'toExpression' in value && typeof value.toExpression === 'function'
  )
}

/** The node of an expression, or of what stands for one; undefined for plain values. */
export function nodeOf(value: unknown): ExprNode | undefined {
  if (value instanceof ExpressionBase) return value.node
  return isExpressionLike(value) ? value.toExpression().node : undefined
}

/** The node of an operand: an expression's own, or a parameter of the given type. */
export function operandNode(value: unknown, type: SqlType): ExprNode {
  const node = nodeOf(value)
  return node ? adopt(node, type) : paramNode(value, type)
}

/** `param('x')` has no type of its own: it takes that of the other side. */
function adopt(node: ExprNode, type: SqlType): ExprNode {
  return node.kind === 'param' && node.name !== undefined && node.type.name === 'unknown' && type.name !== 'unknown'
    ? { ...node, type }
    : node
}

export function paramNode(value: unknown, type: SqlType): ParamNode {
  if (value === undefined) throw undefinedOperand()
  return { kind: 'param', type: parameterType(value, type), value }
}
function parameterType(value: unknown, type: SqlType): SqlType {
  if (type.name === 'unknown') return typeOfValue(value)
  // 2.5 next to an integer column is a number that the column's type cannot say.
  if ((type.name === 'integer' || type.name === 'smallint') && typeof value === 'number' && !type.custom) {
    return Number.isInteger(value)
      ? value > 0x7fffffff || value < -0x80000000
        ? typeOfValue(value)
        : type
      : sqlTypes.double
  }
  return type
}

export function textLiteral(value: string): ExprNode {
  return { kind: 'literal', type: sqlTypes.text, value }
}
export function undefinedOperand(): UsageError {
  return new UsageError('a value is undefined: pass null for SQL NULL, or leave the condition out', {
    code: 'SQL_UNDEFINED',
  })
}
