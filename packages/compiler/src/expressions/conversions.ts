import { typeOf } from '@athanor/contract'
import type { CaseNode, CastNode, JsonPathNode } from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import { atom, type Fragment, level, within } from './level.ts'
import { besidePlace } from './place.ts'
import type { Scope } from '../scope.ts'

export function caseExpression(c: Compilation, node: CaseNode, scope: Scope | undefined): Fragment {
  const whens = node.whens.map(({ when, then }) => {
    const place = node.operand ? besidePlace(node.operand, when) : undefined
    return `WHEN ${c.text(when, scope, place)} THEN ${c.text(then, scope, { kind: 'free', type: node.type })}`
  })
  const operand = node.operand ? `${c.text(node.operand, scope)} ` : ''
  const otherwise = node.otherwise ? ` ELSE ${c.text(node.otherwise, scope, { kind: 'free', type: node.type })}` : ''
  return atom(`CASE ${operand}${whens.join(' ')}${otherwise} END`)
}

export function castExpression(c: Compilation, node: CastNode, scope: Scope | undefined): Fragment {
  return atom(c.grammar.cast(c.text(node.operand, scope), node.type, typeOf(node.operand)))
}

export function jsonPathExpression(c: Compilation, node: JsonPathNode, scope: Scope | undefined): Fragment {
  const operand = c.expression(node.operand, scope)
  return atom(c.grammar.jsonPath(within(operand, level.atom - 1), node, c.grammar))
}
