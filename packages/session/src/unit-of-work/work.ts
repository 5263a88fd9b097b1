import type { Query, Result, Traits } from '@athanor/contract'
import type { ChangeLog } from '../session/change-log.ts'
import type { ObjectStates } from '../session/object-states.ts'

/** What loading and flushing need of their session. */
export interface Work {
  readonly states: ObjectStates
  readonly traits: Traits
  /** Of the innermost transaction or savepoint. */
  readonly log: ChangeLog
  /** Flushes before a read, where the session does so by itself. Nothing within a flush. */
  flushFirst(): Promise<void>
  /** Runs a statement on the session's connection, as it is: no flush before, no objects made. */
  run(query: Query): Promise<Result>
}
