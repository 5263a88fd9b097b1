import {
  type DdlNode,
  type DeleteNode,
  groupedExpressions,
  type InsertNode,
  type Params,
  type QueryNode,
  type SelectNode,
  type SetOperationNode,
  sourceName,
  type TableNode,
  type Traits,
  type UpdateNode,
  type ValuesNode,
} from '@athanor/contract'
import { Analysis, usesOf } from './analyze/analysis.ts'
import type { Block, ShardedPlace, ShardedUse } from './analyze/block.ts'
import { isRowKey, requireColocated } from './analyze/colocation.ts'
import { aggregatesOf, unlabel, outputOf } from './analyze/output.ts'
import { type Placement, shardsOf } from './bucket-map.ts'
import { hintAdvice, refuse } from './errors.ts'
import { hintOf } from './hints.ts'
import { produceCells, produceParam, splitInsert } from './insert-split.ts'
import { bucketOf } from './key-codec.ts'
import { type GroupsMerge, planGroups } from './merge/group.ts'
import { planRows, type RowsMerge } from './merge/rows.ts'
import { requireRepeatable } from './replicated-write.ts'

/**
 * `single`: one shard has the whole answer. `reference`: any shard has it. `scatter`: several shards, merged.
 * `everywhere`: a change of all copies. `split`: rows of an INSERT, each to its shard. `hint`: as `onShard()` says.
 * `ddl`: all shards.
 */
export type RouteKind = 'single' | 'reference' | 'scatter' | 'everywhere' | 'split' | 'hint' | 'ddl'

/** How the shards' answers become one. */
export type Merge =
  | RowsMerge
  | GroupsMerge
  /** One shard's answer is the answer. */
  | { readonly kind: 'one'; readonly steps: readonly string[] }
  /** Rows matched add up; returned rows follow each other in the order of the shards. */
  | { readonly kind: 'sum'; readonly steps: readonly string[] }
  /** Rows matched add up; returned rows go back to the places of the rows that were given. */
  | {
      readonly kind: 'inserted'
      readonly steps: readonly string[]
      readonly rows: ReadonlyMap<string, readonly number[]>
    }
  /** Every shard did the same. */
  | { readonly kind: 'same'; readonly steps: readonly string[] }

/** Why a table is read or changed where it is. */
export interface TableRoute {
  readonly table: string
  /** By which the statement refers to it. */
  readonly name: string
  readonly role: 'sharded' | 'reference'
  readonly key: string | undefined
  /** Undefined: all. */
  readonly buckets: readonly number[] | undefined
  /** The conditions that narrowed the buckets, without values. */
  readonly predicate: string | undefined
}

export interface Route {
  readonly kind: RouteKind
  /** The shards to ask; for `reference` any one of them will do. */
  readonly shards: readonly string[]
  readonly write: boolean
  readonly nodes: (shard: string) => QueryNode
  readonly merge: Merge
  readonly tables: readonly TableRoute[]
  readonly reason: string
}

export interface RouteContext {
  readonly placement: Placement
  readonly params: Params | undefined
  readonly nullsSort: Traits['nullsSort']
}

const oneMerge: Merge = Object.freeze({ kind: 'one', steps: [] })
const sumMerge: Merge = Object.freeze({ kind: 'sum', steps: ['add up the rows matched'] })
const sameMerge: Merge = Object.freeze({ kind: 'same', steps: ['require the same number of rows matched'] })

/**
 * Decides where a statement runs, from its node and the values of its named parameters.
 *
 * @throws {UnshardableStatementError} when no route gives the exact answer
 */
export function routeOf(node: QueryNode, context: RouteContext): Route {
  const hint = hintOf(node, context.placement.shards)
  if (hint !== undefined) {
    const write = node.kind !== 'select' && node.kind !== 'setOperation' && node.kind !== 'values'
    return route('hint', [hint], node, { write, reason: 'onShard() names the shard' })
  }
  switch (node.kind) {
    case 'select':
    case 'setOperation':
    case 'values':
      return read(node, context)
    case 'insert':
      return insertion(node, context)
    case 'update':
    case 'delete':
      return change(node, context)
    case 'merge':
      throw refuse(
        'MERGE decides row by row, and its rows may lie on several shards',
        'name the shard with onShard(…), or use upsert(), update() and deleteFrom()',
        sourceName(node.table.kind === 'alias' ? node.table.of : node.table),
      )
    case 'rawQuery':
      throw refuse(
        'raw SQL does not say which tables it uses',
        'name the shard with onShard(…), or build the statement',
      )
    default:
      return definition(node, context)
  }
}

