import { parseTimestamp } from './civil.ts'
import { unfit } from './unfit.ts'

const dayText = /^(\d{4})-(\d\d)-(\d\d)$/
const clockText = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?$/
const zoneText = /(?:Z|[+-]\d\d(?::?\d\d)?)$/

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** `YYYY-MM-DD` of a day that exists. Undefined for anything else. */
export function dayOf(text: string): string | undefined {
  const match = dayText.exec(text)
  if (match === null) return undefined
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) ? text : undefined
}

/**
 * `HH:MM[:SS[.ffffff]]` with seconds, and without zeros at the end of the fraction, but at least `digits` of them.
 * Undefined for what is no time of day, or finer than a microsecond.
 */
export function clockOf(text: string, digits = 0): string | undefined {
  const match = clockText.exec(text)
  if (match === null) return undefined
  const [, hour = '', minute = '', second = '00', fraction = ''] = match
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const kept = fraction.replace(/0+$/, '')
  if (kept.length > 6) return undefined
  const shown = kept.padEnd(digits, '0')
  return `${hour}:${minute}:${second}${shown === '' ? '' : `.${shown}`}`
}

/** `YYYY-MM-DD HH:MM:SS[.ffffff]` from a text with a space or a `T`; as `clockOf`. */
export function momentOf(text: string, digits = 0): string | undefined {
  const separator = text[10]
  if (separator !== ' ' && separator !== 'T') return undefined
  const day = dayOf(text.slice(0, 10))
  const clock = clockOf(text.slice(11), digits)
  return day === undefined || clock === undefined ? undefined : `${day} ${clock}`
}

/** A moment with its offset (`Z`, `+02`, `+05:30`), moved to UTC; without the offset. Undefined for anything else. */
export function utcMomentOf(text: string, digits = 0): string | undefined {
  const zone = zoneText.exec(text)?.[0]
  if (zone === undefined) return undefined
  const local = momentOf(text.slice(0, -zone.length), digits)
  if (local === undefined) return undefined
  if (zone === 'Z' || /^[+-]00(?::?00)?$/.test(zone)) return local
  const colon = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  const iso = parseTimestamp(local.slice(0, 19) + colon).toISOString()
  // Beyond the four digits of a year.
  if (iso.length !== 24) return undefined
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${local.slice(19)}`
}

const era = /^(\d{4,6})(-\d\d-\d\d.*?)( BC)?$/
const expanded = /^([+-]\d{6})(-.*)$/

/** PostgreSQL's years as ISO's: `12026-…` is `+012026-…`, `0044-… BC` is `-000043-…`. */
export function isoYear(text: string): string {
  const match = era.exec(text)
  if (match === null) return text
  const [, digits = '', rest = '', bc] = match
  if (bc === undefined && digits.length === 4) return text
  const year = bc === undefined ? Number(digits) : 1 - Number(digits)
  if (year === 0) return `0000${rest}`
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}${rest}`
}

/** The other way around: ISO's years as PostgreSQL writes them. */
export function eraYear(iso: string): string {
  if (iso.startsWith('0000-')) return `0001${iso.slice(4)} BC`
  const match = expanded.exec(iso)
  if (match === null) return iso
  const [, digits = '', rest = ''] = match
  const year = Number(digits)
  return year > 0 ? `${String(year).padStart(4, '0')}${rest}` : `${String(1 - year).padStart(4, '0')}${rest} BC`
}

/** Gives the result, or says what would have fit. */
export function required(text: string | undefined, expected: string, value: unknown): string {
  if (text === undefined) throw unfit(expected, value)
  return text
}
