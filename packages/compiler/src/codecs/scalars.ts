import type { DriverValue, SqlType, TypeCodec } from '@athanor/contract'
import { unfit, wellFormed } from './unfit.ts'

const truths: ReadonlySet<DriverValue> = new Set<DriverValue>([true, 1, 1n, 't', 'true', '1'])
const falsehoods: ReadonlySet<DriverValue> = new Set<DriverValue>([false, 0, 0n, 'f', 'false', '0'])

/** Booleans; `asBits` for databases that store 0 and 1. */
export function booleanCodec(asBits: boolean): TypeCodec {
  return Object.freeze({
    encode(value: unknown): DriverValue {
      if (typeof value !== 'boolean') throw unfit('true or false (boolean)', value)
      return asBits ? (value ? 1 : 0) : value
    },
    decode(raw: DriverValue): unknown {
      if (truths.has(raw)) return true
      if (falsehoods.has(raw)) return false
      // Any other number counts as true where booleans are numbers.
      if (asBits && (typeof raw === 'number' || typeof raw === 'bigint')) return true
      throw unfit('a boolean', raw)
    },
  })
}

/** `text`, `varchar`, `char`. `check` throws for what the database cannot hold; default: for lone surrogates. */
export function textCodecOf(check: (text: string) => string = wellFormed): TypeCodec {
  return Object.freeze({
    encode(value: unknown): DriverValue {
      if (typeof value !== 'string') throw unfit('a string (text)', value)
      return check(value)
    },
    decode: (raw: DriverValue): unknown => (typeof raw === 'string' ? raw : textOf(raw)),
  })
}
export const textCodec: TypeCodec = textCodecOf()
function textOf(raw: DriverValue): string {
  if (typeof raw === 'number' || typeof raw === 'bigint' || typeof raw === 'boolean') return String(raw)
  if (raw instanceof Uint8Array) return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8')
  throw unfit('text', raw)
}

/** One of the labels, both ways, when the type states them. */
export function enumCodec(type: SqlType): TypeCodec {
  const labels = type.values && new Set<unknown>(type.values)
  const expected = labels
    ? `one of ${[...labels].map((label) => `'${String(label)}'`).join(', ')} (enum)`
    : 'a string (enum)'
  const check = (value: unknown): string => {
    if (typeof value !== 'string' || (labels && !labels.has(value))) throw unfit(expected, value)
    return value
  }
  return Object.freeze({ encode: check, decode: (raw: DriverValue): unknown => check(textCodec.decode(raw)) })
}

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Text in the usual form of 36 characters. */
export const uuidCodec: TypeCodec = Object.freeze({
  encode(value: unknown): DriverValue {
    if (typeof value !== 'string' || !uuidText.test(value))
      throw unfit('a UUID of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx', value)
    return value.toLowerCase()
  },
  decode: textCodec.decode,
})

/** JSON of any kind. `undefined` and functions have no JSON form. */
export const jsonCodec: TypeCodec = Object.freeze({
  encode(value: unknown): DriverValue {
    const text: string | undefined = JSON.stringify(value)
    if (text === undefined) throw unfit('a JSON value', value)
    // Only where a null stands may one have taken the place of something else.
    if (text.includes('null')) refuseLost(value)
    return text
  },
  decode(raw: DriverValue): unknown {
    // A database without a JSON type may keep a lone number as a number.
    if (typeof raw === 'string') return JSON.parse(raw)
    if (raw instanceof Uint8Array) return JSON.parse(textOf(raw))
    return typeof raw === 'bigint' ? Number(raw) : raw
  },
})

/** JSON.stringify writes null for these, without a word. @throws TypeError */
function refuseLost(value: unknown, inArray = false): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError('expected a JSON value, got one with NaN or an infinite number in it')
  }
  if (inArray && (value === undefined || typeof value === 'function' || typeof value === 'symbol')) {
    throw new TypeError(`expected a JSON value, got an array with ${typeof value} in it`)
  }
  if (typeof value !== 'object' || value === null || ('toJSON' in value && typeof value.toJSON === 'function')) return
  const list = Array.isArray(value)
  for (const each of Object.values(value)) refuseLost(each, list)
}

/** Bytes. Text of the form `\x6869` is read as hexadecimal. */
export const binaryCodec: TypeCodec = Object.freeze({
  encode(value: unknown): DriverValue {
    if (!(value instanceof Uint8Array)) throw unfit('a Uint8Array (binary)', value)
    return value
  },
  decode(raw: DriverValue): unknown {
    if (raw instanceof Uint8Array) return raw
    if (typeof raw === 'string')
      return new Uint8Array(
        Buffer.from(raw.startsWith('\\x') ? raw.slice(2) : raw, raw.startsWith('\\x') ? 'hex' : 'utf8'),
      )
    throw unfit('bytes', raw)
  },
})
