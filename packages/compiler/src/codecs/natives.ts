import type { CodecFactory, SqlType, TypeCodec } from '@athanor/contract'
import { refused } from './factory.ts'

/** The codecs of a dialect's own types, by `NativeType.codec`. */
export type NativeCodecs = Readonly<Record<string, (type: SqlType, codecOf: CodecFactory) => TypeCodec>>

/** The entry `native` of a dialect's table. @throws {UnsupportedByDialectError} for another dialect's type */
export function nativeCodecs(dialect: string, codecs: NativeCodecs): NativeCodecs[string] {
  const refuse = refused(dialect)
  return (type, codecOf) => {
    const codec = type.native === undefined ? undefined : codecs[type.native.codec]
    return codec === undefined ? refuse(type) : codec(type, codecOf)
  }
}
