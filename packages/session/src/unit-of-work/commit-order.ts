import { NotSupportedError } from '@athanor/contract'

/**
 * Groups nodes so that each group depends on itself and earlier ones only. A group of several nodes is a circle.
 * Among independent nodes the given order stays. (Tarjan's strongly connected components.)
 */
export function commitOrder<T>(
  nodes: readonly T[],
  dependenciesOf: (node: T) => readonly T[],
): readonly (readonly T[])[] {
  const known = new Set(nodes)
  const indexes = new Map<T, number>()
  const low = new Map<T, number>()
  const stack: T[] = []
  const open = new Set<T>()
  const groups: T[][] = []

  const visit = (node: T): number => {
    const index = indexes.size
    indexes.set(node, index)
    let lowest = index
    stack.push(node)
    open.add(node)
    for (const dependency of dependenciesOf(node)) {
      if (!known.has(dependency)) continue
      const seen = indexes.get(dependency)
      if (seen === undefined) lowest = Math.min(lowest, visit(dependency))
      else if (open.has(dependency)) lowest = Math.min(lowest, seen)
    }
    low.set(node, lowest)
    if (lowest === index) groups.push(take(stack, open, node))
    return lowest
  }
  for (const node of nodes) if (!indexes.has(node)) visit(node)
  return groups
}

/** The nodes on the stack down to one, in the order of their visits. */
function take<T>(stack: T[], open: Set<T>, last: T): T[] {
  const group = stack.splice(stack.lastIndexOf(last))
  for (const node of group) open.delete(node)
  return group
}

/**
 * Rows of tables that refer to each other, or to themselves: referred ones first, otherwise in the given order.
 * @throws {NotSupportedError} SESSION_ROW_CIRCLE when rows refer to each other in a circle
 */
export function rowOrder<T>(
  rows: readonly T[],
  dependenciesOf: (row: T) => readonly T[],
  describe: (row: T) => string,
): readonly T[] {
  const known = new Set(rows)
  const state = new Map<T, 'open' | 'done'>()
  const sorted: T[] = []
  const visit = (row: T): void => {
    state.set(row, 'open')
    for (const dependency of dependenciesOf(row)) {
      if (!known.has(dependency) || dependency === row) continue
      const seen = state.get(dependency)
      if (seen === 'open') throw circle(describe(dependency), describe(row))
      if (seen === undefined) visit(dependency)
    }
    state.set(row, 'done')
    sorted.push(row)
  }
  for (const row of rows) if (!state.has(row)) visit(row)
  return sorted
}

function circle(one: string, other: string): NotSupportedError {
  return new NotSupportedError(
    `new ${one} and ${other} rows refer to each other in a circle: flush one of them without its reference first, then set it`,
    { code: 'SESSION_ROW_CIRCLE' },
  )
}
