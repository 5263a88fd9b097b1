import type { SqlType } from '@athanor/contract'
import { nativeTypeOf } from './native-types.ts'

const simple: Readonly<Record<string, SqlType>> = {
  integer: { name: 'integer' },
  smallint: { name: 'smallint' },
  bigint: { name: 'bigint' },
  real: { name: 'real' },
  'double precision': { name: 'double' },
  boolean: { name: 'boolean' },
  text: { name: 'text' },
  name: { name: 'text' },
  date: { name: 'date' },
  json: { name: 'json' },
  jsonb: { name: 'jsonb' },
  uuid: { name: 'uuid' },
  bytea: { name: 'binary' },
  numeric: { name: 'numeric' },
  'character varying': { name: 'varchar' },
}

const declared = /^([a-z ]+?)(?:\((\d+)(?:,(-?\d+))?\))?( with(?:out)? time zone)?$/

/** The logical type of what `format_type()` says; `labels` are those of an enumeration. */
export function typeOfDeclared(text: string, labels: readonly string[] | undefined): SqlType {
  if (text.endsWith('[]')) return { name: 'array', item: typeOfDeclared(text.slice(0, -2), labels) }
  if (labels && labels.length > 0) return { name: 'enum', enumName: nameOf(text), values: labels, nativeEnum: true }
  const [, name = '', first, second, zone] = declared.exec(text) ?? []
  const length = first === undefined ? {} : { length: Number(first) }
  const precision = first === undefined ? {} : { precision: Number(first) }
  const timezone = zone === ' with time zone' ? { timezone: true } : {}
  switch (name) {
    case 'numeric':
      return { name: 'numeric', ...precision, ...(first === undefined ? {} : { scale: Number(second ?? 0) }) }
    case 'character varying':
      return { name: 'varchar', ...length }
    case 'character':
      return { name: 'char', ...length }
    case 'timestamp':
    case 'time':
      return { name, ...precision, ...timezone }
    case 'interval':
      return { name: 'interval' }
    default:
      return simple[name] ?? nativeTypeOf(text) ?? { name: 'unknown' }
  }
}

/** `"Mood"` without its quotes. A name with its schema stays as it is. */
function nameOf(text: string): string {
  return /^"(?:[^"]|"")*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text
}
