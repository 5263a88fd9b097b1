import { type NativeCodecs, textCodecOf, unfit, withoutNul } from '@athanor/compiler'
import type { CodecFactory, DriverValue, SqlType, TypeCodec } from '@athanor/contract'
import { multirangeCodec, rangeCodec } from './range-text.ts'

const text = textCodecOf(withoutNul)

/** The types of `inet` and its like: the server checks the form, and says what is wrong with it. */
const plain = (): TypeCodec => text

const bits: TypeCodec = Object.freeze({
  encode(value: unknown): DriverValue {
    if (typeof value !== 'string' || !/^[01]*$/.test(value)) throw unfit('a string of 0 and 1 (bit)', value)
    return value
  },
  decode: text.decode,
})

const pair = /"((?:[^"\\]|\\.)*)"=>(?:NULL|"((?:[^"\\]|\\.)*)")/g
const unescaped = (part: string): string => part.replace(/\\(.)/gs, '$1')
const escaped = (part: string): string => `"${withoutNul(part).replace(/["\\]/g, '\\$&')}"`

/** `"a"=>"1", "b"=>NULL` as an object. */
const hstore: TypeCodec = Object.freeze({
  encode(value: unknown): DriverValue {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw unfit('an object of strings and nulls (hstore)', value)
    }
    return Object.entries(value)
      .map(([key, each]) => {
        if (each !== null && typeof each !== 'string') throw unfit('an object of strings and nulls (hstore)', value)
        return `${escaped(key)}=>${each === null ? 'NULL' : escaped(each)}`
      })
      .join(', ')
  },
  decode(raw: DriverValue): unknown {
    if (typeof raw !== 'string') throw unfit('the text of an hstore', raw)
    const pairs = [...raw.matchAll(pair)].map(([, key = '', value]) => [
      unescaped(key),
      value === undefined ? null : unescaped(value),
    ])
    return Object.fromEntries(pairs)
  },
})

const boundOf = (type: SqlType, codecOf: CodecFactory): TypeCodec => codecOf(type.item ?? { name: 'text' })

/** What PostgreSQL has of its own, by `NativeType.codec`. */
export const natives: NativeCodecs = Object.freeze({
  'postgres.text': plain,
  'postgres.bits': () => bits,
  'postgres.hstore': () => hstore,
  'postgres.range': (type, codecOf) => rangeCodec(boundOf(type, codecOf)),
  'postgres.multirange': (type, codecOf) => multirangeCodec(boundOf(type, codecOf)),
})
