import { type ExprNode, sqlTypes, UsageError } from '@athanor/contract'
import { nullComparison } from './comparisons.ts'
import type { Expression } from './expression.ts'
import { type ExpressionLike, nodeOf, operandNode, textLiteral } from './operand.ts'

export interface LikeOptions {
  /** The character that makes the next `%` or `_` literal. */
  readonly escape?: string
}
export interface AutoescapeOptions extends LikeOptions {
  /** Take `%`, `_` and the escape character of the value literally; default false, as in SQLAlchemy. */
  readonly autoescape?: boolean
}
export interface RegexpOptions {
  /** `i`: without regard to case. Other flags mean something else on each database: write them into the pattern. */
  readonly flags?: '' | 'i'
}

/** A pattern: a text, or an expression that yields one. */
export type Text<S extends string> = string | Expression<string | null, S> | ExpressionLike<string | null, S>

/** How LIKE compares. */
export interface Manner {
  readonly insensitive?: boolean
  readonly not?: boolean
}
export const insensitive: Manner = Object.freeze({ insensitive: true })

/** The flags of a regular expression. @throws {UsageError} SQL_REGEXP_FLAGS */
export function flagsOf({ flags = '' }: RegexpOptions): string {
  if (flags === '' || flags === 'i') return flags
  throw new UsageError(`regular expressions take the flag 'i' only: write others into the pattern, as in (?s)`, {
    code: 'SQL_REGEXP_FLAGS',
  })
}

/** LIKE. */
export function like(operand: ExprNode, pattern: unknown, escape: string | undefined, how: Manner): ExprNode {
  if (pattern === null) throw nullComparison('like')
  return {
    kind: 'like',
    operand,
    pattern: operandNode(pattern, sqlTypes.text),
    insensitive: how.insensitive ?? false,
    not: how.not ?? false,
    ...(escape === undefined ? {} : { escape }),
  }
}

/** The wildcards stand outside of the value; only `autoescape` changes the value itself. */
export function affixed(
  operand: ExprNode,
  before: string,
  value: unknown,
  after: string,
  options: AutoescapeOptions,
  how: Manner,
): ExprNode {
  const escape = options.escape ?? (options.autoescape ? '/' : undefined)
  const node = nodeOf(value)
  if (node) {
    const pattern = options.autoescape ? escapedNode(node, escape ?? '/') : node
    return like(operand, asOperand(joined(before, pattern, after)), escape, how)
  }
  if (typeof value !== 'string') return like(operand, value, escape, how)
  const literal = options.autoescape ? escaped(value, escape ?? '/') : value
  return like(operand, before + literal + after, escape, how)
}

/** `before || node || after`. */
function joined(before: string, node: ExprNode, after: string): ExprNode {
  const concat = (left: ExprNode, right: ExprNode): ExprNode => ({
    kind: 'binary',
    op: '||',
    left,
    right,
    type: sqlTypes.text,
  })
  const begun = before ? concat(textLiteral(before), node) : node
  return after ? concat(begun, textLiteral(after)) : begun
}
function asOperand(node: ExprNode): ExpressionLike {
  // `operandNode` reads nothing but the node.
  return { toExpression: () => ({ node }) as Expression<unknown, string> }
}

function escaped(value: string, escape: string): string {
  return [escape, '%', '_'].reduce((text, special) => text.replaceAll(special, escape + special), value)
}
/** The same, computed by the database. */
function escapedNode(node: ExprNode, escape: string): ExprNode {
  return [escape, '%', '_'].reduce<ExprNode>(
    (text, special) => ({
      kind: 'function',
      name: 'replace',
      args: [text, textLiteral(special), textLiteral(escape + special)],
      type: sqlTypes.text,
    }),
    node,
  )
}
