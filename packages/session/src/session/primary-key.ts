import { UsageError } from '@athanor/contract'
import type { Mapper } from '../mapping/mapper.ts'

export type PrimaryKeyValue = string | number | bigint | boolean | Date | Uint8Array
/** One value, or for a key of several columns an array in their order or an object by their keys. */
export type PrimaryKey = PrimaryKeyValue | readonly PrimaryKeyValue[] | Readonly<Record<string, PrimaryKeyValue>>

/** The key's values in the order of its columns. @throws {UsageError} SESSION_PRIMARY_KEY */
export function keyValues(mapper: Mapper, key: PrimaryKey): readonly unknown[] {
  const names = mapper.primaryKey.map((position) => mapper.keys[position] ?? '')
  const values = valuesOf(names, key)
  if (values.length === names.length && values.every((value) => value !== undefined && value !== null)) return values
  throw new UsageError(
    `the primary key of ${mapper.name} is (${names.join(', ')}): give ${names.length === 1 ? 'one value' : `an array of ${names.length} values, or an object`}`,
    { code: 'SESSION_PRIMARY_KEY' },
  )
}

function valuesOf(names: readonly string[], key: PrimaryKey): readonly unknown[] {
  if (isList(key)) return key
  if (isRecord(key)) return names.map((name) => key[name])
  return [key]
}
function isList(key: PrimaryKey): key is readonly PrimaryKeyValue[] {
  return Array.isArray(key)
}
function isRecord(key: PrimaryKey): key is Readonly<Record<string, PrimaryKeyValue>> {
  return typeof key === 'object' && key !== null && !(key instanceof Date) && !(key instanceof Uint8Array)
}
