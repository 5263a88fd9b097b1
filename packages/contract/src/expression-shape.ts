import { isExpression } from './nodes/children.ts'
import type { ExprNode, InParamNode, OrderNode, ParamNode } from './nodes/expression.ts'
import type { QueryNode } from './nodes/query.ts'
import { isNamedSource, type NamedSource, type SourceNode } from './nodes/source.ts'
import { sqlTypeKey, textKey, textsKey } from './shape-text.ts'

/** Where a walk over a statement writes: the key, the values, and the slots when a compiler asks for them. */
export interface ShapeSink {
  key: string
  readonly values: unknown[]
  readonly slots: Map<object, number> | undefined
  query(node: QueryNode): void
  source(source: SourceNode): void
  /** A source with content of its own. */
  derived(source: NamedSource): void
  param(node: ParamNode): void
  /** The items of a list that is given at execution. */
  listParam(node: InParamNode): void
  expr(node: ExprNode): void
  maybe(tag: string, node: ExprNode | undefined): void
  /** Expressions whose number the key tells already. */
  all(nodes: readonly ExprNode[]): void
  list(tag: string, nodes: readonly ExprNode[]): void
  orders(orders: readonly OrderNode[]): void
}

/** An expression's part of the key, and its values. */
export function describeExpression(node: ExprNode, sink: ShapeSink): void {
  switch (node.kind) {
    case 'column':
      sink.key += node.shape
      if (node.source.kind !== 'table') sink.derived(node.source)
      return
    case 'param':
      return sink.param(node)
    case 'literal':
      sink.key += `'${node.inline ? 'inline' : typeof node.value}${textKey(String(node.value))}${sqlTypeKey(node.type)}`
      return
    case 'binary':
    case 'operator':
      sink.key += '('
      sink.expr(node.left)
      sink.key +=
        node.kind === 'binary'
          ? `${node.op}${sqlTypeKey(node.type)}`
          : `O${textKey(node.op)}${node.precedence},${textKey(node.only ?? '')}${sqlTypeKey(node.type)}`
      sink.expr(node.right)
      return
    case 'unary':
      sink.key += `.${node.op}${sqlTypeKey(node.type)}`
      return sink.expr(node.operand)
    case 'logical':
      sink.key += `.${node.op}${node.items.length};`
      return sink.all(node.items)
    case 'inValues':
      sink.key += node.not ? '.!in' : '.in'
      sink.expr(node.left)
      sink.slots?.set(node, sink.values.length)
      // Nulls are rendered apart, so their places belong to the shape.
      sink.key += `v${node.values.length}${sqlTypeKey(node.type)}`
      node.values.forEach((value, i) => {
        if (value === null) sink.key += `n${i}`
        sink.values.push(value)
      })
      sink.key += ')'
      return
    case 'inList':
      sink.key += node.not ? '.!in' : '.in'
      sink.expr(node.left)
      sink.key += `l${node.items.length};`
      return sink.all(node.items)
    case 'inParam':
      sink.key += node.not ? '.!in' : '.in'
      sink.expr(node.left)
      return sink.listParam(node)
    case 'inQuery':
      sink.key += node.not ? '.!in' : '.in'
      sink.expr(node.left)
      return sink.query(node.query)
    case 'between':
      sink.key += `.${node.not ? '!' : ''}between${node.symmetric ? 'S' : ''}`
      sink.expr(node.operand)
      sink.expr(node.low)
      return sink.expr(node.high)
    case 'like':
      sink.key += `.${node.not ? '!' : ''}${node.insensitive ? 'i' : ''}like${node.escape === undefined ? '' : `e${textKey(node.escape)}`}`
      sink.expr(node.operand)
      return sink.expr(node.pattern)
    case 'case':
      sink.key += `.case${node.whens.length}${sqlTypeKey(node.type)}`
      sink.maybe('x', node.operand)
      for (const { when, then } of node.whens) {
        sink.expr(when)
        sink.expr(then)
      }
      sink.maybe('e', node.otherwise)
      sink.key += ')'
      return
    case 'cast':
    case 'coerce':
      sink.key += `.${node.kind}${sqlTypeKey(node.type)}`
      return sink.expr(node.operand)
    case 'function':
      sink.key += `.f${textKey(node.name)}${sqlTypeKey(node.type)}${node.distinct ? '!' : ''}`
      if (node.only !== undefined) sink.key += `o${textKey(node.only)}`
      sink.list('a', node.args)
      sink.maybe('f', node.filter)
      if (node.orderBy) {
        sink.key += 'O'
        sink.orders(node.orderBy)
      }
      if (node.withinGroup) {
        sink.key += 'W'
        sink.orders(node.withinGroup)
      }
      sink.key += ')'
      return
    case 'star':
      sink.key += '*'
      return
    case 'over':
      sink.key += `.over${sqlTypeKey(node.type)}`
      sink.expr(node.operand)
      sink.list('p', node.partitionBy)
      sink.orders(node.orderBy)
      if (node.frame) {
        sink.key += `f${node.frame.unit}${node.frame.exclude ?? ''}`
        for (const bound of [node.frame.start, node.frame.end]) {
          sink.key += `,${bound.kind}`
          if ('offset' in bound) sink.expr(bound.offset)
        }
      }
      sink.key += ')'
      return
    case 'exists':
      sink.key += node.not ? '.!exists' : '.exists'
      return sink.query(node.query)
    case 'scalarQuery':
      sink.key += `.scalar${sqlTypeKey(node.type)}`
      return sink.query(node.query)
    case 'quantified':
      sink.key += `.${node.quantifier}${sqlTypeKey(node.type)}`
      return sink.query(node.query)
    case 'tuple':
      sink.key += `.tuple${node.items.length};`
      return sink.all(node.items)
    case 'extract':
      sink.key += `.extract${node.field}${sqlTypeKey(node.type)}`
      return sink.expr(node.operand)
    case 'jsonPath':
      sink.key += `.json${node.as}${sqlTypeKey(node.type)}${JSON.stringify(node.path)}`
      return sink.expr(node.operand)
    case 'collate':
      sink.key += `.collate${textKey(node.collation)}`
      return sink.expr(node.operand)
    case 'excluded':
      sink.key += `.excluded${textKey(node.name)}${sqlTypeKey(node.type)}`
      return
    case 'label':
      sink.key += `.label${textKey(node.name)}${sqlTypeKey(node.type)}`
      return
    case 'raw':
      sink.key += `.raw${sqlTypeKey(node.type)}${textsKey(node.strings)}`
      for (const item of node.items) {
        if (isExpression(item)) sink.expr(item)
        else if (isNamedSource(item)) sink.source(item)
        else if (item.kind === 'identifier') sink.key += `n${textsKey(item.names)}`
        else sink.query(item)
      }
      return
    case 'nextValue':
      sink.key += `.next${JSON.stringify([node.sequence.schema ?? null, node.sequence.name])}${sqlTypeKey(node.type)}`
      return
    case 'default':
      sink.key += '.default'
      return
  }
}
