import { CodecError, type DriverValue } from '@athanor/contract'
import mysql, { type ExecuteValues } from 'mysql2'

/** Newer versions of mysql2 can state a parameter's type; for older ones a bigint is sent as its digits. */
const { TypedParameter }: { readonly TypedParameter?: typeof mysql.TypedParameter } = mysql

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n }
const uint64Max = 2n ** 64n - 1n

/**
 * What mysql2 binds so that the value arrives exactly. A number goes as DOUBLE, a bigint as a whole number.
 * @throws {CodecError} DRIVER_NO_ARRAYS
 */
export function toParam(value: DriverValue): ExecuteValues {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return toInteger(value)
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  throw new CodecError('MySQL has no arrays. Store the values as JSON, or in rows', { code: 'DRIVER_NO_ARRAYS' })
}

function toInteger(value: bigint): ExecuteValues {
  if (TypedParameter && value >= int64.min && value <= int64.max) return TypedParameter.BIGINT(value)
  if (TypedParameter && value > 0n && value <= uint64Max) return TypedParameter.BIGINT.unsigned(value)
  return value.toString()
}
