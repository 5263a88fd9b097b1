import { isExpression } from './nodes/children.ts'
import type { ExprNode, InParamNode, OrderNode, ParamNode } from './nodes/expression.ts'
import type { QueryNode } from './nodes/query.ts'
import { isNamedSource, type NamedSource, type SourceNode } from './nodes/source.ts'
import { typeKey } from './types.ts'

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
      sink.key += `'${node.inline ? 'inline' : typeof node.value}${JSON.stringify(String(node.value))}:${typeKey(node.type)}`
      return
    case 'binary':
    case 'operator':
      sink.key += '('
      sink.expr(node.left)
      sink.key += `${node.op}:${typeKey(node.type)}`
      if (node.kind === 'operator') sink.key += `${node.precedence}${node.only ?? ''}:`
      sink.expr(node.right)
      sink.key += ')'
      return
    case 'unary':
      sink.key += `${node.op}(`
      sink.expr(node.operand)
      sink.key += ')'
      return
    case 'logical':
      return sink.list(node.op, node.items)
    case 'inValues':
      sink.key += node.not ? '!in(' : 'in('
      sink.expr(node.left)
      sink.slots?.set(node, sink.values.length)
      // Nulls are rendered apart, so their places belong to the shape.
      sink.key += `${node.values.length}:${typeKey(node.type)}`
      node.values.forEach((value, i) => {
        if (value === null) sink.key += `n${i}`
        sink.values.push(value)
      })
      sink.key += ')'
      return
    case 'inList':
      sink.key += node.not ? '!in' : 'in'
      sink.expr(node.left)
      return sink.list('', node.items)
    case 'inParam':
      sink.key += node.not ? '!in(' : 'in('
      sink.expr(node.left)
      sink.listParam(node)
      sink.key += ')'
      return
    case 'inQuery':
      sink.key += node.not ? '!in' : 'in'
      sink.expr(node.left)
      return sink.query(node.query)
    case 'between':
      sink.key += `${node.not ? '!' : ''}between${node.symmetric ? 'S' : ''}(`
      sink.expr(node.operand)
      sink.expr(node.low)
      sink.expr(node.high)
      sink.key += ')'
      return
    case 'like':
      sink.key += `${node.not ? '!' : ''}${node.insensitive ? 'i' : ''}like${JSON.stringify(node.escape ?? '')}(`
      sink.expr(node.operand)
      sink.expr(node.pattern)
      sink.key += ')'
      return
    case 'case':
      sink.key += 'case('
      sink.maybe('x', node.operand)
      for (const { when, then } of node.whens) {
        sink.expr(when)
        sink.key += '>'
        sink.expr(then)
      }
      sink.maybe('e', node.otherwise)
      sink.key += `):${typeKey(node.type)}`
      return
    case 'cast':
    case 'coerce':
      sink.key += `${node.kind}(`
      sink.expr(node.operand)
      sink.key += `:${typeKey(node.type)})`
      return
    case 'function':
      sink.key += `${node.name}:${typeKey(node.type)}${node.distinct ? '!' : ''}${node.only ?? ''}`
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
      sink.key += ';'
      return
    case 'star':
      sink.key += '*'
      return
    case 'over':
      sink.key += `over:${typeKey(node.type)}(`
      sink.expr(node.operand)
      sink.list('p', node.partitionBy)
      sink.orders(node.orderBy)
      if (node.frame) {
        sink.key += node.frame.unit + (node.frame.exclude ?? '')
        for (const bound of [node.frame.start, node.frame.end]) {
          sink.key += bound.kind
          if ('offset' in bound) sink.expr(bound.offset)
        }
      }
      sink.key += ')'
      return
    case 'exists':
      sink.key += node.not ? '!exists' : 'exists'
      return sink.query(node.query)
    case 'scalarQuery':
      sink.key += `scalar:${typeKey(node.type)}`
      return sink.query(node.query)
    case 'quantified':
      sink.key += node.quantifier
      return sink.query(node.query)
    case 'tuple':
      return sink.list('tuple', node.items)
    case 'extract':
      sink.key += `extract${node.field}:${typeKey(node.type)}(`
      sink.expr(node.operand)
      sink.key += ')'
      return
    case 'jsonPath':
      sink.key += `json:${node.as}:${typeKey(node.type)}${JSON.stringify(node.path)}`
      return sink.expr(node.operand)
    case 'collate':
      sink.key += `collate"${node.collation}"`
      return sink.expr(node.operand)
    case 'excluded':
      sink.key += `excluded.${node.name}`
      return
    case 'label':
      sink.key += `label"${node.name}"`
      return
    case 'raw':
      sink.key += `raw:${typeKey(node.type)}${JSON.stringify(node.strings)}`
      for (const item of node.items) {
        if (isExpression(item)) sink.expr(item)
        else if (isNamedSource(item)) sink.source(item)
        else if (item.kind === 'identifier') sink.key += `name${JSON.stringify(item.names)}`
        else sink.query(item)
      }
      return
    case 'nextValue':
      sink.key += `next${JSON.stringify([node.sequence.schema ?? null, node.sequence.name])}:${typeKey(node.type)}`
      return
    case 'default':
      sink.key += 'default'
      return
  }
}
