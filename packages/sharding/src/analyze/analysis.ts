import {
  childrenOf,
  type CteNode,
  type DeleteNode,
  type ExprNode,
  type FetchNode,
  groupedExpressions,
  isExpression,
  type NamedSource,
  type OrderNode,
  type Params,
  type QueryNode,
  resolveFrom,
  selectedExpressions,
  type SelectNode,
  sourceName,
  type UpdateNode,
} from '@athanor/contract'
import type { Placement } from '../bucket-map.ts'
import { hintAdvice, refuse } from '../errors.ts'
import type { TablePlace } from '../scheme.ts'
import { Block, shardedUses, type ShardedUse } from './block.ts'
import { joinTree, onsOf, type Leaf, type TableUse } from './join-tree.ts'
import { isPlainExpression } from './raw-text.ts'

const nothing: ReadonlySet<string> = new Set()

/** What a statement reads, and where that lies. State of one call. */
export class Analysis {
  readonly placement: Placement
  readonly params: Params | undefined
  readonly #ctes = new Map<CteNode, readonly Block[]>()

  constructor(placement: Placement, params: Params | undefined) {
    this.placement = placement
    this.params = params
  }

  bucketsOf(group: string): number {
    return this.placement.maps[group]?.shards.length ?? 0
  }

  /** @throws {UnshardableStatementError} for a table that the scheme does not know */
  placeOf(table: string): TablePlace {
    const place = this.placement.scheme.tables.get(table)
    if (place) return place
    throw refuse(
      'the table is not in the sharding scheme',
      'add it to a group with its key, or to the reference tables',
      table,
    )
  }

  /** The blocks of a query, with what is inside of them. */
  query(node: QueryNode, parent?: Block): readonly Block[] {
    switch (node.kind) {
      case 'select':
        return [this.#select(node, parent), ...this.with(node.with)]
      case 'setOperation':
        return [...node.queries.flatMap((each) => this.query(each, parent)), ...this.with(node.with)]
      case 'values':
        return []
      default:
        throw refuse(`${node.kind} stands inside another statement`, 'run it as a statement of its own')
    }
  }

  /** UPDATE and DELETE: the changed table stands first. */
  change(node: UpdateNode | DeleteNode): { readonly block: Block; readonly others: readonly Block[] } {
    const more = node.kind === 'update' ? node.from : node.using
    const tree = joinTree([node.table, ...more], [], (source) => this.#useOf(source))
    const block = new Block(this, undefined, tree, node.where)
    const set = node.kind === 'update' ? node.set.map((each) => each.value) : []
    this.#inside(block, [...set, ...selectedExpressions(node.returning), ...terms(node)])
    return { block, others: this.with(node.with) }
  }

  with(ctes: readonly CteNode[]): readonly Block[] {
    return ctes.flatMap((cte) => this.#cte(cte))
  }

  #select(node: SelectNode, parent: Block | undefined): Block {
    const from = resolveFrom(node, parent?.visible ?? nothing)
    const tree = joinTree(from, node.joins, (source) => this.#useOf(source))
    const block = new Block(this, parent, tree, node.where)
    const having = node.having ? [node.having] : []
    this.#inside(block, [
      ...selectedExpressions(node.selection),
      ...terms(node),
      ...groupedExpressions(node.groupBy),
      ...having,
      ...node.distinctOn,
    ])
    return block
  }

  #inside(block: Block, expressions: readonly ExprNode[]): void {
    for (const leaf of block.leaves) {
      const behind = this.#behind(leaf, block)
      block.behind.set(leaf, behind)
      block.nested.push(...behind)
    }
    for (const expr of [...expressions, ...onsOf(block.tree)]) this.#visit(expr, block)
  }

  #useOf(source: NamedSource): TableUse | undefined {
    const table = source.kind === 'alias' ? source.of : source
    return table.kind === 'table' ? { name: sourceName(source), place: this.placeOf(sourceName(table)) } : undefined
  }

  #behind(leaf: Leaf, block: Block): readonly Block[] {
    const source = leaf.source.kind === 'alias' ? leaf.source.of : leaf.source
    switch (source.kind) {
      case 'table':
      case 'cteReference':
        return []
      case 'cte':
        return this.#cte(source)
      case 'subquery':
        return this.query(source.query, source.lateral ? block : undefined)
      case 'tableSample':
        throw refuse('TABLESAMPLE would draw on each shard', hintAdvice, sourceName(source.of))
      case 'functionSource': {
        const before = block.nested.length
        this.#visit(source.call, block)
        return block.nested.splice(before)
      }
    }
  }

  #cte(cte: CteNode): readonly Block[] {
    const known = this.#ctes.get(cte)
    if (known) return known
    const blocks = this.query(cte.query)
    this.#ctes.set(cte, blocks)
    return blocks
  }

  /** Finds the queries inside of an expression. */
  #visit(expr: ExprNode, block: Block): void {
    switch (expr.kind) {
      case 'exists':
      case 'scalarQuery':
      case 'quantified':
      case 'inQuery':
        block.nested.push(...this.query(expr.query, block))
        break
      case 'raw':
        if (!isPlainExpression(expr) || !expr.items.every(isExpression)) {
          throw refuse('a piece of raw SQL may read other tables', hintAdvice)
        }
        break
      default:
    }
    for (const child of childrenOf(expr)) this.#visit(child, block)
  }
}

/** Expressions of the clauses that SELECT, UPDATE and DELETE share. */
function terms(node: {
  readonly where?: ExprNode
  readonly orderBy: readonly OrderNode[]
  readonly limit?: ExprNode
  readonly offset?: ExprNode
  readonly fetch?: FetchNode
}): readonly ExprNode[] {
  const optional = [node.where, node.limit, node.offset, node.fetch?.count]
  return [...optional.flatMap((each) => (each ? [each] : [])), ...node.orderBy.map((order) => order.expr)]
}

export function usesOf(blocks: readonly Block[]): readonly ShardedUse[] {
  return blocks.flatMap(shardedUses)
}
