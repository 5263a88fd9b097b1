import type { SqlType, TypeName } from '@athanor/contract'
import { compareDecimals, decimalKey, decimalOf } from './decimal.ts'

/** Orders two values that are not NULL. */
export type Comparator = (a: unknown, b: unknown) => number

/**
 * By code point, which is the order of UTF-8 bytes and of binary collations. JavaScript's own `<` compares UTF-16 units
 * and puts characters beyond the basic plane too low.
 */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i)
    let y = b.charCodeAt(i)
    if (x === y) continue
    // Halves of surrogate pairs stand for code points above all others.
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000
    }
    return x - y
  }
  return a.length - b.length
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Numbers as databases order them: NaN equals itself and stands above all others. */
function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1
  if (Number.isNaN(b)) return -1
  return a - b === 0 || a === b ? 0 : a < b ? -1 : 1
}

function compareExact(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b)
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  const left = decimalOf(a)
  const right = decimalOf(b)
  // NaN, the one numeric that is no decimal, stands above all others.
  if (!left || !right) return left === right ? 0 : left ? -1 : 1
  return compareDecimals(left, right)
}

/** What a type's decoded values are to the merge. */
export type Sort = 'exact' | 'float' | 'text' | 'boolean' | 'moment' | 'bytes'

const sorts: Readonly<Partial<Record<TypeName, Sort>>> = {
  smallint: 'exact',
  integer: 'exact',
  bigint: 'exact',
  numeric: 'exact',
  real: 'float',
  double: 'float',
  text: 'text',
  varchar: 'text',
  char: 'text',
  uuid: 'text',
  date: 'text',
  time: 'text',
  boolean: 'boolean',
  timestamp: 'moment',
  binary: 'bytes',
}

/** Undefined: values of this type have no order or equality that the merge could know (JSON, arrays, enums, unknown). */
export function sortOf(type: SqlType): Sort | undefined {
  // Another type on one of the databases may sort in another way.
  if (type.custom || type.variants) return undefined
  if (type.mode === 'temporal' || (type.name === 'timestamp' && type.mode === 'string')) return undefined
  if (type.name === 'date' && type.mode === 'date') return 'moment'
  // Times with an offset, and periods, are not ordered as their texts are.
  if (type.name === 'time' && type.timezone) return undefined
  return sorts[type.name]
}

export function comparatorOf(sort: Sort): Comparator {
  switch (sort) {
    case 'exact':
      return compareExact
    case 'float':
      return (a, b) => compareNumbers(Number(a), Number(b))
    case 'text':
      return (a, b) => compareText(String(a), String(b))
    case 'boolean':
      return (a, b) => Number(a) - Number(b)
    case 'moment':
      return (a, b) => momentOf(a) - momentOf(b)
    case 'bytes':
      return (a, b) => compareBytes(bytesOf(a), bytesOf(b))
  }
}

/** Text and booleans as they are; what a type of the user made of them, by its content. */
function plainText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** A text that is equal for equal values of a sort; NULL equals NULL, as in GROUP BY and DISTINCT. */
export function equalityKey(sort: Sort, value: unknown): string {
  if (value === null || value === undefined) return 'n'
  switch (sort) {
    case 'exact': {
      const decimal = decimalOf(value)
      return decimal ? `v${decimalKey(decimal)}` : `v${plainText(value)}`
    }
    case 'float':
      // Zero has one key whatever its sign.
      return `v${Number(value) + 0}`
    case 'moment':
      return `v${momentOf(value)}`
    case 'bytes':
      return `v${Buffer.from(bytesOf(value)).toString('hex')}`
    case 'text':
    case 'boolean':
      return `v${plainText(value)}`
  }
}

/** One text for several values; the lengths keep neighbours apart. */
export function tupleKey(keys: readonly string[]): string {
  return keys.map((key) => `${key.length}:${key}`).join('')
}

function momentOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : Number(value)
}
function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array()
}
