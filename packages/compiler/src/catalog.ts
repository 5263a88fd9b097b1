import type { DriverValue, ReferentialAction, ReflectedForeignKey, ReflectedIndexItem } from '@athanor/contract'

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

/** Rows by the name of their table, which stands first, in order; the rest of each row is what `of` gets. */
export function byTable<T>(
  rows: readonly Row[],
  of: (rows: readonly Row[], table: string) => T,
): ReadonlyMap<string, T> {
  const groups = grouped(rows, 0)
  return new Map([...groups].map(([table, group]) => [table, of(group, table)]))
}

/** Rows of one thing each that come one column at a time, in order. */
export function grouped(rows: readonly Row[], keyAt: number): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = textAt(row, keyAt)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

/** Rows: table, name, column, referred schema, referred table, referred column, on delete, on update. */
export function foreignKeysOf(
  rows: readonly Row[],
  more: (first: Row) => Pick<ReflectedForeignKey, 'deferrable' | 'initially' | 'match'>,
): readonly ReflectedForeignKey[] {
  return [...grouped(rows, 1).values()].map((group) => {
    const first = group[0] ?? []
    return {
      name: textOrNullAt(first, 1),
      columns: group.map((row) => textAt(row, 2)),
      referredSchema: textOrNullAt(first, 3),
      referredTable: textAt(first, 4),
      referredColumns: group.map((row) => textAt(row, 5)),
      onDelete: referentialAction(textAt(first, 6)),
      onUpdate: referentialAction(textAt(first, 7)),
      ...more(first),
    }
  })
}

/** A plain column of an index; what differs is given. */
export function indexItem(item: Partial<ReflectedIndexItem>): ReflectedIndexItem {
  return {
    column: null,
    expression: null,
    direction: 'asc',
    nulls: null,
    collation: null,
    length: null,
    opclass: null,
    ...item,
  }
}

/** Checked at once, as constraints are where nothing else can be said. */
export const immediate: { readonly deferrable: false; readonly initially: 'immediate' } = Object.freeze({
  deferrable: false,
  initially: 'immediate' as const,
})
