import { type FunctionNode, type SqlType, sqlTypes } from '@athanor/contract'
import { typeOf } from '@athanor/sql'
import { refuse } from '../errors.ts'
import { type Comparator, comparatorOf, equalityKey, type Sort, sortOf } from './compare.ts'
import { addDecimals, type Decimal, decimalNumber, decimalOf } from './decimal.ts'
import { equalitySort } from './distinct.ts'
import type { Tuple } from './order.ts'
import { baseType, presentExact, wideType } from './values.ts'

/** One aggregate of one group, fed with the shards' partial rows. */
export interface Accumulator {
  add(row: Tuple): void
  result(): unknown
}

/** What shards compute for an aggregate, and how the parts become one. */
export interface AggregatePlan {
  readonly type: SqlType
  start(): Accumulator
}

/** Adds a column to what each shard returns; its position in the row. */
export type AddColumn = (expr: FunctionNode) => number

export const aggregateNames: ReadonlySet<string> = new Set(['count', 'sum', 'avg', 'min', 'max'])

/**
 * @throws {UnshardableStatementError} for what cannot be put together from parts
 */
export function planAggregate(node: FunctionNode, addColumn: AddColumn): AggregatePlan {
  const { type } = node
  switch (node.name.toLowerCase()) {
    case 'count': {
      const position = addColumn({ ...node, type: sqlTypes.bigint })
      return { type, start: () => new CountSum(type, position) }
    }
    case 'sum': {
      const position = addColumn({ ...node, type: wideType(type) })
      return { type, start: sums(type, sumSort(type, 'sum'), position) }
    }
    case 'avg':
      return averages(node, addColumn)
    default: {
      const sort = sortOf(baseType(type))
      if (sort === undefined) {
        throw refuse(`${node.name}() of the type ${type.name} cannot be merged`, 'cast the argument to a plain type')
      }
      const position = addColumn({ ...node, type: baseType(type) })
      const sign = node.name.toLowerCase() === 'min' ? 1 : -1
      return { type, start: () => new Extreme(position, sign, comparatorOf(sort)) }
    }
  }
}

/** DISTINCT over a column by whose values the shards have grouped: each partial row holds one value. */
export function planDistinct(node: FunctionNode, argument: SqlType, position: number): AggregatePlan {
  const name = node.name.toLowerCase()
  const { type } = node
  const sort = equalitySort(baseType(argument), `${name}(DISTINCT …)`)
  if (name === 'count') return { type, start: () => new DistinctCount(type, position, sort) }
  const base = sumSort(argument, name)
  if (name === 'sum') {
    return { type, start: () => new DistinctFilter(sums(type, base, position)(), position, sort) }
  }
  requireDouble(node)
  return { type, start: () => new DistinctFilter(new AverageOfValues(base, position), position, sort) }
}

function averages(node: FunctionNode, addColumn: AddColumn): AggregatePlan {
  requireDouble(node)
  const [argument] = node.args
  const type = argument ? typeOf(argument) : node.type
  const sort = sumSort(type, 'avg')
  const sumOf = type.name === 'numeric' ? { ...baseType(type), precision: 38, scale: type.scale ?? 0 } : wideType(type)
  const sum = addColumn({ ...node, name: 'sum', type: sumOf })
  const count = addColumn({ ...node, name: 'count', type: sqlTypes.bigint })
  return { type: node.type, start: () => new Average(sort, sum, count) }
}

function requireDouble(node: FunctionNode): void {
  if (node.type.name !== 'double') {
    throw refuse(
      `the scale of avg() as ${node.type.name} is each database's own`,
      'take func.avg(), which is a floating-point number, or divide func.sum() by func.count()',
    )
  }
}

function sumSort(type: SqlType, name: string): 'exact' | 'float' {
  const sort = sortOf(type)
  if (sort === 'exact' || sort === 'float') return sort
  throw refuse(
    `${name}() of the type ${type.name}${type.custom ? ' with a conversion' : ''} cannot be merged`,
    'cast the argument to a number',
  )
}

function sums(type: SqlType, sort: 'exact' | 'float', position: number): () => Accumulator {
  return sort === 'exact' ? () => new ExactSum(type, position) : () => new FloatSum(position)
}

