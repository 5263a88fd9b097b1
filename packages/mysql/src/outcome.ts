import type { DriverValue } from '@athanor/contract'

/** What one command brought: its rows or its OK packet. */
export interface Outcome {
  readonly error?: unknown
  readonly result?: unknown
  readonly fields?: unknown
}

export interface ResultSet {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly DriverValue[])[]
}

/** A procedure answers with several results: the first one with rows counts. */
export function resultSetOf(result: unknown, fields: unknown): ResultSet | undefined {
  if (!Array.isArray(result) || !Array.isArray(fields)) return undefined
  const several = fields.findIndex(Array.isArray)
  if (several >= 0) return resultSetOf(result[several], fields[several])
  // mysql2 was asked for rows as arrays, and for texts instead of Dates and parsed JSON.
  const rows = result as DriverValue[][]
  const wide = wideColumns(fields)
  if (wide.length > 0) for (const row of rows) widen(row, wide)
  return { columns: columnNames(fields), rows }
}

/** LONGLONG */
const bigintType = 8

/** The columns whose integers mysql2 hands over as text where a number would round them. */
export function wideColumns(fields: unknown): readonly number[] {
  if (!Array.isArray(fields)) return []
  return fields.flatMap((field: { readonly columnType?: unknown }, i) => (field.columnType === bigintType ? [i] : []))
}

/** In place: the array was made for this row. */
export function widen(row: DriverValue[], columns: readonly number[]): DriverValue[] {
  for (const i of columns) {
    const value = row[i]
    if (typeof value === 'string') row[i] = BigInt(value)
  }
  return row
}

export function columnNames(fields: unknown): readonly string[] {
  return Array.isArray(fields) ? fields.map((field: { readonly name: string }) => field.name) : []
}

export interface OkPacket {
  readonly affectedRows: number
  readonly insertId: number | string
  readonly serverStatus: number
}

export function okPacketOf(result: unknown): OkPacket | undefined {
  const last: unknown = Array.isArray(result) ? result.at(-1) : result
  // mysql2's ResultSetHeader; it has all three properties.
  return typeof last === 'object' && last !== null && 'serverStatus' in last ? (last as OkPacket) : undefined
}

export function integerOf(value: number | string): number | bigint {
  return typeof value === 'number' ? value : BigInt(value)
}

export function errnoOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'errno' in error ? error.errno : undefined
}
