import type { PendingResult, PendingScalars, Result, ScalarResult } from '@athanor/contract'

interface Readable<T> {
  all(): T[]
  first(): T | null
  one(): T
  oneOrNull(): T | null
}
interface Questions<T> {
  all(): Promise<T[]>
  first(): Promise<T | null>
  one(): Promise<T>
  oneOrNull(): Promise<T | null>
}

/** A promise that can be asked for its rows before it has come. A rejection belongs to whoever asked. */
function asking<T, R extends Readable<T>>(promise: Promise<R>): Promise<R> & Questions<T> {
  return Object.assign(promise, {
    all: () => promise.then((result) => result.all()),
    first: () => promise.then((result) => result.first()),
    one: () => promise.then((result) => result.one()),
    oneOrNull: () => promise.then((result) => result.oneOrNull()),
  })
}
export function pendingResult<Row>(promise: Promise<Result<Row>>): PendingResult<Row> {
  return asking(promise)
}
export function pendingScalars<T>(promise: Promise<ScalarResult<T>>): PendingScalars<T> {
  return asking(promise)
}
