import { CompileError, type ExprNode, type FetchNode } from '@athanor/contract'
import type { Compilation, Place } from '../compilation.ts'
import { unsupported } from '../text/literals.ts'
import type { Scope } from '../scope.ts'

/** Which part of the rows a statement wants. */
export interface Page {
  readonly limit?: ExprNode
  readonly offset?: ExprNode
  readonly fetch?: FetchNode
}

/** LIMIT and OFFSET, or OFFSET and FETCH. */
export function pageText(c: Compilation, node: Page, scope: Scope | undefined): string {
  const count = (expr: ExprNode, label: string): string => c.text(expr, scope, { kind: 'count', label } satisfies Place)
  if (node.fetch) {
    const offset = node.offset ? ` OFFSET ${count(node.offset, 'offset')} ROWS` : ''
    return `${offset} FETCH FIRST ${count(node.fetch.count, 'fetch')} ROWS WITH TIES`
  }
  const limit = node.limit ? ` LIMIT ${count(node.limit, 'limit')}` : ''
  if (node.offset === undefined) return limit
  return `${limit === '' ? c.grammar.offsetPrefix : limit} OFFSET ${count(node.offset, 'offset')}`
}

/** @throws {UnsupportedByDialectError} for a FETCH that the database lacks */
export function requireFetch(c: Compilation, node: Page & { readonly orderBy: readonly unknown[] }): void {
  if (!node.fetch) return
  if (node.fetch.percent) {
    throw unsupported(c.grammar, 'FETCH … PERCENT', 'compare row_number() with a part of count() over everything')
  }
  if (!c.grammar.fetchTies) throw unsupported(c.grammar, 'FETCH … WITH TIES', 'compare rank() with the number of rows')
  if (node.orderBy.length === 0) {
    throw new CompileError('FETCH … WITH TIES has no ORDER BY, so no row ties with another: add orderBy()', {
      code: 'COMPILE_TIES_WITHOUT_ORDER',
    })
  }
}
