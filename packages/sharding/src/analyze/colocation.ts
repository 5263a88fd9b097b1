import { hintAdvice, refuse } from '../errors.ts'
import { type Block, shardedUses, type ShardedUse } from './block.ts'
import { EqualityClasses } from './equality.ts'
import { columnId, conjuncts, type JoinTree, neverNull } from './join-tree.ts'
import type { ExprNode } from '@athanor/contract'

/**
 * Each row that the FROM makes has all of its sharded parts on one shard, and none is made on two shards: every shard
 * can make its share alone.
 *
 * @throws {UnshardableStatementError} names the table that stands in the way
 */
export function requireColocated(block: Block): void {
  if (block.tree) visit(block, block.tree)
}

/** The sharded tables below. */
function visit(block: Block, tree: JoinTree): readonly ShardedUse[] {
  if (tree.kind === 'leaf') {
    const [inside] = (block.behind.get(tree) ?? []).flatMap(shardedUses)
    if (inside) {
      throw refuse(`the subquery or CTE '${tree.name}' reads it from several shards`, hintAdvice, inside.place.table)
    }
    return block.uses.filter((use) => use.name === tree.name)
  }
  const left = visit(block, tree.left)
  const right = visit(block, tree.right)
  const [oneLeft] = left
  const [oneRight] = right
  if (oneLeft && oneRight) requireTie(block, tree.on, left, right)
  else if (oneLeft && (tree.join === 'right' || tree.join === 'full')) throw keptRows(oneLeft, tree.join)
  else if (oneRight && (tree.join === 'left' || tree.join === 'full')) throw keptRows(oneRight, tree.join)
  return [...left, ...right]
}

function requireTie(
  block: Block,
  on: ExprNode | undefined,
  left: readonly ShardedUse[],
  right: readonly ShardedUse[],
): void {
  const classes = new EqualityClasses([...block.certain, ...conjuncts(on)])
  const tied = left.some((a) => right.some((b) => a.place.group === b.place.group && classes.same(a.keyId, b.keyId)))
  if (tied) return
  const [a] = left
  const [b] = right
  if (!a || !b) return
  if (a.place.group !== b.place.group) {
    throw refuse(
      `it is joined with ${a.place.table}, which is sharded by another key (groups ${b.place.group} and ${a.place.group})`,
      'put both into one group, or ask twice',
      b.place.table,
    )
  }
  throw refuse(
    `it is joined with ${a.place.table} without an equality of their sharding keys, so the rows may lie on different shards`,
    `add ${a.name}.${a.place.key} = ${b.name}.${b.place.key} to the join, or ${hintAdvice}`,
    b.place.table,
  )
}

function keptRows(use: ShardedUse, join: string): Error {
  return refuse(
    `a ${join} join keeps rows of a reference table that have no partner, and each shard would return them`,
    'turn the join around, or select from the reference table apart',
    use.place.table,
  )
}

/** The expression is the sharding key of each row, so that rows with equal values lie on one shard. */
export function isRowKey(block: Block, expr: ExprNode): boolean {
  const { tree } = block
  if (!tree || expr.kind !== 'column' || !block.owns(expr)) return false
  const id = columnId(expr)
  return block.uses.some((use) => block.classes.same(id, use.keyId) && neverNull(tree, use.name))
}

/** The expression is a sharding key or NULL: values that are not NULL never appear on two shards. */
export function isKeyOrNull(block: Block, expr: ExprNode): boolean {
  if (expr.kind !== 'column' || !block.owns(expr)) return false
  const id = columnId(expr)
  return block.uses.some((use) => block.classes.same(id, use.keyId))
}
