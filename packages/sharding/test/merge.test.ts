import { describe, expect, it } from 'vitest'
import { compareText, comparatorOf, equalityKey, sortOf, tupleKey } from '../src/merge/compare.ts'
import { addDecimals, compareDecimals, decimalKey, decimalOf, decimalText } from '../src/merge/decimal.ts'
import { mergeSorted, sortKey, tupleOrder } from '../src/merge/order.ts'
import { arithmetic, presentExact } from '../src/merge/values.ts'

const decimal = (text: string) => {
  const value = decimalOf(text)
  if (!value) throw new Error(`${text} is no decimal`)
  return value
}

describe('decimals', () => {
  it('adds without the errors of floats', () => {
    expect(decimalText(addDecimals(decimal('0.1'), decimal('0.2')))).toBe('0.3')
    expect(decimalText(addDecimals(decimal('99999999999999999999.99'), decimal('0.01')))).toBe(
      '100000000000000000000.00',
    )
  })
  it('keeps the sign of small negative ones, and has no -0', () => {
    expect(decimalText(decimal('-0.05'))).toBe('-0.05')
    expect(decimalText(decimal('-0.00'))).toBe('0.00')
  })
  it('reads exponents', () => {
    expect(decimalText(decimal('1.5e3'))).toBe('1500')
    expect(decimalText(decimal('15e-4'))).toBe('0.0015')
  })
  it('compares by value, not by text', () => {
    expect(compareDecimals(decimal('9'), decimal('10'))).toBeLessThan(0)
    expect(compareDecimals(decimal('1.10'), decimal('1.1'))).toBe(0)
    expect(decimalKey(decimal('1.10'))).toBe(decimalKey(decimal('1.1')))
    expect(decimalKey(decimal('100'))).not.toBe(decimalKey(decimal('1')))
  })
  it('is undefined for what is none', () => {
    for (const text of ['', '.', 'NaN', 'Infinity', '1,5', '0x10']) expect(decimalOf(text)).toBeUndefined()
  })
})

describe('comparison', () => {
  it('orders text as UTF-8 bytes are ordered', () => {
    const texts = ['', 'a', 'B', 'é', '日本', '｡', '😀', 'a😀', 'a｡', '\uFFFD', 'aa']
    const byBytes = texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(texts.toSorted(compareText)).toEqual(byBytes)
  })
  it('keeps integers beyond 2^53 apart', () => {
    expect(comparatorOf('exact')(9007199254740993n, 9007199254740992n)).toBeGreaterThan(0)
    expect(comparatorOf('exact')('9007199254740993', '9007199254740992')).toBeGreaterThan(0)
  })
  it('puts NaN above all and makes it equal to itself', () => {
    const compare = comparatorOf('float')
    expect([Number.NaN, 1, Number.POSITIVE_INFINITY].toSorted(compare)).toEqual([
      1,
      Number.POSITIVE_INFINITY,
      Number.NaN,
    ])
    expect(compare(Number.NaN, Number.NaN)).toBe(0)
  })
  it('knows no order of JSON, arrays, enums and converted values', () => {
    for (const name of ['json', 'jsonb', 'array', 'enum', 'interval', 'unknown'] as const)
      expect(sortOf({ name })).toBeUndefined()
    expect(sortOf({ name: 'text', custom: { id: 1, encode: String, decode: String } })).toBeUndefined()
  })
  it('knows no order of Temporal, of types of one database, and where another type stands in the place on one', () => {
    for (const name of ['date', 'time', 'timestamp'] as const)
      expect(sortOf({ name, mode: 'temporal' })).toBeUndefined()
    expect(sortOf({ name: 'timestamp', mode: 'string' })).toBeUndefined()
    expect(sortOf({ name: 'native', native: { codec: 'x', databaseType: 'x' } })).toBeUndefined()
    expect(sortOf({ name: 'text', variants: { mysql: { name: 'binary' } } })).toBeUndefined()
    expect(sortOf({ name: 'date', mode: 'date' })).toBe('moment')
  })
  it('presents exact numbers in the mode of their type', () => {
    expect(presentExact({ name: 'numeric', scale: 2, mode: 'number' }, { units: 150n, scale: 2 })).toBe(1.5)
    expect(presentExact({ name: 'bigint', mode: 'string' }, { units: 2n ** 62n, scale: 0 })).toBe(String(2n ** 62n))
  })
  it('tells NULL, the text "n" and neighbours apart in keys', () => {
    expect(equalityKey('text', null)).not.toBe(equalityKey('text', 'n'))
    expect(tupleKey(['a', 'bc'])).not.toBe(tupleKey(['ab', 'c']))
    expect(equalityKey('float', 0)).toBe(equalityKey('float', -0))
  })
})

describe('merging sorted lists', () => {
  const order = tupleOrder([sortKey(0, { expr: { kind: 'star' } }, { name: 'integer' }, 'high')])
  it('is global, stable, and stops at the count', () => {
    const lists = [[[1], [4], [null]], [], [[1], [2], [9]]]
    const merged = mergeSorted(lists, order, ['a', 'b', 'c'], 5)
    expect(merged.map(({ shard, row }) => lists[shard]?.[row]?.[0])).toEqual([1, 1, 2, 4, 9])
    expect(merged.slice(0, 2).map((place) => place.shard)).toEqual([0, 2])
  })
  it('turns another collation into an error instead of a wrong order', () => {
    expect(() => mergeSorted([[[2], [1]], [[0]]], order, ['a', 'b'], 10)).toThrow(
      /shard a returned rows in another order/,
    )
  })
})

describe('values', () => {
  it('never returns a whole number that lost digits', () => {
    expect(() => presentExact({ name: 'bigint', mode: 'number' }, { units: 2n ** 60n, scale: 0 })).toThrow(/2\^53/)
    expect(presentExact({ name: 'bigint' }, { units: 2n ** 60n, scale: 0 })).toBe(2n ** 60n)
  })
  it('computes decimals exactly and floats as floats', () => {
    expect(arithmetic('*', '0.1', 3, { name: 'numeric', precision: 10, scale: 2 })).toBe('0.30')
    expect(arithmetic('+', 0.1, 0.2, { name: 'double' })).toBe(0.1 + 0.2)
    expect(arithmetic('-', null, 1, { name: 'integer' })).toBeNull()
  })
})
