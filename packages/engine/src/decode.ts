import {
  type ColumnPlan,
  CodecError,
  ConversionError,
  type DriverValue,
  type TypeCodec,
  UsageError,
} from '@athanor/contract'
import { generateReader } from './decode-generated.ts'
import { interpretReader } from './decode-plain.ts'

export type RawRow = readonly DriverValue[]
export type Tuple = readonly unknown[]

/** The functions over raw rows that differ by plan; generated where code generation is allowed, else interpreted. */
export interface RowReader {
  /** Appends the objects of `raw[from]` up to `raw[to - 1]`; `into` holds the `from` ones before. */
  rows(raw: readonly RawRow[], from: number, to: number, into: object[]): void
  /** The decoded values of one row, in column order. */
  tuple(raw: RawRow): unknown[]
}

/** Turns a plan's raw rows into objects, tuples and scalars. Made once for each plan; holds no rows. */
export interface Decoder extends RowReader {
  /** `group.key` for a column in a group. */
  readonly keys: readonly string[]
  /** The object of values that are decoded already. */
  assemble(tuple: Tuple): object
  /** The values of an object that `rows` made; undefined when the object cannot hold them all (two columns of one name). */
  readonly disassemble: ((row: object) => unknown[]) | undefined
  /** First column only. */
  scalar(raw: RawRow): unknown
}

/** A column as both readers see it. */
export interface Cell {
  readonly key: string
  readonly group: string | undefined
  readonly index: number
  /** Undefined: the driver's value is the program's. */
  readonly codec: Pick<TypeCodec, 'decode'> | undefined
}

/** Cells in the order in which the row's object gets its keys: a group stands where its first column stands. */
export type Layout = readonly (Cell | { readonly group: string; readonly cells: readonly Cell[] })[]

/**
 * `columns` undefined: raw SQL, whose columns are as the database names them. `byName`: raw SQL whose types are stated,
 * which may yield its columns in another order, and further ones.
 */
export function decoderOf(
  columns: readonly ColumnPlan[] | undefined,
  names: readonly string[],
  generate: boolean = canGenerateCode,
  byName = false,
): Decoder {
  const cells = columns && !byName ? columns.map(cellOf) : namedCells(columns ?? [], names)
  const layout = layoutOf(cells)
  const reader = generate ? generateReader(cells, layout) : interpretReader(cells, layout)
  let bare: RowReader | undefined
  const first = cells[0]
  return {
    keys: Object.freeze(cells.map((cell) => (cell.group === undefined ? cell.key : `${cell.group}.${cell.key}`))),
    rows(raw, from, to, into) {
      try {
        reader.rows(raw, from, to, into)
      } catch (error) {
        // `into` has grown to the row that failed.
        throw explain(cells, raw[into.length], error)
      }
    },
    tuple(raw) {
      try {
        return reader.tuple(raw)
      } catch (error) {
        throw explain(cells, raw, error)
      }
    },
    assemble(tuple) {
      const into: object[] = []
      // Nothing is decoded here, so any value may stand where a driver's value is expected.
      bare ??= undecoded(cells)
      bare.rows([tuple as RawRow], 0, 1, into)
      return into[0] ?? {}
    },
    disassemble: hasDuplicates(cells) ? undefined : (row) => cells.map((cell) => valueOf(row, cell)),
    scalar(raw) {
      const value = raw[0] ?? null
      if (value === null || first?.codec === undefined) return value
      try {
        return first.codec.decode(value)
      } catch (error) {
        throw codecError(first, error)
      }
    },
  }
}

/**
 * For columns of unknown type. The driver is asked for wide integers, so that none loses digits; those that fit into a
 * number become one, as they would be in a typed column.
 */
const rawCodec: Pick<TypeCodec, 'decode'> = {
  decode: (raw) => (typeof raw === 'bigint' && fitsNumber(raw) ? Number(raw) : raw),
}

function fitsNumber(value: bigint): boolean {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
}

/** @throws {UsageError} RESULT_COLUMNS for a stated column that the database does not yield */
function namedCells(columns: readonly ColumnPlan[], names: readonly string[]): readonly Cell[] {
  const missing = columns.find((column) => !names.includes(column.key))
  if (missing) {
    throw new UsageError(
      `the raw statement has no column '${missing.key}', which .columns() states; it has ${names.join(', ')}`,
      { code: 'RESULT_COLUMNS' },
    )
  }
  return names.map((key, index) => {
    const stated = columns.find((column) => column.key === key)
    return stated ? cellOf(stated, index) : { key, group: undefined, index, codec: rawCodec }
  })
}

/** The reader of rows whose values are decoded already. */
function undecoded(cells: readonly Cell[]): RowReader {
  const bare = cells.map((cell) => ({ ...cell, codec: undefined }))
  return interpretReader(bare, layoutOf(bare))
}

function cellOf(column: ColumnPlan, index: number): Cell {
  const codec = column.codec.passesThrough ? undefined : column.codec
  return { key: column.key, group: column.group, index, codec }
}

function layoutOf(cells: readonly Cell[]): Layout {
  const groups = new Map<string, Cell[]>()
  const layout: (Cell | { group: string; cells: Cell[] })[] = []
  for (const cell of cells) {
    if (cell.group === undefined) {
      layout.push(cell)
      continue
    }
    const group = groups.get(cell.group)
    if (group) group.push(cell)
    else {
      const started = [cell]
      groups.set(cell.group, started)
      layout.push({ group: cell.group, cells: started })
    }
  }
  return layout
}

function hasDuplicates(cells: readonly Cell[]): boolean {
  return new Set(cells.map((cell) => JSON.stringify([cell.group ?? null, cell.key]))).size < cells.length
}

// Rows are plain objects that a reader made from the same cells.
function valueOf(row: object, cell: Cell): unknown {
  const fields = row as Readonly<Record<string, unknown>>
  if (cell.group === undefined) return fields[cell.key]
  const group = fields[cell.group] as Readonly<Record<string, unknown>> | null
  return group === null ? null : group[cell.key]
}

/** Finds the column whose codec failed; the readers do not keep track. */
function explain(cells: readonly Cell[], raw: RawRow | undefined, error: unknown): unknown {
  for (const cell of cells) {
    const value = raw?.[cell.index] ?? null
    if (value === null || cell.codec === undefined) continue
    try {
      cell.codec.decode(value)
    } catch (found) {
      return codecError(cell, found)
    }
  }
  return error
}

function codecError(cell: Cell, error: unknown): CodecError {
  // A type of the user's own may throw what it likes; its message may quote the value.
  const cause = error instanceof ConversionError ? error.cause : error
  const name = cell.group === undefined ? cell.key : `${cell.group}.${cell.key}`
  const reason = error instanceof TypeError ? error.message : 'see the cause'
  return new CodecError(
    `The database's value for ${name} cannot be read as the column's type: ${reason}. The declared type differs from the stored one, or a custom decode failed.`,
    { code: 'CODEC_DECODE', cause },
  )
}

/** False where a content security policy or an edge runtime forbids code from text. */
export const canGenerateCode: boolean = ((): boolean => {
  try {
    // oxlint-disable-next-line no-implied-eval -- Asks whether it is allowed.
    return new Function('return true')() === true
  } catch {
    return false
  }
})()
