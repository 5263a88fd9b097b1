import type { ExprNode, OrderNode } from './expression.ts'
import type { GroupingNode, SelectItem } from './query.ts'
import type { JoinNode, NamedSource, SourceNode } from './source.ts'

const none: readonly ExprNode[] = Object.freeze([])
const orders = (list: readonly OrderNode[] | undefined): readonly ExprNode[] => list?.map((order) => order.expr) ?? none
const maybe = (node: ExprNode | undefined): readonly ExprNode[] => (node ? [node] : none)

/** The expressions directly inside an expression; subqueries are not entered. */
export function childrenOf(node: ExprNode): readonly ExprNode[] {
  switch (node.kind) {
    case 'column':
    case 'param':
    case 'literal':
    case 'star':
    case 'exists':
    case 'scalarQuery':
    case 'quantified':
    case 'excluded':
    case 'label':
    case 'nextValue':
    case 'default':
      return none
    case 'binary':
    case 'operator':
      return [node.left, node.right]
    case 'unary':
    case 'like':
      return node.kind === 'like' ? [node.operand, node.pattern] : [node.operand]
    case 'cast':
    case 'coerce':
    case 'extract':
    case 'jsonPath':
    case 'collate':
      return [node.operand]
    case 'logical':
    case 'tuple':
      return node.items
    case 'inValues':
    case 'inParam':
    case 'inQuery':
      return [node.left]
    case 'inList':
      return [node.left, ...node.items]
    case 'between':
      return [node.operand, node.low, node.high]
    case 'case':
      return [...maybe(node.operand), ...node.whens.flatMap((w) => [w.when, w.then]), ...maybe(node.otherwise)]
    case 'function':
      return [...node.args, ...maybe(node.filter), ...orders(node.orderBy), ...orders(node.withinGroup)]
    case 'over': {
      const bounds = node.frame ? [node.frame.start, node.frame.end] : []
      const offsets = bounds.flatMap((bound) => ('offset' in bound ? [bound.offset] : []))
      return [node.operand, ...node.partitionBy, ...orders(node.orderBy), ...offsets]
    }
    case 'raw':
      return node.items.filter((item): item is ExprNode => isExpression(item))
  }
}

const expressionKinds: ReadonlySet<string> = new Set<ExprNode['kind']>([
  'column',
  'param',
  'literal',
  'binary',
  'operator',
  'unary',
  'logical',
  'inValues',
  'inList',
  'inParam',
  'inQuery',
  'between',
  'like',
  'case',
  'cast',
  'coerce',
  'function',
  'star',
  'over',
  'exists',
  'scalarQuery',
  'quantified',
  'tuple',
  'extract',
  'jsonPath',
  'collate',
  'excluded',
  'label',
  'raw',
  'nextValue',
  'default',
])
export function isExpression(node: { readonly kind: string }): node is ExprNode {
  return expressionKinds.has(node.kind)
}

/** The sources whose columns an expression names, in order of appearance; subqueries are not entered. */
export function collectSources(
  node: ExprNode,
  into: Map<string, NamedSource>,
  nameOf: (source: NamedSource) => string,
): void {
  if (node.kind === 'column') {
    const name = nameOf(node.source)
    if (!into.has(name)) into.set(name, node.source)
    return
  }
  for (const child of childrenOf(node)) collectSources(child, into, nameOf)
}

/** The expressions that a selection consists of. */
export function selectedExpressions(selection: readonly SelectItem[]): readonly ExprNode[] {
  return selection.flatMap((item): readonly ExprNode[] => (item.kind === 'column' ? [item.expr] : item.columns))
}

/** The expressions of GROUP BY. */
export function groupedExpressions(groupBy: readonly (ExprNode | GroupingNode)[]): readonly ExprNode[] {
  return groupBy.flatMap((each) => (each.kind === 'grouping' ? each.lists.flat() : [each]))
}

/** The named sources in a FROM element. */
export function namedSourcesOf(source: SourceNode): readonly NamedSource[] {
  return source.kind === 'join' ? joined(source) : [source]
}
function joined(join: JoinNode): readonly NamedSource[] {
  return [...namedSourcesOf(join.left), ...namedSourcesOf(join.right)]
}
