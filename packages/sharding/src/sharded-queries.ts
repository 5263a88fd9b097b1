import type { Result } from '@athanor/contract'

/** The first column of each row. */
export function firstValues<Scalar>(result: Result<unknown>): readonly Scalar[] {
  // What the first column's codec makes is the Scalar that the query declares.
  return result.tuples().map((tuple) => tuple[0] as Scalar)
}
