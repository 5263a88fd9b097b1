import { CompileError, type ExprNode, type OrderNode } from '@athanor/contract'
import type { Compilation } from './compilation.ts'
import { fittedName, identifier } from './identifiers.ts'
import type { Scope } from './scope.ts'

/** The terms of ORDER BY. Where NULLS FIRST/LAST is missing, a term before says it: NULLs sort low there. */
export function orderList(c: Compilation, orders: readonly OrderNode[], scope: Scope | undefined): string {
  return orders.flatMap((order) => terms(c, order, scope)).join(', ')
}

function terms(c: Compilation, order: OrderNode, scope: Scope | undefined): readonly string[] {
  const expr = orderText(c, order.expr, scope)
  const term = order.direction ? `${expr} ${order.direction.toUpperCase()}` : expr
  if (order.nulls === undefined) return [term]
  if (c.grammar.nullsOrder) return [`${term} NULLS ${order.nulls.toUpperCase()}`]
  const naturallyFirst = order.direction !== 'desc'
  if ((order.nulls === 'first') === naturallyFirst) return [term]
  return [`${expr} IS NULL${order.nulls === 'first' ? ' DESC' : ''}`, term]
}

/** A label alone is the output column's name; every database prefers it to a column of FROM here. */
function orderText(c: Compilation, node: ExprNode, scope: Scope | undefined): string {
  if (node.kind !== 'label') return c.text(node, scope)
  if (scope?.labels) requireLabel(scope.labels, node.name)
  return identifier(c.grammar, fittedName(c.grammar, node.name, ''))
}

/** @throws {CompileError} COMPILE_UNKNOWN_LABEL: the database would look for a column of that name instead */
export function requireLabel(labels: ReadonlyMap<string, unknown>, name: string): void {
  if (labels.has(name)) return
  throw new CompileError(`no column is selected as '${name}'; there are ${[...labels.keys()].join(', ')}`, {
    code: 'COMPILE_UNKNOWN_LABEL',
  })
}

/**
 * The terms of GROUP BY. A selected expression is named by its position: a label might be taken for a column of FROM,
 * and with `?` placeholders a database cannot see that two expressions with parameters are the same.
 */
export function groupTerms(c: Compilation, groups: readonly ExprNode[], scope: Scope): readonly string[] {
  const byExpression = new Map<ExprNode, number>()
  for (const { expr, position } of scope.labels?.values() ?? [])
    if (expr.kind !== 'column') byExpression.set(expr, position)
  return groups.map((node) => {
    if (node.kind === 'label' && scope.labels) requireLabel(scope.labels, node.name)
    const target = node.kind === 'label' ? scope.labels?.get(node.name)?.expr : node
    const position = target && byExpression.get(target)
    return position === undefined ? c.text(node, scope) : String(position)
  })
}