interface Details {
  readonly write?: boolean
  readonly merge?: Merge
  readonly tables?: readonly TableRoute[]
  readonly reason: string
}
function route(kind: RouteKind, shards: readonly string[], node: QueryNode, details: Details): Route {
  return { kind, shards, nodes: () => node, write: false, merge: oneMerge, tables: [], ...details }
}

function read(node: SelectNode | SetOperationNode | ValuesNode, context: RouteContext): Route {
  const { placement } = context
  const analysis = new Analysis(placement, context.params)
  const blocks = analysis.query(node)
  const uses = usesOf(blocks)
  const tables = [...tablesOf(blocks)]
  if (uses.length === 0) {
    const locks = node.kind === 'select' && node.lock !== undefined
    // A lock on a copy keeps writers out of all of them only if everybody locks the same one.
    const shards = locks ? placement.shards.slice(0, 1) : placement.shards
    return route('reference', shards, node, { tables, reason: 'only reference tables are read: every shard has them' })
  }
  const home = homeOf(uses, placement)
  if (home !== undefined) {
    return route('single', [home], node, { tables, reason: 'all sharded tables are tied to keys of one shard' })
  }
  const [block] = blocks
  if (node.kind !== 'select' || !block) {
    throw refuse(
      `${node.kind === 'select' ? 'the statement' : 'a set operation'} reads several shards`,
      hintAdvice,
      tableOf(uses),
    )
  }
  requireAlone(block, blocks)
  requireColocated(block)
  const { shards, route: narrowed } = together(block, placement)
  const described = [...narrowed, ...tables.filter((each) => each.role === 'reference')]
  const [only] = shards.length > 0 ? shards : placement.shards
  if (shards.length <= 1 && only !== undefined) {
    return route('single', [only], node, { tables: described, reason: 'the conditions leave one shard' })
  }
  const merge = mergeOf(node, block, context)
  return route('scatter', shards, merge.node, {
    merge,
    tables: described,
    reason: `rows lie on ${shards.length} of ${placement.shards.length} shards; joined rows lie together`,
  })
}

function mergeOf(node: SelectNode, block: Block, context: RouteContext): RowsMerge | GroupsMerge {
  const table = tableOf(block.uses)
  if (node.distinctOn.length > 0) throw refuse('DISTINCT ON does not merge', hintAdvice, table)
  if (node.fetch) throw refuse('FETCH WITH TIES or PERCENT counts on each shard', 'use limit()', table)
  if (node.groupBy.some((each) => each.kind === 'grouping')) {
    throw refuse('ROLLUP, CUBE and GROUPING SETS do not merge', 'run one statement for each grouping', table)
  }
  if (node.lock && (node.limit || node.offset)) {
    throw refuse('FOR UPDATE with LIMIT would lock more rows than it returns', hintAdvice, table)
  }
  const output = outputOf(node.selection)
  const { calls, unknown, window } = aggregatesOf(node)
  const byKey = groupedExpressions(node.groupBy).some((expr) => isRowKey(block, unlabel(expr, output)))
  const grouped = node.groupBy.length > 0 || calls.length > 0 || node.having !== undefined
  if (
    window.some((each) => !each.partitionBy.some((expr) => isRowKey(block, expr))) ||
    (window.length > 0 && grouped && !byKey)
  ) {
    throw refuse('a window spans shards', `partition it by the sharding key, or ${hintAdvice}`, table)
  }
  // Groups of the sharding key lie on one shard each, whatever is aggregated.
  if (byKey) return planRows(node, context)
  if (unknown !== undefined) {
    throw refuse(`${unknown}, does not merge`, `group by the sharding key, or ${hintAdvice}`, table)
  }
  return grouped ? planGroups(node, block, context) : planRows(node, context)
}

