import {
  type Connection,
  type Dialect,
  type Executor,
  type InsertNode,
  PendingRows,
  type Query,
  type QueryNode,
  type Result,
  type Traits,
} from '@athanor/contract'

export interface Answer {
  readonly tuples?: readonly (readonly unknown[])[]
  readonly affected?: number
  readonly lastInsertId?: number | bigint | null
  /** Several: the rows came from several databases. */
  readonly origins?: readonly string[]
}

export interface ScriptedExecutor extends Executor {
  readonly nodes: readonly QueryNode[]
}

const traits: Traits = {
  returning: { insert: true, update: true, delete: true },
  savepoints: true,
  twoPhase: false,
  alterForeignKeys: true,
  indexesInCreateTable: false,
  lastInsertId: 'none',
  maxParams: 1000,
  sharedData: true,
  nullsSort: 'high',
  maxIdentifierLength: 63,
  comments: 'none',
  enumTypes: false,
}

/** An executor without a database: it keeps the nodes and answers as it is told. */
export function scriptedExecutor(change: Partial<Traits>, answer: (node: QueryNode) => Answer): ScriptedExecutor {
  const nodes: QueryNode[] = []
  const execute = (query: Query) => {
    nodes.push(query.node)
    const { tuples = [], affected = 0, lastInsertId = null, origins = ['main'] } = answer(query.node)
    const parts = origins.map((origin) => ({ origin, values: tuples }))
    return new PendingRows(
      Promise.resolve({ tuples: () => tuples, affected, lastInsertId, parts } as unknown as Result),
    )
  }
  const nothing = () => Promise.resolve()
  const dialect = { name: 'scripted', traits: { ...traits, ...change } } as unknown as Dialect
  const connection = { dialect, execute, commit: nothing, rollback: nothing, close: nothing } as unknown as Connection
  // Only what a session calls is there.
  return { dialect, nodes, execute, connect: () => Promise.resolve(connection) } as unknown as ScriptedExecutor
}

export function insertsOf(executor: ScriptedExecutor): readonly InsertNode[] {
  return executor.nodes.filter((node) => node.kind === 'insert')
}
/** The rows of an INSERT of plain values. */
export function rowsOf(node: QueryNode | undefined): readonly (readonly unknown[])[] {
  return node?.kind === 'insert' && node.source.kind === 'rows' ? node.source.rows : []
}
