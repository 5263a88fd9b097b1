import type { DriverValue, SqlType, TypeCodec } from '@athanor/contract'
import { unfit } from './unfit.ts'

const decimalText = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
const expected = 'a decimal number (numeric)'

/** `1.5e-7` as `0.00000015`: digits without an exponent. Undefined for what is not a number. */
export function plainDecimal(text: string): string | undefined {
  const match = decimalText.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent] = match
  if (whole === '' && fraction === '') return undefined
  if (exponent === undefined && whole !== '' && sign !== '+') return text.endsWith('.') ? text.slice(0, -1) : text
  const shift = Number(exponent ?? 0)
  if (Math.abs(shift) > 10_000) return undefined
  const digits = whole + fraction
  const point = whole.length + shift
  const before = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0')
  const after = point <= 0 ? '0'.repeat(-point) + digits : digits.slice(point)
  const lead = before.replace(/^0+(?=\d)/, '')
  return `${sign === '-' ? '-' : ''}${lead}${after === '' ? '' : `.${after}`}`
}

/** Accepts a string, a finite number or a bigint; yields plain digits. */
export function encodeDecimal(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number' && Number.isFinite(value)) return plainDecimal(String(value)) ?? String(value)
  const plain = typeof value === 'string' ? plainDecimal(value) : undefined
  if (plain === undefined) throw unfit(expected, value)
  return plain
}

/** Zeros after the last digit that the scale keeps: a database may pad a computed value. */
function trimmed(text: string, scale: number | undefined): string {
  const dot = text.indexOf('.')
  if (dot < 0) return text
  let end = text.length
  const least = scale === undefined ? dot + 1 : dot + 1 + scale
  while (end > least && text.charCodeAt(end - 1) === 48) end--
  return text.slice(0, end === dot + 1 ? dot : end)
}

function decimalOf(raw: DriverValue, padded: boolean, scale: number | undefined): string {
  if (typeof raw === 'string') return padded ? trimmed(raw, scale) : raw
  if (typeof raw === 'bigint') return String(raw)
  const plain = typeof raw === 'number' ? plainDecimal(String(raw)) : undefined
  if (plain === undefined) throw unfit(expected, raw)
  return plain
}

/** Fractions are rounded to what a number holds; whole parts beyond 2^53 are refused. */
function asNumber(decode: (raw: DriverValue) => string): (raw: DriverValue) => unknown {
  return (raw) => {
    const number = typeof raw === 'number' ? raw : Number(decode(raw))
    if (Math.abs(number) > Number.MAX_SAFE_INTEGER) {
      throw new TypeError("expected a decimal number up to 2^53, got a greater one: read it without mode 'number'")
    }
    return number
  }
}

/**
 * `numeric` over drivers that carry decimals as text: exact strings both ways; numbers in mode `number`.
 * With `padded` the zeros that a computed value has beyond its scale are taken away.
 */
export function decimalCodec(type: SqlType, padded = false): TypeCodec {
  const decode = (raw: DriverValue): string => decimalOf(raw, padded, type.scale)
  return Object.freeze({ encode: encodeDecimal, decode: type.mode === 'number' ? asNumber(decode) : decode })
}

function significantDigits(text: string): number {
  return text
    .replace(/^-?[0.]*/, '')
    .replace('.', '')
    .replace(/0+$/, '').length
}

/** 15 digits are what a double holds of a decimal; the noise behind them is cut. */
function decimalOfDouble(raw: DriverValue, scale: number | undefined): string {
  if (typeof raw === 'string') return decimalOfDouble(Number(raw), scale)
  if (typeof raw === 'bigint') return scale ? `${raw}.${'0'.repeat(scale)}` : String(raw)
  if (typeof raw !== 'number' || !Number.isFinite(raw)) throw unfit(expected, raw)
  const exact = Number(raw.toPrecision(15))
  // toFixed() falls back to an exponent from 1e21 on.
  const text =
    scale !== undefined && Math.abs(exact) < 1e21
      ? exact.toFixed(scale)
      : (plainDecimal(String(exact)) ?? String(exact))
  return /^-[0.]*$/.test(text) ? text.slice(1) : text
}

/**
 * `numeric` over a database that computes with doubles (SQLite): strings with the digits of `scale`.
 * @throws TypeError from `encode` for more than 15 significant digits, which the database would lose without a word
 */
export function doubleDecimalCodec(type: SqlType): TypeCodec {
  const decode = (raw: DriverValue): string => decimalOfDouble(raw, type.scale)
  return Object.freeze({
    encode(value: unknown): DriverValue {
      const text = encodeDecimal(value)
      if (significantDigits(text) > 15) {
        throw new TypeError(
          'expected a decimal number of at most 15 significant digits (more are lost here), got one with more',
        )
      }
      return Number(text)
    },
    decode: type.mode === 'number' ? asNumber(decode) : decode,
  })
}

/**
 * A decimal as a column of `numeric(precision, scale)` keeps it: rounded half away from zero, as databases do that have
 * exact decimals. For one that keeps whatever comes.
 * @throws TypeError for more digits before the point than the column has
 */
export function roundedDecimal(text: string, precision: number, scale: number): string {
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.')
  let units = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale))
  if ((fraction[scale] ?? '0') >= '5') units += 1n
  if (units >= 10n ** BigInt(precision)) {
    throw new TypeError(`expected at most ${precision - scale} digits before the decimal point, got more`)
  }
  const digits = String(units).padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${negative && units > 0n ? '-' : ''}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`
}

/** `real` and `double`. `finiteOnly` for databases that have no NaN. */
export function floatCodec(name: string, finiteOnly: boolean): TypeCodec {
  const wanted = `a ${finiteOnly ? 'finite ' : ''}number (${name})`
  return Object.freeze({
    encode(value: unknown): DriverValue {
      if (typeof value !== 'number' || (finiteOnly && !Number.isFinite(value))) throw unfit(wanted, value)
      return value
    },
    decode(raw: DriverValue): unknown {
      if (typeof raw === 'number') return raw
      if (typeof raw === 'bigint') return Number(raw)
      const number = typeof raw === 'string' && raw !== '' ? Number(raw) : Number.NaN
      if (Number.isNaN(number) && raw !== 'NaN') throw unfit(wanted, raw)
      return number
    },
  })
}

/**
 * The shortest decimal that is this 32-bit number: databases that hand it over as a double show digits that were never
 * stored.
 */
export function shortestFloat(number: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(number.toPrecision(digits))
    if (Math.fround(short) === number) return short
  }
  return number
}
