import {
  bigintCodec,
  binaryCodec,
  booleanCodec,
  createCodecs,
  dateCodec,
  decimalCodec,
  enumCodec,
  floatCodec,
  formatTimestamp,
  integerCodec,
  jsonCodec,
  momentText,
  refused,
  textCodec,
  timestampCodec,
  unknownCodec,
  uuidCodec,
} from '@athanor/compiler'
import type { CodecFactory } from '@athanor/contract'

const boolean = booleanCodec(true)

/**
 * The driver hands over decimals and moments as text, and whole numbers as number, text or bigint. Moments are UTC:
 * the connection's time zone is to be `+00:00`.
 */
export const codecOf: CodecFactory = createCodecs({
  integer: () => integerCodec('integer', 32),
  smallint: () => integerCodec('smallint', 16),
  bigint: (type) => bigintCodec(type.mode),
  numeric: (type) => decimalCodec(type, true),
  real: () => floatCodec('real', true),
  double: () => floatCodec('double', true),
  boolean: () => boolean,
  text: () => textCodec,
  varchar: () => textCodec,
  char: () => textCodec,
  date: dateCodec,
  time: () => momentText('a time of the form HH:MM:SS'),
  timestamp: (type) => timestampCodec(type),
  interval: refused('mysql'),
  json: () => jsonCodec,
  jsonb: () => jsonCodec,
  uuid: () => uuidCodec,
  binary: () => binaryCodec,
  enum: enumCodec,
  array: refused('mysql'),
  unknown: () => unknownCodec(formatTimestamp, boolean.encode),
})

/** Whole numbers as bigint, which the driver sends as digits rather than as a floating-point number. */
export const countCodec: ReturnType<CodecFactory> = integerCodec('integer', 32, true)
