import {
  childrenOf,
  type ExprNode,
  type FunctionNode,
  groupedExpressions,
  resolveFrom,
  type SelectItem,
  type SelectNode,
  type SqlType,
  sqlTypes,
} from '@athanor/contract'
import { typeOf } from '@athanor/sql'
import type { Block } from '../analyze/block.ts'
import { isKeyOrNull } from '../analyze/colocation.ts'
import { aggregatesOf, countOf, type OutputColumn, outputOf, unlabel } from '../analyze/output.ts'
import { sameExpression } from '../analyze/same-expression.ts'
import { refuse } from '../errors.ts'
import { type Accumulator, type AggregatePlan, planAggregate, planDistinct } from './aggregate.ts'
import { equalityKey, type Sort, tupleKey } from './compare.ts'
import { distinctFilter, equalitySort } from './distinct.ts'
import { type Evaluator, evaluator, type EvaluationScope, type Group } from './evaluate.ts'
import { type SortKey, sortKey, type Tuple, tupleOrder } from './order.ts'
import type { MergeContext } from './rows.ts'
import { baseType, convert } from './values.ts'

/** What every shard runs, and how its groups become the groups of all. */
export interface GroupsMerge {
  readonly kind: 'groups'
  readonly node: SelectNode
  readonly visible: readonly OutputColumn[]
  readonly steps: readonly string[]
  readonly grouping: Grouping
}

interface Grouping {
  /** The first columns of the shards' rows are the group's values. */
  readonly keys: readonly Sort[]
  /** GROUP BY is absent: there is one group, also of no rows. */
  readonly single: boolean
  readonly aggregates: readonly AggregatePlan[]
  readonly having: Evaluator | undefined
  readonly outputs: readonly Evaluator[]
  readonly types: readonly SqlType[]
  readonly distinct: boolean
  readonly orderValues: readonly Evaluator[]
  readonly order: readonly SortKey[]
  readonly offset: number
  readonly limit: number
}

const merging: ReadonlySet<string> = new Set(['count', 'sum', 'avg'])
type Item = Extract<SelectItem, { kind: 'column' }>

/**
 * Plans a scatter whose groups may span shards: shards compute parts, the merge puts them together, and what SQL does
 * after grouping (HAVING, ORDER BY, LIMIT) happens here.
 */
export function planGroups(node: SelectNode, block: Block, context: MergeContext): GroupsMerge {
  const visible = outputOf(node.selection)
  const items: Item[] = []
  const add = (expr: ExprNode): number => {
    const known = items.findIndex((item) => sameExpression(item.expr, expr))
    return known >= 0 ? known : items.push({ kind: 'column', key: `__part_${items.length}`, expr }) - 1
  }
  const groups = groupedExpressions(node.groupBy).map((expr) => unlabel(expr, visible))
  const keys = groups.map((expr) => {
    // Appended without a search: a group's position is its number.
    items.push({ kind: 'column', key: `__part_${items.length}`, expr: plain(expr) })
    return equalitySort(baseType(typeOf(expr)), 'GROUP BY')
  })
  const { calls } = aggregatesOf(node)
  const apart = distinctArgument(calls, block)
  const apartPosition = apart ? add(plain(apart)) : undefined

  const aggregates: AggregatePlan[] = []
  const planned: FunctionNode[] = []
  const aggregateIndex = (call: FunctionNode): number => {
    const known = planned.findIndex((each) => sameExpression(each, call))
    if (known >= 0) return known
    const [argument] = call.args
    const isApart = apart !== undefined && isMergingDistinct(call) && argument !== undefined
    aggregates.push(
      isApart && apartPosition !== undefined
        ? planDistinct(call, typeOf(argument), apartPosition)
        : planAggregate(call, add),
    )
    return planned.push(call) - 1
  }

  const scope: EvaluationScope = {
    params: context.params,
    resolve(expr) {
      const plainOf = baseType(typeOf(expr))
      const group = groups.findIndex((each) => sameExpression(each, expr))
      if (group >= 0) return { type: plainOf, run: ({ row }) => row[group] ?? null }
      if (expr.kind === 'label') return evaluator(unlabel(expr, visible), scope)
      if (expr.kind === 'function' && calls.includes(expr)) {
        const index = aggregateIndex(expr)
        return { type: plainOf, run: ({ results }) => results[index] ?? null }
      }
      if (expr.kind === 'literal' || expr.kind === 'param' || !isCovered(expr, groups)) return undefined
      if (groups.length === 0) return undefined
      const position = add(plain(expr))
      return { type: plainOf, run: ({ row }) => row[position] ?? null }
    },
  }
  const outputs = visible.map((column) => evaluator(column.expr, scope))
  const having = node.having ? evaluator(node.having, scope) : undefined
  const orderValues = node.orderBy.map((term) => evaluator(term.expr, scope))
  const order = node.orderBy.map((term, i) =>
    sortKey(i, term, orderValues[i]?.type ?? { name: 'unknown' }, context.nullsSort),
  )
  const types = visible.map((column) => typeOf(column.expr))
  const limit = countOf(node.limit, 'LIMIT', context.params)
  const offset = countOf(node.offset, 'OFFSET', context.params) ?? 0
  if (node.distinct) for (const type of types) equalitySort(baseType(type), 'DISTINCT')
  // A constant keeps the rows of a select that needs nothing of them.
  if (items.length === 0) add(one)
  const { limit: _limit, offset: _offset, having: _having, ...rest } = node
  return {
    kind: 'groups',
    node: Object.freeze({
      ...rest,
      selection: items,
      from: resolveFrom(node, new Set()),
      groupBy: [...groups, ...(apart ? [apart] : [])],
      orderBy: [],
      distinct: false,
    }),
    visible,
    grouping: {
      keys,
      single: groups.length === 0,
      aggregates,
      having,
      outputs,
      types,
      distinct: node.distinct,
      orderValues,
      order,
      offset,
      limit: limit ?? Number.POSITIVE_INFINITY,
    },
    steps: [
      groups.length > 0 ? `merge groups by ${groups.length} keys` : 'merge one group',
      ...(aggregates.length > 0 ? [`put ${aggregates.length} aggregates together`] : []),
      ...(having ? ['having'] : []),
      ...(node.distinct ? ['remove duplicates'] : []),
      ...(order.length > 0 ? [`sort by ${order.length} keys`] : []),
      ...(offset > 0 || limit !== undefined ? [`limit ${limit ?? 'none'} offset ${offset}`] : []),
    ],
  }
}

