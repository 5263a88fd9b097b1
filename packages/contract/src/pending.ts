import type { PendingResult, PendingScalars, Result, ScalarResult } from './result.ts'

/** What both kinds of results can be asked for. */
interface Readable<T> {
  all(): T[]
  first(): T | null
  one(): T
  oneOrNull(): T | null
}

/**
 * A promise of a result that can also be asked for its rows. It holds the one promise of the statement that runs
 * already: each question adds a single reaction to it, and a rejection belongs to whoever asked.
 */
class Pending<T, R extends Readable<T>> implements Promise<R> {
  readonly [Symbol.toStringTag] = 'Promise'
  readonly #result: Promise<R>

  constructor(result: Promise<R>) {
    this.#result = result
  }

  // oxlint-disable-next-line unicorn/no-thenable -- It is a promise, and a promise is a thenable.
  then<A = R, B = never>(
    onFulfilled?: ((value: R) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result.then(onFulfilled, onRejected)
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<R | B> {
    return this.#result.catch(onRejected)
  }

  finally(onFinally?: (() => void) | null): Promise<R> {
    return this.#result.finally(onFinally)
  }

  all(): Promise<T[]> {
    return this.#result.then(readAll<T>)
  }

  first(): Promise<T | null> {
    return this.#result.then(readFirst<T>)
  }

  one(): Promise<T> {
    return this.#result.then(readOne<T>)
  }

  oneOrNull(): Promise<T | null> {
    return this.#result.then(readOneOrNull<T>)
  }
}

const readAll = <T>(result: Readable<T>): T[] => result.all()
const readFirst = <T>(result: Readable<T>): T | null => result.first()
const readOne = <T>(result: Readable<T>): T => result.one()
const readOneOrNull = <T>(result: Readable<T>): T | null => result.oneOrNull()

/** A pending `Result`; the engine's and the sharded engine's. */
export class PendingRows<Row> extends Pending<Row, Result<Row>> implements PendingResult<Row> {}
/** A pending `ScalarResult`. */
export class PendingFirstColumn<T> extends Pending<T, ScalarResult<T>> implements PendingScalars<T> {}
