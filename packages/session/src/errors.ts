import { AthanorError, UsageError } from '@athanor/contract'

/** A row is not what the session read: somebody else changed or deleted it. Roll back, load again, and repeat the work. */
export class StaleDataError extends AthanorError {}
/** Something was read that is not loaded. The message names the line that loads it. */
export class UnloadedAttributeError extends UsageError {}
/** Something that is not loaded was read of an object that no session can load for. */
export class DetachedInstanceError extends UsageError {}
/** A flush failed and its transaction was rolled back; the session waits for `rollback()`. The failure is the `cause`. */
export class PendingRollbackError extends UsageError {}
/** The row of an object is gone. */
export class ObjectDeletedError extends AthanorError {}
