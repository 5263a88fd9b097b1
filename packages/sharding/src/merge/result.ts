import {
  MultipleResultsFoundError,
  NoResultFoundError,
  type Result,
  type ResultPart,
  type ScalarResult,
} from '@athanor/contract'
import type { OutputColumn } from '../analyze/output.ts'
import type { Place, Tuple } from './order.ts'

class Values<T> implements Iterable<T> {
  readonly #read: () => readonly T[]
  #values: readonly T[] | undefined
  constructor(read: () => readonly T[]) {
    this.#read = read
  }
  get list(): readonly T[] {
    return (this.#values ??= this.#read())
  }
  all(): T[] {
    return [...this.list]
  }
  first(): T | null {
    return this.list[0] ?? null
  }
  one(): T {
    const [value] = this.list
    if (this.list.length === 0 || value === undefined) {
      throw new NoResultFoundError('one() found no row: use oneOrNull() or first() where there may be none', {
        code: 'RESULT_NONE',
      })
    }
    this.oneOrNull()
    return value
  }
  oneOrNull(): T | null {
    if (this.list.length > 1) {
      throw new MultipleResultsFoundError(
        `exactly one row was expected, and there are ${this.list.length}: narrow the condition, or use first()`,
        { code: 'RESULT_MULTIPLE' },
      )
    }
    return this.first()
  }
  [Symbol.iterator](): Iterator<T> {
    return this.list[Symbol.iterator]()
  }
}

/** What a merged result is made of. */
export interface MergedRows<Row> {
  readonly keys: readonly string[]
  readonly affected: number
  readonly lastInsertId?: number | bigint | null
  /** In the order of the rows; a place appears again when rows of others stand between its own. */
  readonly parts: readonly ResultPart[]
  readonly rows: () => readonly Row[]
}

/** The answer of several shards. `parts`, one after another, are the tuples. */
export class MergedResult<Row> extends Values<Row> implements Result<Row> {
  readonly keys: readonly string[]
  readonly affected: number
  readonly lastInsertId: number | bigint | null
  readonly parts: readonly ResultPart[]

  constructor(merged: MergedRows<Row>) {
    super(merged.rows)
    this.keys = merged.keys
    this.affected = merged.affected
    this.lastInsertId = merged.lastInsertId ?? null
    this.parts = merged.parts
  }
  tuples(): readonly Tuple[] {
    const [only, ...others] = this.parts
    return only && others.length === 0 ? only.values : this.parts.flatMap((part) => part.values)
  }
}

export class FirstColumn<T> extends Values<T> implements ScalarResult<T> {}

/** One shard's answer, labelled with the shard. */
export function originated<Row>(result: Result<Row>, shard: string): Result<Row> {
  return new MergedResult({
    keys: result.keys,
    affected: result.affected,
    lastInsertId: result.lastInsertId,
    parts: [{ origin: shard, values: result.tuples() }],
    rows: () => result.all(),
  })
}

/** Neighbouring rows of one shard make one part. */
export function partsOf(
  places: readonly Place[],
  lists: readonly (readonly Tuple[])[],
  shards: readonly string[],
  width: number,
): readonly ResultPart[] {
  const parts: { origin: string; values: Tuple[] }[] = []
  let current = -1
  for (const { shard, row } of places) {
    const tuple = lists[shard]?.[row] ?? []
    if (shard !== current) parts.push({ origin: shards[shard] ?? '', values: [] })
    current = shard
    parts.at(-1)?.values.push(tuple.length === width ? tuple : tuple.slice(0, width))
  }
  return parts.length > 0 ? parts : [{ origin: shards[0] ?? '', values: [] }]
}

/** Rows as an engine would make them: a group of nothing but nulls is what an outer join left empty. */
export function rowsOf(columns: readonly OutputColumn[], keys: readonly string[], tuples: readonly Tuple[]): object[] {
  const groups = new Set(columns.flatMap((column) => (column.group === undefined ? [] : [column.group])))
  return tuples.map((tuple) => {
    const entries: [string, unknown][] = []
    const inside = new Map<string, [string, unknown][]>()
    columns.forEach(({ group }, i) => {
      const entry: [string, unknown] = [keys[i] ?? '', tuple[i] ?? null]
      if (group === undefined) entries.push(entry)
      else inside.set(group, [...(inside.get(group) ?? []), entry])
    })
    for (const group of groups) {
      const fields = inside.get(group) ?? []
      entries.push([group, fields.every(([, value]) => value === null) ? null : Object.fromEntries(fields)])
    }
    return Object.fromEntries(entries)
  })
}

/** Keys of a selection as the compiler makes them: taken ones get `_1`, `_2` … */
export function uniqueKeys(columns: readonly OutputColumn[]): readonly string[] {
  const taken = new Map<string | undefined, Set<string>>()
  return columns.map(({ key, group }) => {
    const names = taken.get(group) ?? new Set<string>()
    taken.set(group, names)
    let name = key
    for (let n = 1; names.has(name); n++) name = `${key}_${n}`
    names.add(name)
    return name
  })
}
