import {
  booleanCodec,
  commonCodecs,
  createCodecs,
  decimalCodec,
  floatCodec,
  formatTimestamp,
  integerCodec,
  nativeCodecs,
  refused,
  shortestFloat,
  timeCodec,
  timestampCodec,
  unknownCodec,
} from '@athanor/compiler'
import type { CodecFactory, DriverValue, TypeCodec } from '@athanor/contract'
import { natives } from './native-codecs.ts'

const boolean = booleanCodec(true)
const noZone = refused('mysql')
const float = floatCodec('real', true)
const real: TypeCodec = Object.freeze({
  encode: float.encode,
  decode(raw: DriverValue): unknown {
    const number = float.decode(raw)
    return typeof number === 'number' ? shortestFloat(number) : number
  },
})

/**
 * The driver hands over decimals and moments as text, and whole numbers as number, text or bigint. Moments are UTC:
 * the connection's time zone is to be `+00:00`.
 */
export const codecOf: CodecFactory = createCodecs({
  ...commonCodecs,
  numeric: (type) => decimalCodec(type, true),
  real: () => real,
  double: () => floatCodec('double', true),
  boolean: () => boolean,
  time: (type) => (type.timezone ? noZone(type) : timeCodec(type)),
  timestamp: (type) => timestampCodec(type),
  interval: refused('mysql'),
  array: refused('mysql'),
  native: nativeCodecs('mysql', natives),
  unknown: () => unknownCodec(formatTimestamp, boolean.encode),
})

/** Whole numbers as bigint, which the driver sends as digits rather than as a floating-point number. */
export const countCodec: ReturnType<CodecFactory> = integerCodec('integer', 32, true)
