import type { ExtractField } from '@athanor/contract'

const fields: Readonly<Partial<Record<ExtractField, (operand: string) => string>>> = {
  dow: (operand) => `(DAYOFWEEK(${operand}) - 1)`,
  doy: (operand) => `DAYOFYEAR(${operand})`,
  // Mode 3 is ISO 8601.
  week: (operand) => `WEEK(${operand}, 3)`,
  second: (operand) => `CAST(SECOND(${operand}) + MICROSECOND(${operand}) * 0.000001 AS DOUBLE)`,
  epoch: (operand) => `CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${operand}) * 0.000001 AS DOUBLE)`,
}

/** Whole numbers, except `second` and `epoch`, which have a fraction. */
export function extract(field: ExtractField, operand: string): string {
  return fields[field]?.(operand) ?? `EXTRACT(${field.toUpperCase()} FROM ${operand})`
}
