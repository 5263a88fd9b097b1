import type { ExtractField, SqlType } from '@athanor/contract'

/** A moment in UTC, whatever the session's zone is; a day as its midnight, where a time is asked for. */
export function plainMoment(operand: string, type: SqlType, withTime: boolean): string {
  if (type.timezone && type.name === 'timestamp') return `(${operand} AT TIME ZONE 'UTC')`
  return withTime && type.name === 'date' ? `CAST(${operand} AS TIMESTAMP)` : operand
}

const ofTime: ReadonlySet<ExtractField> = new Set<ExtractField>(['hour', 'minute', 'second', 'epoch'])

/** EXTRACT yields NUMERIC; here it is a whole number, or for `second` and `epoch` a double. */
export function extract(field: ExtractField, operand: string, type: SqlType): string {
  const part = `EXTRACT(${field.toUpperCase()} FROM ${plainMoment(operand, type, ofTime.has(field))})`
  return `CAST(${part} AS ${field === 'second' || field === 'epoch' ? 'DOUBLE PRECISION' : 'INTEGER'})`
}
