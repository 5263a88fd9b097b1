import type { CodecTable } from './factory.ts'
import { bigintCodec, integerCodec } from './integers.ts'
import { dateCodec, timeCodec } from './moments.ts'
import { binaryCodec, enumCodec, jsonCodec, textCodec, uuidCodec } from './scalars.ts'

/** The types that all databases code in the same way; a dialect spreads them into its table. */
export const commonCodecs: Omit<
  CodecTable,
  'numeric' | 'real' | 'double' | 'boolean' | 'timestamp' | 'interval' | 'array' | 'native' | 'unknown'
> = Object.freeze({
  integer: () => integerCodec('integer', 32),
  smallint: () => integerCodec('smallint', 16),
  bigint: (type) => bigintCodec(type.mode),
  text: () => textCodec,
  varchar: () => textCodec,
  char: () => textCodec,
  date: (type) => dateCodec(type),
  time: timeCodec,
  json: () => jsonCodec,
  jsonb: () => jsonCodec,
  uuid: () => uuidCodec,
  binary: () => binaryCodec,
  enum: enumCodec,
})
