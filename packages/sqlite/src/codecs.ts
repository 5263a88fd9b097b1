import {
  bigintCodec,
  booleanCodec,
  commonCodecs,
  createCodecs,
  doubleDecimalCodec,
  floatCodec,
  formatTimestamp,
  integerCodec,
  refused,
  timestampCodec,
  unknownCodec,
} from '@athanor/compiler'
import type { CodecFactory, SqlType, TypeCodec } from '@athanor/contract'

const boolean = booleanCodec(true)

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
  timestamp: (type) => timestampCodec(type),
  interval: refused('sqlite'),
  array: refused('sqlite'),
  unknown: () => unknownCodec(formatTimestamp, boolean.encode),
})

const exactInteger = integerCodec('integer', 32, true)
const exactSmallint = integerCodec('smallint', 16, true)

/**
 * The driver binds a JS number as a REAL. A column turns it back into a whole number; elsewhere `7 / 2` would be 3.5 and
 * `5 || ''` would be '5.0', so there whole numbers travel as bigint.
 */
export function exactCodec(type: SqlType): TypeCodec | undefined {
  if (type.custom) return undefined
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
