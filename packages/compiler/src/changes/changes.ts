import {
  type AssignmentNode,
  CompileError,
  type CteNode,
  type DeleteNode,
  type ExprNode,
  namedSourcesOf,
  type OrderNode,
  type SelectItem,
  sourceName,
  type UpdateNode,
} from '@athanor/contract'
import type { Compilation, QueryRole, QueryText } from '../compilation.ts'
import { identifier } from '../text/identifiers.ts'
import { unsupported } from '../text/literals.ts'
import { orderList } from '../queries/orders.ts'
import { columnLabel } from '../expressions/place.ts'
import { type Scope, scopeOf } from '../scope.ts'
import { pageText } from '../queries/page.ts'
import { type SelectionText, selectionText } from '../queries/selection.ts'
import { cteText, fromText, sourceText } from '../queries/sources.ts'

/** RETURNING, or nothing. */
export function returningText(
  c: Compilation,
  kind: 'insert' | 'update' | 'delete' | 'merge',
  returning: readonly SelectItem[],
  scope: Scope,
  role: QueryRole,
): SelectionText {
  if (returning.length === 0) return { text: '', columns: [] }
  if (kind !== 'merge' && !c.grammar.traits.returning[kind]) {
    throw unsupported(c.grammar, `RETURNING of ${kind.toUpperCase()}`, 'select the rows in the same transaction')
  }
  const inner: Scope = c.grammar.returningBareNames ? { ...scope, bareNames: true } : scope
  const selection = selectionText(c, returning, inner, role)
  return { text: ` RETURNING ${selection.text}`, columns: selection.columns }
}

/** `a = 1, b = b + 1`. */
export function assignments(c: Compilation, set: readonly AssignmentNode[], scope: Scope, prefix: string): string {
  return set
    .map(({ column, value }) => {
      const text = c.text(value, scope, { kind: 'cell', type: column.type, label: columnLabel(column) })
      return `${prefix}${identifier(c.grammar, column.name)} = ${text}`
    })
    .join(', ')
}

/**
 * Registers the CTEs of a change. Where WITH cannot stand before it (`before` is false), the queries inside of it get
 * the ones that they use, which the database evaluates for each of them anyway.
 */
export function useWith(c: Compilation, ctes: readonly CteNode[], before: boolean, what: string): void {
  c.readOnly = false
  if (!before) {
    if (ctes.length > 0) throw unsupported(c.grammar, `WITH in ${what}`, 'name the CTE in a subquery or in FROM')
    c.withInside = true
  }
  for (const cte of ctes) c.useCte(cte, (node) => cteText(c, node))
}

interface Limited {
  readonly orderBy: readonly OrderNode[]
  readonly limit?: ExprNode
}
function limitText(c: Compilation, kind: string, node: Limited, scope: Scope, severalTables: boolean): string {
  if (node.orderBy.length === 0 && node.limit === undefined) return ''
  if (c.grammar.limitedChanges === 'none')
    throw unsupported(
      c.grammar,
      `ORDER BY or LIMIT in ${kind}`,
      'choose the rows in a subquery: WHERE key IN (SELECT … LIMIT n)',
    )
  if (severalTables) throw unsupported(c.grammar, `ORDER BY or LIMIT in ${kind} of several tables`)
  const order = node.orderBy.length > 0 ? ` ORDER BY ${orderList(c, node.orderBy, scope)}` : ''
  return `${order}${pageText(c, node, scope)}`
}

/** The two last clauses, in the database's order. */
function closing(c: Compilation, limit: string, returning: string): string {
  return c.grammar.limitedChanges === 'after returning' ? returning + limit : limit + returning
}

export function updateText(c: Compilation, node: UpdateNode, role: QueryRole): QueryText {
  useWith(c, node.with, c.grammar.cteBeforeChange, 'UPDATE')
  if (node.set.length === 0)
    throw new CompileError(`UPDATE ${node.table.name} sets nothing: give at least one value`, {
      code: 'COMPILE_EMPTY_SET',
    })
  const scope = scopeOf([node.table])
  const table = sourceText(c, node.table, undefined)
  const more = node.from.length > 0
  const others = more ? fromText(c, node.from, [], scope) : ''
  const list = more && c.grammar.updateTables === 'list'
  const set = assignments(c, node.set, scope, list ? `${identifier(c.grammar, node.table.name)}.` : '')
  let text = list ? `UPDATE ${table}, ${others} SET ${set}` : `UPDATE ${table} SET ${set}`
  if (more && !list) text += ` FROM ${others}`
  if (node.where) text += ` WHERE ${c.text(node.where, scope)}`
  const limit = limitText(c, 'UPDATE', node, scope, more)
  const returning = returningText(c, 'update', node.returning, changedOnly(c, scope, node), role)
  return { text: text + closing(c, limit, returning.text), columns: returning.columns, composite: false }
}

export function deleteText(c: Compilation, node: DeleteNode, role: QueryRole): QueryText {
  useWith(c, node.with, c.grammar.cteBeforeChange, 'DELETE')
  const scope = scopeOf([node.table])
  const table = sourceText(c, node.table, undefined)
  const name = identifier(c.grammar, node.table.name)
  const more = node.using.length > 0
  const others = more ? fromText(c, node.using, [], scope) : ''
  if (more && c.grammar.deleteTables === 'none') {
    throw unsupported(c.grammar, 'DELETE with further tables', 'use WHERE EXISTS (…) or WHERE key IN (…)')
  }
  const listed =
    (more && c.grammar.deleteTables === 'list') || (node.table.kind === 'alias' && c.grammar.deleteAliasFirst)
  let text = listed
    ? `DELETE ${name} FROM ${table}${more ? `, ${others}` : ''}`
    : `DELETE FROM ${table}${more ? ` USING ${others}` : ''}`
  if (node.where) text += ` WHERE ${c.text(node.where, scope)}`
  const limit = limitText(c, 'DELETE', node, scope, listed || more)
  if (listed && node.returning.length > 0)
    throw unsupported(c.grammar, 'RETURNING of DELETE with several tables or an alias')
  const returning = returningText(c, 'delete', node.returning, changedOnly(c, scope, node), role)
  return { text: text + closing(c, limit, returning.text), columns: returning.columns, composite: false }
}

/** Where RETURNING knows the changed table only, other sources are refused here instead of by the database. */
function changedOnly(c: Compilation, scope: Scope, node: UpdateNode | DeleteNode): Scope {
  return c.grammar.returningBareNames ? { ...scope, names: new Set(namedSourcesOf(node.table).map(sourceName)) } : scope
}
