import {
  listOf,
  type BetweenNode,
  type ExprNode,
  type InListNode,
  type InParamNode,
  type InQueryNode,
  type InValuesNode,
  type LikeNode,
} from '@athanor/contract'
import { CompileError } from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import { atom, type Fragment, level, within } from './level.ts'
import { stringLiteral } from '../text/literals.ts'
import { besidePlace } from './place.ts'
import type { Scope } from '../scope.ts'

const not = (node: { readonly not: boolean }): string => (node.not ? 'NOT ' : '')
const condition = (text: string): Fragment => ({ text, level: level.comparison })
const operand = (c: Compilation, node: ExprNode, scope: Scope | undefined, beside?: ExprNode): string =>
  within(c.expression(node, scope, beside && besidePlace(beside, node)), level.comparison)

/** Nothing is in an empty list, not even NULL; so the answer is never unknown. */
function emptyList(node: { readonly not: boolean }): Fragment {
  return atom(node.not ? 'TRUE' : 'FALSE')
}

/** One placeholder for each value; a null is written out, since its place is a part of the statement's shape. */
export function inValues(c: Compilation, node: InValuesNode, scope: Scope | undefined): Fragment {
  if (node.values.length === 0) return emptyList(node)
  const left = operand(c, node.left, scope)
  // The list has no node for each value: a stand-in asks what a parameter of its type would be beside `left`.
  const place = besidePlace(node.left, { kind: 'param', type: node.type })
  const items = node.values.map((value, i) => {
    if (value === null) return 'NULL'
    return c.inline ? c.inlineValue(node.type, value) : c.param(node, i, node.type, place, 'IN list')
  })
  return condition(`${left} ${not(node)}IN (${items.join(', ')})`)
}

/** As `inValues`, over a list that is given at execution. */
export function inParam(c: Compilation, node: InParamNode, scope: Scope | undefined): Fragment {
  if (c.params === undefined || c.inline) {
    throw new CompileError(
      `the list parameter '${node.name}' has a length only when it is given: pass { ${node.name}: […] } too`,
      { code: 'COMPILE_LIST_PARAMETER' },
    )
  }
  const list = listOf(node.name, c.params)
  if (list.length === 0) return emptyList(node)
  const place = besidePlace(node.left, { kind: 'param', type: node.type })
  const items = list.map((value, i) => (value === null ? 'NULL' : c.param(node, i, node.type, place, node.name)))
  return condition(`${operand(c, node.left, scope)} ${not(node)}IN (${items.join(', ')})`)
}

export function inList(c: Compilation, node: InListNode, scope: Scope | undefined): Fragment {
  if (node.items.length === 0) return emptyList(node)
  const left = operand(c, node.left, scope)
  const items = node.items.map((item) => c.text(item, scope, besidePlace(node.left, item))).join(', ')
  const list = node.left.kind === 'tuple' && c.grammar.tupleLists === 'values' ? `VALUES ${items}` : items
  return condition(`${left} ${not(node)}IN (${list})`)
}

export function inQuery(c: Compilation, node: InQueryNode, scope: Scope | undefined): Fragment {
  return condition(`${operand(c, node.left, scope)} ${not(node)}IN (${c.query(node.query, scope, 'derived').text})`)
}

export function between(c: Compilation, node: BetweenNode, scope: Scope | undefined): Fragment {
  if (node.symmetric && !c.grammar.betweenSymmetric) return eitherOrder(c, node, scope)
  const low = operand(c, node.low, scope, node.operand)
  const high = operand(c, node.high, scope, node.operand)
  return condition(
    `${operand(c, node.operand, scope, node.low)} ${not(node)}BETWEEN ${node.symmetric ? 'SYMMETRIC ' : ''}${low} AND ${high}`,
  )
}

/** `x BETWEEN SYMMETRIC a AND b` is defined as `x BETWEEN a AND b OR x BETWEEN b AND a`. */
function eitherOrder(c: Compilation, node: BetweenNode, scope: Scope | undefined): Fragment {
  const [one, other] = [
    between(c, { ...node, symmetric: false }, scope),
    between(c, { ...node, symmetric: false, low: node.high, high: node.low }, scope),
  ]
  return node.not
    ? { text: `${one.text} AND ${other.text}`, level: level.and }
    : { text: `${one.text} OR ${other.text}`, level: level.or }
}

export function like(c: Compilation, node: LikeNode, scope: Scope | undefined): Fragment {
  // Counted in code points: one beyond the basic plane is one character to the database.
  if (node.escape !== undefined && Array.from(node.escape).length !== 1) {
    throw new CompileError(`the escape of LIKE must be one character, not ${node.escape.length}`, {
      code: 'COMPILE_BAD_ESCAPE',
    })
  }
  const escape = node.escape === undefined ? '' : ` ESCAPE ${stringLiteral(c.grammar, node.escape)}`
  const lower = node.insensitive && !c.grammar.ilike
  const value = lower ? `lower(${c.text(node.operand, scope)})` : operand(c, node.operand, scope)
  const pattern = c.expression(node.pattern, scope, besidePlace(node.operand, node.pattern))
  const right = lower ? `lower(${pattern.text})` : within(pattern, level.comparison)
  const word = node.insensitive && c.grammar.ilike ? 'ILIKE' : 'LIKE'
  return condition(`${value} ${not(node)}${word} ${right}${escape}`)
}
