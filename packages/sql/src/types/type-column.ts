import { type SqlType, UsageError } from '@athanor/contract'
import { ColumnBuilder } from './column-builder.ts'

/** A column of a type, as the builders of types make it: NOT NULL and nothing else. For types of one's own. */
export function typeColumn<T, Automatic extends boolean = false>(
  type: SqlType,
  name?: string,
): ColumnBuilder<T, false, Automatic> {
  return new ColumnBuilder({
    type: Object.freeze(type),
    ...(name === undefined ? {} : { name }),
    nullable: false,
    primaryKey: false,
    unique: false,
    index: false,
    version: false,
  })
}

/** A name, options, or both, as the builders of types take them. */
export function namedOptions<O extends object>(
  name: string | O | undefined,
  options: O | undefined,
): readonly [name: string | undefined, options: Partial<O>] {
  return typeof name === 'object' ? [undefined, name] : [name, options ?? {}]
}

/** @throws {UsageError} SQL_TYPE for anything but a whole number from 0 on */
export function count(what: string, value: number): number {
  if (!Number.isInteger(value) || value < 0) {
    throw new UsageError(`${what} is ${value}: give a whole number of at least 0`, { code: 'SQL_TYPE' })
  }
  return value
}

/** @throws {UsageError} SQL_TYPE for a mode that the type has not */
export function modeOf<M extends string>(type: string, mode: M | undefined, modes: readonly M[]): M | undefined {
  if (mode !== undefined && !modes.includes(mode)) {
    const list = modes.map((each) => `'${each}'`).join(', ')
    throw new UsageError(`${type}() has no such mode: it is one of ${list}`, { code: 'SQL_TYPE' })
  }
  return mode
}
