import {
  type CodecFactory,
  type CustomCodec,
  type DriverValue,
  type SqlType,
  type TypeCodec,
  typeKey,
  type TypeName,
  UnsupportedByDialectError,
} from '@athanor/contract'
import { unfit } from './unfit.ts'

/** How one database codes each type; `codecOf` gives the codec of an array's items. */
export type CodecTable = Readonly<Record<TypeName, (type: SqlType, codecOf: CodecFactory) => TypeCodec>>

/** Builds a dialect's codecs from its table: equal types share one, custom types wrap their base type's. */
export function createCodecs(table: CodecTable): CodecFactory {
  const known = new Map<string, TypeCodec>()
  const codecOf: CodecFactory = (type) => {
    const key = `${typeKey(type)}${type.values ? JSON.stringify(type.values) : ''}`
    const present = known.get(key)
    if (present) return present
    const base = table[type.name](type, codecOf)
    const codec = type.custom ? customCodec(type.custom, base) : base
    known.set(key, codec)
    return codec
  }
  return codecOf
}

/** Outwards first the custom function, then the base; inwards the other way around. */
function customCodec(custom: CustomCodec, base: TypeCodec): TypeCodec {
  return Object.freeze({
    encode: (value: unknown): DriverValue => {
      const inner = custom.encode(value)
      return inner === null || inner === undefined ? null : base.encode(inner)
    },
    decode: (raw: DriverValue): unknown => custom.decode(base.decode(raw)),
  })
}

/** Values whose type nothing says: what the driver takes goes through, a Date by `date`. */
export function unknownCodec(
  date: (value: unknown) => DriverValue,
  boolean: (value: unknown) => DriverValue,
): TypeCodec {
  return Object.freeze({
    encode(value: unknown): DriverValue {
      switch (typeof value) {
        case 'string':
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
      `the type ${type.name} cannot be expressed for ${dialect}: store it as json or text`,
      {
        code: 'COMPILE_UNSUPPORTED',
      },
    )
  }
}
