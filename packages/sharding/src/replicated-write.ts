import {
  childrenOf,
  type DeleteNode,
  type ExprNode,
  type InsertNode,
  type UpdateNode,
  sourceName,
} from '@athanor/contract'
import { refuse } from './errors.ts'
import { generatedBy } from './insert-split.ts'

/** Functions that give each copy of a reference table the same value. */
const repeatable: ReadonlySet<string> = new Set(
  'coalesce nullif abs round floor ceil ceiling lower upper char_length length trim ltrim rtrim replace substr substring concat count sum min max'.split(
    ' ',
  ),
)

/**
 * A change of a reference table must do the same on every shard.
 *
 * @throws {UnshardableStatementError} when copies could drift apart
 */
export function requireRepeatable(node: InsertNode | UpdateNode | DeleteNode): void {
  const table = sourceName(node.table.kind === 'alias' ? node.table.of : node.table)
  if (node.with.length > 0) throw refuse('the change has a WITH clause', 'run the query first', table)
  if (node.kind === 'insert') {
    const generated = generatedBy(node)
    if (generated !== undefined) {
      throw refuse(
        `each shard would generate ${generated} by itself, and the copies could differ`,
        'give the value',
        table,
      )
    }
    if (node.source.kind === 'query') {
      throw refuse(
        'INSERT … SELECT could find rows in another order on each copy',
        'select first, then insert the rows',
        table,
      )
    }
    const cells = node.source.kind === 'expressions' ? node.source.rows.flat() : []
    for (const expr of [...cells, ...(node.conflict?.set ?? []).map((each) => each.value)]) requireSame(expr, table)
    return
  }
  if (node.limit) throw refuse('LIMIT could choose other rows on each copy', 'name the rows in WHERE', table)
  const set = node.kind === 'update' ? node.set.map((each) => each.value) : []
  for (const expr of [...set, ...(node.where ? [node.where] : [])]) requireSame(expr, table)
}

function requireSame(expr: ExprNode, table: string): void {
  const differs =
    expr.kind === 'raw'
      ? 'raw SQL'
      : expr.kind === 'function' && !repeatable.has(expr.name.toLowerCase())
        ? `the function ${expr.name}()`
        : undefined
  if (differs !== undefined) {
    throw refuse(
      `${differs} may give each copy of the reference table another value`,
      'compute the value in the program and pass it',
      table,
    )
  }
  for (const child of childrenOf(expr)) requireSame(child, table)
}
