/** Names of the logical types: the vocabulary that columns, parameters and codecs share. */
export type TypeName =
  | 'integer'
  | 'smallint'
  | 'bigint'
  | 'numeric'
  | 'real'
  | 'double'
  | 'boolean'
  | 'text'
  | 'varchar'
  | 'char'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'interval'
  | 'json'
  | 'jsonb'
  | 'uuid'
  | 'binary'
  | 'enum'
  | 'array'
  | 'unknown'

/** How a value of a type appears in the program, where a type allows more than one way. */
export type TypeMode = 'number' | 'string' | 'bigint' | 'date'

/** A logical type with its arguments: frozen data, understood by grammars (DDL, casts) and codecs. */
export interface SqlType {
  readonly name: TypeName
  /** `varchar(length)`, `char(length)`. */
  readonly length?: number
  /** `numeric(precision, scale)`; for `time` and `timestamp` the digits of fractional seconds. */
  readonly precision?: number
  readonly scale?: number
  /** `timestamp` and `time`: with a time zone. */
  readonly timezone?: boolean
  readonly mode?: TypeMode
  /** `enum`: its name in the database and its labels. */
  readonly enumName?: string
  readonly values?: readonly string[]
  /** `array`: the type of its items. */
  readonly item?: SqlType
  /** A custom type: values pass through these functions on the way in and out, outside of the base type's codec. */
  readonly custom?: CustomCodec
}

/** The two functions of `.as({ encode, decode })`; `id` tells two of them apart in the plan cache. */
export interface CustomCodec {
  readonly id: number
  encode(value: unknown): unknown
  decode(value: unknown): unknown
}

/** A short text that is equal for equal types; part of the key of the plan cache. */
export function typeKey(type: SqlType): string {
  let key: string = type.name
  if (type.length !== undefined) key += `(${type.length})`
  if (type.precision !== undefined) key += `(${type.precision},${type.scale ?? 0})`
  if (type.timezone) key += 'tz'
  if (type.mode) key += `/${type.mode}`
  if (type.enumName !== undefined) key += `'${type.enumName}'`
  if (type.item) key += `[${typeKey(type.item)}]`
  if (type.custom) key += `#${type.custom.id}`
  return key
}

const simple = <const N extends TypeName>(name: N): SqlType & { readonly name: N } => Object.freeze({ name })

/** The types that need no argument. */
export type SimpleTypeName = Exclude<TypeName, 'varchar' | 'char' | 'interval' | 'enum' | 'array'>

/** Types without arguments, shared so that equal types are mostly the same object. */
export const sqlTypes: { readonly [N in SimpleTypeName]: SqlType & { readonly name: N } } = Object.freeze({
  integer: simple('integer'),
  smallint: simple('smallint'),
  bigint: simple('bigint'),
  numeric: simple('numeric'),
  real: simple('real'),
  double: simple('double'),
  boolean: simple('boolean'),
  text: simple('text'),
  date: simple('date'),
  time: simple('time'),
  timestamp: simple('timestamp'),
  json: simple('json'),
  jsonb: simple('jsonb'),
  uuid: simple('uuid'),
  binary: simple('binary'),
  unknown: simple('unknown'),
})

/** The logical type of a value whose type nothing else says: `literal(5)`, a value in a raw template. */
export function typeOfValue(value: unknown): SqlType {
  switch (typeof value) {
    case 'string':
      return sqlTypes.text
    case 'number':
      return Number.isInteger(value)
        ? Number.isSafeInteger(value) && Math.abs(value) > 0x7fffffff
          ? sqlTypes.bigint
          : sqlTypes.integer
        : sqlTypes.double
    case 'bigint':
      return sqlTypes.bigint
    case 'boolean':
      return sqlTypes.boolean
    case 'object':
      if (value instanceof Date) return sqlTypes.timestamp
      if (value instanceof Uint8Array) return sqlTypes.binary
      return value === null ? sqlTypes.unknown : sqlTypes.json
    default:
      return sqlTypes.unknown
  }
}
