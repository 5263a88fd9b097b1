import type { Mapper } from '../mapping/mapper.ts'
import type { Identity, InstanceState } from './instance-state.ts'

/** The identity of primary key values, in the order of the key's columns; undefined if one is missing. */
export function identityOf(values: readonly unknown[]): Identity | undefined {
  const [only] = values
  if (values.length === 1) return part(only)
  let identity = ''
  for (const value of values) {
    const each = part(value)
    if (each === undefined) return undefined
    const text = String(each)
    identity += `${typeof each === 'string' ? 's' : 'n'}${text.length}:${text}`
  }
  return identity
}

function part(value: unknown): Identity | undefined {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value
    case 'object':
      if (value instanceof Date) return value.toISOString()
      if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
      return undefined
    default:
      return undefined
  }
}

/** The identity of the values that the object has now. */
export function currentIdentity(state: InstanceState): Identity | undefined {
  return identityOf(state.mapper.primaryKey.map((position) => state.value(position)))
}

/** Whether a column is the whole primary key, so that its value is an identity. */
export function isWholeKey(mapper: Mapper, position: number): boolean {
  return mapper.primaryKey.length === 1 && mapper.primaryKey[0] === position
}
