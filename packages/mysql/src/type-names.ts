import { type ColumnFacts, stringLiteral } from '@athanor/compiler'
import type { SqlType, TypeName } from '@athanor/contract'
import { codecOf } from './codecs.ts'

/** Text that takes part in a key: only a limited length can be indexed, and 255 fits every row format. */
const keyedText = 'VARCHAR(255)'

const columnNames: Readonly<Partial<Record<TypeName, string>>> = {
  integer: 'INTEGER',
  smallint: 'SMALLINT',
  bigint: 'BIGINT',
  real: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  json: 'JSON',
  jsonb: 'JSON',
  uuid: 'CHAR(36)',
  binary: 'LONGBLOB',
  unknown: 'LONGTEXT',
}

/** A column's type. Text is LONGTEXT, or VARCHAR(255) in a key or an index; moments keep milliseconds, or microseconds where their mode has them. */
export function columnType(type: SqlType, facts: ColumnFacts): string {
  switch (type.name) {
    case 'numeric':
      return decimal(type)
    case 'text':
      return facts.keyed ? keyedText : 'LONGTEXT'
    case 'varchar':
      return type.length === undefined ? keyedText : `VARCHAR(${type.length})`
    case 'char':
      return `CHAR(${type.length ?? 1})`
    case 'binary':
      return facts.keyed ? 'VARBINARY(255)' : 'LONGBLOB'
    case 'time':
      return `TIME(${digits(type)})`
    case 'timestamp':
      return `DATETIME(${digits(type)})`
    case 'enum':
      return type.values ? `ENUM(${labels(type.values)})` : keyedText
    case 'native':
      return type.values
        ? `${type.native?.databaseType ?? ''}(${labels(type.values)})`
        : (type.native?.databaseType ?? refuse(type))
    default:
      return columnNames[type.name] ?? refuse(type)
  }
}

/** A Date has milliseconds, the other modes have microseconds. */
function digits(type: SqlType): number {
  return type.precision ?? (type.name === 'timestamp' && type.mode === undefined ? 3 : 6)
}

function labels(values: readonly string[]): string {
  return values.map((value) => stringLiteral({ backslashEscapes: true }, value)).join(', ')
}

/** What CAST calls a type of MySQL's own. */
export function castWord(type: SqlType): string {
  if (type.values) return 'CHAR'
  return type.native?.databaseType.endsWith('UNSIGNED') ? 'UNSIGNED' : 'SIGNED'
}

/** Without a scale DECIMAL would keep no fraction at all, so that has the widest sensible one. */
function decimal(type: SqlType): string {
  return type.precision === undefined ? 'DECIMAL(65, 30)' : `DECIMAL(${type.precision}, ${type.scale ?? 0})`
}

/** The codec factory refuses the type, with a message. */
function refuse(type: SqlType): string {
  codecOf(type)
  return ''
}

/** CAST has few types of its own. */
export function castText(operand: string, to: SqlType): string {
  switch (to.name) {
    case 'integer':
    case 'smallint':
    case 'bigint':
    case 'boolean':
      return `CAST(${operand} AS SIGNED)`
    case 'numeric':
      return `CAST(${operand} AS ${decimal(to)})`
    case 'real':
    case 'double':
      return `CAST(${operand} AS DOUBLE)`
    case 'date':
      return `CAST(${operand} AS DATE)`
    case 'time':
      return `CAST(${operand} AS TIME(${digits(to)}))`
    case 'timestamp':
      return `CAST(${operand} AS DATETIME(${digits(to)}))`
    case 'binary':
      return `CAST(${operand} AS BINARY)`
    case 'json':
    case 'jsonb':
      return `JSON_EXTRACT(${operand}, '$')`
    case 'native':
      return `CAST(${operand} AS ${castWord(to)})`
    case 'interval':
    case 'array':
      return refuse(to)
    default:
      return to.length === undefined ? `CAST(${operand} AS CHAR)` : `CAST(${operand} AS CHAR(${to.length}))`
  }
}
