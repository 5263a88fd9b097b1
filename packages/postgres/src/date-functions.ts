import { type FunctionForm, literalAt } from '@athanor/compiler'
import type { SqlType } from '@athanor/contract'
import { plainMoment } from './moments.ts'

/** One unit as an interval, and in seconds where its length is fixed. */
const units: Readonly<
  Record<string, { readonly interval: string; readonly seconds?: string; readonly months?: number }>
> = {
  millisecond: { interval: '1 millisecond', seconds: '0.001' },
  second: { interval: '1 second', seconds: '1' },
  minute: { interval: '1 minute', seconds: '60' },
  hour: { interval: '1 hour', seconds: '3600' },
  day: { interval: '1 day', seconds: '86400' },
  week: { interval: '7 days', seconds: '604800' },
  month: { interval: '1 month', months: 1 },
  quarter: { interval: '3 months', months: 3 },
  year: { interval: '1 year', months: 12 },
}

/** Months between two moments; one less while the second has not reached the first one's day and time of its month. */
function months(from: string, to: string): string {
  const within = (moment: string): string => `to_char(${moment}, 'DDHH24MISSUS')`
  const part = (field: string, moment: string): string => `EXTRACT(${field} FROM ${moment})`
  return [
    `(${part('YEAR', to)} - ${part('YEAR', from)}) * 12 + ${part('MONTH', to)} - ${part('MONTH', from)}`,
    `CASE WHEN ${to} >= ${from} AND ${within(to)} < ${within(from)} THEN -1`,
    `WHEN ${to} < ${from} AND ${within(to)} > ${within(from)} THEN 1 ELSE 0 END`,
  ]
    .join(' + ')
    .replace(' + WHEN', ' WHEN')
}

const add: FunctionForm = (_, node, types, [moment = '', amount = '']) => {
  const sum = `${moment} + ${amount} * INTERVAL '${units[String(literalAt(node, 2))]?.interval ?? ''}'`
  return node.type.name === 'date' && types[0]?.name === 'date' ? `CAST(${sum} AS DATE)` : `(${sum})`
}

const difference: FunctionForm = (_, node, types, [from = '', to = '']) => {
  const unit = units[String(literalAt(node, 2))]
  const [a, b] = [plain(from, types[0]), plain(to, types[1])]
  if (unit?.months === undefined) {
    return `CAST(TRUNC(EXTRACT(EPOCH FROM (${b} - ${a})) / ${unit?.seconds ?? ''}) AS BIGINT)`
  }
  return `CAST(TRUNC((${months(a, b)}) / ${unit.months}) AS BIGINT)`
}
function plain(moment: string, type: SqlType | undefined): string {
  return plainMoment(moment, type ?? { name: 'timestamp' }, true)
}

export const dateForms: Readonly<Record<string, FunctionForm>> = {
  athanor_date_add: add,
  athanor_date_diff: difference,
  // Of a date this would be a timestamp with a time zone.
  athanor_date_trunc: ([moment = ''], node, [type]) => {
    const unit = String(literalAt(node, 1))
    if (type?.name === 'timestamp' && type.timezone) return `date_trunc('${unit}', ${moment}, 'UTC')`
    return `date_trunc('${unit}', ${type?.name === 'date' ? `CAST(${moment} AS TIMESTAMP)` : moment})`
  },
}
