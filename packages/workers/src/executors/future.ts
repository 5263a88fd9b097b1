import { CancelledError } from '@athanor/contract'
import { after } from '../after.ts'
import { deferred } from '../deferred.ts'
import { checkMs, taskTimeout } from './errors.ts'

/** `cancelled`: by `cancel()`, by its signal, or by a shutdown that did not wait. */
export type FutureState = 'pending' | 'running' | 'done' | 'failed' | 'cancelled'

/**
 * A submitted task: what it is doing, and what came of it. Nobody has to look at it; a failure that is never asked for
 * stays silent.
 *
 * @example
 * const future = executor.submit('total', 3)
 * future.onProgress((rows) => console.log(rows))
 * console.log(await future.result())
 */
export interface Future<out T> {
  readonly state: FutureState
  /** What the task returned. @throws what the task threw, its cancellation's reason, or a {TaskTimeoutError} */
  result(): Promise<T>
  /**
   * Gives the task up: `result()` rejects at once with `reason` (default a `CancelledError`, WORKER_CANCELLED). One that
   * waits will not start; one that runs sees its `context.signal` aborted. False if it was over already.
   */
  cancel(reason?: unknown): boolean
  /** Called with each value that the task passes to `context.progress`, until it is over. Dispose to stop. */
  onProgress(listener: (value: unknown) => void): Disposable
}

/** What a task gets beside its argument. */
export interface TaskContext {
  /** Aborted when the task was cancelled or ran out of time; its result is not waited for any more. */
  readonly signal: AbortSignal
  /** Tells the listeners of `future.onProgress`. In a thread: the value is copied. */
  progress(value: unknown): void
}

export interface SubmitOptions {
  /** Cancels the task when it is aborted. */
  readonly signal?: AbortSignal
  /** Longest run, counted from the start of the task itself (not in the queue, nor in `setup`). Default: no limit. */
  readonly timeoutMs?: number
}

/** A future together with what only its executor may do to it. Settles once; later outcomes are dropped. */
export class Submission<T> implements Future<T> {
  /** For error messages: `Task "total"`. */
  readonly label: string
  readonly #outcome = deferred<T>()
  #state: FutureState = 'pending'
  #abort: AbortController | undefined
  readonly #listeners = new Set<(value: unknown) => void>()
  readonly #timeoutMs: number
  #timer: NodeJS.Timeout | undefined
  readonly #signal: AbortSignal | undefined
  readonly #onSignal = (): void => {
    this.cancel(this.#signal?.reason)
  }
  #onSettled: () => void = () => {}

  constructor(label: string, options: SubmitOptions) {
    this.label = label
    this.#timeoutMs = checkMs('timeoutMs', options.timeoutMs ?? Infinity)
    // A future that nobody asks must not end the process; each result() is a promise of its own.
    this.#outcome.promise.catch(() => {})
    this.#signal = options.signal
    if (this.#signal?.aborted) this.#onSignal()
    else this.#signal?.addEventListener('abort', this.#onSignal, { once: true })
  }

  get state(): FutureState {
    return this.#state
  }

  get settled(): boolean {
    return this.#state !== 'pending' && this.#state !== 'running'
  }

  /** Aborted when the task is given up while it may be running. */
  get signal(): AbortSignal {
    return (this.#abort ??= new AbortController()).signal
  }

  async result(): Promise<T> {
    return this.#outcome.promise
  }

  onProgress(listener: (value: unknown) => void): Disposable {
    // Wrapped, so that the same function given twice is two registrations.
    const call = (value: unknown): void => listener(value)
    this.#listeners.add(call)
    return { [Symbol.dispose]: () => void this.#listeners.delete(call) }
  }

  /** Called once, when the outcome is known; at once if it is. */
  whenSettled(callback: () => void): void {
    this.#onSettled = callback
    if (this.settled) callback()
  }

  /** The task itself begins now. */
  begin(): void {
    if (this.#state !== 'pending') return
    this.#state = 'running'
    this.#timer = after(this.#timeoutMs, () => {
      const error = taskTimeout(this.label, this.#timeoutMs)
      this.#settle('failed', () => this.#outcome.reject(error), error)
    })
  }

  progress(value: unknown): void {
    for (const listener of this.#listeners) {
      try {
        listener(value)
      } catch (error) {
        // The listener's mistake is not the task's: uncaught, as in an event target.
        process.nextTick(() => {
          throw error
        })
      }
    }
  }

  resolve(value: T): void {
    this.#settle('done', () => this.#outcome.resolve(value))
  }

  reject(error: unknown): void {
    this.#settle('failed', () => this.#outcome.reject(error))
  }

  cancel(reason?: unknown): boolean {
    const why = reason ?? new CancelledError(`${this.label} was cancelled`, { code: 'WORKER_CANCELLED' })
    return this.#settle('cancelled', () => this.#outcome.reject(why), why)
  }

  #settle(state: FutureState, tell: () => void, giveUp?: unknown): boolean {
    if (this.settled) return false
    this.#state = state
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#onSignal)
    this.#listeners.clear()
    tell()
    this.#onSettled()
    if (giveUp !== undefined) this.#abort?.abort(giveUp)
    return true
  }
}
