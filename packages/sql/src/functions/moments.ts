import { sqlTypes } from '@athanor/contract'
import type { FunctionCall } from './function-call.ts'
import { callOf } from './call-of.ts'

/** Today, in UTC. */
export function currentDate(): FunctionCall<string, never, 'currentDate'> {
  return callOf('current_date', 'currentDate', [], sqlTypes.date)
}
/** The time of day, in UTC. */
export function currentTime(): FunctionCall<string, never, 'currentTime'> {
  return callOf('localtime', 'currentTime', [], sqlTypes.time)
}
/** The current moment of the database. */
export function currentTimestamp(): FunctionCall<Date, never, 'currentTimestamp'> {
  return callOf('current_timestamp', 'currentTimestamp', [], sqlTypes.timestamp)
}
/** A random UUID made by the database: version 4, on MySQL version 1. */
export function uuid(): FunctionCall<string, never, 'uuid'> {
  return callOf('gen_random_uuid', 'uuid', [], sqlTypes.uuid)
}
