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
import type { Compilation } from './compilation.ts'
import { atom, type Fragment } from './level.ts'
import { unsupported } from './literals.ts'
import { orderList } from './orders.ts'
import type { Scope } from './scope.ts'

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
  if (!namePattern.test(node.name)) {
    throw new CompileError(`'${node.name}' is not the name of a function: use letters, digits and underscores`, {
      code: 'COMPILE_BAD_NAME',
    })
  }
  const emulated = node.filter !== undefined && !c.grammar.filterClause
  const args = emulated ? filteredArguments(c, node, node.filter, scope) : node.args.map((arg) => c.text(arg, scope))
  let text = call(c, node, args, scope)
  if (node.withinGroup) {
    if (!c.grammar.withinGroup) throw unsupported(c.grammar, `${node.name}() WITHIN GROUP`)
    text += ` WITHIN GROUP (ORDER BY ${orderList(c, node.withinGroup, scope)})`
  }
  if (node.filter && !emulated) text += ` FILTER (WHERE ${c.text(node.filter, scope)})`
  return atom(text)
}

function call(c: Compilation, node: FunctionNode, args: readonly string[], scope: Scope | undefined): string {
  const key = node.name.toLowerCase()
  const form = Object.hasOwn(c.grammar.functions, key) ? c.grammar.functions[key] : undefined
  const plain = !node.distinct && node.orderBy === undefined
  if (typeof form === 'function' && plain) return form(args, node, node.args.map(typeOf))
  const name = typeof form === 'string' ? form : node.name
  if (args.length === 0 && bare.has(name)) return name.toUpperCase()
  return `${name}(${node.distinct ? 'DISTINCT ' : ''}${args.join(', ')}${aggregateOrder(c, node, node.orderBy, scope)})`
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

/** `sum(x) FILTER (WHERE p)` is `sum(CASE WHEN p THEN x END)`, since aggregates leave NULLs out. */
function filteredArguments(
  c: Compilation,
  node: FunctionNode,
  filter: ExprNode,
  scope: Scope | undefined,
): readonly string[] {
  const [only] = node.args
  if (only === undefined || node.args.length > 1) {
    throw unsupported(c.grammar, `FILTER on ${node.name}()`, 'it needs exactly one argument to be said with CASE')
  }
  const then = only.kind === 'star' ? '1' : c.text(only, scope)
  return [`CASE WHEN ${c.text(filter, scope)} THEN ${then} END`]
}

export function window(c: Compilation, node: OverNode, scope: Scope | undefined): Fragment {
  const parts: string[] = []
  if (node.partitionBy.length > 0)
    parts.push(`PARTITION BY ${node.partitionBy.map((each) => c.text(each, scope)).join(', ')}`)
  if (node.orderBy.length > 0) parts.push(`ORDER BY ${orderList(c, node.orderBy, scope)}`)
  if (node.frame) parts.push(frame(c, node.frame, scope))
  return atom(`${c.text(node.operand, scope)} OVER (${parts.join(' ')})`)
}

function frame(c: Compilation, node: FrameNode, scope: Scope | undefined): string {
  if (node.unit === 'groups' && !c.grammar.frameGroups) throw unsupported(c.grammar, 'a GROUPS frame')
  if (node.exclude && !c.grammar.frameExclude) throw unsupported(c.grammar, 'EXCLUDE in a frame')
  const exclude = node.exclude ? ` EXCLUDE ${node.exclude.toUpperCase()}` : ''
  return `${node.unit.toUpperCase()} BETWEEN ${bound(c, node.start, scope)} AND ${bound(c, node.end, scope)}${exclude}`
}
function bound(c: Compilation, node: FrameBound, scope: Scope | undefined): string {
  return 'offset' in node
    ? `${c.text(node.offset, scope, { kind: 'count' })} ${node.kind.toUpperCase()}`
    : node.kind.toUpperCase()
}
