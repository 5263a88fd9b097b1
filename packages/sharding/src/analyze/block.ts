import { type ColumnNode, type ExprNode, sourceName } from '@athanor/contract'
import type { TablePlace } from '../scheme.ts'
import type { Analysis } from './analysis.ts'
import { EqualityClasses } from './equality.ts'
import {
  certainConditions,
  columnId,
  conditionsOn,
  conjuncts,
  type JoinTree,
  type Leaf,
  leavesOf,
} from './join-tree.ts'
import { type BucketSet, intersect, restrict } from './predicate.ts'

export type ShardedPlace = Extract<TablePlace, { role: 'sharded' }>

/** A sharded table in a FROM, and where its rows that matter can lie. */
export interface ShardedUse {
  readonly name: string
  readonly place: ShardedPlace
  readonly keyId: string
  readonly buckets: BucketSet
  readonly notes: readonly string[]
  readonly classes: EqualityClasses
}

/** One SELECT, UPDATE or DELETE with a FROM of its own. */
export class Block {
  readonly parent: Block | undefined
  readonly tree: JoinTree | undefined
  readonly leaves: readonly Leaf[]
  /** True in each row of the result. */
  readonly certain: readonly ExprNode[]
  readonly classes: EqualityClasses
  readonly uses: readonly ShardedUse[]
  /** Queries inside: in expressions, and in FROM. */
  readonly nested: Block[] = []
  /** What stands behind a source of FROM that is no table. */
  readonly behind: Map<Leaf, readonly Block[]> = new Map()
  readonly #names: ReadonlySet<string>
  readonly #analysis: Analysis

  constructor(analysis: Analysis, parent: Block | undefined, tree: JoinTree | undefined, where: ExprNode | undefined) {
    this.#analysis = analysis
    this.parent = parent
    this.tree = tree
    this.leaves = leavesOf(tree)
    this.#names = new Set(this.leaves.map((leaf) => leaf.name))
    this.certain = [...conjuncts(where), ...certainConditions(tree)]
    this.classes = new EqualityClasses(this.certain)
    const uses: ShardedUse[] = []
    for (const leaf of this.leaves) if (leaf.use?.place.role === 'sharded') uses.push(this.#use(leaf, leaf.use.place))
    this.uses = uses
  }

  owns(column: ColumnNode): boolean {
    return this.#names.has(sourceName(column.source))
  }

  /** The names visible to a query in one of this block's expressions. */
  get visible(): ReadonlySet<string> {
    return this.parent ? new Set([...this.#names, ...this.parent.visible]) : this.#names
  }

  /** Buckets of the given tables' rows together, when each row of the result lies on one shard with all of its parts. */
  together(uses: readonly ShardedUse[], notes: string[]): BucketSet {
    const [first] = uses
    if (!first) return undefined
    const isKey = (column: ColumnNode): boolean =>
      this.owns(column) && uses.some((use) => this.classes.same(columnId(column), use.keyId))
    return this.#restrict(first.place.group, this.certain, isKey, notes)
  }

  #use(leaf: Leaf, place: ShardedPlace): ShardedUse {
    const conditions = [...this.certain, ...(this.tree ? conditionsOn(this.tree, leaf.name) : [])]
    const classes = new EqualityClasses(conditions)
    const keyId = `${leaf.name}\u0000${place.key}`
    const notes: string[] = []
    const isKey = (column: ColumnNode): boolean => this.owns(column) && classes.same(columnId(column), keyId)
    const buckets = this.#restrict(place.group, conditions, isKey, notes)
    return { name: leaf.name, place, keyId, buckets, notes, classes }
  }

  #restrict(
    group: string,
    conditions: readonly ExprNode[],
    isKey: (column: ColumnNode) => boolean,
    notes: string[],
  ): BucketSet {
    const target = {
      buckets: this.#analysis.bucketsOf(group),
      params: this.#analysis.params,
      isKey,
      outer: (column: ColumnNode) => (this.owns(column) ? undefined : this.parent?.known(column, group)),
      note: (text: string) => {
        notes.push(text)
      },
    }
    return conditions.map((condition) => restrict(condition, target)).reduce<BucketSet>(intersect, undefined)
  }

  /** Buckets of a column's values in rows that matter, as keys of the group. */
  known(column: ColumnNode, group: string): BucketSet {
    if (!this.owns(column)) return this.parent?.known(column, group)
    // Only equalities that hold in every row: one of an outer join's ON says nothing about the rows that it keeps.
    return this.uses
      .filter((use) => use.place.group === group && this.classes.same(columnId(column), use.keyId))
      .map((use) => use.buckets)
      .reduce<BucketSet>(intersect, undefined)
  }
}

/** A block and all inside of it. */
export function withNested(block: Block): readonly Block[] {
  return [block, ...block.nested.flatMap(withNested)]
}

/** The sharded tables of a block and of all inside of it. */
export function shardedUses(block: Block): readonly ShardedUse[] {
  return withNested(block).flatMap((each) => each.uses)
}
