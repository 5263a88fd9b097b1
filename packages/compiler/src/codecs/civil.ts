import { unfit } from './unfit.ts'

const dayMs = 86_400_000
const wanted = 'a valid Date (timestamp)'

/** Days since 1970-01-01, by arithmetic on the civil calendar: no regular expression, no Date.UTC. */
function daysOf(year: number, month: number, day: number): number {
  let y = year
  let m = month
  if (m <= 2) {
    y--
    m += 12
  }
  return (
    365 * y +
    Math.floor(y / 4) -
    Math.floor(y / 100) +
    Math.floor(y / 400) +
    Math.floor((153 * (m - 3) + 2) / 5) +
    day -
    719_469
  )
}

const zero = 48
/** Two digits at a place. */
function two(text: string, at: number): number {
  return (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero
}

/**
 * `YYYY-MM-DD[ T]HH:MM:SS[.ffffff][+hh[:mm]]` as a Date. Without an offset it is UTC. Digits behind the milliseconds
 * are cut.
 * @throws TypeError for anything else, such as `infinity`
 */
export function parseTimestamp(text: string): Date {
  // 67 is the C of ` BC`.
  if (
    text.charCodeAt(text.length - 1) === 67 ||
    text.length < 19 ||
    text.charCodeAt(4) !== 45 ||
    text.charCodeAt(7) !== 45 ||
    text.charCodeAt(13) !== 58
  )
    return parseUnusual(text)
  let ms = 0
  let at = 19
  if (text.charCodeAt(19) === 46) {
    let unit = 100
    for (at = 20; at < text.length; at++) {
      const digit = text.charCodeAt(at) - zero
      if (digit < 0 || digit > 9) break
      if (unit >= 1) ms += digit * unit
      unit = unit === 1 ? 0 : unit / 10
    }
  }
  const seconds = two(text, 11) * 3600 + two(text, 14) * 60 + two(text, 17)
  const month = two(text, 5)
  const day = two(text, 8)
  // MySQL's 0000-00-00 is no day, and arithmetic would make one of it.
  if (month < 1 || month > 12 || day < 1 || day > 31) throw unfit('a date and time', text)
  const days = daysOf(two(text, 0) * 100 + two(text, 2), month, day)
  return checked(days * dayMs + seconds * 1000 + ms - (at < text.length ? offsetMs(text, at) : 0), text)
}

/** `+02`, `+05:30`, `-03:30:15`, `Z`. */
function offsetMs(text: string, at: number): number {
  const sign = text.charCodeAt(at)
  if (sign === 90 && at === text.length - 1) return 0
  if (sign !== 43 && sign !== 45) return Number.NaN
  const minutes = text.length > at + 3 ? two(text, at + 4) : 0
  const seconds = text.length > at + 6 ? two(text, at + 7) : 0
  return (sign === 45 ? -1 : 1) * ((two(text, at + 1) * 60 + minutes) * 60 + seconds) * 1000
}

const unusual = /^(\d{1,6})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-][\d:]+|Z)?))?( BC)?$/

/** A date alone, a time without seconds, years beyond 9999 or before Christ. */
function parseUnusual(text: string): Date {
  const match = unusual.exec(text)
  if (match === null) throw unfit('a date and time', text)
  const [, year = '', month = '', day = '', time = '00:00:00', era] = match
  const full = /^\d\d:\d\d(?!:)/.test(time) ? `${time.slice(0, 5)}:00${time.slice(5)}` : time
  // 1970 stands in for the year, which may have any number of digits.
  const within = parseTimestamp(`1970-01-01 ${full}`).getTime()
  return checked(daysOf(era ? 1 - Number(year) : Number(year), Number(month), Number(day)) * dayMs + within, text)
}

function checked(ms: number, text: string): Date {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) throw unfit('a date and time', text)
  return date
}

/** @throws TypeError for anything but a Date that is one */
export function validDate(value: unknown): Date {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw unfit(wanted, value)
  return value
}

/** `YYYY-MM-DD HH:MM:SS.mmm` in UTC. @throws TypeError for years outside of 0000 to 9999 */
export function formatTimestamp(value: unknown): string {
  const iso = validDate(value).toISOString()
  if (iso.length !== 24) throw new TypeError('expected a Date in the years 0 to 9999, got one outside of them')
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}`
}
