import {
  booleanCodec,
  commonCodecs,
  createCodecs,
  decimalCodec,
  floatCodec,
  formatTimestamp,
  integerCodec,
  refused,
  timestampCodec,
  unknownCodec,
} from '@athanor/compiler'
import type { CodecFactory } from '@athanor/contract'

const boolean = booleanCodec(true)

/**
 * The driver hands over decimals and moments as text, and whole numbers as number, text or bigint. Moments are UTC:
 * the connection's time zone is to be `+00:00`.
 */
export const codecOf: CodecFactory = createCodecs({
  ...commonCodecs,
  numeric: (type) => decimalCodec(type, true),
  real: () => floatCodec('real', true),
  double: () => floatCodec('double', true),
  boolean: () => boolean,
  timestamp: (type) => timestampCodec(type),
  interval: refused('mysql'),
  array: refused('mysql'),
  unknown: () => unknownCodec(formatTimestamp, boolean.encode),
})

/** Whole numbers as bigint, which the driver sends as digits rather than as a floating-point number. */
export const countCodec: ReturnType<CodecFactory> = integerCodec('integer', 32, true)
