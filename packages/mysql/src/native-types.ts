import { type SqlType, sqlTypes } from '@athanor/contract'
import { type ColumnBuilder, typeColumn } from '@athanor/sql'

/** Sums and differences may be greater than the type itself. */
function native(databaseType: string): SqlType {
  const like = databaseType.startsWith('BIGINT') ? sqlTypes.bigint : sqlTypes.integer
  return { name: 'native', native: Object.freeze({ codec: 'mysql.integer', databaseType, like }) }
}

const declaredNames: Readonly<Record<string, string>> = {
  tinyint: 'TINYINT',
  'tinyint unsigned': 'TINYINT UNSIGNED',
  'smallint unsigned': 'SMALLINT UNSIGNED',
  mediumint: 'MEDIUMINT',
  'mediumint unsigned': 'MEDIUMINT UNSIGNED',
  'int unsigned': 'INTEGER UNSIGNED',
  'integer unsigned': 'INTEGER UNSIGNED',
  'bigint unsigned': 'BIGINT UNSIGNED',
  year: 'YEAR',
}

/** The type of a declared name, with `unsigned` but without a width, if it is one of MySQL's own. */
export function nativeTypeOf(declared: string): SqlType | undefined {
  const name = declaredNames[declared]
  return name === undefined ? undefined : native(name)
}
/** `SET` with its members. */
export function setTypeOf(values: readonly string[]): SqlType {
  const own = Object.freeze({ codec: 'mysql.set', databaseType: 'SET' })
  return { name: 'native', native: own, values: Object.freeze([...values]) }
}

/** Options of whole numbers. */
export interface IntegerOptions {
  /** The column's name; default its key. */
  readonly name?: string
  /** Without negative numbers, and twice as far up; default false. */
  readonly unsigned?: boolean
}
function whole(type: string, { name, unsigned }: IntegerOptions): ColumnBuilder<number, false, true> {
  return typeColumn(native(unsigned ? `${type} UNSIGNED` : type), name)
}

/** 8 bits: -128 to 127, or 0 to 255. (`boolean()` is TINYINT(1).) */
export function tinyint(options: IntegerOptions = {}): ColumnBuilder<number, false, true> {
  return whole('TINYINT', options)
}
/** 24 bits. */
export function mediumint(options: IntegerOptions = {}): ColumnBuilder<number, false, true> {
  return whole('MEDIUMINT', options)
}
/** 16 bits: 0 to 65,535. */
export function unsignedSmallint(name?: string): ColumnBuilder<number, false, true> {
  return typeColumn(native('SMALLINT UNSIGNED'), name)
}
/** 32 bits: 0 to 4,294,967,295. */
export function unsignedInteger(name?: string): ColumnBuilder<number, false, true> {
  return typeColumn(native('INTEGER UNSIGNED'), name)
}
/** 64 bits: a `bigint` from 0 to 2^64 - 1. */
export function unsignedBigint(name?: string): ColumnBuilder<bigint, false, true> {
  return typeColumn(native('BIGINT UNSIGNED'), name)
}
/** 1901 to 2155, and 0. */
export function year(name?: string): ColumnBuilder<number> {
  return typeColumn(native('YEAR'), name)
}
/**
 * Any of the given strings, as an array in the order of their declaration.
 *
 * @example
 * set(['wifi', 'parking'])
 */
export function set<const V extends readonly [string, ...string[]]>(
  values: V,
  name?: string,
): ColumnBuilder<readonly V[number][]> {
  return typeColumn(setTypeOf(values), name)
}
