import type { InsertNode, QueryNode, RawResult, Traits } from '@athanor/contract'

/** Rows of one page at most: pages of one size share a plan, and longer texts gain nothing. */
const longestPage = 1_000

export interface InsertPages {
  readonly first: InsertNode
  readonly rest: readonly InsertNode[]
}

/**
 * An INSERT with more values than the database takes in one statement, as several of them. Undefined for all others.
 * The parts together are one statement to the user, so they must run as one.
 */
export function pagesOf(node: QueryNode, traits: Traits): InsertPages | undefined {
  if (node.kind !== 'insert' || node.source.kind !== 'rows') return undefined
  const { rows } = node.source
  const width = node.columns.length
  if (rows.length * width <= traits.maxParams) return undefined
  const size = Math.max(1, Math.min(longestPage, Math.floor(traits.maxParams / width)))
  const page = (at: number): InsertNode =>
    Object.freeze({ ...node, source: Object.freeze({ kind: 'rows', rows: rows.slice(at, at + size) }) })
  const rest: InsertNode[] = []
  // A change in WITH happens once, with the first page.
  for (let at = size; at < rows.length; at += size) rest.push(Object.freeze({ ...page(at), with: [] }))
  return { first: page(0), rest }
}

/** The answers to the pages as the answer to the whole. */
export function mergePages(first: RawResult, rest: readonly RawResult[], traits: Traits): RawResult {
  const decisive = traits.lastInsertId === 'last' ? (rest.at(-1) ?? first) : first
  return {
    columns: first.columns,
    rows: first.rows.concat(...rest.map((part) => part.rows)),
    affected: rest.reduce((sum, part) => sum + part.affected, first.affected),
    ...(decisive.lastInsertId === undefined ? {} : { lastInsertId: decisive.lastInsertId }),
  }
}
