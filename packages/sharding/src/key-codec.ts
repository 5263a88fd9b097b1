import type { SqlType } from '@athanor/contract'
import { hashBytes, hashInteger, partitionRemainder, partitionSeed } from './hash.ts'

/** Types that a sharding key may have; keys of one family hash alike, whatever their width. */
export type KeyFamily = 'integer' | 'text' | 'uuid'

export function keyFamily(type: SqlType): KeyFamily | undefined {
  const family = ownFamily(type)
  // Shards may run on any database: the variants must hash alike, and be made of the same values.
  const alike = Object.values(type.variants ?? {}).every(
    (variant) => ownFamily(variant) === family && variant.custom === type.custom,
  )
  return alike ? family : undefined
}

function ownFamily(type: SqlType): KeyFamily | undefined {
  switch (type.name) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return 'integer'
    case 'text':
    case 'varchar':
      return 'text'
    case 'uuid':
      return 'uuid'
    default:
      return undefined
  }
}

/** Two columns are comparable as keys when these are equal and not undefined. */
export function keySignature(type: SqlType): string | undefined {
  const family = keyFamily(type)
  return family === undefined ? undefined : `${family}${type.custom ? `#${type.custom.id}` : ''}`
}

/**
 * The bucket of a value of this type. `none`: no row can have this key (NULL, 5.5 for an integer). Undefined: the
 * value is not one that the type can prove anything about.
 */
export function bucketOf(type: SqlType, value: unknown, buckets: number): number | 'none' | undefined {
  if (value === null) return 'none'
  if (value === undefined) return undefined
  const base = type.custom ? type.custom.encode(value) : value
  const hash = hashOf(keyFamily(type), base)
  return typeof hash === 'bigint' ? partitionRemainder(hash, buckets) : hash
}

const encoder = new TextEncoder()

function hashOf(family: KeyFamily | undefined, value: unknown): bigint | 'none' | undefined {
  switch (family) {
    case 'integer': {
      const integer = integerOf(value)
      if (typeof integer !== 'bigint') return integer
      return BigInt.asIntN(64, integer) === integer ? hashInteger(integer, partitionSeed) : 'none'
    }
    case 'text':
      return typeof value === 'string' ? hashBytes(encoder.encode(value), partitionSeed) : undefined
    case 'uuid': {
      const bytes = uuidBytes(value)
      return bytes && hashBytes(bytes, partitionSeed)
    }
    case undefined:
      return undefined
  }
}

function integerOf(value: unknown): bigint | 'none' | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return BigInt(value)
    // Beyond 2^53 the number is no longer the one that was meant.
    return Number.isFinite(value) && !Number.isInteger(value) ? 'none' : undefined
  }
  return typeof value === 'string' && /^[+-]?\d+$/.test(value) ? BigInt(value.replace(/^\+/, '')) : undefined
}

function uuidBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value.length === 16 ? value : undefined
  if (typeof value !== 'string') return undefined
  const digits = value.replace(/[{}-]/g, '')
  if (!/^[0-9a-f]{32}$/i.test(digits)) return undefined
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
}
