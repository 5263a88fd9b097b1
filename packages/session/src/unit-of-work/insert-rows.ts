import { type Result, UsageError } from '@athanor/contract'
import { type Column, insert, isReadOnly } from '@athanor/sql'
import type { Mapper } from '../mapping/mapper.ts'
import { expireColumns, fillColumn } from '../state/attributes.ts'
import type { InstanceState } from '../state/instance-state.ts'
import { currentSnapshot } from '../state/snapshot.ts'
import type { Syncs } from './change-set.ts'
import { copyForeignKeys } from './foreign-key-sync.ts'
import type { Work } from './work.ts'

/** Rows in one INSERT at most, whatever the database would take. */
const maxRows = 1000

/** One row of INSERT; columns that the database fills are left out. */
interface Row {
  readonly state: InstanceState
  readonly values: Readonly<Record<string, unknown>>
  readonly omitted: readonly number[]
}

/** Inserts rows of one table in the given order, as many as possible with one statement. */
export async function insertRows(
  work: Work,
  mapper: Mapper,
  states: readonly InstanceState[],
  syncs: ReadonlyMap<InstanceState, Syncs>,
): Promise<void> {
  let batch: Row[] = []
  const inBatch = new Set<InstanceState>()
  const send = async (): Promise<void> => {
    if (batch.length > 0) await insertBatch(work, mapper, batch)
    batch = []
    inBatch.clear()
  }
  for (const state of states) {
    const own = syncs.get(state)
    // A parent in the same statement has no key yet.
    if ([...(own?.values() ?? [])].some(({ parent }) => parent !== null && inBatch.has(parent))) await send()
    const row = rowOf(state, own)
    const [first] = batch
    if (first && (!sameShape(first, row) || batch.length >= limitOf(work, mapper, row))) await send()
    batch.push(row)
    inBatch.add(state)
  }
  await send()
}

function rowOf(state: InstanceState, syncs: Syncs | undefined): Row {
  copyForeignKeys(state, syncs)
  const { mapper, entity } = state
  const values: Record<string, unknown> = {}
  const omitted: number[] = []
  mapper.columns.forEach((column, position) => {
    if (entity[column.key] === undefined) {
      const value = initialValue(mapper, column, position)
      if (value === undefined) {
        omitted.push(position)
        return
      }
      entity[column.key] = value
    }
    values[column.key] = entity[column.key]
  })
  return { state, values, omitted }
}

/** Undefined: the database has to say. */
function initialValue(mapper: Mapper, column: Column, position: number): unknown {
  const { spec } = column
  if (isReadOnly(column)) return undefined
  if (spec.default) return 'produce' in spec.default ? spec.default.produce() : spec.default.value
  if (position === mapper.version) return spec.type.name === 'bigint' && spec.type.mode !== 'number' ? 1n : 1
  return position === mapper.generated || spec.serverDefault !== undefined ? undefined : null
}

function sameShape(a: Row, b: Row): boolean {
  return a.omitted.length === b.omitted.length && a.omitted.every((position, i) => position === b.omitted[i])
}

function limitOf(work: Work, mapper: Mapper, row: Row): number {
  const columns = Math.max(1, mapper.columns.length - row.omitted.length)
  const fitting = Math.max(1, Math.min(maxRows, Math.floor(work.traits.maxParams / columns)))
  return canMatch(work, mapper, row) ? fitting : 1
}

/** Whether rows of one statement can be told apart by what comes back. */
function canMatch(work: Work, mapper: Mapper, row: Row): boolean {
  const { traits } = work
  const unknownKeys = row.omitted.filter((position) => mapper.primaryKey.includes(position))
  if (unknownKeys.length === 0) return true
  if (unknownKeys.length > 1 || unknownKeys[0] !== mapper.generated) return false
  return traits.returning.insert || (traits.lastInsertId === 'first' && row.omitted.length === 1)
}

