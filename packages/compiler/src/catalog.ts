import type { DriverValue, ReferentialAction, ReflectedForeignKey, ReflectedIndex } from '@athanor/contract'

type Row = readonly DriverValue[]

/** A cell of a catalog's row as text; empty for NULL. */
export function textAt(row: Row, at: number): string {
  const value = row[at]
  if (value === null || value === undefined) return ''
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  return String(value)
}
export function textOrNullAt(row: Row, at: number): string | null {
  return row[at] === null || row[at] === undefined ? null : textAt(row, at)
}
export function numberAt(row: Row, at: number): number {
  return Number(row[at] ?? 0)
}
export function truthAt(row: Row, at: number): boolean {
  return ['true', 't', '1', 'yes'].includes(textAt(row, at).toLowerCase())
}

const actions: ReadonlySet<string> = new Set<ReferentialAction>([
  'no action',
  'restrict',
  'cascade',
  'set null',
  'set default',
])
export function referentialAction(text: string): ReferentialAction {
  const lower = text.toLowerCase()
  return isAction(lower) ? lower : 'no action'
}
function isAction(text: string): text is ReferentialAction {
  return actions.has(text)
}

/** Rows of one thing each that come one column at a time, in order. */
function grouped(rows: readonly Row[], keyAt: number): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = textAt(row, keyAt)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

/** Rows: key, name, column, referred schema, referred table, referred column, on delete, on update. */
export function foreignKeysOf(rows: readonly Row[]): readonly ReflectedForeignKey[] {
  return [...grouped(rows, 0).values()].map((group) => {
    const first = group[0] ?? []
    return {
      name: textOrNullAt(first, 1),
      columns: group.map((row) => textAt(row, 2)),
      referredSchema: textOrNullAt(first, 3),
      referredTable: textAt(first, 4),
      referredColumns: group.map((row) => textAt(row, 5)),
      onDelete: referentialAction(textAt(first, 6)),
      onUpdate: referentialAction(textAt(first, 7)),
    }
  })
}

/** Rows: name, column or NULL, unique, holds up a constraint. */
export function indexesOf(rows: readonly Row[]): readonly ReflectedIndex[] {
  return [...grouped(rows, 0).entries()].map(([name, group]) => ({
    name,
    columns: group.map((row) => textOrNullAt(row, 1)),
    unique: truthAt(group[0] ?? [], 2),
    constraint: truthAt(group[0] ?? [], 3),
  }))
}
