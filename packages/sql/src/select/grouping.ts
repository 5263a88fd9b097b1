import { type GroupingNode, UsageError } from '@athanor/contract'
import { termNode } from '../statement/arguments.ts'
import type { Expression } from '../expression/expression.ts'

type Term<S extends string> = Expression<unknown, S>

declare const groupedSources: unique symbol

// Types without a run-time form; an interface may have them, a class would emit them.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface Grouping<out S extends string = string> {
  readonly [groupedSources]: S
}

/** Several groupings at once, for `groupBy()`. `S` are the sources whose columns are null in the rows of totals. */
// oxlint-disable-next-line eslint/no-unused-vars
export class Grouping<out S extends string = string> {
  readonly node: GroupingNode
  constructor(node: GroupingNode) {
    this.node = Object.freeze(node)
  }
}

/**
 * ROLLUP: groups by all of the terms, by all but the last, and so on to the whole. An array is one step of several
 * terms. MySQL and MariaDB have it when it is the whole of GROUP BY, SQLite has not.
 *
 * @example
 * select({ country: c.country, city: c.city, n: func.count() }).from(cities).groupBy(rollup(c.country, c.city))
 */
export function rollup<S extends string = never>(
  ...terms: readonly [Term<S> | readonly Term<S>[], ...(Term<S> | readonly Term<S>[])[]]
): Grouping<S> {
  return grouping('rollup', terms.map(listOf))
}
/** CUBE: groups by every selection of the terms (PostgreSQL). */
export function cube<S extends string = never>(
  ...terms: readonly [Term<S> | readonly Term<S>[], ...(Term<S> | readonly Term<S>[])[]]
): Grouping<S> {
  return grouping('cube', terms.map(listOf))
}
/** GROUPING SETS: each list is one grouping, `[]` the whole (PostgreSQL). */
export function groupingSets<S extends string = never>(...sets: readonly (readonly Term<S>[])[]): Grouping<S> {
  return grouping('sets', sets)
}

function listOf<S extends string>(term: Term<S> | readonly Term<S>[]): readonly Term<S>[] {
  return isList(term) ? term : [term]
}
function isList<S extends string>(term: Term<S> | readonly Term<S>[]): term is readonly Term<S>[] {
  return Array.isArray(term)
}

const names: Readonly<Record<GroupingNode['form'], string>> = {
  rollup: 'rollup()',
  cube: 'cube()',
  sets: 'groupingSets()',
}

function grouping<S extends string>(form: GroupingNode['form'], lists: readonly (readonly Term<S>[])[]): Grouping<S> {
  if (lists.length === 0 || (form !== 'sets' && lists.some((list) => list.length === 0))) {
    throw new UsageError(`${names[form]} got nothing to group by: give columns or expressions`, {
      code: 'SQL_ARGUMENT',
    })
  }
  return new Grouping({
    kind: 'grouping',
    form,
    lists: Object.freeze(lists.map((list) => Object.freeze(list.map((term) => termNode(names[form], term))))),
  })
}
