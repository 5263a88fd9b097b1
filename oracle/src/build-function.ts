import { ColumnBuilder, func, type FunctionCall, type TypeArgument, typeOf as sqlType } from '@athanor/sql'
import { BadInput } from './bad-input.ts'
import { orderOf } from './build-order.ts'
import type { CountStarCase, FunctionCase, OverCase } from './case-format.ts'
import type { Scope } from './scope.ts'
import type { Any } from './untyped.ts'
import { typeOf } from './values.ts'

type AnyCall = FunctionCall<unknown, string>

/** A call: by the toolkit's own word where that gives the result's type, else by name. */
export function callOf(node: FunctionCase | CountStarCase, scope: Scope): AnyCall {
  if (node.e === 'count_star') return func.count()
  const [first, ...others] = node.args.map((arg) => scope.expression(arg))
  if (first === undefined) return func.call(node.name, resultType(node, undefined))
  const argument = node.distinct ? first.distinct() : first
  if (node.type === undefined) {
    switch (node.name) {
      case 'count':
        return func.count(argument)
      case 'sum':
        return func.sum(argument)
      case 'min':
        return func.min(argument)
      case 'max':
        return func.max(argument)
      case 'coalesce':
        return func.coalesce(first, ...others)
    }
  }
  return func.call(node.name, resultType(node, first), argument, ...others)
}

/** The stated type, or that of the first argument. */
function resultType(node: FunctionCase, first: Any | undefined): TypeArgument<unknown> {
  if (node.type) return typeOf(node.type)
  if (!first) throw new BadInput(`the function ${node.name} has no type and no argument`)
  const facts = { nullable: true, primaryKey: false, unique: false, index: false, version: false }
  return new ColumnBuilder<unknown>({ type: sqlType(first.node), ...facts })
}

/** A window. */
export function overOf(node: OverCase, scope: Scope): Any {
  return callOf(node.x, scope).over({
    ...(node.partition_by ? { partitionBy: node.partition_by.map((each) => scope.expression(each)) } : {}),
    ...(node.order_by ? { orderBy: node.order_by.map((each) => orderOf(each, scope)) } : {}),
    ...(node.rows ? { rows: node.rows } : {}),
    ...(node.range ? { range: node.range } : {}),
  })
}
