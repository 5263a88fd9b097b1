import {
  MultipleResultsFoundError,
  NoResultFoundError,
  type Result,
  type ResultPart,
  type ScalarResult,
} from '@athanor/contract'

/** A list of rows or scalars that can be asked in the usual ways. */
class Rows<T> {
  readonly #rows: readonly T[]
  constructor(rows: readonly T[]) {
    this.#rows = rows
  }
  all(): T[] {
    return [...this.#rows]
  }
  first(): T | null {
    return this.#rows[0] ?? null
  }
  one(): T {
    this.#atMostOne()
    if (this.#rows.length === 0) {
      throw new NoResultFoundError('one() found no row: use oneOrNull() or first() where there may be none', {
        code: 'RESULT_NONE',
      })
    }
    // There is exactly one; a null in it is a value of T.
    return this.#rows[0] as T
  }
  oneOrNull(): T | null {
    this.#atMostOne()
    return this.first()
  }
  [Symbol.iterator](): Iterator<T> {
    return this.#rows[Symbol.iterator]()
  }
  #atMostOne(): void {
    if (this.#rows.length <= 1) return
    throw new MultipleResultsFoundError(
      `exactly one row was expected, and there are ${this.#rows.length}: narrow the condition, or use first()`,
      { code: 'RESULT_MULTIPLE' },
    )
  }
}

/** Rows in which entities stand for their columns. */
export class EntityResult<Row> extends Rows<Row> implements Result<Row> {
  readonly keys: readonly string[]
  readonly #tuples: readonly (readonly unknown[])[]
  readonly #source: Result
  constructor(source: Result, keys: readonly string[], rows: readonly Row[], tuples: readonly (readonly unknown[])[]) {
    super(rows)
    this.#source = source
    this.keys = keys
    this.#tuples = tuples
  }
  get affected(): number {
    return this.#source.affected
  }
  get lastInsertId(): number | bigint | null {
    return this.#source.lastInsertId
  }
  /** As the database returned them, without entities. */
  get parts(): readonly ResultPart[] {
    return this.#source.parts
  }
  tuples(): readonly (readonly unknown[])[] {
    return this.#tuples
  }
}

/** The first item of each row. */
export class EntityScalars<T> extends Rows<T> implements ScalarResult<T> {}
