import type { ExprNode, GroupingNode, SelectNode } from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import { unsupported } from '../text/literals.ts'
import { groupTerms } from './orders.ts'
import type { Scope } from '../scope.ts'

const words: Readonly<Record<GroupingNode['form'], string>> = {
  rollup: 'ROLLUP',
  cube: 'CUBE',
  sets: 'GROUPING SETS',
}

/** GROUP BY, or nothing. */
export function groupText(c: Compilation, node: SelectNode, scope: Scope): string {
  const { groupBy } = node
  if (groupBy.length === 0) return ''
  const several = groupBy.find((each) => each.kind === 'grouping')
  if (several?.kind === 'grouping' && c.grammar.groupings !== 'all')
    return ` GROUP BY ${withRollup(c, node, several, scope)}`
  const terms = groupBy.map((each) => {
    if (each.kind !== 'grouping') return groupTerms(c, [each], scope).join(', ')
    return `${words[each.form]} (${each.lists.map((list) => listText(c, each, list, scope)).join(', ')})`
  })
  return ` GROUP BY ${terms.join(', ')}`
}

/** In ROLLUP and CUBE one expression needs no parentheses; the grouping of everything is `()`. */
function listText(c: Compilation, node: GroupingNode, list: readonly ExprNode[], scope: Scope): string {
  const terms = groupTerms(c, list, scope)
  return node.form !== 'sets' && terms.length === 1 ? terms.join('') : `(${terms.join(', ')})`
}

/** MySQL's form rolls up the whole list, one expression at a time. */
function withRollup(c: Compilation, node: SelectNode, grouping: GroupingNode, scope: Scope): string {
  const whole = node.groupBy.length === 1 && grouping.lists.every((list) => list.length === 1)
  if (c.grammar.groupings === 'none' || grouping.form !== 'rollup' || !whole) {
    throw unsupported(
      c.grammar,
      `${words[grouping.form]}${grouping.form === 'rollup' && c.grammar.groupings !== 'none' ? ' beside other groups or of several columns at once' : ''}`,
      'run one statement for each grouping and put them together with unionAll()',
    )
  }
  if (node.orderBy.length > 0) {
    // MariaDB: Incorrect usage of CUBE/ROLLUP and ORDER BY.
    throw unsupported(c.grammar, 'ROLLUP with ORDER BY', 'make it a subquery and order the statement around it')
  }
  return `${groupTerms(c, grouping.lists.flat(), scope).join(', ')} WITH ROLLUP`
}
