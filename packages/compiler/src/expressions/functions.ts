import {
  CompileError,
  type ExprNode,
  type FrameBound,
  type FrameNode,
  type FunctionNode,
  type OrderNode,
  type OverNode,
  typeOf,
} from '@athanor/contract'
import type { Compilation, Place } from '../compilation.ts'
import { atom, type Fragment, level, within } from './level.ts'
import { unsupported } from '../text/literals.ts'
import { orderList } from '../queries/orders.ts'
import type { Scope } from '../scope.ts'
import { isNumber } from './type-kinds.ts'

const namePattern = /^[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)*$/

/** Standard functions that are written without parentheses. */
const bare: ReadonlySet<string> = new Set([
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
  'current_user',
  'session_user',
  'current_role',
])

export function functionCall(c: Compilation, node: FunctionNode, scope: Scope | undefined): Fragment {
  return atom(callText(c, node, scope, ''))
}

/** The call with FILTER behind it, and `over` behind that. */
function callText(c: Compilation, node: FunctionNode, scope: Scope | undefined, over: string): string {
  if (!namePattern.test(node.name)) {
    throw new CompileError(`'${node.name}' is not the name of a function: use letters, digits and underscores`, {
      code: 'COMPILE_BAD_NAME',
    })
  }
  if (node.only !== undefined && !c.grammar.variantNames.includes(node.only))
    throw unsupported(c.grammar, `${node.name}()`, `it is a function of ${node.only}`)
  const emulated = node.filter !== undefined && !c.grammar.filterClause
  const fragments = emulated
    ? filteredArguments(c, node, node.filter, scope)
    : node.args.map((arg) => c.expression(arg, scope))
  let tail = ''
  if (node.withinGroup) {
    if (!c.grammar.withinGroup) throw unsupported(c.grammar, `${node.name}() WITHIN GROUP`)
    tail += ` WITHIN GROUP (ORDER BY ${orderList(c, node.withinGroup, scope)})`
  }
  if (node.filter && !emulated) tail += ` FILTER (WHERE ${c.text(node.filter, scope)})`
  return call(c, node, fragments, scope, tail + over)
}

function call(
  c: Compilation,
  node: FunctionNode,
  fragments: readonly Fragment[],
  scope: Scope | undefined,
  tail: string,
): string {
  const key = node.name.toLowerCase()
  const form = Object.hasOwn(c.grammar.functions, key) ? c.grammar.functions[key] : undefined
  const args = fragments.map((fragment) => fragment.text)
  const atoms = fragments.map((fragment) => within(fragment, level.atom - 1))
  if (typeof form === 'object') {
    if ('missing' in form) throw unsupported(c.grammar, `${node.name}()`, form.missing)
    const distinct = node.distinct ? 'DISTINCT ' : ''
    const order = node.orderBy && node.orderBy.length > 0 ? ` ORDER BY ${orderList(c, node.orderBy, scope)}` : ''
    return form.aggregate({ args, atoms, types: node.args.map(typeOf), node, distinct, order, tail })
  }
  const plain = !node.distinct && node.orderBy === undefined
  if (typeof form === 'function' && plain) return form(args, node, node.args.map(typeOf), atoms) + tail
  const name = typeof form === 'string' ? form : node.name
  if (args.length === 0 && bare.has(name)) return name.toUpperCase() + tail
  const order = aggregateOrder(c, node, node.orderBy, scope)
  return `${name}(${node.distinct ? 'DISTINCT ' : ''}${args.join(', ')}${order})${tail}`
}

function aggregateOrder(
  c: Compilation,
  node: FunctionNode,
  order: readonly OrderNode[] | undefined,
  scope: Scope | undefined,
): string {
  if (order === undefined || order.length === 0) return ''
  if (!c.grammar.aggregateOrderBy) throw unsupported(c.grammar, `ORDER BY within ${node.name}()`)
  return ` ORDER BY ${orderList(c, order, scope)}`
}

/** Aggregates for which NULL is a value as any other. */
const keepsNulls: ReadonlySet<string> = new Set([
  'array_agg',
  'json_agg',
  'jsonb_agg',
  'json_object_agg',
  'jsonb_object_agg',
])

/** `sum(x) FILTER (WHERE p)` is `sum(CASE WHEN p THEN x END)`, since aggregates leave NULLs out. */
function filteredArguments(
  c: Compilation,
  node: FunctionNode,
  filter: ExprNode,
  scope: Scope | undefined,
): readonly Fragment[] {
  const [first, ...others] = node.args
  const constant = others.every((arg) => arg.kind === 'literal' || arg.kind === 'param')
  if (first === undefined || !constant || keepsNulls.has(node.name.toLowerCase())) {
    throw unsupported(c.grammar, `FILTER on ${node.name}()`, 'write a CASE within it, or use a subquery')
  }
  const then = first.kind === 'star' ? '1' : c.text(first, scope)
  const filtered = atom(`CASE WHEN ${c.text(filter, scope)} THEN ${then} END`)
  return [filtered, ...others.map((arg) => c.expression(arg, scope))]
}

export function window(c: Compilation, node: OverNode, scope: Scope | undefined): Fragment {
  const parts: string[] = []
  if (node.partitionBy.length > 0)
    parts.push(`PARTITION BY ${node.partitionBy.map((each) => c.text(each, scope)).join(', ')}`)
  if (node.orderBy.length > 0) parts.push(`ORDER BY ${orderList(c, node.orderBy, scope)}`)
  if (node.frame) parts.push(frame(c, node.frame, scope))
  const over = ` OVER (${parts.join(' ')})`
  return atom(
    node.operand.kind === 'function' ? callText(c, node.operand, scope, over) : c.text(node.operand, scope) + over,
  )
}

function frame(c: Compilation, node: FrameNode, scope: Scope | undefined): string {
  if (node.unit === 'groups' && !c.grammar.frameGroups) throw unsupported(c.grammar, 'a GROUPS frame')
  if (node.exclude && !c.grammar.frameExclude) throw unsupported(c.grammar, 'EXCLUDE in a frame')
  const exclude = node.exclude ? ` EXCLUDE ${node.exclude.toUpperCase()}` : ''
  return `${node.unit.toUpperCase()} BETWEEN ${bound(c, node.start, scope)} AND ${bound(c, node.end, scope)}${exclude}`
}
function bound(c: Compilation, node: FrameBound, scope: Scope | undefined): string {
  if (!('offset' in node)) return node.kind.toUpperCase()
  // A distance between moments is no count.
  const place: Place = { kind: isNumber(typeOf(node.offset)) ? 'count' : 'free' }
  return `${c.text(node.offset, scope, place)} ${node.kind.toUpperCase()}`
}
