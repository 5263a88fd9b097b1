import type { DriverValue } from './driver.ts'
import type { SqlType } from './types.ts'

/**
 * Both ways between one logical type and the driver's value. NULL never reaches a codec: the engine passes it on.
 * @throws TypeError from `encode` for a value that the type cannot hold; the engine turns it into a `CodecError`.
 */
export interface TypeCodec {
  encode(value: unknown): DriverValue
  decode(raw: DriverValue): unknown
  /** True: `decode` is the identity for what this driver returns, so a generated decoder may leave it out. */
  readonly passesThrough?: boolean
}

/** Chooses the codec for a type; equal types should yield the same codec. */
export type CodecFactory = (type: SqlType) => TypeCodec

/**
 * What a function of the user threw, in `.as({ encode, decode })` or a schema. The engine makes a `CodecError` of it, whose
 * `cause` is the user's error; its message is not repeated, since it may quote the value.
 */
export class ConversionError extends Error {
  override readonly name = 'ConversionError'
  constructor(cause: unknown) {
    super('a conversion failed', { cause })
  }
}
