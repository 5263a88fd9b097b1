import type { Canonical, CaseType, OutputKind } from './case-format.ts'

/**
 * A value of a result in canonical form.
 * @throws {TypeError} when the value is not of the kind at all
 */
export function canonical(value: unknown, kind: OutputKind): Canonical {
  if (value === null) return null
  switch (kind) {
    case 'int':
      return wholeNumber(value)
    case 'numeric':
      return decimal(value)
    case 'approx':
      return approximate(value)
    case 'bool':
      return truth(value)
    case 'timestamp':
      return moment(value)
    case 'text':
      return typeof value === 'string' ? value : unfit(value, 'text')
    case 'json':
      return value
  }
}

/** The kind as which a column of a table is compared. */
export function kindOf({ t }: CaseType): OutputKind {
  switch (t) {
    case 'int':
    case 'bigint':
      return 'int'
    case 'double':
      return 'approx'
    default:
      return t
  }
}

function wholeNumber(value: unknown): Canonical {
  let whole: bigint
  if (typeof value === 'number' && Number.isSafeInteger(value)) whole = BigInt(value)
  else if (typeof value === 'bigint') whole = value
  else if (typeof value === 'string' && /^-?\d+(?:\.0*)?$/.test(value)) whole = BigInt(value.replace(/\.0*$/, ''))
  else return unfit(value, 'a whole number')
  const number = Number(whole)
  return Number.isSafeInteger(number) ? number : String(whole)
}

function decimal(value: unknown): Canonical {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value
  if (typeof text !== 'string' || !/^-?\d+(?:\.\d*)?$/.test(text)) return unfit(value, 'a decimal')
  const short = text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
  return short === '-0' ? '0' : short
}

function approximate(value: unknown): Canonical {
  const number = typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value
  if (typeof number !== 'number' || Number.isNaN(number)) return unfit(value, 'a number')
  const rounded = Number(number.toPrecision(9))
  return rounded === 0 ? 0 : rounded
}

function truth(value: unknown): Canonical {
  if (value === true || value === 1 || value === 1n) return true
  if (value === false || value === 0 || value === 0n) return false
  return unfit(value, 'true or false')
}

function moment(value: unknown): Canonical {
  return value instanceof Date ? value.toISOString().replace(/Z$/, '') : unfit(value, 'a Date')
}

function unfit(value: unknown, wanted: string): never {
  throw new TypeError(`the result holds ${typeof value} ${String(value)} where ${wanted} is wanted`)
}
