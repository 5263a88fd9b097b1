import type { ColumnNode, ExprNode, HintNode } from '@athanor/contract'
import { type NamedSource, sourceName } from '@athanor/contract'

/** What an output column of the select under way stands for. */
export interface LabelTarget {
  readonly expr: ExprNode
  /** Counted from 1. */
  readonly position: number
}

/** The sources that columns may name at one place, and those of the statements around it. */
export interface Scope {
  /** Grows while FROM is rendered: a lateral source sees what stands to its left. */
  readonly names: Set<string>
  readonly parent?: Scope
  /** Columns stand without their table's name. */
  readonly bareNames?: boolean
  /** Raw SQL around: its FROM is unknown, so any column may be right. */
  readonly open?: boolean
  readonly labels?: ReadonlyMap<string, LabelTarget>
  /** Hints for the sources of this FROM. */
  readonly hints?: readonly HintNode[]
  /** In an upsert: how the proposed row's column is written. */
  readonly proposed?: (name: string) => string
  /** ORDER BY of a set operation: the output name that stands for a column. */
  readonly outputOf?: (column: ColumnNode) => string
}

export function scopeOf(sources: readonly NamedSource[], parent?: Scope): Scope {
  return { names: new Set(sources.map(sourceName)), ...(parent ? { parent } : {}) }
}

/** The names of everything visible here. */
export function visibleNames(scope: Scope | undefined): ReadonlySet<string> {
  const all = new Set<string>()
  for (let at = scope; at; at = at.parent) for (const name of at.names) all.add(name)
  return all
}

/** The scope that knows the column's source, nearest first. */
export function scopeOfColumn(scope: Scope | undefined, column: ColumnNode): Scope | undefined {
  const name = sourceName(column.source)
  for (let at = scope; at; at = at.parent) if (at.open || at.names.has(name)) return at
  return undefined
}

/** How the proposed row is written, in an upsert or a query inside of it. */
export function proposedIn(scope: Scope | undefined): Scope['proposed'] {
  for (let at = scope; at; at = at.parent) if (at.proposed) return at.proposed
  return undefined
}
