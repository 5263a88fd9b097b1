import { type FunctionForm, literalAt } from '@athanor/compiler'
import { epochMs } from './moments.ts'

/** Milliseconds, or months, of a unit. */
const units: Readonly<Record<string, { readonly ms?: number; readonly months?: number }>> = {
  millisecond: { ms: 1 },
  second: { ms: 1_000 },
  minute: { ms: 60_000 },
  hour: { ms: 3_600_000 },
  day: { ms: 86_400_000 },
  week: { ms: 604_800_000 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { months: 12 },
}

const formatOf = (isDate: boolean): string => (isDate ? '%Y-%m-%d' : '%Y-%m-%d %H:%M:%f')

/**
 * SQLite counts days beyond the end of a month into the next one; going back by them yields the last day of the month, as
 * in the other databases.
 */
const add: FunctionForm = (_, node, _types, [moment = '', amount = '']) => {
  const { ms, months: width = 0 } = units[String(literalAt(node, 2))] ?? {}
  const format = formatOf(node.type.name === 'date')
  if (ms !== undefined) {
    const distance = ms < 1_000 ? `(${amount} / 1000.0) || ' seconds'` : `(${amount} * ${ms / 1_000}) || ' seconds'`
    return `STRFTIME('${format}', ${moment}, ${distance})`
  }
  const distance = `(${amount} * ${width}) || ' months'`
  const day = `STRFTIME('%d', ${moment}, ${distance})`
  const back = `'-' || CAST(${day} AS INTEGER) || ' days'`
  return `CASE WHEN ${day} < STRFTIME('%d', ${moment}) THEN STRFTIME('${format}', ${moment}, ${distance}, ${back}) ELSE STRFTIME('${format}', ${moment}, ${distance}) END`
}

/** Months between two moments; one less while the second has not reached the first one's day and time of its month. */
function months(from: string, to: string): string {
  const part = (format: string, moment: string): string => `CAST(STRFTIME('${format}', ${moment}) AS INTEGER)`
  const within = (moment: string): string => `STRFTIME('%d%H%M%f', ${moment})`
  const full = (moment: string): string => `STRFTIME('%Y%m%d%H%M%f', ${moment})`
  const later = `${full(to)} >= ${full(from)}`
  return `((${part('%Y', to)} - ${part('%Y', from)}) * 12 + ${part('%m', to)} - ${part('%m', from)} + CASE WHEN ${later} AND ${within(to)} < ${within(from)} THEN -1 WHEN NOT (${later}) AND ${within(to)} > ${within(from)} THEN 1 ELSE 0 END)`
}

const difference: FunctionForm = ([from = '', to = ''], node) => {
  const { ms, months: width = 1 } = units[String(literalAt(node, 2))] ?? {}
  if (ms === undefined) return `(${months(from, to)} / ${width})`
  return `((${epochMs(to)} - ${epochMs(from)}) / ${ms})`
}

/** A format, or for the quarter and the week the day at which they begin. */
const truncated: Readonly<Record<string, (x: string) => string>> = {
  year: (x) => `STRFTIME('%Y-01-01 00:00:00.000', ${x})`,
  quarter: (x) =>
    `STRFTIME('%Y-', ${x}) || SUBSTR('01040710', (CAST(STRFTIME('%m', ${x}) AS INTEGER) - 1) / 3 * 2 + 1, 2) || '-01 00:00:00.000'`,
  month: (x) => `STRFTIME('%Y-%m-01 00:00:00.000', ${x})`,
  week: (x) => `STRFTIME('%Y-%m-%d 00:00:00.000', ${x}, '-6 days', 'weekday 1')`,
  day: (x) => `STRFTIME('%Y-%m-%d 00:00:00.000', ${x})`,
  hour: (x) => `STRFTIME('%Y-%m-%d %H:00:00.000', ${x})`,
  minute: (x) => `STRFTIME('%Y-%m-%d %H:%M:00.000', ${x})`,
  second: (x) => `STRFTIME('%Y-%m-%d %H:%M:%S.000', ${x})`,
}

export const dateForms: Readonly<Record<string, FunctionForm>> = {
  athanor_date_add: add,
  athanor_date_diff: difference,
  athanor_date_trunc: ([x = ''], node) => `(${truncated[String(literalAt(node, 1))]?.(x) ?? ''})`,
}