class CountSum implements Accumulator {
  readonly #type: SqlType
  readonly #position: number
  #total = 0n
  constructor(type: SqlType, position: number) {
    this.#type = type
    this.#position = position
  }
  add(row: Tuple): void {
    this.#total += decimalOf(row[this.#position])?.units ?? 0n
  }
  result(): unknown {
    return presentExact(this.#type, { units: this.#total, scale: 0 })
  }
}

class ExactSum implements Accumulator {
  readonly #type: SqlType
  readonly #position: number
  #total: Decimal | undefined
  /** PostgreSQL's NaN and infinities, which are no decimals. */
  #special: unknown
  constructor(type: SqlType, position: number) {
    this.#type = type
    this.#position = position
  }
  add(row: Tuple): void {
    const given = row[this.#position] ?? null
    if (given === null) return
    const value = decimalOf(given)
    if (value) this.#total = this.#total ? addDecimals(this.#total, value) : value
    else this.#special = this.#special === undefined || this.#special === given ? given : 'NaN'
  }
  result(): unknown {
    if (this.#special !== undefined) return this.#special
    return this.#total ? presentExact(this.#type, this.#total) : null
  }
}

class FloatSum implements Accumulator {
  readonly #position: number
  #total: number | null = null
  constructor(position: number) {
    this.#position = position
  }
  add(row: Tuple): void {
    const value = row[this.#position]
    if (value !== null) this.#total = (this.#total ?? 0) + Number(value)
  }
  result(): unknown {
    return this.#total
  }
}

/** The sum of all by the count of all: an average of averages would be wrong. */
class Average implements Accumulator {
  readonly #sum: Accumulator
  readonly #exact: boolean
  readonly #count: number
  #n = 0n
  constructor(sort: 'exact' | 'float', sum: number, count: number) {
    this.#exact = sort === 'exact'
    this.#sum = sums({ name: 'numeric' }, sort, sum)()
    this.#count = count
  }
  add(row: Tuple): void {
    this.#sum.add(row)
    this.#n += decimalOf(row[this.#count])?.units ?? 0n
  }
  result(): unknown {
    return quotient(this.#sum.result(), this.#n, this.#exact)
  }
}

class AverageOfValues implements Accumulator {
  readonly #sum: Accumulator
  readonly #exact: boolean
  #n = 0n
  constructor(sort: 'exact' | 'float', position: number) {
    this.#exact = sort === 'exact'
    this.#sum = sums({ name: 'numeric' }, sort, position)()
  }
  add(row: Tuple): void {
    this.#sum.add(row)
    this.#n += 1n
  }
  result(): unknown {
    return quotient(this.#sum.result(), this.#n, this.#exact)
  }
}

function quotient(sum: unknown, count: bigint, exact: boolean): number | null {
  if (sum === null || count === 0n) return null
  const decimal = exact ? decimalOf(sum) : undefined
  return (decimal ? decimalNumber(decimal) : Number(sum)) / Number(count)
}

class Extreme implements Accumulator {
  readonly #position: number
  readonly #sign: number
  readonly #compare: Comparator
  #best: unknown = null
  constructor(position: number, sign: number, compare: Comparator) {
    this.#position = position
    this.#sign = sign
    this.#compare = compare
  }
  add(row: Tuple): void {
    const value = row[this.#position] ?? null
    if (value === null) return
    if (this.#best === null || this.#sign * this.#compare(value, this.#best) < 0) this.#best = value
  }
  result(): unknown {
    return this.#best
  }
}

class DistinctCount implements Accumulator {
  readonly #type: SqlType
  readonly #position: number
  readonly #sort: Sort
  readonly #seen = new Set<string>()
  constructor(type: SqlType, position: number, sort: Sort) {
    this.#type = type
    this.#position = position
    this.#sort = sort
  }
  add(row: Tuple): void {
    const value = row[this.#position] ?? null
    if (value !== null) this.#seen.add(equalityKey(this.#sort, value))
  }
  result(): unknown {
    return presentExact(this.#type, { units: BigInt(this.#seen.size), scale: 0 })
  }
}

/** Lets each value pass once; NULL never. */
class DistinctFilter implements Accumulator {
  readonly #inner: Accumulator
  readonly #position: number
  readonly #sort: Sort
  readonly #seen = new Set<string>()
  constructor(inner: Accumulator, position: number, sort: Sort) {
    this.#inner = inner
    this.#position = position
    this.#sort = sort
  }
  add(row: Tuple): void {
    const value = row[this.#position] ?? null
    if (value === null) return
    const key = equalityKey(this.#sort, value)
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.#inner.add(row)
  }
  result(): unknown {
    return this.#inner.result()
  }
}
