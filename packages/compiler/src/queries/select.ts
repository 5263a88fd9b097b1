import { CompileError, type LockNode, resolveFrom, type SelectNode, sourceName } from '@athanor/contract'
import type { Compilation, QueryRole, QueryText } from '../compilation.ts'
import { groupText } from './grouping.ts'
import { statementHints } from '../text/hints.ts'
import { identifier } from '../text/identifiers.ts'
import { unsupported } from '../text/literals.ts'
import { guardOf, orderList } from './orders.ts'
import { pageText, requireFetch } from './page.ts'
import { type Scope, visibleNames } from '../scope.ts'
import { labelsOf, selectionText } from './selection.ts'
import { cteText, fromText } from './sources.ts'

/** SELECT. The pieces are rendered in the order in which names become visible, then put together in SQL's order. */
export function selectText(c: Compilation, node: SelectNode, outer: Scope | undefined, role: QueryRole): QueryText {
  for (const cte of node.with) c.useCte(cte, (each) => cteText(c, each))
  requireFetch(c, node)
  const from = resolveFrom(node, visibleNames(outer))
  const scope: Scope = {
    names: new Set(),
    labels: labelsOf(node.selection),
    ...(node.hints ? { hints: node.hints } : {}),
    ...(outer ? { parent: outer } : {}),
  }
  const sources = fromText(c, from, node.joins, scope)
  const selection = selectionText(c, node.selection, scope, role)

  let text = `SELECT ${statementHints(c, node.hints)}${distinct(c, node, scope)}${selection.text}`
  if (sources !== '') text += ` FROM ${sources}`
  if (node.where) text += ` WHERE ${c.text(node.where, scope)}`
  text += groupText(c, node, scope)
  if (node.having) text += ` HAVING ${c.text(node.having, scope)}`
  if (node.orderBy.length > 0) text += ` ORDER BY ${orderList(c, node.orderBy, scope, guardOf(c, node, from))}`
  text += pageText(c, node, scope)
  if (node.lock) text += lockText(c, node.lock, scope, node.fetch?.withTies ?? false)
  const composite =
    node.orderBy.length > 0 ||
    node.limit !== undefined ||
    node.offset !== undefined ||
    node.fetch !== undefined ||
    node.lock !== undefined
  return { text, columns: selection.columns, composite }
}

function distinct(c: Compilation, node: SelectNode, scope: Scope): string {
  if (node.distinctOn.length > 0) {
    if (!c.grammar.distinctOn)
      throw unsupported(c.grammar, 'DISTINCT ON', 'number the rows with row_number() and take the first')
    return `DISTINCT ON (${node.distinctOn.map((each) => c.text(each, scope)).join(', ')}) `
  }
  return node.distinct ? 'DISTINCT ' : ''
}

function lockText(c: Compilation, node: LockNode, scope: Scope, withTies: boolean): string {
  c.readOnly = false
  if (withTies && node.wait === 'skip locked')
    throw unsupported(
      c.grammar,
      'FETCH … WITH TIES with SKIP LOCKED',
      'a row that is skipped may be the one to tie with',
    )
  const words = c.grammar.locks[node.strength]
  if (words === undefined) throw unsupported(c.grammar, `FOR ${node.strength.toUpperCase()}`)
  if (node.of.length > 0 && !c.grammar.lockOf)
    throw unsupported(c.grammar, 'FOR UPDATE OF', 'lock the rows of all tables, or select from one')
  const absent = node.of.find((source) => !scope.names.has(sourceName(source)))
  if (absent) {
    throw new CompileError(`FOR ${node.strength.toUpperCase()} names '${absent.name}', which is not in FROM`, {
      code: 'COMPILE_NOT_IN_FROM',
    })
  }
  const of = node.of.length > 0 ? ` OF ${node.of.map((source) => identifier(c.grammar, source.name)).join(', ')}` : ''
  return ` ${words}${of}${node.wait ? ` ${node.wait.toUpperCase()}` : ''}`
}
