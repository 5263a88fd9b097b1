import { type SqlType, sqlTypes } from '@athanor/contract'
import type { ColumnBuilder, Conversion } from './column-builder.ts'
import { count, modeOf, namedOptions, typeColumn } from './type-column.ts'

/** 32 bits; a `number`. */
export function integer(name?: string): ColumnBuilder<number, false, true> {
  return typeColumn(sqlTypes.integer, name)
}
/** 16 bits; a `number`. */
export function smallint(name?: string): ColumnBuilder<number, false, true> {
  return typeColumn(sqlTypes.smallint, name)
}
/** `bigint` by its modes. */
export interface BigintValues {
  readonly bigint: bigint
  /** A value beyond 2^53 is refused, when it is written and when it is read. */
  readonly number: number
  /** Digits. */
  readonly string: string
}
export interface BigintOptions<M extends keyof BigintValues> {
  /** Default `bigint`. */
  readonly mode?: M
}

/** 64 bits; a `bigint`. With `{ mode: 'number' }` a `number`, and an error for one beyond 2^53. */
export function bigint<M extends keyof BigintValues = 'bigint'>(
  options?: BigintOptions<M>,
): ColumnBuilder<BigintValues[M], false, true>
export function bigint<M extends keyof BigintValues = 'bigint'>(
  name: string | undefined,
  options?: BigintOptions<M>,
): ColumnBuilder<BigintValues[M], false, true>
export function bigint<M extends keyof BigintValues = 'bigint'>(
  first?: string | BigintOptions<M>,
  second?: BigintOptions<M>,
): ColumnBuilder<BigintValues[M], false, true> {
  const [name, given] = namedOptions(first, second)
  const mode = modeOf<keyof BigintValues>('bigint', given.mode, ['bigint', 'number', 'string'])
  return typeColumn(mode === undefined || mode === 'bigint' ? sqlTypes.bigint : { name: 'bigint', mode }, name)
}

/** `numeric` in the form of a decimal library: between its values and exact text such as `'10.50'`. */
export interface DecimalConversion<T> {
  parse(decimal: string): T
  format(value: T): string
}
interface NumericFacts {
  /** All digits, before and after the point; default: as many as the database allows. */
  readonly precision?: number
  /** Digits after the point; default 0 if there is a precision. The database rounds half away from zero. */
  readonly scale?: number
}
export interface NumericOptions<M extends keyof NumericValues> extends NumericFacts {
  /** Default `string`. */
  readonly mode?: M
}
/** `numeric` by its modes. */
export interface NumericValues {
  readonly string: string
  /** Fractions are rounded to what a number holds; whole parts beyond 2^53 are refused. */
  readonly number: number
}
export interface DecimalOptions<T> extends NumericFacts {
  readonly mode: DecimalConversion<T>
}

/**
 * An exact decimal, as a string such as `'10.50'`.
 *
 * @example
 * numeric(12, 2)
 * numeric('price', { precision: 12, scale: 2, mode: 'number' })
 * numeric({ precision: 12, scale: 2, mode: { parse: (text) => new Decimal(text), format: (value) => value.toFixed() } })
 */