async function insertBatch(work: Work, mapper: Mapper, batch: readonly Row[]): Promise<void> {
  const statement = insert(mapper.table).values(batch.map((row) => row.values))
  const omitted = batch[0]?.omitted ?? []
  if (omitted.length === 0) await work.run(statement)
  else if (work.traits.returning.insert) {
    const positions = [...new Set([...mapper.primaryKey, ...omitted])]
    const [first, ...others] = positions.flatMap((position) => mapper.columns[position] ?? [])
    if (!first) return
    const result = await work.run(statement.returning(first, ...others))
    fillReturned(mapper, batch, positions, result)
  } else fillGenerated(mapper, batch, omitted, await work.run(statement))
  for (const { state } of batch) {
    state.snapshot ??= currentSnapshot(state)
    work.states.inserted(state, work.log)
  }
}

/**
 * RETURNING promises no order on any database. Where the program knows the keys, rows are matched by them. Generated
 * keys ascend in the order of the VALUES list (SQLite takes the greatest plus one for each row in turn, PostgreSQL and
 * MariaDB draw from a counter as they evaluate the list), so the returned rows, sorted by the key, are in that order.
 */
function fillReturned(mapper: Mapper, batch: readonly Row[], positions: readonly number[], result: Result): void {
  const rows = [...result.tuples()]
  if (rows.length !== batch.length) throw unmatched(mapper, `${rows.length} rows came back for ${batch.length}`)
  const generated = batch[0]?.omitted.find((position) => position === mapper.generated)
  const keys = mapper.primaryKey.map((position) => positions.indexOf(position))
  if (generated === undefined && batch.length > 1) {
    const byKey = new Map(rows.map((row) => [keyText(keys.map((place) => row[place])), row]))
    batch.forEach(({ state }) => {
      const row = byKey.get(keyText(mapper.primaryKey.map((position) => state.value(position))))
      if (!row) throw unmatched(mapper, 'a row came back under another key')
      fill(state, positions, row)
    })
    return
  }
  if (generated !== undefined && batch.length > 1) {
    if (result.parts.length > 1) throw unmatched(mapper, 'several databases generated keys')
    const place = positions.indexOf(generated)
    rows.sort((a, b) => ascending(a[place], b[place]))
  }
  batch.forEach(({ state }, i) => fill(state, positions, rows[i] ?? []))
}

function fill(state: InstanceState, positions: readonly number[], row: readonly unknown[]): void {
  positions.forEach((position, i) => fillColumn(state, position, row[i]))
}
function keyText(values: readonly unknown[]): string {
  return JSON.stringify(values.map(String))
}
function ascending(a: unknown, b: unknown): number {
  if ((typeof a !== 'number' && typeof a !== 'bigint') || (typeof b !== 'number' && typeof b !== 'bigint')) return 0
  return a < b ? -1 : a > b ? 1 : 0
}

/** Without RETURNING: the key of the first row, and consecutive ones after it. Other columns wait for a refresh. */
function fillGenerated(mapper: Mapper, batch: readonly Row[], omitted: readonly number[], result: Result): void {
  if (omitted.includes(mapper.generated)) {
    if (result.lastInsertId === null) throw unmatched(mapper, 'the database reported no generated key')
    const wide = typeof mapper.columns[mapper.generated]?.node.type === 'object' && isBigint(mapper)
    const first = BigInt(result.lastInsertId)
    batch.forEach(({ state }, i) => {
      const key = first + BigInt(i)
      fillColumn(state, mapper.generated, wide ? key : Number(key))
    })
  }
  const unknown = omitted.filter((position) => position !== mapper.generated)
  if (unknown.length === 0) return
  if (unknown.some((position) => mapper.primaryKey.includes(position))) {
    throw unmatched(mapper, 'the database generated a part of the key that it cannot report')
  }
  for (const { state } of batch) {
    state.snapshot = currentSnapshot(state)
    expireColumns(state, unknown)
  }
}
function isBigint(mapper: Mapper): boolean {
  const type = mapper.columns[mapper.generated]?.spec.type
  return type?.name === 'bigint' && type.mode !== 'number'
}

function unmatched(mapper: Mapper, problem: string): UsageError {
  return new UsageError(
    `the keys of new ${mapper.name} rows cannot be told apart (${problem}): give the key a default, such as a function that makes ids`,
    { code: 'SESSION_GENERATED_KEYS' },
  )
}
