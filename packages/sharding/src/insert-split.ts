import {
  childrenOf,
  type ColumnNode,
  type ExprNode,
  type InsertNode,
  type InsertSource,
  type Params,
  ProducedDefault,
  sourceName,
  UsageError,
} from '@athanor/contract'
import type { Placement } from './bucket-map.ts'
import { hintAdvice, refuse } from './errors.ts'
import { bucketOf } from './key-codec.ts'
import { isPlainExpression } from './analyze/raw-text.ts'

/** One shard's share of an INSERT. */
export interface InsertPart {
  readonly node: InsertNode
  /** For each of its rows: which row of the caller's it was. */
  readonly rows: readonly number[]
}

/** The same INSERT with the cells filled in that functions produce: each shard must see one and the same value. */
export function produceCells(node: InsertNode): InsertNode {
  const { source } = node
  if (source.kind === 'rows') {
    if (!source.rows.some((row) => row.some((cell) => cell instanceof ProducedDefault))) return node
    const rows = source.rows.map((row) => row.map((cell) => (cell instanceof ProducedDefault ? cell.produce() : cell)))
    return withSource(node, { kind: 'rows', rows })
  }
  if (source.kind !== 'expressions') return node
  return withSource(node, { kind: 'expressions', rows: source.rows.map((row) => row.map(produceParam)) })
}

function withSource(node: InsertNode, source: InsertSource): InsertNode {
  return Object.freeze({ ...node, source })
}

/** A parameter whose value is made now. */
export function produceParam(expr: ExprNode): ExprNode {
  if (expr.kind !== 'param' || !expr.produce) return expr
  const { produce, ...param } = expr
  return { ...param, value: produce() }
}

/**
 * Sends each row to the shard of its key. Expects produced cells to be filled in.
 *
 * @throws {UnshardableStatementError} when a row's key is not known before the INSERT runs
 */
export function splitInsert(
  node: InsertNode,
  group: string,
  key: string,
  placement: Placement,
  params: Params | undefined,
): ReadonlyMap<string, InsertPart> {
  const table = sourceName(node.table)
  requirePlain(node, table, key)
  const position = node.columns.findIndex((column) => column.name === key)
  const column = node.columns[position]
  if (!column) {
    throw refuse(
      `the INSERT gives no ${key}, which is the sharding key`,
      'give it, or a default such as snowflake()',
      table,
    )
  }
  const rows = new Map<string, number[]>()
  keysOf(node, position, table, params).forEach((value, i) => {
    const shard = shardOfKey(column, value, group, placement, table)
    const list = rows.get(shard) ?? []
    rows.set(shard, list)
    list.push(i)
  })
  // Shards in the order of the placement, so that concurrent inserts lock them alike.
  const parts = placement.shards.flatMap((shard): [string, InsertPart][] => {
    const own = rows.get(shard)
    return own ? [[shard, { node: partOf(node, own, rows.size === 1), rows: own }]] : []
  })
  return new Map(parts)
}

function partOf(node: InsertNode, rows: readonly number[], whole: boolean): InsertNode {
  const { source } = node
  if (whole) return node
  if (source.kind === 'rows') return withSource(node, { kind: 'rows', rows: rows.map((i) => source.rows[i] ?? []) })
  if (source.kind !== 'expressions') return node
  return withSource(node, { kind: 'expressions', rows: rows.map((i) => source.rows[i] ?? []) })
}

function keysOf(node: InsertNode, position: number, table: string, params: Params | undefined): readonly unknown[] {
  const { source } = node
  switch (source.kind) {
    case 'rows':
      return source.rows.map((row) => row[position])
    case 'expressions':
      return source.rows.map((row) => {
        const cell = row[position]
        if (cell?.kind === 'literal') return cell.value
        if (cell?.kind === 'param') return cell.name === undefined ? cell.value : params?.[cell.name]
        throw refuse('the sharding key of a row is an expression', 'compute it in the program and pass a value', table)
      })
    case 'query':
      throw refuse('INSERT … SELECT does not say where its rows will lie', 'select first, then insert the rows', table)
    case 'defaults':
      throw refuse('the INSERT gives no sharding key', 'give it, or a default such as snowflake()', table)
  }
}

function shardOfKey(column: ColumnNode, value: unknown, group: string, placement: Placement, table: string): string {
  const map = placement.maps[group]
  const bucket = bucketOf(column.type, value, map?.shards.length ?? 1)
  if (typeof bucket === 'number') return map?.shards[bucket] ?? ''
  if (value === null)
    throw refuse(`a row has NULL as ${column.name}, which is the sharding key`, 'give it a value', table)
  if (value === undefined) {
    throw new UsageError(`a row of ${table} has no value for ${column.name}: pass one, or the named parameter's`, {
      code: 'SHARDING_KEY_VALUE',
    })
  }
  throw refuse(
    `a value of the sharding key ${column.name} is not one of its type ${column.type.name}`,
    'keys are whole numbers (below 2^53, or bigint), text or uuids',
    table,
  )
}

/** What an INSERT over shards may not contain. */
function requirePlain(node: InsertNode, table: string, key: string): void {
  if (node.with.length > 0) throw refuse('the INSERT has a WITH clause', 'run the query first', table)
  const generated = generatedBy(node)
  if (generated !== undefined) {
    throw refuse(
      `the database would generate ${generated}, and each shard the same numbers`,
      'give the column a default such as snowflake()',
      table,
    )
  }
  if (node.source.kind === 'expressions') {
    for (const cell of node.source.rows.flat()) requireNoQuery(cell, table)
  }
  const { conflict } = node
  if (!conflict) return
  if (conflict.target.length > 0 && !conflict.target.some((column) => column.name === key)) {
    throw refuse(
      `the upsert is decided by columns without the sharding key ${key}: a row in its way may lie on another shard`,
      `add ${key} to the unique key and to the target, or ${hintAdvice}`,
      table,
    )
  }
  if (conflict.set.some((each) => each.column.name === key)) {
    throw refuse(`the upsert changes the sharding key ${key}`, 'leave it out of the set', table)
  }
  for (const each of conflict.set) requireNoQuery(each.value, table)
  for (const each of [conflict.where, conflict.targetWhere]) if (each) requireNoQuery(each, table)
}

/** The column whose numbers the database would make for these rows. */
export function generatedBy(node: InsertNode): string | undefined {
  const { generated, source } = node
  if (!generated) return undefined
  const position = node.columns.findIndex((column) => column.name === generated.name)
  const left = source.kind === 'expressions' && source.rows.some((row) => row[position]?.kind === 'default')
  return position < 0 || left ? generated.name : undefined
}

const queries: ReadonlySet<ExprNode['kind']> = new Set(['exists', 'scalarQuery', 'inQuery', 'quantified'])

export function requireNoQuery(expr: ExprNode, table: string): void {
  if (queries.has(expr.kind)) throw refuse('a value is a subquery', 'run the query first and pass its result', table)
  if (expr.kind === 'raw' && !isPlainExpression(expr)) {
    throw refuse('a value is raw SQL that may read other tables', hintAdvice, table)
  }
  for (const child of childrenOf(expr)) requireNoQuery(child, table)
}
