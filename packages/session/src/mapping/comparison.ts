import type { SqlType } from '@athanor/contract'

/** For values that can change in place, or that are equal without being the same. */
export interface Comparison {
  /** What the snapshot keeps of a value; never called with null. */
  take(value: unknown): unknown
  /** Whether a value, neither null nor undefined, is still the one that was taken. */
  same(value: unknown, taken: unknown): boolean
}

const date: Comparison = {
  take: (value) => (value instanceof Date ? value.getTime() : value),
  same: (value, taken) => (value instanceof Date ? value.getTime() : value) === taken,
}
const json: Comparison = {
  take: (value) => JSON.stringify(value),
  same: (value, taken) => JSON.stringify(value) === taken,
}
const bytes: Comparison = {
  take: (value) => (value instanceof Uint8Array ? value.slice() : value),
  same: (value, taken) =>
    value instanceof Uint8Array && taken instanceof Uint8Array && value.length === taken.length
      ? value.every((byte, i) => byte === taken[i])
      : false,
}

/** Objects of fields, such as intervals and ranges. */
const fields: Comparison = {
  take: (value) => JSON.stringify(value, exactly),
  same: (value, taken) => JSON.stringify(value, exactly) === taken,
}
function exactly(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}
/** Temporal's values: immutable, but equal ones are different objects. */
const temporal: Comparison = { take: String, same: (value, taken) => String(value) === taken }

/** Undefined: values are compared by identity. */
export function comparisonOf(type: SqlType): Comparison | undefined {
  const base = baseComparison(type)
  const { custom } = type
  if (!custom || custom.checksOnly) return base
  // A value of a custom type may be an object of any kind: what it encodes to is what counts.
  const inner = base ?? { take: (value: unknown) => value, same: Object.is }
  return {
    take: (value) => inner.take(custom.encode(value)),
    same: (value, taken) => inner.same(custom.encode(value), taken),
  }
}

function baseComparison(type: SqlType): Comparison | undefined {
  if (type.mode === 'temporal') return temporal
  switch (type.name) {
    case 'timestamp':
    case 'date':
      return date
    case 'json':
    case 'jsonb':
      return json
    case 'binary':
      return bytes
    case 'interval':
    case 'native':
      return fields
    case 'array':
      return arrayComparison(type.item ? comparisonOf(type.item) : undefined)
    case 'unknown':
    case 'integer':
    case 'smallint':
    case 'bigint':
    case 'numeric':
    case 'real':
    case 'double':
    case 'boolean':
    case 'text':
    case 'varchar':
    case 'char':
    case 'time':
    case 'uuid':
    case 'enum':
      return undefined
  }
}

function arrayComparison(item: Comparison | undefined): Comparison {
  const same = (value: unknown, taken: unknown): boolean => {
    if (Array.isArray(value) && Array.isArray(taken)) {
      return value.length === taken.length && value.every((each, i) => same(each, taken[i]))
    }
    if (value === null || value === undefined || item === undefined) return Object.is(value, taken)
    return item.same(value, taken)
  }
  const take = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(take)
    return value === null || value === undefined || item === undefined ? value : item.take(value)
  }
  return { take, same }
}
