import type { DriverValue, Interval, SqlType, TypeCodec } from '@athanor/contract'
import { temporalCodec } from './temporal.ts'
import { unfit } from './unfit.ts'

const fields = ['years', 'months', 'days', 'hours', 'minutes', 'seconds', 'milliseconds'] as const
const names: ReadonlySet<string> = new Set(fields)
const wanted = 'an interval { years, months, days, hours, minutes, seconds, milliseconds } of whole numbers'

/** The three parts that PostgreSQL keeps. */
interface Parts {
  readonly months: number
  readonly days: number
  readonly microseconds: bigint
}

function partsOfObject(value: unknown): Parts {
  if (typeof value !== 'object' || value === null || Object.keys(value).some((key) => !names.has(key))) {
    throw unfit(wanted, value)
  }
  const read = (name: (typeof fields)[number]): number => {
    const part: unknown = name in value ? (value as Readonly<Record<string, unknown>>)[name] : undefined
    if (part === undefined) return 0
    if (typeof part !== 'number' || !Number.isSafeInteger(name === 'milliseconds' ? Math.trunc(part) : part)) {
      throw unfit(wanted, value)
    }
    return part
  }
  const milliseconds = read('milliseconds')
  const micro = Math.round(milliseconds * 1000)
  // 0.1 * 1000 is not always whole, so the test goes the other way.
  if (micro / 1000 !== milliseconds) throw new TypeError('expected an interval to the microsecond, got a finer one')
  const seconds = BigInt(read('hours')) * 3600n + BigInt(read('minutes')) * 60n + BigInt(read('seconds'))
  return {
    months: read('years') * 12 + read('months'),
    days: read('days'),
    microseconds: seconds * 1_000_000n + BigInt(micro),
  }
}

const isoText =
  /^([+-])?P(?:([+-]?\d+)Y)?(?:([+-]?\d+)M)?(?:([+-]?\d+)W)?(?:([+-]?\d+)D)?(?:T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+)(?:[.,](\d{1,9}))?S)?)?$/i

/** ISO 8601, with signs before each part as PostgreSQL writes them, or before the whole as Temporal does. */
function partsOfIso(text: string): Parts | undefined {
  const match = isoText.exec(text)
  if (match === null || /[PT]$/i.test(text)) return undefined
  const [, sign, years = '0', months = '0', weeks = '0', days = '0', hours = '0', minutes = '0', seconds = '0'] = match
  const fraction = (match[9] ?? '').replace(/0+$/, '')
  if (fraction.length > 6) throw new TypeError('expected an interval to the microsecond, got a finer one')
  const micro = BigInt(fraction.padEnd(6, '0')) * (seconds.startsWith('-') ? -1n : 1n)
  const whole = BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)
  const factor = sign === '-' ? -1 : 1
  return {
    months: factor * (Number(years) * 12 + Number(months)) + 0,
    days: factor * (Number(weeks) * 7 + Number(days)) + 0,
    microseconds: BigInt(factor) * (whole * 1_000_000n + micro),
  }
}

const unitText = /([+-]?\d+) (year|mon|day)s?/g
const timeText = /(?:^| )([+-])?(\d+):(\d\d):(\d\d)(?:\.(\d+))?$/
/** `1 year 2 mons -3 days +04:05:06.789`, PostgreSQL's default style. */
function partsOfPostgres(text: string): Parts | undefined {
  if (!/^(?:[+-]?\d+ (?:year|mon|day)s? ?)*(?:[+-]?\d+:\d\d:\d\d(?:\.\d+)?)?$/.test(text) || text === '')
    return undefined
  let months = 0
  let days = 0
  for (const [, count = '0', unit] of text.matchAll(unitText)) {
    if (unit === 'day') days += Number(count)
    else months += Number(count) * (unit === 'year' ? 12 : 1)
  }
  const [, sign, hours = '0', minutes = '0', seconds = '0', fraction = ''] = timeText.exec(text) ?? []
  const whole = BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)
  const microseconds = whole * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
  return { months, days, microseconds: sign === '-' ? -microseconds : microseconds }
}

