import { PoolAssertionError, PoolClosedError, type PoolStats, PoolTimeoutError, UsageError } from '@athanor/contract'
import type { PoolRules } from './rules.ts'

export function closedError(): PoolClosedError {
  return new PoolClosedError('The pool is closed and lends nothing any more. Make a new pool, or close it later.', {
    code: 'POOL_CLOSED',
  })
}

export function leaseReleasedError(call: string): UsageError {
  return new UsageError(
    `${call} on a lease that is over: the resource may be somebody else's by now. ` +
      'Release each lease once, and acquire again for more work.',
    { code: 'POOL_LEASE_RELEASED' },
  )
}

/** Says what was observed at the moment of the timeout; guesses nothing. */
export function timeoutError(rules: PoolRules, timeoutMs: number, stats: PoolStats, cause: unknown): PoolTimeoutError {
  const { inUse, idle, connecting, waiting } = stats
  const advice =
    cause !== undefined
      ? 'The last connect failed (see the cause): check that the server can be reached.'
      : connecting > 0
        ? 'Connects are still under way: check that the server can be reached, or raise timeoutMs.'
        : 'Return leases sooner (await using), hold none while waiting for another, or raise size, maxOverflow or timeoutMs.'
  return new PoolTimeoutError(
    `${describe(rules)} had nothing to lend for ${timeoutMs} ms: ` +
      `${inUse} in use, ${idle} idle, ${connecting} connecting, ${waiting} waiting. ${advice}`,
    { code: 'POOL_TIMEOUT', cause },
  )
}

function describe(rules: PoolRules): string {
  if (rules.name !== 'queue') return `The ${rules.name} pool`
  const overflow = rules.limit === Infinity ? Infinity : rules.limit - rules.size
  return `The queue pool of size ${limitText(rules.size)} with overflow ${limitText(overflow)}`
}

function limitText(limit: number): string {
  return limit === Infinity ? 'without a limit' : String(limit)
}

/** `holder` was made where the first loan was asked for. */
export function assertionError(holder: Error | undefined): PoolAssertionError {
  const frames = holder?.stack?.split('\n').slice(1, 6).join('\n') ?? '    (unknown)'
  return new PoolAssertionError(
    `The pool's one resource is already checked out. Release it first, or use a queuePool. It was checked out:\n${frames}`,
    { code: 'POOL_ASSERTION', cause: holder },
  )
}

/** Marks the place of a loan: its stack begins with the caller of `callee`. */
export function loanMarker(callee: (...args: never[]) => unknown): Error {
  const marker = new Error('The first loan was made here')
  Error.captureStackTrace(marker, callee)
  return marker
}
