import type { ExtractField } from '@athanor/contract'

const formats: Readonly<Record<Exclude<ExtractField, 'quarter' | 'week' | 'second' | 'epoch'>, string>> = {
  year: '%Y',
  month: '%m',
  day: '%d',
  hour: '%H',
  minute: '%M',
  dow: '%w',
  doy: '%j',
}

function part(format: string, operand: string): string {
  return `CAST(STRFTIME('${format}', ${operand}) AS INTEGER)`
}

/** Milliseconds since 1970. */
export function epochMs(operand: string): string {
  return `(${part('%s', operand)} * 1000 + CAST(SUBSTR(STRFTIME('%f', ${operand}), 4) AS INTEGER))`
}

/** Whole numbers, except `second` and `epoch`, which have a fraction. */
export function extract(field: ExtractField, operand: string): string {
  switch (field) {
    case 'quarter':
      return `((${part('%m', operand)} + 2) / 3)`
    case 'week':
      // ISO 8601: the number of the week's Thursday. %V wants SQLite 3.46.
      return `((CAST(STRFTIME('%j', ${operand}, '-3 days', 'weekday 4') AS INTEGER) - 1) / 7 + 1)`
    case 'second':
      return `CAST(STRFTIME('%f', ${operand}) AS REAL)`
    case 'epoch':
      return `(${epochMs(operand)} / 1000.0)`
    default:
      return part(formats[field], operand)
  }
}
