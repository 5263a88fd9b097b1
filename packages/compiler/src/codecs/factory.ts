import {
  type CodecFactory,
  ConversionError,
  type CustomCodec,
  type DriverValue,
  type SqlType,
  type TypeCodec,
  typeKey,
  type TypeName,
  UnsupportedByDialectError,
} from '@athanor/contract'
import { unfit, wellFormed } from './unfit.ts'

/** How one database codes each type; `codecOf` gives the codec of an array's items. */
export type CodecTable = Readonly<Record<TypeName, (type: SqlType, codecOf: CodecFactory) => TypeCodec>>

/** Builds a dialect's codecs from its table: equal types share one, custom types wrap their base type's. */
export function createCodecs(table: CodecTable): CodecFactory {
  const known = new Map<string, TypeCodec>()
  const codecOf: CodecFactory = (type) => {
    const key = typeKey(type)
    const present = known.get(key)
    if (present) return present
    const base = table[type.name](type, codecOf)
    const codec = convertedCodec(type, base)
    known.set(key, codec)
    return codec
  }
  return codecOf
}

/** `base`, with the conversion around it that the type may have. */
export function convertedCodec(type: SqlType, base: TypeCodec): TypeCodec {
  return type.custom ? customCodec(type.custom, base) : base
}

/**
 * Outwards first the custom function, then the base; inwards the other way around. An `encode` that yields null stores
 * NULL.
 * @throws {ConversionError} around whatever the user's functions throw
 */
function customCodec(custom: CustomCodec, base: TypeCodec): TypeCodec {
  return Object.freeze({
    encode: (value: unknown): DriverValue => {
      const inner = converted(custom.encode, value)
      if (inner === undefined) throw new TypeError('expected a value or null from its encode function, got undefined')
      return inner === null ? null : base.encode(inner)
    },
    decode: (raw: DriverValue): unknown => converted(custom.decode, base.decode(raw)),
  })
}
function converted(convert: (value: unknown) => unknown, value: unknown): unknown {
  try {
    return convert(value)
  } catch (error) {
    throw new ConversionError(error)
  }
}

/** Values whose type nothing says: what the driver takes goes through, a Date by `date`. */
export function unknownCodec(
  date: (value: unknown) => DriverValue,
  boolean: (value: unknown) => DriverValue,
  check: (text: string) => string = wellFormed,
): TypeCodec {
  return Object.freeze({
    encode(value: unknown): DriverValue {
      switch (typeof value) {
        case 'string':
          return check(value)
        case 'number':
        case 'bigint':
          return value
        case 'boolean':
          return boolean(value)
        default:
          if (value instanceof Date) return date(value)
          if (value instanceof Uint8Array || value === null) return value
          throw unfit('a text, number, boolean, Date or Uint8Array (state a type for anything else)', value)
      }
    },
    decode: (raw: DriverValue): unknown =>
      typeof raw === 'bigint' && raw >= -maxSafe && raw <= maxSafe ? Number(raw) : raw,
  })
}
const maxSafe = BigInt(Number.MAX_SAFE_INTEGER)

/**
 * The entry of a type that a database has not.
 * @throws {UnsupportedByDialectError} COMPILE_UNSUPPORTED when a statement uses the type
 */
export function refused(dialect: string): (type: SqlType) => never {
  return (type) => {
    throw new UnsupportedByDialectError(
      `the type ${labelOf(type)} cannot be expressed for ${dialect}: store it as json or text`,
      {
        code: 'COMPILE_UNSUPPORTED',
      },
    )
  }
}
function labelOf(type: SqlType): string {
  return type.native?.databaseType ?? `${type.name}${type.timezone ? ' with time zone' : ''}`
}
