import {
  type ColumnNode,
  type ExprNode,
  type JoinClause,
  type JoinKind,
  type NamedSource,
  type SourceNode,
  sourceName,
} from '@athanor/contract'
import type { TablePlace } from '../scheme.ts'

/** A table where it appears in a FROM. */
export interface TableUse {
  /** By which columns refer to it. */
  readonly name: string
  readonly place: TablePlace
}

export type JoinTree =
  | { readonly kind: 'leaf'; readonly name: string; readonly source: NamedSource; readonly use: TableUse | undefined }
  | {
      readonly kind: 'join'
      readonly join: JoinKind
      readonly left: JoinTree
      readonly right: JoinTree
      readonly on: ExprNode | undefined
    }
export type Leaf = Extract<JoinTree, { kind: 'leaf' }>

/** FROM and the JOINs behind it as one tree, in the order in which the database joins. Undefined: no FROM. */
export function joinTree(
  from: readonly SourceNode[],
  joins: readonly JoinClause[],
  useOf: (source: NamedSource) => TableUse | undefined,
): JoinTree | undefined {
  const grow = (source: SourceNode): JoinTree =>
    source.kind === 'join'
      ? { kind: 'join', join: source.join, left: grow(source.left), right: grow(source.right), on: source.on }
      : { kind: 'leaf', name: sourceName(source), source, use: useOf(source) }
  let tree: JoinTree | undefined
  for (const source of from) {
    const next = grow(source)
    tree = tree ? { kind: 'join', join: 'cross', left: tree, right: next, on: undefined } : next
  }
  for (const { join, source, on } of joins) {
    const next = grow(source)
    tree = tree ? { kind: 'join', join, left: tree, right: next, on } : next
  }
  return tree
}

export function leavesOf(tree: JoinTree | undefined): readonly Leaf[] {
  if (!tree) return []
  return tree.kind === 'leaf' ? [tree] : [...leavesOf(tree.left), ...leavesOf(tree.right)]
}

export function onsOf(tree: JoinTree | undefined): readonly ExprNode[] {
  if (!tree || tree.kind === 'leaf') return []
  return [...onsOf(tree.left), ...onsOf(tree.right), ...(tree.on ? [tree.on] : [])]
}

/** The terms of a conjunction. */
export function conjuncts(expr: ExprNode | undefined): readonly ExprNode[] {
  if (!expr) return []
  return expr.kind === 'logical' && expr.op === 'and' ? expr.items.flatMap(conjuncts) : [expr]
}

/** What an outer join makes of the rows of its two sides. */
const keepsLeft: ReadonlySet<JoinKind> = new Set(['left', 'full'])
const keepsRight: ReadonlySet<JoinKind> = new Set(['right', 'full'])

/** Conditions that are true in each row of the joined result: those of joins that no outer join stands above. */
export function certainConditions(tree: JoinTree | undefined): readonly ExprNode[] {
  if (!tree || tree.kind === 'leaf') return []
  const own = keepsLeft.has(tree.join) || keepsRight.has(tree.join) ? [] : conjuncts(tree.on)
  const left = keepsRight.has(tree.join) ? [] : certainConditions(tree.left)
  const right = keepsLeft.has(tree.join) ? [] : certainConditions(tree.right)
  return [...own, ...left, ...right]
}

/** Conditions that a row of this leaf fulfils wherever it matters to the result. */
export function conditionsOn(tree: JoinTree, name: string): readonly ExprNode[] {
  if (tree.kind === 'leaf') return []
  const inLeft = leavesOf(tree.left).some((leaf) => leaf.name === name)
  const kept = inLeft ? keepsLeft : keepsRight
  const own = kept.has(tree.join) ? [] : conjuncts(tree.on)
  return [...own, ...conditionsOn(inLeft ? tree.left : tree.right, name)]
}

/** No outer join fills this leaf's columns with NULL. */
export function neverNull(tree: JoinTree, name: string): boolean {
  if (tree.kind === 'leaf') return true
  const inLeft = leavesOf(tree.left).some((leaf) => leaf.name === name)
  // The other side's rows are kept without a partner from this side.
  if ((inLeft ? keepsRight : keepsLeft).has(tree.join)) return false
  return neverNull(inLeft ? tree.left : tree.right, name)
}

export function columnId(column: ColumnNode): string {
  return `${sourceName(column.source)}\u0000${column.name}`
}
