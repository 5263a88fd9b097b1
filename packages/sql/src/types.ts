import { type SqlType, sqlTypes, UsageError } from '@athanor/contract'
import { ColumnBuilder } from './column-builder.ts'

function column<T, Automatic extends boolean = false>(
  type: SqlType,
  name: string | undefined,
): ColumnBuilder<T, false, Automatic> {
  return new ColumnBuilder({
    type: Object.freeze(type),
    ...(name === undefined ? {} : { name }),
    nullable: false,
    primaryKey: false,
    unique: false,
    index: false,
    version: false,
  })
}
function positive(what: string, value: number): number {
  if (!Number.isInteger(value) || value < 0) {
    throw new UsageError(`${what} is ${value}: give a whole number of at least 0`, { code: 'SQL_TYPE' })
  }
  return value
}

/** 32 bits; a `number`. */
export function integer(name?: string): ColumnBuilder<number, false, true> {
  return column(sqlTypes.integer, name)
}
/** 16 bits; a `number`. */
export function smallint(name?: string): ColumnBuilder<number, false, true> {
  return column(sqlTypes.smallint, name)
}
/** 64 bits; a `bigint`. With `{ mode: 'number' }` a `number`, and an error for one beyond 2^53. */
export function bigint(name?: string): ColumnBuilder<bigint, false, true>
export function bigint(options: { readonly mode: 'number' }): ColumnBuilder<number, false, true>
export function bigint(name: string, options: { readonly mode: 'number' }): ColumnBuilder<number, false, true>
export function bigint(
  name?: string | { readonly mode: 'number' },
  options?: { readonly mode: 'number' },
): ColumnBuilder<never, false, true> {
  const given = typeof name === 'object' ? name : options
  return column(
    given ? { name: 'bigint', mode: given.mode } : sqlTypes.bigint,
    typeof name === 'object' ? undefined : name,
  )
}
/** An exact decimal, as a string such as `'10.50'`. Defaults: precision 38, scale 0. */
export function numeric(precision?: number, scale?: number): ColumnBuilder<string>
export function numeric(name: string, precision?: number, scale?: number): ColumnBuilder<string>
export function numeric(a?: string | number, b?: number, c?: number): ColumnBuilder<string> {
  const [name, precision, scale] = typeof a === 'string' ? [a, b, c] : [undefined, a, b]
  if (precision === undefined) return column(sqlTypes.numeric, name)
  return column(
    { name: 'numeric', precision: positive('precision', precision), scale: positive('scale', scale ?? 0) },
    name,
  )
}
/** 32-bit floating point. */
export function real(name?: string): ColumnBuilder<number> {
  return column(sqlTypes.real, name)
}
/** 64-bit floating point. */
export function double(name?: string): ColumnBuilder<number> {
  return column(sqlTypes.double, name)
}
export function boolean(name?: string): ColumnBuilder<boolean> {
  return column(sqlTypes.boolean, name)
}
/** Text of any length. */
export function text(name?: string): ColumnBuilder<string> {
  return column(sqlTypes.text, name)
}
/** Text of at most `length` characters. */
export function varchar(length: number, name?: string): ColumnBuilder<string> {
  return column({ name: 'varchar', length: positive('length', length) }, name)
}
export function char(length: number, name?: string): ColumnBuilder<string> {
  return column({ name: 'char', length: positive('length', length) }, name)
}
/** A day without time, as `'2026-01-31'`. */
export function date(name?: string): ColumnBuilder<string> {
  return column(sqlTypes.date, name)
}
/** A time of day, as `'13:05:00'`. */
export function time(name?: string): ColumnBuilder<string> {
  return column(sqlTypes.time, name)
}
/** A moment as a `Date`, in UTC, to the millisecond. `timezone` chooses TIMESTAMP WITH TIME ZONE where there is one. */
export function timestamp(name?: string, options: { readonly timezone?: boolean } = {}): ColumnBuilder<Date> {
  return column(options.timezone ? { name: 'timestamp', timezone: true } : sqlTypes.timestamp, name)
}
/** A JSON value of the given shape. */
export function json<T = unknown>(name?: string): ColumnBuilder<T> {
  return column(sqlTypes.json, name)
}
/** JSON in PostgreSQL's binary form; plain JSON elsewhere. */
export function jsonb<T = unknown>(name?: string): ColumnBuilder<T> {
  return column(sqlTypes.jsonb, name)
}
export function uuid(name?: string): ColumnBuilder<string> {
  return column(sqlTypes.uuid, name)
}
export function binary(name?: string): ColumnBuilder<Uint8Array> {
  return column(sqlTypes.binary, name)
}
/** One of the given strings. */
export function enumeration<const V extends readonly [string, ...string[]]>(
  enumName: string,
  values: V,
  name?: string,
): ColumnBuilder<V[number]> {
  return column({ name: 'enum', enumName, values: Object.freeze([...values]) }, name)
}
/** An array of another type (PostgreSQL). */
export function array<T>(item: ColumnBuilder<T, boolean, boolean>, name?: string): ColumnBuilder<T[]> {
  return column({ name: 'array', item: item.spec.type }, name)
}
