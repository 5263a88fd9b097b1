import { AthanorError, type DriverConnection, type Verdict } from '@athanor/contract'

/**
 * Whether a connection is fit to be lent again after an error on it. Its own status counts, and what the error says; an
 * error that is none of ours says nothing, so the state of the wire is unknown.
 */
export function isBroken(
  connection: DriverConnection,
  error: unknown,
  signal: AbortSignal | undefined,
  shared: boolean,
): boolean {
  if (connection.status === 'closed') return true
  if (error instanceof AthanorError) return error.connection === 'discard'
  // Closing a shared connection may destroy the database (in memory), so doubt alone is not enough.
  if (shared) return false
  // A driver rejects with the signal's reason only once the wire is usable again or known to be lost.
  return !(signal?.aborted && error === signal.reason)
}

export function verdictOf(connection: DriverConnection, broken: boolean): Verdict {
  return broken || connection.status === 'closed' ? 'discard' : 'reuse'
}
