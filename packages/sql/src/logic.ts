import { type BinaryOperator, type ExprNode, sqlTypes, UsageError } from '@athanor/contract'

/** AND / OR, with nested ones of the same operator flattened, and without what changes nothing: TRUE in AND, FALSE in OR. */
export function logical(op: 'and' | 'or', items: readonly ExprNode[]): ExprNode {
  const neutral = op === 'and'
  const flat = items
    .flatMap((item) => (item.kind === 'logical' && item.op === op ? item.items : [item]))
    .filter((item) => booleanOf(item) !== neutral)
  const [only] = flat
  if (only === undefined) return booleanLiteral(neutral)
  return flat.length === 1 ? only : { kind: 'logical', op, items: flat }
}

/** The node of a condition, where one is wanted. @throws {UsageError} SQL_CONDITION for null, undefined, a boolean … */
export function conditionNode(condition: { readonly node: ExprNode }): ExprNode {
  const given: { readonly node?: ExprNode } | null | undefined = condition
  if (given?.node !== undefined) return given.node
  throw new UsageError(
    `a condition is ${given === null ? 'null' : typeof given}: leave it out, or pass an expression such as users.c.id.eq(1)`,
    { code: 'SQL_CONDITION' },
  )
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

/** NOT, pushed into the operators that have a negated form. */
export function negation(node: ExprNode): ExprNode {
  switch (node.kind) {
    case 'inValues':
    case 'inList':
    case 'inQuery':
    case 'between':
    case 'like':
    case 'exists':
      return { ...node, not: !node.not }
    case 'binary': {
      const opposite = opposites[node.op]
      // Not equal to any is not the opposite of equal to any.
      const quantified = node.left.kind === 'quantified' || node.right.kind === 'quantified'
      return opposite === undefined || quantified ? notOf(node) : { ...node, op: opposite }
    }
    case 'unary':
      if (node.op === 'is null') return { ...node, op: 'is not null' }
      if (node.op === 'is not null') return { ...node, op: 'is null' }
      return node.op === 'not' ? node.operand : notOf(node)
    default: {
      const known = booleanOf(node)
      return known === undefined ? notOf(node) : booleanLiteral(!known)
    }
  }
}

export function booleanLiteral(value: boolean): ExprNode {
  return { kind: 'literal', type: sqlTypes.boolean, value }
}
function booleanOf(node: ExprNode): boolean | undefined {
  return node.kind === 'literal' && typeof node.value === 'boolean' ? node.value : undefined
}
function notOf(operand: ExprNode): ExprNode {
  return { kind: 'unary', op: 'not', operand, type: sqlTypes.boolean }
}