/** The one shard that has all rows that matter, if there is one. */
function homeOf(uses: readonly ShardedUse[], placement: Placement): string | undefined {
  let home: string | undefined
  for (const use of uses) {
    const shards = shardsOf(placement, use.place.group, use.buckets)
    // A table of which no row matters is at home everywhere.
    if (shards.length === 0) continue
    const [only] = shards
    if (shards.length > 1 || (home !== undefined && home !== only)) return undefined
    home = only
  }
  return home ?? placement.shards[0]
}

/** @throws {UnshardableStatementError} when a query inside the block reads sharded tables on its own */
function requireAlone(block: Block, blocks: readonly Block[]): void {
  const [inside] = usesOf([...block.nested, ...blocks.slice(1)])
  if (!inside) return
  throw refuse('a subquery or a CTE reads it from several shards', hintAdvice, inside.place.table)
}

function together(
  block: Block,
  placement: Placement,
): { readonly shards: readonly string[]; readonly route: readonly TableRoute[] } {
  const notes: string[] = []
  const buckets = block.together(block.uses, notes)
  const [first] = block.uses
  return {
    shards: first ? shardsOf(placement, first.place.group, buckets) : placement.shards,
    route: block.uses.map((use) => describe({ ...use, buckets, notes })),
  }
}

function describe(use: ShardedUse): TableRoute {
  return {
    table: use.place.table,
    name: use.name,
    role: 'sharded',
    key: use.place.key,
    buckets: use.buckets && [...use.buckets],
    predicate: use.buckets && [...new Set(use.notes)].join(' and '),
  }
}

function* tablesOf(blocks: readonly Block[]): Iterable<TableRoute> {
  for (const block of blocks) {
    yield* block.uses.map(describe)
    for (const { use, name } of block.leaves) {
      if (use?.place.role !== 'reference') continue
      yield {
        table: use.place.table,
        name,
        role: 'reference',
        key: undefined,
        buckets: undefined,
        predicate: undefined,
      }
    }
    yield* tablesOf(block.nested)
  }
}

function tableOf(uses: readonly ShardedUse[]): string | undefined {
  return uses[0]?.place.table
}

function insertion(given: InsertNode, { placement, params }: RouteContext): Route {
  const table = sourceName(given.table)
  const place = new Analysis(placement, params).placeOf(table)
  const node = produceCells(given)
  if (place.role === 'reference') {
    requireRepeatable(node)
    return everywhere(node, table, placement)
  }
  const parts = splitInsert(node, place.group, place.key, placement, params)
  const rows = new Map([...parts].map(([shard, part]) => [shard, part.rows]))
  const merge: Merge = { kind: 'inserted', rows, steps: ['put returned rows back in the order of the given ones'] }
  const tables = [{ ...unrouted(place), predicate: `${place.key} of each row` }]
  return {
    kind: parts.size === 1 ? 'single' : 'split',
    shards: [...parts.keys()],
    nodes: (shard) => parts.get(shard)?.node ?? node,
    write: true,
    merge: parts.size === 1 ? oneMerge : merge,
    tables,
    reason: 'each row goes to the shard of its key',
  }
}

function unrouted(place: ShardedPlace): TableRoute {
  return {
    table: place.table,
    name: place.table,
    role: 'sharded',
    key: place.key,
    buckets: undefined,
    predicate: undefined,
  }
}

function everywhere(node: InsertNode | UpdateNode | DeleteNode, table: string, placement: Placement): Route {
  const tables: TableRoute[] = [
    { table, name: table, role: 'reference', key: undefined, buckets: undefined, predicate: undefined },
  ]
  const reason = 'a reference table is changed on every shard'
  return route('everywhere', placement.shards, node, { write: true, merge: sameMerge, tables, reason })
}

