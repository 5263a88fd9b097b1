import type { SqlType } from '@athanor/contract'
import { type ColumnBuilder, date, integer, numeric, timestamp, typeColumn, bigint } from '@athanor/sql'
import type { Range } from './ranges.ts'

function native(databaseType: string, codec = 'postgres.text', item?: SqlType): SqlType {
  return {
    name: 'native',
    native: Object.freeze({ codec, databaseType }),
    ...(item === undefined ? {} : { item: Object.freeze(item) }),
  }
}

/** The types of ranges and multiranges by the type of their bounds. */
const rangeItems: Readonly<Record<string, SqlType>> = {
  int4: integer().spec.type,
  int8: bigint().spec.type,
  num: numeric().spec.type,
  date: date().spec.type,
  ts: timestamp().spec.type,
  tstz: timestamp({ timezone: true }).spec.type,
}
const texts = ['inet', 'cidr', 'macaddr', 'macaddr8', 'tsvector', 'tsquery', 'xml', 'citext']

/** What `format_type()` calls PostgreSQL's own types. */
const byName: ReadonlyMap<string, SqlType> = new Map([
  ...texts.map((name) => [name, native(name)] as const),
  ['hstore', native('hstore', 'postgres.hstore')] as const,
  ...Object.entries(rangeItems).flatMap(([prefix, item]) => [
    [`${prefix}range`, native(`${prefix}range`, 'postgres.range', item)] as const,
    [`${prefix}multirange`, native(`${prefix}multirange`, 'postgres.multirange', item)] as const,
  ]),
])

/** The type that `format_type()` names, if it is one of PostgreSQL's own. */
export function nativeTypeOf(declared: string): SqlType | undefined {
  return /^bit(?: varying)?(?:\(\d+\))?$/.test(declared) ? native(declared, 'postgres.bits') : byName.get(declared)
}

function named<T>(databaseType: string, name: string | undefined): ColumnBuilder<T> {
  return typeColumn(byName.get(databaseType) ?? native(databaseType), name)
}

/**
 * An address of a host or a network, as text: `'192.168.0.1'`, `'10.0.0.0/8'`.
 *
 * @see https://www.postgresql.org/docs/current/datatype-net-types.html
 */
export function inet(name?: string): ColumnBuilder<string> {
  return named('inet', name)
}
/** A network, as text; bits beyond the mask are refused by the server. */
export function cidr(name?: string): ColumnBuilder<string> {
  return named('cidr', name)
}
/** `'08:00:2b:01:02:03'`. */
export function macaddr(name?: string): ColumnBuilder<string> {
  return named('macaddr', name)
}
/** `'08:00:2b:01:02:03:04:05'`. */
export function macaddr8(name?: string): ColumnBuilder<string> {
  return named('macaddr8', name)
}
/** Words for full-text search, in PostgreSQL's form. */
export function tsvector(name?: string): ColumnBuilder<string> {
  return named('tsvector', name)
}
/** A search for `tsvector`, in PostgreSQL's form: `'cat & dog'`. */
export function tsquery(name?: string): ColumnBuilder<string> {
  return named('tsquery', name)
}
export function xml(name?: string): ColumnBuilder<string> {
  return named('xml', name)
}
/** Text that compares without regard to case; needs the extension `citext`. */
export function citext(name?: string): ColumnBuilder<string> {
  return named('citext', name)
}
/** An object of texts; needs the extension `hstore`. */
export function hstore(name?: string): ColumnBuilder<Readonly<Record<string, string | null>>> {
  return named('hstore', name)
}
/** Exactly `length` bits, as a string of 0 and 1. */
export function bit(length: number, name?: string): ColumnBuilder<string> {
  return typeColumn(native(`bit(${length})`, 'postgres.bits'), name)
}
/** At most `length` bits. */
export function varbit(length?: number, name?: string): ColumnBuilder<string> {
  return typeColumn(native(`bit varying${length === undefined ? '' : `(${length})`}`, 'postgres.bits'), name)
}

/** Ranges of `integer`. PostgreSQL brings them into the form `[)`. */
export function int4range(name?: string): ColumnBuilder<Range<number>> {
  return named('int4range', name)
}
/** Ranges of `bigint`. PostgreSQL brings them into the form `[)`. */
export function int8range(name?: string): ColumnBuilder<Range<bigint>> {
  return named('int8range', name)
}
/** Ranges of `numeric`, whose bounds are text. */
export function numrange(name?: string): ColumnBuilder<Range<string>> {
  return named('numrange', name)
}
/** Ranges of days, whose bounds are text. PostgreSQL brings them into the form `[)`. */
export function daterange(name?: string): ColumnBuilder<Range<string>> {
  return named('daterange', name)
}
/** Ranges of moments in UTC. */
export function tsrange(name?: string): ColumnBuilder<Range<Date>> {
  return named('tsrange', name)
}
/** Ranges of moments. */
export function tstzrange(name?: string): ColumnBuilder<Range<Date>> {
  return named('tstzrange', name)
}

/** Lists of ranges, sorted, and joined where they touch (PostgreSQL 14 or later, as all multiranges). */
export function int4multirange(name?: string): ColumnBuilder<readonly Range<number>[]> {
  return named('int4multirange', name)
}
export function int8multirange(name?: string): ColumnBuilder<readonly Range<bigint>[]> {
  return named('int8multirange', name)
}
export function nummultirange(name?: string): ColumnBuilder<readonly Range<string>[]> {
  return named('nummultirange', name)
}
export function datemultirange(name?: string): ColumnBuilder<readonly Range<string>[]> {
  return named('datemultirange', name)
}
export function tsmultirange(name?: string): ColumnBuilder<readonly Range<Date>[]> {
  return named('tsmultirange', name)
}
export function tstzmultirange(name?: string): ColumnBuilder<readonly Range<Date>[]> {
  return named('tstzmultirange', name)
}
