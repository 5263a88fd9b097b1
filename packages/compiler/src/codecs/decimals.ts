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

function asNumber(decode: (raw: DriverValue) => string): (raw: DriverValue) => unknown {
  return (raw) => (typeof raw === 'number' ? raw : Number(decode(raw)))
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
