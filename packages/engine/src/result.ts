import {
  type DriverValue,
  MultipleResultsFoundError,
  NoResultFoundError,
  type RawResult,
  type Result,
  type ResultPart,
  type ScalarResult,
} from '@athanor/contract'
import type { Decoder, Tuple } from './decode.ts'
import type { PreparedPlan } from './plan-cache.ts'

/**
 * The answer to one statement, with the rows still as the driver gave them. Whatever is asked for is decoded then and
 * kept, so that no value is decoded twice and what nobody reads costs nothing.
 */
export class RowResult<Row> implements Result<Row> {
  readonly affected: number
  readonly lastInsertId: number | bigint | null
  readonly #raw: RawResult
  readonly #decoder: Decoder
  readonly #returnsRows: boolean
  /** The first rows, as far as they were asked for. */
  readonly #rows: Row[] = []
  #tuples: readonly Tuple[] | undefined

  constructor(prepared: PreparedPlan, raw: RawResult) {
    this.#raw = raw
    this.#decoder = prepared.decoder(raw.columns)
    this.#returnsRows = prepared.plan.returnsRows
    this.affected = raw.affected
    this.lastInsertId = keyOf(raw.lastInsertId)
  }

  get keys(): readonly string[] {
    return this.#decoder.keys
  }

  get parts(): readonly ResultPart[] {
    return [{ origin: 'main', values: this.tuples() }]
  }

  tuples(): readonly Tuple[] {
    return (this.#tuples ??= this.#readTuples())
  }

  all(): Row[] {
    return this.#upTo(this.#raw.rows.length).slice()
  }

  first(): Row | null {
    return this.#upTo(Math.min(1, this.#raw.rows.length))[0] ?? null
  }

  one(): Row {
    const row = this.oneOrNull()
    if (row === null) throw noResult(this.#returnsRows)
    return row
  }

  oneOrNull(): Row | null {
    if (this.#raw.rows.length > 1) throw multipleResults(this.#raw.rows.length)
    return this.first()
  }

  *[Symbol.iterator](): Iterator<Row> {
    for (let i = 0; i < this.#raw.rows.length; i++) {
      const row = this.#upTo(i + 1)[i]
      if (row !== undefined) yield row
    }
  }

  #upTo(count: number): Row[] {
    const rows = this.#rows
    if (rows.length >= count) return rows
    if (this.#tuples === undefined) {
      // What a plan's decoder makes is the Row that the query declares.
      this.#decoder.rows(this.#raw.rows, rows.length, count, rows as object[])
    } else {
      for (const tuple of this.#tuples.slice(rows.length, count)) rows.push(this.#decoder.assemble(tuple) as Row)
    }
    return rows
  }

  #readTuples(): readonly Tuple[] {
    const { disassemble } = this.#decoder
    return this.#raw.rows.map((raw, i) => {
      const row = this.#rows[i]
      return row === undefined || disassemble === undefined
        ? this.#decoder.tuple(raw)
        : disassemble(row as unknown as object)
    })
  }
}

/** The first column of a statement's rows. */
export class FirstColumn<T> implements ScalarResult<T> {
  readonly #raw: RawResult
  readonly #decoder: Decoder
  readonly #returnsRows: boolean
  readonly #values: T[] = []

  constructor(prepared: PreparedPlan, raw: RawResult) {
    this.#raw = raw
    this.#decoder = prepared.decoder(raw.columns)
    this.#returnsRows = prepared.plan.returnsRows
  }

  all(): T[] {
    return this.#upTo(this.#raw.rows.length).slice()
  }

  first(): T | null {
    return this.#upTo(Math.min(1, this.#raw.rows.length))[0] ?? null
  }

  one(): T {
    if (this.#raw.rows.length === 0) throw noResult(this.#returnsRows)
    // There is a row; a null in it is a value of T.
    return this.oneOrNull() as T
  }

  oneOrNull(): T | null {
    if (this.#raw.rows.length > 1) throw multipleResults(this.#raw.rows.length)
    return this.first()
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = 0; i < this.#raw.rows.length; i++) yield this.#upTo(i + 1)[i] as T
  }

  #upTo(count: number): T[] {
    const values = this.#values
    for (let i = values.length; i < count; i++) {
      // What the first column's codec makes is the Scalar that the query declares.
      values.push(this.#decoder.scalar(this.#raw.rows[i] ?? []) as T)
    }
    return values
  }
}

function keyOf(value: DriverValue | undefined): number | bigint | null {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value !== 'string' || !/^\d+$/.test(value)) return null
  const key = BigInt(value)
  return key <= Number.MAX_SAFE_INTEGER ? Number(key) : key
}

function noResult(returnsRows: boolean): NoResultFoundError {
  return new NoResultFoundError(
    returnsRows
      ? 'one() found no row. Use oneOrNull() or first() where there may be none.'
      : 'one() was asked of a statement that returns no rows. Add returning(…) to it, or await the result itself.',
    { code: 'RESULT_NONE' },
  )
}

function multipleResults(count: number): MultipleResultsFoundError {
  return new MultipleResultsFoundError(
    `Exactly one row was expected, and there are ${count}. Narrow the condition, or use first() for any of them.`,
    { code: 'RESULT_MULTIPLE' },
  )
}
