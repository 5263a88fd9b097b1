import { UsageError, WorkerError } from '@athanor/contract'

/** A task ran longer than its `timeoutMs`. Code `WORKER_TIMEOUT`. */
export class TaskTimeoutError extends WorkerError {}

export function taskTimeout(label: string, timeoutMs: number): TaskTimeoutError {
  return new TaskTimeoutError(
    `${label} ran longer than its timeoutMs of ${timeoutMs} and was given up; raise timeoutMs or split the work`,
    { code: 'WORKER_TIMEOUT' },
  )
}

/** What `structuredClone` refused: functions, class instances with private state, promises … */
export function notCloneable(what: string, cause: unknown): WorkerError {
  return new WorkerError(
    `${what} cannot be copied to another thread; pass plain data (objects, arrays, strings, numbers, dates, maps, typed arrays)`,
    { code: 'WORKER_NOT_CLONEABLE', cause },
  )
}

export function isCloneFailure(error: unknown): boolean {
  return error instanceof Error && error.name === 'DataCloneError'
}

/** Checks an option that counts something. @throws {UsageError} WORKER_BAD_OPTION */
export function checkCount(name: string, value: number, least: number): number {
  if (value === Infinity || (Number.isInteger(value) && value >= least)) return value
  throw new UsageError(`${name} must be a whole number of at least ${least}, not ${value}`, {
    code: 'WORKER_BAD_OPTION',
  })
}

// The longest delay of a timer; a longer one would fire at once.
const longestMs = 0x7fff_ffff

/** Checks an option in milliseconds; `Infinity` means without a limit. @throws {UsageError} WORKER_BAD_OPTION */
export function checkMs(name: string, value: number): number {
  if (value === Infinity || (value >= 0 && value <= longestMs)) return value
  throw new UsageError(`${name} must be between 0 and ${longestMs} milliseconds, or Infinity, not ${value}`, {
    code: 'WORKER_BAD_OPTION',
  })
}