const one: ExprNode = { kind: 'literal', type: sqlTypes.integer, value: 1 }

function plain(expr: ExprNode): ExprNode {
  const type = typeOf(expr)
  return type.custom ? { kind: 'coerce', operand: expr, type: baseType(type) } : expr
}

function isMergingDistinct(call: FunctionNode): boolean {
  return call.distinct === true && merging.has(call.name.toLowerCase())
}

/**
 * The argument of DISTINCT whose values may appear on several shards: shards then group by it too. None, when the values
 * are sharding keys, which no two shards share.
 */
function distinctArgument(calls: readonly FunctionNode[], block: Block): ExprNode | undefined {
  const distinct = calls.filter(isMergingDistinct).flatMap((call) => call.args.map((arg) => ({ call, arg })))
  const [first] = distinct.filter(({ arg }) => !isKeyOrNull(block, arg))
  if (!first) return undefined
  const other = distinct.find(({ arg }) => !sameExpression(arg, first.arg))
  if (other) {
    throw refuse(
      'it counts or sums distinct values of two expressions, which do not merge together',
      'ask for them in two statements',
    )
  }
  if (distinct.some(({ call }) => call.filter)) {
    throw refuse('FILTER on an aggregate of distinct values does not merge', 'put the condition into WHERE')
  }
  return first.arg
}

/** A shard can compute it of a group's values alone. */
function isCovered(expr: ExprNode, groups: readonly ExprNode[]): boolean {
  if (groups.some((group) => sameExpression(group, expr))) return true
  switch (expr.kind) {
    case 'column':
    case 'raw':
    case 'label':
    case 'star':
    case 'over':
    case 'exists':
    case 'scalarQuery':
    case 'quantified':
    case 'inQuery':
      return false
    case 'function':
      if (expr.args.some((arg) => arg.kind === 'star')) return false
      break
    default:
  }
  const children = childrenOf(expr)
  return children.every((child) => isCovered(child, groups)) && !isAggregateCall(expr)
}
function isAggregateCall(expr: ExprNode): boolean {
  return (
    expr.kind === 'function' &&
    (merging.has(expr.name.toLowerCase()) ||
      (expr.args.length === 1 && ['min', 'max'].includes(expr.name.toLowerCase())))
  )
}

/** The merged rows, in the caller's columns. */
export function mergeGroups({ grouping }: GroupsMerge, lists: readonly (readonly Tuple[])[]): Tuple[] {
  const { having, outputs, types, orderValues, offset, limit } = grouping
  let groups = collect(grouping, lists)
  if (having) groups = groups.filter((group) => having.run(group) === true)
  let rows = groups.map((group) => ({
    order: orderValues.map((value) => value.run(group)),
    values: outputs.map((output) => output.run(group)),
  }))
  if (grouping.distinct) {
    const isNew = distinctFilter(types.map(baseType))
    rows = rows.filter(({ values }) => isNew(values))
  }
  const compare = tupleOrder(grouping.order)
  if (grouping.order.length > 0) rows.sort((a, b) => compare(a.order, b.order))
  return rows
    .slice(offset, offset + limit)
    .map(({ values }) => values.map((value, i) => convert(types[i] ?? { name: 'unknown' }, value)))
}

function collect(grouping: Grouping, lists: readonly (readonly Tuple[])[]): Group[] {
  const { keys, single, aggregates } = grouping
  const found = new Map<string, { readonly row: Tuple; readonly accumulators: readonly Accumulator[] }>()
  const open = (key: string, row: Tuple): readonly Accumulator[] => {
    const accumulators = aggregates.map((aggregate) => aggregate.start())
    found.set(key, { row, accumulators })
    return accumulators
  }
  for (const row of lists.flat()) {
    const key = tupleKey(keys.map((sort, i) => equalityKey(sort, row[i])))
    const accumulators = found.get(key)?.accumulators ?? open(key, row)
    for (const accumulator of accumulators) accumulator.add(row)
  }
  if (single && found.size === 0) open('', [])
  return [...found.values()].map(({ row, accumulators }) => ({
    row,
    results: accumulators.map((accumulator) => accumulator.result()),
  }))
}
