import { CodecError, type SqlType, sqlTypes } from '@athanor/contract'
import {
  addDecimals,
  type Decimal,
  decimalNumber,
  decimalOf,
  decimalText,
  multiplyDecimals,
  negateDecimal,
} from './decimal.ts'

/** The type without the user's conversion: what shards are asked for, since only plain values can be merged. */
export function baseType(type: SqlType): SqlType {
  if (!type.custom) return type
  const { custom: _, ...base } = type
  return base
}

/** A plain value as the user's program knows it. */
export function convert(type: SqlType, value: unknown): unknown {
  if (value === null) return null
  const exact = type.name === 'numeric' && typeof value === 'string' ? decimalOf(value) : undefined
  const plain = exact ? presentExact(type, exact) : value
  return type.custom ? type.custom.decode(plain) : plain
}

/** An exact number in the form that the type's codec would have decoded it to. */
export function presentExact(type: SqlType, value: Decimal): unknown {
  switch (type.name) {
    case 'numeric':
      if (type.mode === 'number') return decimalNumber(value)
      // With at least the digits that the type states, as its codec would.
      return decimalText(addDecimals(value, { units: 0n, scale: type.scale ?? 0 }))
    case 'real':
    case 'double':
      return decimalNumber(value)
    default: {
      const units = value.scale === 0 ? value.units : value.units / 10n ** BigInt(value.scale)
      if (type.mode === 'string') return String(units)
      if (type.name === 'bigint' && type.mode !== 'number') return units
      const number = Number(units)
      if (Number.isSafeInteger(number)) return number
      throw new CodecError(
        'a merged whole number is beyond 2^53 and would lose digits as a number: cast the sum to bigint()',
        { code: 'SHARDING_UNSAFE_INTEGER' },
      )
    }
  }
}

const floats: ReadonlySet<string> = new Set(['real', 'double'])

/** `a op b` on decoded numbers, exact unless one of them is a float. Null for NULL. */
export function arithmetic(op: '+' | '-' | '*', a: unknown, b: unknown, type: SqlType): unknown {
  if (a === null || b === null) return null
  const left = decimalOf(a)
  const right = decimalOf(b)
  if (floats.has(type.name) || !left || !right) {
    const [x, y] = [Number(a), Number(b)]
    return op === '+' ? x + y : op === '-' ? x - y : x * y
  }
  if (op === '*') return presentExact(type, multiplyDecimals(left, right))
  return presentExact(type, addDecimals(left, op === '-' ? negateDecimal(right) : right))
}

/** What a shard is asked for when a whole number may become large. */
export function wideType(type: SqlType): SqlType {
  return type.name === 'integer' || type.name === 'smallint' || type.name === 'bigint'
    ? sqlTypes.bigint
    : baseType(type)
}
