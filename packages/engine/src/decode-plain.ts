import type { Cell, Layout, RawRow, RowReader } from './decode.ts'

/** The reader for places that forbid generated code, and for plans that are used once. */
export function interpretReader(cells: readonly Cell[], layout: Layout): RowReader {
  return {
    rows(raw, from, to, into) {
      for (let i = from; i < to; i++) into.push(objectOf(layout, raw[i] ?? []))
    },
    tuple: (raw) => cells.map((cell) => read(cell, raw)),
  }
}

function objectOf(layout: Layout, raw: RawRow): object {
  const row: Record<string, unknown> = {}
  for (const part of layout) {
    if ('cells' in part) set(row, part.group, groupOf(part.cells, raw))
    else set(row, part.key, read(part, raw))
  }
  return row
}

/** A source that an outer join left empty has nothing but nulls. */
function groupOf(cells: readonly Cell[], raw: RawRow): object | null {
  if (cells.every((cell) => (raw[cell.index] ?? null) === null)) return null
  const group: Record<string, unknown> = {}
  for (const cell of cells) set(group, cell.key, read(cell, raw))
  return group
}

function read(cell: Cell, raw: RawRow): unknown {
  const value = raw[cell.index] ?? null
  return value === null || cell.codec === undefined ? value : cell.codec.decode(value)
}

function set(target: Record<string, unknown>, key: string, value: unknown): void {
  // Assigning to this one name would change the prototype instead of making a property.
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
  } else target[key] = value
}
