import {
  type ExprNode,
  type Params,
  resolveFrom,
  type SelectItem,
  type SelectNode,
  type SqlType,
  type Traits,
} from '@athanor/contract'
import { typeOf } from '@athanor/sql'
import { countOf, type OutputColumn, outputOf, unlabel } from '../analyze/output.ts'
import { sameExpression } from '../analyze/same-expression.ts'
import { refuse } from '../errors.ts'
import { distinctFilter, equalitySort } from './distinct.ts'
import { mergeSorted, type Place, type SortKey, sortKey, type Tuple, tupleOrder } from './order.ts'
import { baseType, wideType } from './values.ts'

/** What every shard runs, and how the rows that come back become one list. */
export interface RowsMerge {
  readonly kind: 'rows'
  readonly node: SelectNode
  /** Columns of the caller's selection; the ones behind it are only for the merge. */
  readonly visible: readonly OutputColumn[]
  /** Keys of the columns behind. */
  readonly hidden: readonly string[]
  readonly order: readonly SortKey[]
  readonly distinct: readonly SqlType[] | undefined
  readonly offset: number
  readonly limit: number
  readonly steps: readonly string[]
}

export interface MergeContext {
  readonly params: Params | undefined
  readonly nullsSort: Traits['nullsSort']
}

/** Plans a scatter whose rows need no grouping across shards. */
export function planRows(node: SelectNode, context: MergeContext): RowsMerge {
  const visible = outputOf(node.selection)
  const added: Extract<SelectItem, { kind: 'column' }>[] = []
  const order = node.orderBy.map((term) => {
    const expr = unlabel(term.expr, visible)
    const type = baseType(typeOf(expr))
    return sortKey(positionOf(expr), term, type, context.nullsSort)
  })

  function positionOf(expr: ExprNode): number {
    const selected = visible.findIndex((column) => sameExpression(column.expr, expr))
    if (selected >= 0 && !typeOf(expr).custom) return selected
    if (node.distinct) {
      throw refuse(
        'SELECT DISTINCT is ordered by something that it does not select, or by a column with a conversion',
        'select what it is ordered by',
      )
    }
    return visible.length + added.push({ kind: 'column', key: `__order_${added.length}`, expr: plain(expr) }) - 1
  }

  const limit = countOf(node.limit, 'LIMIT', context.params)
  const offset = countOf(node.offset, 'OFFSET', context.params) ?? 0
  const { limit: _limit, offset: _offset, ...rest } = node
  const pushed = limit === undefined ? {} : { limit: countParam(limit + offset) }
  const distinct = node.distinct ? visible.map((column) => typeOf(column.expr)) : undefined
  for (const type of distinct ?? []) equalitySort(type, 'DISTINCT')
  return {
    kind: 'rows',
    node: Object.freeze({
      ...rest,
      ...pushed,
      from: resolveFrom(node, new Set()),
      selection: [...node.selection, ...added],
    }),
    visible,
    hidden: added.map((item) => item.key),
    order,
    distinct,
    offset,
    limit: limit ?? Number.POSITIVE_INFINITY,
    steps: [
      order.length > 0 ? `merge sorted by ${order.length} keys` : 'append in the order of the shards',
      ...(distinct ? ['remove duplicates'] : []),
      ...(offset > 0 || limit !== undefined ? [`limit ${limit ?? 'none'} offset ${offset}`] : []),
    ],
  }
}

/** The value without the user's conversion, whose results nobody can order. */
function plain(expr: ExprNode): ExprNode {
  const type = typeOf(expr)
  return type.custom ? { kind: 'coerce', operand: expr, type: baseType(type) } : expr
}

export function countParam(value: number): ExprNode {
  return { kind: 'param', type: value > 0x7fffffff ? wideType({ name: 'integer' }) : { name: 'integer' }, value }
}

/** The rows of the merged list, by where they come from. */
export function mergeRows(plan: RowsMerge, lists: readonly (readonly Tuple[])[], shards: readonly string[]): Place[] {
  const end = plan.offset + plan.limit
  if (!plan.distinct) return inOrder(plan, lists, shards, end).slice(plan.offset)
  const isNew = distinctFilter(plan.distinct)
  const places = inOrder(plan, lists, shards, Number.POSITIVE_INFINITY)
  return places.filter(({ shard, row }) => isNew(lists[shard]?.[row] ?? [])).slice(plan.offset, end)
}

function inOrder(
  plan: RowsMerge,
  lists: readonly (readonly Tuple[])[],
  shards: readonly string[],
  count: number,
): Place[] {
  if (plan.order.length > 0) return mergeSorted(lists, tupleOrder(plan.order), shards, count)
  const places: Place[] = []
  lists.forEach((list, shard) => {
    for (let row = 0; row < list.length && places.length < count; row++) places.push({ shard, row })
  })
  return places
}
