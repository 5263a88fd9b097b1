import {
  type BinaryNode,
  type BinaryOperator,
  CompileError,
  type CustomOperatorNode,
  type ExprNode,
  type LogicalNode,
  type UnaryNode,
  typeOf,
} from '@athanor/contract'
import type { Compilation, Place } from '../compilation.ts'
import type { OperatorForm } from '../grammar.ts'
import { atom, type Fragment, level, within } from './level.ts'
import { unsupported } from '../text/literals.ts'
import { besidePlace } from './place.ts'
import type { Scope } from '../scope.ts'
import { isMoment } from './type-kinds.ts'

interface Infix {
  readonly symbol: string
  readonly level: number
  /** Operands that do not bind more strongly than this stand in parentheses. */
  readonly inside: number
  readonly associative?: boolean
}

const comparison = (symbol: string): Infix => ({ symbol, level: level.comparison, inside: level.comparison })
const bitwise = (symbol: string): Infix => ({ symbol, level: level.sum, inside: level.atom - 1 })

const standard: Readonly<Record<BinaryOperator, Infix>> = {
  '=': comparison('='),
  '<>': comparison('<>'),
  '<': comparison('<'),
  '<=': comparison('<='),
  '>': comparison('>'),
  '>=': comparison('>='),
  'is distinct from': comparison('IS DISTINCT FROM'),
  'is not distinct from': comparison('IS NOT DISTINCT FROM'),
  '+': { symbol: '+', level: level.sum, inside: level.sum, associative: true },
  '-': { symbol: '-', level: level.sum, inside: level.sum },
  '*': { symbol: '*', level: level.product, inside: level.product, associative: true },
  '/': { symbol: '/', level: level.product, inside: level.product },
  '//': { symbol: '/', level: level.product, inside: level.product },
  '%': { symbol: '%', level: level.product, inside: level.product },
  '||': { symbol: '||', level: level.comparison, inside: level.atom - 1, associative: true },
  '&': bitwise('&'),
  '|': bitwise('|'),
  '^': bitwise('^'),
  '<<': bitwise('<<'),
  '>>': bitwise('>>'),
}

const comparisons: ReadonlySet<BinaryOperator> = new Set<BinaryOperator>([
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  'is distinct from',
  'is not distinct from',
])

const arithmetic: ReadonlySet<BinaryOperator> = new Set<BinaryOperator>(['+', '-', '*', '/', '//', '%'])

/** Databases that take moments for numbers, or for the number at the beginning of a text. */
function refuseMoments(c: Compilation, node: BinaryNode): void {
  if (!isMoment(typeOf(node.left)) && !isMoment(typeOf(node.right))) return
  throw unsupported(c.grammar, `the operator ${node.op} of moments`, 'use dateAdd() and dateDiff()')
}

export function binary(c: Compilation, node: BinaryNode, scope: Scope | undefined): Fragment {
  if (!c.grammar.momentArithmetic && arithmetic.has(node.op)) refuseMoments(c, node)
  const override = c.grammar.operators[node.op]
  const infix = standard[node.op]
  const [left, right] = operands(c, node, scope)
  if (typeof override === 'object') return formed(override, node, left, right)
  const symbol = override ?? infix.symbol
  return {
    text: `${side(node, node.left, left, infix)} ${symbol} ${side(node, node.right, right, infix)}`,
    level: infix.level,
  }
}

function operands(c: Compilation, node: BinaryNode, scope: Scope | undefined): readonly [Fragment, Fragment] {
  const places: readonly [Place, Place] = comparisons.has(node.op)
    ? [besidePlace(node.right, node.left), besidePlace(node.left, node.right)]
    : [
        { kind: 'free', type: typeOf(node.right) },
        { kind: 'free', type: typeOf(node.left) },
      ]
  return [c.expression(node.left, scope, places[0]), c.expression(node.right, scope, places[1])]
}

function formed(form: OperatorForm, node: BinaryNode, left: Fragment, right: Fragment): Fragment {
  const types = { left: typeOf(node.left), right: typeOf(node.right) }
  return { text: form.render(within(left, form.inside), within(right, form.inside), types), level: form.level }
}

/** `a + (b + c)` is `a + b + c`, where the order of evaluation cannot matter. */
function side(parent: BinaryNode, child: ExprNode, fragment: Fragment, infix: Infix): string {
  const flat =
    infix.associative && child.kind === 'binary' && child.op === parent.op && typeOf(child).name === parent.type.name
  return flat ? fragment.text : within(fragment, infix.inside)
}

const operatorPattern = /^(?:[-+*/<>=~!@#%^&|`?:.]+|[A-Za-z_][A-Za-z0-9_ ]*)$/

export function customOperator(c: Compilation, node: CustomOperatorNode, scope: Scope | undefined): Fragment {
  if (node.only !== undefined && !c.grammar.variantNames.includes(node.only))
    throw unsupported(c.grammar, `the operator ${node.op}`, `it is one of ${node.only}`)
  if (!operatorPattern.test(node.op) || node.op.includes('--') || node.op.includes('/*')) {
    throw new CompileError(`'${node.op}' is not an operator: use symbols such as @> or words such as REGEXP`, {
      code: 'COMPILE_BAD_OPERATOR',
    })
  }
  const left = c.expression(node.left, scope, { kind: 'free', type: typeOf(node.right) })
  const right = c.expression(node.right, scope, { kind: 'free', type: typeOf(node.left) })
  return { text: `${within(left, level.atom - 1)} ${node.op} ${within(right, level.atom - 1)}`, level: node.precedence }
}

export function unary(c: Compilation, node: UnaryNode, scope: Scope | undefined): Fragment {
  const operand = c.expression(node.operand, scope)
  switch (node.op) {
    case 'not':
      return { text: `NOT ${within(operand, level.comparison)}`, level: level.comparison }
    case '-':
      return { text: `-${within(operand, level.product)}`, level: level.product }
    case '~': {
      const inner = within(operand, level.atom - 1)
      return c.grammar.bitwiseNot ? atom(c.grammar.bitwiseNot(inner)) : { text: `~${inner}`, level: level.product }
    }
    default:
      return { text: `${within(operand, level.comparison)} ${node.op.toUpperCase()}`, level: level.comparison }
  }
}

export function logical(c: Compilation, node: LogicalNode, scope: Scope | undefined): Fragment {
  const [only] = node.items
  if (only === undefined) return atom(node.op === 'and' ? 'TRUE' : 'FALSE')
  if (node.items.length === 1) return c.expression(only, scope)
  const own = node.op === 'and' ? level.and : level.or
  return {
    text: node.items.map((item) => within(c.expression(item, scope), own)).join(node.op === 'and' ? ' AND ' : ' OR '),
    level: own,
  }
}
