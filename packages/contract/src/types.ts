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
  /** A type of one database only, see `NativeType`. */
  | 'native'
  | 'unknown'

/** How a value of a type appears in the program, where a type allows more than one way. */
export type TypeMode = 'number' | 'string' | 'bigint' | 'date' | 'temporal' | 'object'

/**
 * A type that the common names do not cover. Only a dialect whose codecs know `codec` takes it; each other one refuses
 * the statement.
 */
export interface NativeType {
  /** Which of the dialect's codecs reads and writes it: `postgres.range`, `mysql.integer`. */
  readonly codec: string
  /** As DDL writes it: `int4range`, `TINYINT UNSIGNED`. */
  readonly databaseType: string
  /** A number: the common type that sums and other arithmetic with it have. */
  readonly like?: SqlType
}

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
  /** `enum`: a type of its own where the database has such (PostgreSQL: CREATE TYPE); default text with a CHECK. */
  readonly nativeEnum?: boolean
  /** `array`: the type of its items; of a native range: of its bounds. */
  readonly item?: SqlType
  readonly native?: NativeType
  /** Other types in this one's place, by the name of the dialect: `{ mysql: { name: 'varchar', length: 255 } }`. */
  readonly variants?: Readonly<Record<string, SqlType>>
  /** A custom type: values pass through these functions on the way in and out, outside of the base type's codec. */
  readonly custom?: CustomCodec
}

/** The two functions of `.as({ encode, decode })`; `id` tells two of them apart in the plan cache. */
export interface CustomCodec {
  readonly id: number
  /** The program's values are of the base type's kind: nothing is converted, it is only checked. */
  readonly checksOnly?: boolean
  encode(value: unknown): unknown
  decode(value: unknown): unknown
}

/** A short text that is equal for equal types; part of the key of the plan cache. */
export function typeKey(type: SqlType): string {
  let key: string = type.name
  if (type.length !== undefined) key += `(${type.length})`
  if (type.precision !== undefined || type.scale !== undefined) key += `(${type.precision ?? ''},${type.scale ?? ''})`
  if (type.timezone) key += 'tz'
  if (type.mode) key += `/${type.mode}`
  if (type.item) key += `[${typeKey(type.item)}]`
  if (type.values || type.native || type.variants || type.enumName !== undefined) key += longKey(type)
  if (type.custom) key += `#${type.custom.id}`
  return key
}

/** Types are shared and frozen, and a key is asked for with each statement. */
const longKeys = new WeakMap<SqlType, string>()
function longKey(type: SqlType): string {
  let key = longKeys.get(type)
  if (key === undefined) {
    const { enumName, values, nativeEnum, native, variants = {} } = type
    const others = Object.entries(variants).map(([dialect, variant]) => [dialect, typeKey(variant)])
    const { codec, databaseType } = native ?? {}
    key = JSON.stringify([enumName, values, nativeEnum, codec, databaseType, others])
    longKeys.set(type, key)
  }
  return key
}

const simple = <const N extends TypeName>(name: N): SqlType & { readonly name: N } => Object.freeze({ name })

/** The types that need no argument. */
export type SimpleTypeName = Exclude<TypeName, 'varchar' | 'char' | 'enum' | 'array' | 'native'>

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
  interval: simple('interval'),
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
        ? Number.isSafeInteger(value) && (value > 0x7fffffff || value < -0x80000000)
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
      if (value === null) return sqlTypes.unknown
      return temporalType(value) ?? sqlTypes.json
    default:
      return sqlTypes.unknown
  }
}

const temporalTypes: Readonly<Record<string, SqlType>> = Object.freeze({
  'Temporal.PlainDate': Object.freeze({ name: 'date', mode: 'temporal' }),
  'Temporal.PlainTime': Object.freeze({ name: 'time', mode: 'temporal' }),
  'Temporal.PlainDateTime': Object.freeze({ name: 'timestamp', mode: 'temporal' }),
  'Temporal.Instant': Object.freeze({ name: 'timestamp', timezone: true, mode: 'temporal' }),
  'Temporal.Duration': Object.freeze({ name: 'interval', mode: 'temporal' }),
})

/** The type of a Temporal value, of the runtime's own or of a polyfill's: both tell their class. */
function temporalType(value: object): SqlType | undefined {
  const tag: unknown = Symbol.toStringTag in value ? value[Symbol.toStringTag] : undefined
  if (typeof tag !== 'string' || !tag.startsWith('Temporal.')) return undefined
  // A ZonedDateTime has no type: no database keeps the name of a zone.
  return temporalTypes[tag] ?? sqlTypes.unknown
}
