import {
  except,
  exceptAll,
  type Expression,
  intersect,
  intersectAll,
  param,
  recursiveCte,
  select,
  type Selectable,
  union,
  unionAll,
} from '@athanor/sql'
import { BadInput, unknownKind } from './bad-input.ts'
import { orderOf } from './build-order.ts'
import { rowsOf, stepsOf, withSources } from './build-source.ts'
import type { CountCase, CteCase, OutCase, QueryCase, SelectCase, SetOperationCase } from './case-format.ts'
import type { Scope } from './scope.ts'
import { type AnyQuery, type AnySelect, type AnySetOperation, type AnySource, untyped } from './untyped.ts'
import { typeOf } from './values.ts'

/** A query within the statements of a scope. */
export function queryOf(node: QueryCase, outer: Scope): AnyQuery {
  switch (node.s) {
    case 'select':
      return selectOf(node, outer)
    case 'setop':
      return setOperationOf(node, outer)
    default:
      throw unknownKind('a query', node)
  }
}

export function selectOf(node: SelectCase, outer: Scope): AnySelect {
  const [around, ctes] = withCtes(node.with ?? [], outer)
  const scope = around.inner()
  const steps = stepsOf(node.from, scope)
  let statement = withSources(selectColumns(node.columns, scope), steps)
  if (node.correlate) statement = statement.correlate(...node.correlate.map((id) => outer.source(id)))
  if (node.where) statement = statement.where(scope.condition(node.where))
  if (node.group_by) statement = statement.groupBy(...node.group_by.map((key) => scope.expression(key)))
  if (node.having) statement = statement.having(scope.condition(node.having))
  if (node.order_by) statement = statement.orderBy(...node.order_by.map((sort) => orderOf(sort, scope)))
  if (node.limit !== undefined) statement = statement.limit(countOf(node.limit))
  if (node.offset !== undefined) statement = statement.offset(countOf(node.offset))
  if (node.distinct) statement = statement.distinct()
  return ctes.length > 0 ? statement.with(...ctes) : statement
}

function selectColumns(columns: readonly OutCase[], scope: Scope): AnySelect {
  // `select` wants to see that there is at least one; with none it refuses by itself.
  const items = outputsOf(columns, scope) as readonly Selectable[] as readonly [Selectable, ...Selectable[]]
  return select(...items)
}

/** What SELECT or RETURNING gives, under its labels. */
export function outputsOf(columns: readonly OutCase[], scope: Scope): readonly Expression<unknown, string>[] {
  return columns.map(({ x, as }) => {
    const expression = scope.expression(x)
    return as === undefined ? expression : expression.as(as)
  })
}

function setOperationOf(node: SetOperationCase, outer: Scope): AnySetOperation {
  const [around, ctes] = withCtes(node.with ?? [], outer)
  const members = node.selects.map((each) => queryOf(each, around))
  let operation = combined(node.op, members)
  if (node.order_by) operation = operation.orderBy(...node.order_by.map((sort) => orderOf(sort, around)))
  if (node.limit !== undefined) operation = operation.limit(countOf(node.limit))
  if (node.offset !== undefined) operation = operation.offset(countOf(node.offset))
  return ctes.length > 0 ? operation.with(...ctes) : operation
}

function combined(op: string, members: readonly AnyQuery[]): AnySetOperation {
  switch (op) {
    case 'union':
      return union(...members)
    case 'union_all':
      return unionAll(...members)
    case 'intersect':
      return intersect(...members)
    case 'intersect_all':
      return intersectAll(...members)
    case 'except':
      return except(...members)
    case 'except_all':
      return exceptAll(...members)
    default:
      throw unknownKind('a set operation', { op })
  }
}

function countOf(count: CountCase): number | Expression<number> {
  if (typeof count === 'number') return count
  // The case's type says that the parameter is a whole number.
  return param(count.name, typeOf(count.type)) as Expression<number>
}

/** The scope in which the elements of WITH are known, and the elements. Each sees those before it. */
function withCtes(nodes: readonly CteCase[], outer: Scope): readonly [Scope, readonly AnySource[]] {
  const known = new Map(outer.ctes)
  const ctes = nodes.map((node) => {
    const cte = cteOf(node, outer.withCtes(known))
    known.set(node.name, cte)
    return cte
  })
  return [outer.withCtes(known), ctes]
}

function cteOf(node: CteCase, scope: Scope): AnySource {
  if (!node.recursive) {
    return untyped(
      node.stmt.s === 'values' ? rowsOf(node.stmt).cte(node.name) : queryOf(node.stmt, scope).cte(node.name),
    )
  }
  if (node.op !== 'union' && node.op !== 'union_all') throw new BadInput(`a recursive CTE by '${node.op}'`)
  return untyped(
    recursiveCte(
      node.name,
      selectOf(node.base, scope),
      (self) => selectOf(node.step, scope.withCtes(new Map(scope.ctes).set(node.name, untyped(self)))),
      { distinct: node.op === 'union' },
    ),
  )
}
