import type { SqlType, TypeName } from '@athanor/contract'

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
  // Enumerations are text with a CHECK: a type of its own would need statements of its own.
  enum: 'TEXT',
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

/** The type of a parameter: no lengths or scales, which would cut the value. Undefined where text must adapt itself. */
export function parameterType(type: SqlType): string | undefined {
  switch (type.name) {
    case 'unknown':
    case 'enum':
      return undefined
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
