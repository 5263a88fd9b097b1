import { identifier } from '@athanor/compiler'
import type { SqlType, TypeName } from '@athanor/contract'
import { reserved } from './reserved.ts'

const names: Readonly<Partial<Record<TypeName, string>>> = {
  integer: 'INTEGER',
  smallint: 'SMALLINT',
  bigint: 'BIGINT',
  real: 'REAL',
  double: 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
  text: 'TEXT',
  date: 'DATE',
  interval: 'INTERVAL',
  json: 'JSON',
  jsonb: 'JSONB',
  uuid: 'UUID',
  binary: 'BYTEA',
  unknown: 'TEXT',
}

/** The type as DDL and CAST write it. */
export function typeName(type: SqlType): string {
  switch (type.name) {
    case 'numeric':
      return type.precision === undefined ? 'NUMERIC' : `NUMERIC(${type.precision}, ${type.scale ?? 0})`
    case 'varchar':
      return type.length === undefined ? 'VARCHAR' : `VARCHAR(${type.length})`
    case 'char':
      return `CHAR(${type.length ?? 1})`
    case 'time':
    case 'timestamp':
      return moment(type)
    case 'enum':
      // Text with a CHECK, unless it asks for a type of its own, which a statement of its own must create.
      return type.nativeEnum ? enumType(type) : 'TEXT'
    case 'native':
      return type.native?.databaseType ?? 'TEXT'
    case 'array':
      return `${typeName(type.item ?? { name: 'text' })}[]`
    default:
      return names[type.name] ?? 'TEXT'
  }
}
function moment(type: SqlType): string {
  const precision = type.precision === undefined ? '' : `(${type.precision})`
  return `${type.name.toUpperCase()}${precision}${type.timezone ? ' WITH TIME ZONE' : ''}`
}

function enumType(type: SqlType): string {
  return identifier({ quote: '"', reserved }, type.enumName ?? '')
}

/** The type of a parameter: no lengths or scales, which would cut the value. Undefined where text must adapt itself. */
export function parameterType(type: SqlType): string | undefined {
  switch (type.name) {
    case 'unknown':
      return undefined
    case 'enum':
      return type.nativeEnum ? enumType(type) : undefined
    case 'native':
      // A length would cut the value, and `bit` alone means one bit.
      return type.native?.databaseType.replace(/\(.*\)/, '').replace(/^bit$/, 'bit varying')
    case 'varchar':
    case 'char':
      return 'text'
    case 'numeric':
      return 'numeric'
    case 'time':
    case 'timestamp':
      return `${type.name}${type.timezone ? 'tz' : ''}`
    case 'array': {
      const item = parameterType(type.item ?? { name: 'text' })
      return item === undefined ? undefined : item.endsWith('[]') ? item : `${item}[]`
    }
    default:
      return names[type.name]?.toLowerCase()
  }
}
