/** Lends resources; knows nothing of SQL. */
export interface Pool<T> extends AsyncDisposable {
  readonly stats: PoolStats
  /**
   * Lends one resource, waiting for it if need be.
   * @throws {PoolTimeoutError} POOL_TIMEOUT after the pool's `timeoutMs`
   * @throws {PoolClosedError} POOL_CLOSED
   * @throws the signal's reason when it is aborted; whatever `create` throws
   */
  acquire(options?: AcquireOptions): Promise<Lease<T>>
  /** An idle resource at once, or undefined: no promise where none is needed. Never one that wants a ping or recycling. */
  tryAcquire(): Lease<T> | undefined
  /** Every resource older than now is replaced at its next loan; none is closed at once. */
  invalidateAll(): void
  on<K extends keyof PoolEvents<T>>(event: K, listener: (event: PoolEvents<T>[K]) => void): Disposable
  /** Refuses new loans, waits up to `graceMs` (default 0) for the ones out, closes everything idle; harmless when repeated. */
  close(options?: { readonly graceMs?: number }): Promise<void>
}

export interface AcquireOptions {
  readonly signal?: AbortSignal
  /** Instead of the pool's own. */
  readonly timeoutMs?: number
}

/** `reuse`: fit to be lent again. `discard`: close it. */
export type Verdict = 'reuse' | 'discard'

/** One loan. Releasing twice is an error of the caller: the resource may be somebody else's by then. */
export interface Lease<T> extends AsyncDisposable {
  readonly resource: T
  /** Shared with other leases at the same time (StaticPool, SingletonThreadPool). */
  readonly shared: boolean
  /** State of the physical resource, kept across loans. */
  readonly info: Map<unknown, unknown>
  /** Ends the loan; resolves when the reset is done. @throws {UsageError} POOL_LEASE_RELEASED on the second call */
  release(verdict?: Verdict): Promise<void>
  /** Marks the resource unfit: closed now (`hard`), or replaced at the next loan (`soft`). */
  invalidate(how?: 'hard' | 'soft', cause?: unknown): void
  /** Takes the resource out of the pool for good; the caller closes it. The lease is over. */
  detach(): T
}

export interface PoolStats {
  /** The strategy's name: `queue`, `null`, … */
  readonly strategy: string
  /** Resources that exist (idle, in use, being made). */
  readonly size: number
  readonly idle: number
  readonly inUse: number
  /** How many of `size` are beyond the strategy's own size. */
  readonly overflow: number
  readonly waiting: number
  readonly connecting: number
  /** Since the pool was made. */
  readonly created: number
  readonly closed: number
  readonly invalidated: number
  readonly timeouts: number
  readonly acquired: number
  /** Milliseconds that acquirers waited, in all. */
  readonly waitMs: number
}

export interface PoolEvents<T> {
  /** A resource was made. */
  readonly connect: { readonly resource: T }
  /** The pool's first one. */
  readonly firstConnect: { readonly resource: T }
  readonly checkout: { readonly resource: T }
  readonly checkin: { readonly resource: T }
  readonly reset: { readonly resource: T }
  readonly invalidate: { readonly resource: T; readonly cause: unknown }
  readonly softInvalidate: { readonly resource: T; readonly cause: unknown }
  readonly close: { readonly resource: T }
  readonly detach: { readonly resource: T }
}

/** How a pool makes, proves, cleans and ends its resources. */
export interface ResourceFactory<T> {
  create(options: { readonly signal?: AbortSignal }): Promise<T>
  /** Before a resource goes back. A throw discards it; the borrower does not see the error. */
  reset(resource: T): Promise<void>
  /** False when `reset` would change nothing: it is not called then. The pool's `reset` event comes all the same. */
  needsReset?(resource: T): boolean
  destroy(resource: T): Promise<void>
  /** For `prePing`: throws when the resource is dead. */
  ping?(resource: T, options: { readonly signal?: AbortSignal }): Promise<void>
  /** Without a round trip: false when it is known to be dead. */
  isAlive?(resource: T): boolean
  unref?(resource: T): void
  ref?(resource: T): void
}

interface CommonPoolOptions {
  /** Replace a resource older than this at its next loan; -1 (default): never. */
  readonly recycleMs?: number
  /** Prove each resource at its loan and replace a dead one; default false. */
  readonly prePing?: boolean
  /** What happens when a resource comes back; default `rollback`, that is the factory's `reset`. */
  readonly resetOnReturn?: 'rollback' | 'none'
}

/** A pool's strategy as frozen data. Made by `queuePool()` and its siblings in `@athanor/pool`. */
export type PoolStrategy =
  | (CommonPoolOptions & {
      readonly kind: 'queue'
      /** Kept open; 0 means without a limit. Default 5. */
      readonly size?: number
      /** Beyond `size`, closed on return; -1 means without a limit. Default 10. */
      readonly maxOverflow?: number
      /** Longest wait for a resource; default 30,000. */
      readonly timeoutMs?: number
      /** Lend the most recently returned one first; default false. */
      readonly lifo?: boolean
    })
  | (CommonPoolOptions & { readonly kind: 'null' })
  | (CommonPoolOptions & { readonly kind: 'static' })
  | (CommonPoolOptions & { readonly kind: 'singletonThread' })
  | (CommonPoolOptions & { readonly kind: 'assertion' })
