import type { DriverValue, SqlType, TypeCodec } from '@athanor/contract'
import { formatTimestamp, parseTimestamp, validDate } from './civil.ts'
import { clockOf, dayOf, eraYear, isoYear, momentOf, required, utcMomentOf } from './iso-text.ts'
import { temporalCodec } from './temporal.ts'
import { unfit } from './unfit.ts'

/** How a database writes dates and times; everything else about them is common. */
export interface MomentRules {
  /** A Date as the database's text. Default `YYYY-MM-DD HH:MM:SS.mmm` in UTC, for the years 0 to 9999. */
  readonly format?: (value: unknown) => string
  /** Follows a moment with a time zone: `+00` where the database keeps one, else nothing (it is UTC). Default nothing. */
  readonly utcSuffix?: string
  /** Years beyond 9999 and before Christ, and `infinity`, in the database's own words. */
  readonly allYears?: boolean
  /** Digits of the fraction that a moment has at least, where texts are compared. Default 0. */
  readonly digits?: number
}

const wide = /^(?:-?infinity|\d{4,6}-\d\d-\d\d(?:[ T][\d:.]+(?:Z|[+-][\d:]+)?)?(?: BC)?)$/
const beyond = /^(?:-?infinity|\d{5,6}-|.* BC$)/

/** Texts that only the database's own calendar knows pass as they are. */
function passing(rules: MomentRules, text: string): string | undefined {
  return rules.allYears && beyond.test(text) && wide.test(text) ? text : undefined
}

function textOf(expected: string, raw: DriverValue): string {
  if (typeof raw !== 'string') throw unfit(expected, raw)
  return raw
}

const asItIs = (text: string): string => text

function textCodecOf(expected: string, write: (text: string) => string | undefined, read = write): TypeCodec {
  return Object.freeze({
    encode: (value: unknown): DriverValue =>
      required(typeof value === 'string' ? write(value) : undefined, expected, value),
    decode: (raw: DriverValue): unknown => required(read(textOf(expected, raw)), expected, raw),
  })
}

/** `date`: text `YYYY-MM-DD`; in mode `date` a Date at midnight UTC; in mode `temporal` a `Temporal.PlainDate`. */
export function dateCodec(type: SqlType, rules: MomentRules = {}): TypeCodec {
  const { format = formatTimestamp } = rules
  if (type.mode === 'temporal') return temporalCodec('PlainDate', rules.allYears ? eraYear : fourDigits, isoYear)
  if (type.mode !== 'date') {
    const write = (text: string): string | undefined => dayOf(text) ?? passing(rules, text)
    return textCodecOf('a date of the form YYYY-MM-DD', write, asItIs)
  }
  return Object.freeze({
    encode(value: unknown): DriverValue {
      if (validDate(value).getTime() % 86_400_000 !== 0) {
        throw new TypeError('expected a Date at midnight UTC (date), got one with a time of day')
      }
      const text = format(value)
      return text.slice(0, text.indexOf(' ')) + (text.endsWith(' BC') ? ' BC' : '')
    },
    decode: (raw: DriverValue): unknown => parseTimestamp(textOf('a date as text', raw)),
  })
}

const zonedClock = /^(.*?)(Z|[+-]\d\d(?::\d\d){0,2})$/
function zonedClockOf(text: string): string | undefined {
  const [, clock, zone] = zonedClock.exec(text) ?? []
  const plain = clock === undefined ? undefined : clockOf(clock)
  return plain === undefined || zone === undefined ? undefined : plain + (zone === 'Z' ? '+00' : zone)
}

/** `time`: text `HH:MM:SS[.ffffff]`; in mode `temporal` a `Temporal.PlainTime`. With a zone: text with its offset. */
export function timeCodec(type: SqlType): TypeCodec {
  if (type.timezone) return textCodecOf('a time of the form HH:MM:SS+hh', zonedClockOf)
  if (type.mode === 'temporal') {
    return temporalCodec(
      'PlainTime',
      (iso) => microseconds(clockOf(iso)),
      (text) => text,
    )
  }
  // MySQL's times may have hundreds of hours, PostgreSQL's may be 24:00:00.
  const read = (text: string): string => clockOf(text) ?? text
  return textCodecOf('a time of the form HH:MM:SS', (text) => clockOf(text), read)
}

/**
 * `timestamp`: JS Dates in UTC; in mode `string` text to the microsecond, with an offset if the type has a time zone; in
 * mode `temporal` a `Temporal.PlainDateTime`, or a `Temporal.Instant` if the type has a time zone.
 */
export function timestampCodec(type: SqlType, rules: MomentRules = {}): TypeCodec {
  const { format = formatTimestamp, utcSuffix = '', digits = 0 } = rules
  if (type.mode === 'string') return type.timezone ? zonedText(rules, utcSuffix, digits) : localText(rules, digits)
  if (type.mode === 'temporal') {
    const suffix = type.timezone ? utcSuffix : ''
    const write = (iso: string): string => {
      const local = iso.endsWith('Z') ? iso.slice(0, -1) : iso
      if (rules.allYears && /^(?:[+-]|0000)/.test(local)) {
        // The clock is checked behind the day, whose year the database writes in its own way.
        const at = local.indexOf('T')
        const [day = '', bc] = eraYear(local.slice(0, at)).split(' ')
        return `${day} ${microseconds(clockOf(local.slice(at + 1), digits))}${suffix}${bc === undefined ? '' : ' BC'}`
      }
      return microseconds(momentOf(fourDigits(local), digits)) + suffix
    }
    if (!type.timezone) return temporalCodec('PlainDateTime', write, (text) => isoYear(text).replace(' ', 'T'))
    return temporalCodec('Instant', write, (text) => {
      const iso = isoYear(text).replace(' ', 'T')
      return /(?:Z|[+-]\d\d(?::\d\d)*)$/.test(iso.slice(10)) ? iso : `${iso}Z`
    })
  }
  return Object.freeze({
    encode: format,
    decode: (raw: DriverValue): unknown => parseTimestamp(textOf('a date and time as text', raw)),
  })
}

function localText(rules: MomentRules, digits: number): TypeCodec {
  return textCodecOf(
    'a date and time of the form YYYY-MM-DD HH:MM:SS[.ffffff] without an offset',
    (text) => momentOf(text, digits) ?? passing(rules, text),
    (text) => momentOf(text) ?? passing(rules, text),
  )
}
function zonedText(rules: MomentRules, suffix: string, digits: number): TypeCodec {
  const read = (text: string): string | undefined => {
    const utc = utcMomentOf(text) ?? momentOf(text)
    return utc === undefined ? passing(rules, text) : `${utc}+00:00`
  }
  const write = (text: string): string | undefined => {
    const utc = utcMomentOf(text, digits)
    return utc === undefined ? passing(rules, text) : utc + suffix
  }
  return textCodecOf('a date and time with its offset, of the form YYYY-MM-DD HH:MM:SS[.ffffff]+hh:mm', write, read)
}

/** @throws TypeError for years beyond 0 to 9999 */
function fourDigits(iso: string): string {
  if (/^[+-]/.test(iso)) throw new TypeError('expected a year from 0 to 9999, got one outside of them')
  return iso
}
function microseconds(text: string | undefined): string {
  if (text === undefined) throw new TypeError('expected a time to the microsecond, got a finer one')
  return text
}
