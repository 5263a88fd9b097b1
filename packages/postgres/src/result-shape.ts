import type { DriverValue } from '@athanor/contract'

/** One column of a RowDescription. */
export interface FieldDescription {
  readonly name: string
  readonly dataTypeID: number
}

/** What is known of a result before its rows. */
export interface ResultShape {
  readonly columns: readonly string[]
  /** For the columns that have a value in JavaScript; the others stay the text that the server sent. */
  readonly readers: readonly ColumnReader[]
}

interface ColumnReader {
  readonly index: number
  readonly read: (text: string) => DriverValue
}

/** By the type's OID: raw SQL has no plan that could read them later. */
const readers: Readonly<Record<number, ColumnReader['read']>> = {
  16: (text) => text === 't',
  17: readBytes,
  20: readWhole,
  21: Number,
  23: Number,
  26: Number,
  700: Number,
  701: Number,
}

/** A number where it is exact, else a bigint. */
function readWhole(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

/** `\x6869`; the session's `bytea_output` is hex. */
function readBytes(text: string): Uint8Array {
  return Buffer.from(text.slice(2), 'hex')
}

export const noResult: ResultShape = Object.freeze({ columns: [], readers: [] })

export function resultShape(fields: readonly FieldDescription[]): ResultShape {
  return {
    columns: fields.map((field) => field.name),
    readers: fields.flatMap((field, index) => {
      const read = readers[field.dataTypeID]
      return read === undefined ? [] : [{ index, read }]
    }),
  }
}

/** In place: the array was made for this row. */
export function readRow(row: DriverValue[], shape: ResultShape): readonly DriverValue[] {
  for (const { index, read } of shape.readers) {
    const text = row[index]
    if (typeof text === 'string') row[index] = read(text)
  }
  return row
}