function objectOf({ months, days, microseconds }: Parts): Interval {
  const seconds = microseconds / 1_000_000n
  const all: Readonly<Record<(typeof fields)[number], number>> = {
    years: Math.trunc(months / 12),
    months: months % 12,
    days,
    hours: Number(seconds / 3600n),
    minutes: Number((seconds / 60n) % 60n),
    seconds: Number(seconds % 60n),
    milliseconds: Number(microseconds % 1_000_000n) / 1000,
  }
  return Object.freeze(Object.fromEntries(fields.flatMap((name) => (all[name] === 0 ? [] : [[name, all[name]]]))))
}

/** Signs before each part: `P-1Y-2M3DT-4H`. */
function isoOf(parts: Parts): string {
  const { years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = objectOf(parts)
  const micro = Number(parts.microseconds % 1_000_000n)
  const part = (count: number, unit: string): string => (count === 0 ? '' : `${count}${unit}`)
  const fraction = micro === 0 ? '' : `.${String(Math.abs(micro)).padStart(6, '0').replace(/0+$/, '')}`
  const sign = seconds < 0 || micro < 0 ? '-' : ''
  const second = seconds === 0 && micro === 0 ? '' : `${sign}${Math.abs(seconds)}${fraction}S`
  const time = part(hours, 'H') + part(minutes, 'M') + second
  const day = part(years, 'Y') + part(months, 'M') + part(days, 'D')
  return day === '' && time === '' ? 'PT0S' : `P${day}${time === '' ? '' : `T${time}`}`
}

/** ISO with one sign before the whole, as Temporal reads it. @throws TypeError for parts of different signs */
function temporalIso(parts: Parts): string {
  const micro = parts.microseconds
  const negative = parts.months < 0 || parts.days < 0 || micro < 0n
  if (negative && (parts.months > 0 || parts.days > 0 || micro > 0n)) {
    throw new TypeError(
      'expected an interval whose parts have one sign (a Temporal.Duration has no more), got two signs',
    )
  }
  const absolute = {
    months: Math.abs(parts.months),
    days: Math.abs(parts.days),
    microseconds: micro < 0n ? -micro : micro,
  }
  return `${negative ? '-' : ''}${isoOf(absolute)}`
}

function partsOfText(text: string): Parts {
  const parts = partsOfIso(text) ?? partsOfPostgres(text)
  if (parts === undefined) throw unfit('the text of a finite interval', text)
  return parts
}

/**
 * `interval` over a database that writes it as ISO 8601 or in PostgreSQL's style: objects; in mode `string` ISO 8601; in
 * mode `temporal` a `Temporal.Duration`.
 */
export function intervalCodec(type: SqlType): TypeCodec {
  if (type.mode === 'temporal') {
    return temporalCodec(
      'Duration',
      (iso) => isoOf(partsOfText(iso)),
      (text) => temporalIso(partsOfText(text)),
    )
  }
  const read = (raw: DriverValue): Parts => {
    if (typeof raw !== 'string') throw unfit('the text of an interval', raw)
    return partsOfText(raw)
  }
  if (type.mode !== 'string') {
    return Object.freeze({
      encode: (value: unknown): DriverValue => isoOf(partsOfObject(value)),
      decode: (raw: DriverValue): unknown => objectOf(read(raw)),
    })
  }
  return Object.freeze({
    encode(value: unknown): DriverValue {
      const parts = typeof value === 'string' ? partsOfIso(value) : undefined
      if (parts === undefined) throw unfit('an interval in ISO 8601, such as P1DT2H', value)
      return isoOf(parts)
    },
    decode: (raw: DriverValue): unknown => isoOf(read(raw)),
  })
}