function change(given: UpdateNode | DeleteNode, context: RouteContext): Route {
  const { placement } = context
  const analysis = new Analysis(placement, context.params)
  const table = sourceName(given.table.kind === 'alias' ? given.table.of : given.table)
  const place = analysis.placeOf(table)
  const { block, others } = analysis.change(given)
  const uses = usesOf([block, ...others])
  // One value for all shards, as one statement on one database would have.
  const node: UpdateNode | DeleteNode =
    given.kind === 'update'
      ? Object.freeze({ ...given, set: given.set.map((each) => ({ ...each, value: produceParam(each.value) })) })
      : given
  if (place.role === 'reference') {
    const [sharded] = uses
    if (sharded) {
      throw refuse(
        `the change of a reference table depends on ${sharded.place.table}, which differs on each shard`,
        'select the rows first',
        table,
      )
    }
    requireRepeatable(node)
    return everywhere(node, table, placement)
  }
  const tables = [...tablesOf([block, ...others])]
  const home = homeOf(uses, placement)
  if (home !== undefined) {
    if (node.kind === 'update') requireKeptKey(node, place, context, home)
    return route('single', [home], node, {
      write: true,
      tables,
      reason: 'all sharded tables are tied to keys of one shard',
    })
  }
  requireAlone(block, [block, ...others])
  requireColocated(block)
  const { shards, route: narrowed } = together(block, placement)
  const [only] = shards.length > 0 ? shards : placement.shards
  if (node.kind === 'update') requireKeptKey(node, place, context, shards.length <= 1 ? only : undefined)
  if (shards.length <= 1 && only !== undefined) {
    return route('single', [only], node, { write: true, tables: narrowed, reason: 'the conditions leave one shard' })
  }
  if (node.limit)
    throw refuse('LIMIT would be taken on each shard', 'select the keys first, then change those rows', table)
  return route('scatter', shards, node, {
    write: true,
    merge: sumMerge,
    tables: narrowed,
    reason: `rows lie on ${shards.length} of ${placement.shards.length} shards`,
  })
}

/** A new key may belong to another shard, where an UPDATE cannot move the row. */
function requireKeptKey(node: UpdateNode, place: ShardedPlace, context: RouteContext, home: string | undefined): void {
  const set = node.set.find((each) => each.column.name === place.key)
  if (!set) return
  const { value, column } = set
  if (value.kind === 'column' && value.name === place.key && sourceName(value.source) === sourceName(node.table)) return
  const map = context.placement.maps[place.group]
  if (value.kind === 'param' && home !== undefined && map) {
    const key = value.name === undefined ? value.value : context.params?.[value.name]
    const bucket = bucketOf(column.type, key, map.shards.length)
    if (typeof bucket === 'number' && map.shards[bucket] === home) return
  }
  throw refuse(
    `the UPDATE changes the sharding key ${place.key}, and the row would have to move to another shard`,
    'insert a copy under the new key and delete the old row',
    place.table,
  )
}

function definition(node: DdlNode, { placement }: RouteContext): Route {
  const table = definedTable(node)
  if (table !== undefined) {
    const place = new Analysis(placement, undefined).placeOf(sourceName(table))
    if (node.kind === 'createTable' && place.role === 'sharded') requireKeyColumn(node, place)
  }
  return route('ddl', placement.shards, node, { write: true, reason: 'every shard has the same tables' })
}

/** The table that a definition concerns; none where every shard can have the same. */
function definedTable(node: DdlNode): TableNode | undefined {
  switch (node.kind) {
    case 'createTable':
      return node.definition.table
    case 'dropTable':
    case 'createIndex':
    case 'dropIndex':
    case 'addConstraint':
    case 'dropConstraint':
    case 'comment':
      return node.table
    case 'createSchema':
    case 'dropSchema':
    case 'createEnum':
    case 'dropEnum':
      return undefined
    case 'createSequence':
    case 'dropSequence':
      throw refuse(
        'a sequence would count on each shard by itself, and numbers would come twice',
        'give keys a default that makes ids, such as snowflake()',
      )
    case 'createView':
    case 'dropView':
    case 'createTableAs':
      throw refuse('a view of a shard shows the rows of that shard only', 'select from its tables')
  }
}

function requireKeyColumn(node: Extract<DdlNode, { kind: 'createTable' }>, place: ShardedPlace): void {
  const column = node.definition.columns.find((each) => each.name === place.key)
  if (!column)
    throw refuse(
      `there is no column ${place.key}, which the scheme names as the sharding key`,
      'name a column of the table',
      place.table,
    )
  if (bucketable(column.type.name)) return
  throw refuse(
    `the sharding key ${place.key} has the type ${column.type.name}`,
    'a key is a whole number, text or a uuid',
    place.table,
  )
}
function bucketable(type: string): boolean {
  return ['smallint', 'integer', 'bigint', 'text', 'varchar', 'uuid'].includes(type)
}