export function numeric(precision?: number, scale?: number): ColumnBuilder<string>
export function numeric(name: string, precision?: number, scale?: number): ColumnBuilder<string>
export function numeric<T>(options: DecimalOptions<T>): ColumnBuilder<T>
export function numeric<T>(name: string, options: DecimalOptions<T>): ColumnBuilder<T>
export function numeric<M extends keyof NumericValues = 'string'>(
  options: NumericOptions<M>,
): ColumnBuilder<NumericValues[M]>
export function numeric<M extends keyof NumericValues = 'string'>(
  name: string,
  options: NumericOptions<M>,
): ColumnBuilder<NumericValues[M]>
export function numeric(
  a?: string | number | AnyNumericOptions,
  b?: number | AnyNumericOptions,
  c?: number,
): ColumnBuilder<never> {
  const [name, first, second] =
    typeof a === 'string' ? [a, b, c] : [undefined, a, typeof b === 'number' ? b : undefined]
  const given = typeof first === 'object' ? first : digits(first, second)
  const { precision, scale, mode } = given
  const type: SqlType = {
    name: 'numeric',
    ...(precision === undefined ? {} : { precision: count('precision', precision), scale: count('scale', scale ?? 0) }),
    ...(modeOf('numeric', typeof mode === 'string' ? mode : undefined, ['string', 'number']) === 'number'
      ? { mode: 'number' }
      : {}),
  }
  const column: ColumnBuilder<never> = typeColumn(Object.keys(type).length === 1 ? sqlTypes.numeric : type, name)
  return typeof mode === 'object' ? converted(column, mode) : column
}
type AnyNumericOptions = NumericOptions<keyof NumericValues> | DecimalOptions<unknown>

function digits(precision: number | undefined, scale: number | undefined): AnyNumericOptions {
  return { ...(precision === undefined ? {} : { precision }), ...(scale === undefined ? {} : { scale }) }
}
function converted(column: ColumnBuilder<string>, mode: DecimalConversion<unknown>): ColumnBuilder<never> {
  const conversion: Conversion<never, string> = {
    encode: (value) => mode.format(value),
    // The overloads tie the column's type to the conversion's.
    decode: (decimal) => mode.parse(decimal) as never,
  }
  return column.as(conversion)
}
/** 32-bit floating point. */
export function real(name?: string): ColumnBuilder<number> {
  return typeColumn(sqlTypes.real, name)
}
/** 64-bit floating point. */
export function double(name?: string): ColumnBuilder<number> {
  return typeColumn(sqlTypes.double, name)
}
export function boolean(name?: string): ColumnBuilder<boolean> {
  return typeColumn(sqlTypes.boolean, name)
}
/** Text of any length. */
export function text(name?: string): ColumnBuilder<string> {
  return typeColumn(sqlTypes.text, name)
}
/** Text of at most `length` characters. */
export function varchar(length: number, name?: string): ColumnBuilder<string> {
  return typeColumn({ name: 'varchar', length: count('length', length) }, name)
}
export function char(length: number, name?: string): ColumnBuilder<string> {
  return typeColumn({ name: 'char', length: count('length', length) }, name)
}
/** Text in the form of 36 characters, in small letters. */
export function uuid(name?: string): ColumnBuilder<string> {
  return typeColumn(sqlTypes.uuid, name)
}
export function binary(name?: string): ColumnBuilder<Uint8Array> {
  return typeColumn(sqlTypes.binary, name)
}
/** Facts of an enumeration. */
export interface EnumerationOptions {
  /** The column's name; default its key. */
  readonly name?: string
  /**
   * A type of its own where the database has such (PostgreSQL: CREATE TYPE); default text with a CHECK. MySQL's ENUM needs
   * no name and is always used.
   */
  readonly native?: boolean
}

/** One of the given strings. Others are refused, also when the database holds one. */
export function enumeration<const V extends readonly [string, ...string[]]>(
  enumName: string,
  values: V,
  options: string | EnumerationOptions = {},
): ColumnBuilder<V[number]> {
  const { name, native } = typeof options === 'string' ? { name: options, native: false } : options
  const labels = Object.freeze([...values])
  return typeColumn({ name: 'enum', enumName, values: labels, ...(native ? { nativeEnum: true } : {}) }, name)
}
/**
 * An array of another type (PostgreSQL). Items may be null where the item's type says `.nullable()`. Arrays of arrays must
 * have rows of one length, and none that are empty: PostgreSQL keeps a grid, not a list of lists.
 */
export function array<T>(item: ColumnBuilder<T, boolean, boolean>, name?: string): ColumnBuilder<T[]> {
  return typeColumn({ name: 'array', item: item.spec.type }, name)
}
