import {
  type MomentRules,
  booleanCodec,
  commonCodecs,
  createCodecs,
  decimalCodec,
  floatCodec,
  formatTimestamp,
  dateCodec,
  intervalCodec,
  nativeCodecs,
  textCodecOf,
  timestampCodec,
  unfit,
  unknownCodec,
  withoutNul,
} from '@athanor/compiler'
import type { CodecFactory } from '@athanor/contract'
import { arrayCodec } from './array-text.ts'
import { natives } from './native-codecs.ts'

const boolean = booleanCodec(false)

/**
 * UTC, with the offset written out: `timestamptz` needs it, whatever the session's zone is, and `timestamp` takes no
 * notice of it. Years beyond four digits and before Christ have PostgreSQL's own form.
 */
function formatMoment(value: unknown): string {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw unfit('a valid Date (timestamp)', value)
  const year = value.getUTCFullYear()
  if (year >= 1 && year <= 9999) return `${formatTimestamp(value)}+00`
  const iso = value.toISOString()
  const rest = iso.slice(iso.indexOf('-', 1))
  const text = `${String(year < 1 ? 1 - year : year).padStart(4, '0')}${rest.slice(0, 6)} ${rest.slice(7, 19)}+00`
  return year < 1 ? `${text} BC` : text
}

const moments: MomentRules = Object.freeze({ format: formatMoment, utcSuffix: '+00', allYears: true })
const text = textCodecOf(withoutNul)

/** The driver hands over numbers, booleans and bytes as values, everything else as PostgreSQL's text. */
export const codecOf: CodecFactory = createCodecs({
  ...commonCodecs,
  numeric: (type) => decimalCodec(type),
  real: () => floatCodec('real', false),
  double: () => floatCodec('double', false),
  boolean: () => boolean,
  text: () => text,
  varchar: () => text,
  char: () => text,
  date: (type) => dateCodec(type, moments),
  timestamp: (type) => timestampCodec(type, moments),
  interval: intervalCodec,
  array: (type, codec) => arrayCodec(codec(type.item ?? { name: 'text' }), type.item?.name === 'array'),
  native: nativeCodecs('postgres', natives),
  unknown: () => unknownCodec(formatMoment, boolean.encode, withoutNul),
})
