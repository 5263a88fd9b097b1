import { type ExprNode, NamedValue, type SelectNode, type Shape, shapeOf } from '@athanor/contract'

const empty = Object.freeze({
  kind: 'select',
  from: [],
  joins: [],
  groupBy: [],
  orderBy: [],
  distinct: false,
  distinctOn: [],
  with: [],
  options: [],
} satisfies Omit<SelectNode, 'selection'>)

const shapes = new WeakMap<ExprNode, Shape>()

function shapeOfExpression(expr: ExprNode): Shape {
  const known = shapes.get(expr)
  if (known) return known
  const shape = shapeOf({ ...empty, selection: [{ kind: 'column', key: '', expr }] })
  shapes.set(expr, shape)
  return shape
}

/** The two say the same, with the same values. */
export function sameExpression(a: ExprNode, b: ExprNode): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  const left = shapeOfExpression(a)
  const right = shapeOfExpression(b)
  return (
    left.key === right.key &&
    left.values.length === right.values.length &&
    left.values.every((value, i) => sameValue(value, right.values[i]))
  )
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a instanceof NamedValue && b instanceof NamedValue) return a.name === b.name
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  return Object.is(a, b)
}
