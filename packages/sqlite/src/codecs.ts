import {
  bigintCodec,
  booleanCodec,
  commonCodecs,
  convertedCodec,
  createCodecs,
  doubleDecimalCodec,
  encodeDecimal,
  floatCodec,
  formatTimestamp,
  integerCodec,
  refused,
  roundedDecimal,
  timeCodec,
  timestampCodec,
  unknownCodec,
} from '@athanor/compiler'
import type { CodecFactory, SqlType, TypeCodec } from '@athanor/contract'

const boolean = booleanCodec(true)
const noZone = refused('sqlite')

/**
 * SQLite keeps moments as text (`YYYY-MM-DD HH:MM:SS.mmm`, UTC), booleans as 0 and 1, JSON and UUIDs as text, and
 * decimals as doubles, hence at most 15 digits.
 */
export const codecOf: CodecFactory = createCodecs({
  ...commonCodecs,
  numeric: doubleDecimalCodec,
  real: () => floatCodec('real', true),
  double: () => floatCodec('double', true),
  boolean: () => boolean,
  time: (type) => (type.timezone ? noZone(type) : timeCodec(type)),
  // Moments are compared as texts, so all have the digits that a Date's have.
  timestamp: (type) => timestampCodec(type, { digits: 3 }),
  interval: refused('sqlite'),
  array: refused('sqlite'),
  native: refused('sqlite'),
  unknown: () => unknownCodec(formatTimestamp, boolean.encode),
})

const exactInteger = integerCodec('integer', 32, true)
const exactSmallint = integerCodec('smallint', 16, true)

function exactBase(type: SqlType): TypeCodec | undefined {
  switch (type.name) {
    case 'integer':
      return exactInteger
    case 'smallint':
      return exactSmallint
    case 'bigint':
      return bigintCodec(type.mode, true)
    default:
      return undefined
  }
}

/**
 * The driver binds a JS number as a REAL. A column turns it back into a whole number; elsewhere `7 / 2` would be 3.5 and
 * `5 || ''` would be '5.0', so there whole numbers travel as bigint.
 */
export function exactCodec(type: SqlType): TypeCodec | undefined {
  const base = exactBase(type)
  return base && convertedCodec(type, base)
}

/**
 * SQLite keeps a decimal as it comes, whatever the column's precision and scale are; so what is written into a column is
 * rounded here, as other databases do.
 */
export function cellCodec(type: SqlType): TypeCodec | undefined {
  const { precision, scale = 0 } = type
  if (type.name !== 'numeric' || precision === undefined) return undefined
  const base = doubleDecimalCodec(type)
  return convertedCodec(type, {
    encode: (value) => base.encode(roundedDecimal(encodeDecimal(value), precision, scale)),
    decode: (raw) => base.decode(raw),
  })
}
