import type { SortCase } from './case-format.ts'
import type { Scope } from './scope.ts'
import type { Term } from './untyped.ts'

/** A term of ORDER BY. */
export function orderOf(sort: SortCase, scope: Scope): Term {
  const term = scope.expression(sort.x)
  if (!sort.desc && sort.nulls === undefined) return term
  const ordering = sort.desc ? term.desc() : term.asc()
  if (sort.nulls === undefined) return ordering
  return sort.nulls === 'first' ? ordering.nullsFirst() : ordering.nullsLast()
}
