/** Where rows came from: an opaque label, `main` without sharding. */
export type Origin = string

/** Decoded values of one place, in the order of the plan's columns. */
export interface ResultPart {
  readonly origin: Origin
  readonly values: readonly (readonly unknown[])[]
}

/** Everything a statement returned. Plain reads: nothing here does I/O or holds a connection. */
export interface Result<out Row = unknown> extends Iterable<Row> {
  /** Keys of the columns, in order. */
  readonly keys: readonly string[]
  /** Rows matched by INSERT, UPDATE or DELETE; 0 for others. */
  readonly affected: number
  /** The generated key of the first inserted row, where the database reports one without RETURNING. */
  readonly lastInsertId: number | bigint | null
  /** One for each place; one in all without sharding. */
  readonly parts: readonly ResultPart[]
  /** Rows as arrays of values in column order. */
  tuples(): readonly (readonly unknown[])[]
  all(): Row[]
  /** The first row, or null. */
  first(): Row | null
  /** @throws {NoResultFoundError | MultipleResultsFoundError} unless there is exactly one */
  one(): Row
  /** @throws {MultipleResultsFoundError} for more than one */
  oneOrNull(): Row | null
}

/** The first column of each row. */
export interface ScalarResult<out T> extends Iterable<T> {
  all(): T[]
  first(): T | null
  /** @throws {NoResultFoundError | MultipleResultsFoundError} unless there is exactly one */
  one(): T
  /** @throws {MultipleResultsFoundError} for more than one */
  oneOrNull(): T | null
}

/** A statement under way. Await it for the whole `Result`, or ask it for rows directly. It has started already. */
export interface PendingResult<Row = unknown> extends Promise<Result<Row>> {
  all(): Promise<Row[]>
  first(): Promise<Row | null>
  one(): Promise<Row>
  oneOrNull(): Promise<Row | null>
}

export interface PendingScalars<T> extends Promise<ScalarResult<T>> {
  all(): Promise<T[]>
  first(): Promise<T | null>
  one(): Promise<T>
  oneOrNull(): Promise<T | null>
}
