import { type BinaryOperator, type ExprNode, sqlTypes, type UnaryOperator, UsageError } from '@athanor/contract'
import { nodeOf } from './operand.ts'

/**
 * The node of a condition, where one is wanted.
 * @throws {UsageError} SQL_CONDITION for undefined, null and anything else that is no expression
 */
export function conditionNode(condition: unknown): ExprNode {
  const node = nodeOf(condition)
  if (node) return node
  throw new UsageError(
    `a condition is ${condition === null ? 'null' : typeof condition}: leave it out, or pass an expression such as users.c.id.eq(1)`,
    { code: 'SQL_CONDITION' },
  )
}

export function unary(op: Exclude<UnaryOperator, '-' | '~'>, operand: ExprNode): ExprNode {
  return { kind: 'unary', op, operand, type: sqlTypes.boolean }
}

/**
 * AND / OR, with nested ones of the same operator flattened, and without what changes nothing: TRUE in AND, FALSE in OR.
 * Nothing else is folded, since FROM may be derived from the columns in the other terms.
 */
export function logical(op: 'and' | 'or', items: readonly ExprNode[]): ExprNode {
  const neutral = op === 'and'
  const flat = items
    .flatMap((item) => (item.kind === 'logical' && item.op === op ? item.items : [item]))
    .filter((item) => !isConstant(item, neutral))
  const [only] = flat
  if (only === undefined) return booleanLiteral(neutral)
  return flat.length === 1 ? only : { kind: 'logical', op, items: flat }
}
function isConstant(node: ExprNode, value: boolean): boolean {
  return node.kind === 'literal' && node.value === value
}

export function booleanLiteral(value: boolean): ExprNode {
  return { kind: 'literal', type: sqlTypes.boolean, value }
}

const opposites: Readonly<Partial<Record<BinaryOperator, BinaryOperator>>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
  'is distinct from': 'is not distinct from',
  'is not distinct from': 'is distinct from',
}
const unaryOpposites: Readonly<Partial<Record<UnaryOperator, UnaryOperator>>> = {
  'is null': 'is not null',
  'is not null': 'is null',
  'is true': 'is not true',
  'is not true': 'is true',
  'is false': 'is not false',
  'is not false': 'is false',
}

/** The opposite of `x = ANY (…)` is not `x <> ANY (…)`; and rows are compared column by column. */
function isWhole(node: ExprNode): boolean {
  if (node.kind === 'function') return node.name === 'any' || node.name === 'all'
  return node.kind === 'quantified' || node.kind === 'tuple'
}

/** NOT, pushed into the operators that have a negated form. */
export function negation(node: ExprNode): ExprNode {
  switch (node.kind) {
    case 'inValues':
    case 'inList':
    case 'inParam':
    case 'inQuery':
    case 'between':
    case 'like':
    case 'exists':
      return { ...node, not: !node.not }
    case 'literal':
      return typeof node.value === 'boolean' ? booleanLiteral(!node.value) : unary('not', node)
    case 'binary': {
      const op = opposites[node.op]
      return op && !isWhole(node.left) && !isWhole(node.right) ? { ...node, op } : unary('not', node)
    }
    case 'unary': {
      if (node.op === 'not') return node.operand
      const op = unaryOpposites[node.op]
      return op ? { ...node, op } : unary('not', node)
    }
    default:
      return unary('not', node)
  }
}
