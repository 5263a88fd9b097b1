import {
  CompileError,
  type ExprNode,
  type NamedSource,
  type OrderNode,
  type SelectNode,
  type SourceNode,
  sourcesInScope,
} from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import { fittedName, identifier } from '../text/identifiers.ts'
import type { Scope } from '../scope.ts'

/**
 * The terms of ORDER BY. Where NULLS FIRST/LAST is missing, a term before says it: NULLs sort low there. `before` stands
 * before a column that is sorted downwards.
 */
export function orderList(
  c: Compilation,
  orders: readonly OrderNode[],
  scope: Scope | undefined,
  before: string = '',
): string {
  return orders.flatMap((order) => terms(c, order, scope, before)).join(', ')
}

/** What `orderList` has to put before columns: see `Grammar.groupedDescending`. */
export function guardOf(c: Compilation, node: SelectNode, from: readonly SourceNode[]): string {
  if (c.grammar.groupedDescending === '' || node.groupBy.length === 0) return ''
  const isDerived = (source: NamedSource): boolean =>
    source.kind === 'alias' ? source.of.kind !== 'table' : source.kind !== 'table'
  return sourcesInScope(node, from).some(isDerived) ? c.grammar.groupedDescending : ''
}

function terms(c: Compilation, order: OrderNode, scope: Scope | undefined, before: string): readonly string[] {
  const guarded = before !== '' && order.direction === 'desc' ? columnOf(order.expr, scope) : undefined
  const expr = guarded ? `${before}${c.text(guarded, scope)}` : orderText(c, order.expr, scope)
  const term = order.direction ? `${expr} ${order.direction.toUpperCase()}` : expr
  if (order.nulls === undefined) return [term]
  if (c.grammar.nullsOrder) return [`${term} NULLS ${order.nulls.toUpperCase()}`]
  const naturallyFirst = order.direction !== 'desc'
  if ((order.nulls === 'first') === naturallyFirst) return [term]
  return [`${expr} IS NULL${order.nulls === 'first' ? ' DESC' : ''}`, term]
}

/** The column that a term sorts by, also when it names it by its label. */
function columnOf(node: ExprNode, scope: Scope | undefined): ExprNode | undefined {
  const target = node.kind === 'label' ? scope?.labels?.get(node.name)?.expr : node
  return target?.kind === 'column' ? target : undefined
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
