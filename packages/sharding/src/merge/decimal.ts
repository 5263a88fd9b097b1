/** An exact decimal: `units` divided by ten to the power of `scale`. */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

/** Undefined for what is no finite decimal. A number is read as its shortest decimal text. */
export function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value === 'bigint') return { units: value, scale: 0 }
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { units: BigInt(value), scale: 0 } : parse(String(value))
  }
  return typeof value === 'string' ? parse(value) : undefined
}

function parse(text: string): Decimal | undefined {
  const match = form.exec(text.trim())
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return undefined
  const units = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n)
  const scale = fraction.length - Number(exponent)
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 }
}

function unitsAt(value: Decimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale)
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale }
}
export function negateDecimal(a: Decimal): Decimal {
  return { units: -a.units, scale: a.scale }
}
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale }
}
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale)
  const left = unitsAt(a, scale)
  const right = unitsAt(b, scale)
  return left < right ? -1 : left > right ? 1 : 0
}

/** Plain notation with `scale` digits after the point; no exponent, no `-0`. */
export function decimalText(value: Decimal): string {
  if (value.scale === 0) return String(value.units)
  const digits = String(value.units < 0n ? -value.units : value.units).padStart(value.scale + 1, '0')
  const point = digits.length - value.scale
  return `${value.units < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** Without zeros at the end: equal for equal numbers. */
export function decimalKey(value: Decimal): string {
  const text = decimalText(value)
  return value.scale === 0 ? text : text.replace(/\.?0+$/, '')
}

export function decimalNumber(value: Decimal): number {
  return Number(decimalText(value))
}
