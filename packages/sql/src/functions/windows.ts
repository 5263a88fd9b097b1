import { sqlTypes, typeOf, UsageError } from '@athanor/contract'
import type { Expression } from '../expression/expression.ts'
import type { FunctionCall } from './function-call.ts'
import type { Within } from '../select/select-types.ts'
import { callOf, constant, countType } from './call-of.ts'

/** The number of the part, from 1, when the partition is cut into `parts` equal ones. */
export function ntile(parts: number): FunctionCall<number, never, 'ntile'> {
  return callOf('ntile', 'ntile', [constant(positive('ntile', parts))], countType)
}
/** The fraction of rows that are not behind this one: above 0, up to 1. */
export function cumeDist(): FunctionCall<number, never, 'cumeDist'> {
  return callOf('cume_dist', 'cumeDist', [], sqlTypes.double)
}
/** The rank as a fraction from 0 to 1. */
export function percentRank(): FunctionCall<number, never, 'percentRank'> {
  return callOf('percent_rank', 'percentRank', [], sqlTypes.double)
}
/** The value in the frame's row of that number, counted from 1; null when the frame is shorter. */
export function nthValue<T, S extends string>(
  value: Expression<T, S>,
  row: number,
): FunctionCall<T | null, Within<S>, 'nthValue'> {
  return callOf('nth_value', 'nthValue', [value, constant(positive('nthValue', row))], typeOf(value.node))
}

function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new UsageError(`${name}() wants a whole number from 1 on`, { code: 'SQL_ARGUMENT' })
}
