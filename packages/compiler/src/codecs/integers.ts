import type { DriverValue, TypeCodec, TypeMode } from '@athanor/contract'
import { unfit } from './unfit.ts'

/** A number as the database wrote it: `4950`, `4950.00` or `4.95e3`. */
function numberOf(raw: DriverValue, expected: string): number {
  if (typeof raw === 'number') return raw
  if (typeof raw === 'bigint' || typeof raw === 'boolean') return Number(raw)
  if (typeof raw === 'string' && raw.trim() !== '') {
    const number = Number(raw)
    if (!Number.isNaN(number)) return number
  }
  throw unfit(expected, raw)
}

/**
 * `integer` and `smallint`: JS numbers within the type's range. `asBigint` sends them as `bigint`, for drivers that
 * would send a number as a floating-point one where that matters.
 */
export function integerCodec(name: string, bits: 16 | 32, asBigint = false): TypeCodec {
  const max = 2 ** (bits - 1) - 1
  const expected = `a whole number of ${bits} bits (${name})`
  return Object.freeze({
    encode(value: unknown): DriverValue {
      const number = typeof value === 'bigint' ? Number(value) : value
      if (typeof number !== 'number' || !Number.isInteger(number) || number > max || number < -max - 1)
        throw unfit(expected, value)
      return asBigint ? BigInt(number) : number
    },
    decode: (raw: DriverValue): unknown => (typeof raw === 'number' ? raw : numberOf(raw, expected)),
  })
}

const maxBigint = 2n ** 63n - 1n
const wholeText = /^([+-]?\d+)(?:\.0*)?$/

function wholeOf(raw: DriverValue, expected: string): bigint {
  if (typeof raw === 'bigint') return raw
  if (typeof raw === 'number' && Number.isInteger(raw)) return BigInt(raw)
  const digits = typeof raw === 'string' ? wholeText.exec(raw)?.[1] : undefined
  if (digits !== undefined) return BigInt(digits)
  throw unfit(expected, raw)
}

/** `bigint`: JS bigints; in mode `number` numbers up to 2^53, in mode `string` digits. */
export function bigintCodec(mode: TypeMode | undefined, asBigint = false): TypeCodec {
  const expected = 'a whole number of 64 bits (bigint)'
  const encode = (value: unknown): DriverValue => {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return asBigint ? BigInt(value) : value
    const whole = typeof value === 'string' && mode === 'string' && /^[+-]?\d+$/.test(value) ? BigInt(value) : value
    if (typeof whole !== 'bigint' || whole > maxBigint || whole < -maxBigint - 1n) throw unfit(expected, value)
    return whole
  }
  return Object.freeze({ encode, decode: decoderOf(mode, expected) })
}

function decoderOf(mode: TypeMode | undefined, expected: string): (raw: DriverValue) => unknown {
  if (mode === 'number') {
    return (raw) => {
      const number = numberOf(raw, expected)
      if (number > Number.MAX_SAFE_INTEGER || number < Number.MIN_SAFE_INTEGER) {
        throw new TypeError(
          "expected a whole number up to 2^53, got a greater one: read it as bigint or with mode 'string'",
        )
      }
      return number
    }
  }
  if (mode === 'string') return (raw) => String(wholeOf(raw, expected))
  return (raw) => wholeOf(raw, expected)
}
