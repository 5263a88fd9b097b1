import type { ColumnNode, ExprNode, Params } from '@athanor/contract'
import { bucketOf, keyFamily } from '../key-codec.ts'

/** Buckets that can hold the rows in question; undefined: any. */
export type BucketSet = ReadonlySet<number> | undefined

export interface KeyTarget {
  readonly buckets: number
  readonly params: Params | undefined
  /** The column holds the sharding key of the row. */
  isKey(column: ColumnNode): boolean
  /** Buckets of a column of an enclosing statement, where they are known. */
  outer(column: ColumnNode): BucketSet
  /** Learns which condition narrowed the set, in words without values. */
  note(text: string): void
}

const empty: ReadonlySet<number> = new Set()

export function intersect(a: BucketSet, b: BucketSet): BucketSet {
  if (a === undefined) return b
  return b === undefined ? a : new Set([...a].filter((bucket) => b.has(bucket)))
}
function union(a: BucketSet, b: BucketSet): BucketSet {
  return a === undefined || b === undefined ? undefined : new Set([...a, ...b])
}

/**
 * Where rows can lie for which the condition is true. Never too few buckets: what is not understood gives all.
 * `negated`: for which it is false.
 */
export function restrict(expr: ExprNode, target: KeyTarget, negated = false): BucketSet {
  switch (expr.kind) {
    case 'logical': {
      const sets = expr.items.map((item) => restrict(item, target, negated))
      const all = (expr.op === 'and') !== negated
      return all ? sets.reduce(intersect, undefined) : sets.reduce(union, empty)
    }
    case 'unary':
      if (expr.op === 'not') return restrict(expr.operand, target, !negated)
      return undefined
    case 'binary': {
      if (expr.op === (negated ? '<>' : '=')) {
        return equality(expr.left, expr.right, target) ?? equality(expr.right, expr.left, target)
      }
      if (expr.op !== (negated ? 'is distinct from' : 'is not distinct from')) return undefined
      return identity(expr.left, expr.right, target) ?? identity(expr.right, expr.left, target)
    }
    case 'inValues':
      if (expr.not !== negated || !isKeyColumn(expr.left, target)) return undefined
      target.note(`${nameOf(expr.left)} IN (${expr.values.length} values)`)
      return setOf(expr.left, expr.values, target)
    case 'inParam': {
      if (expr.not !== negated || !isKeyColumn(expr.left, target)) return undefined
      const list = target.params?.[expr.name]
      if (!Array.isArray(list) || expr.type.custom !== expr.left.type.custom) return undefined
      if (keyFamily(expr.left.type) === 'text' && keyFamily(expr.type) !== 'text') return undefined
      target.note(`${nameOf(expr.left)} IN (${list.length} values)`)
      return setOf(expr.left, list, target)
    }
    case 'inList': {
      if (expr.not !== negated || !isKeyColumn(expr.left, target)) return undefined
      const { left } = expr
      const sets = expr.items.map((item) => constant(left, item, target))
      target.note(`${nameOf(left)} IN (${expr.items.length} values)`)
      return sets.reduce(union, empty)
    }
    case 'literal':
      return expr.value === negated ? empty : undefined
    default:
      return undefined
  }
}

function equality(side: ExprNode, other: ExprNode, target: KeyTarget): BucketSet {
  if (!isKeyColumn(side, target)) return undefined
  if (other.kind === 'column') {
    const known = target.outer(other)
    if (known) target.note(`${nameOf(side)} = ${nameOf(other)}`)
    return known
  }
  const found = constant(side, other, target)
  if (found) target.note(`${nameOf(side)} = ?`)
  return found
}

/** As equality, but NULL equals NULL, which an outer join may put in the key's place. */
function identity(side: ExprNode, other: ExprNode, target: KeyTarget): BucketSet {
  const found = other.kind === 'column' ? undefined : equality(side, other, target)
  return found?.size === 0 ? undefined : found
}

function isKeyColumn(expr: ExprNode, target: KeyTarget): expr is ColumnNode {
  return expr.kind === 'column' && target.isKey(expr)
}

function constant(column: ColumnNode, expr: ExprNode, target: KeyTarget): BucketSet {
  if (expr.kind === 'literal') {
    if (expr.type.custom !== column.type.custom) return undefined
    return setOf(column, [expr.inline ? expr.inline.value : expr.value], target)
  }
  if (expr.kind !== 'param' || expr.produce) return undefined
  // A conversion of the parameter's own makes another value of it than the column's would.
  if (expr.type.custom !== column.type.custom) return undefined
  // Where text meets a number, the database decides which spellings are equal.
  if (keyFamily(column.type) === 'text' && keyFamily(expr.type) !== 'text') return undefined
  return setOf(column, [expr.name === undefined ? expr.value : target.params?.[expr.name]], target)
}

function setOf(column: ColumnNode, values: readonly unknown[], target: KeyTarget): BucketSet {
  const found = new Set<number>()
  for (const value of values) {
    const bucket = bucketOf(column.type, value, target.buckets)
    if (bucket === undefined) return undefined
    if (bucket !== 'none') found.add(bucket)
  }
  return found
}

function nameOf(column: ColumnNode): string {
  return `${column.source.name}.${column.name}`
}
