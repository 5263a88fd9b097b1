import type { SqlType } from '@athanor/contract'
import { refuse } from '../errors.ts'
import { equalityKey, type Sort, sortOf, tupleKey } from './compare.ts'
import type { Tuple } from './order.ts'

/** @throws {UnshardableStatementError} for a type whose equality only the database knows */
export function equalitySort(type: SqlType, what: string): Sort {
  // Labels of an enum are equal when their texts are.
  const sort = type.name === 'enum' && !type.custom ? 'text' : sortOf(type)
  if (sort !== undefined) return sort
  throw refuse(
    `values of the type ${type.name}${type.custom ? ' with a conversion' : ''} cannot be compared across shards for ${what}`,
    'leave the column out, or cast it to a plain type',
  )
}

/** Says of each tuple whether it is the first of its like. */
export function distinctFilter(types: readonly SqlType[]): (tuple: Tuple) => boolean {
  const sorts = types.map((type) => equalitySort(type, 'DISTINCT'))
  const seen = new Set<string>()
  return (tuple) => {
    const key = tupleKey(sorts.map((sort, i) => equalityKey(sort, tuple[i])))
    if (seen.has(key)) return false
    seen.add(key)
    return true
  }
}
