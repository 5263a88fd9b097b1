import type { SqlType, TypeName } from '@athanor/contract'

const integers: ReadonlySet<TypeName> = new Set<TypeName>(['smallint', 'integer', 'bigint'])
const texts: ReadonlySet<TypeName> = new Set<TypeName>(['text', 'varchar', 'char'])
const floats: ReadonlySet<TypeName> = new Set<TypeName>(['real', 'double'])

export function isInteger(type: SqlType): boolean {
  return integers.has(type.name)
}
export function isText(type: SqlType): boolean {
  return texts.has(type.name)
}
export function isFloat(type: SqlType): boolean {
  return floats.has(type.name)
}
/** Numbers whose quotient is not cut to a whole number. */
export function isFractional(type: SqlType): boolean {
  return type.name === 'numeric' || isFloat(type)
}

export function isNumber(type: SqlType): boolean {
  return isInteger(type) || isFractional(type)
}

const moments: ReadonlySet<TypeName> = new Set<TypeName>(['date', 'time', 'timestamp', 'interval'])
export function isMoment(type: SqlType): boolean {
  return moments.has(type.name)
}

/** A bare parameter of the one type can be compared with a column of the other. */
export function sameKind(a: SqlType, b: SqlType): boolean {
  return a.name === b.name || (isText(a) && isText(b))
}
