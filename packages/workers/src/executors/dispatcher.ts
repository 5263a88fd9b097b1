import { AsyncResource } from 'node:async_hooks'
import { availableParallelism } from 'node:os'
import { UsageError, WorkerError } from '@athanor/contract'
import { checkCount } from './errors.ts'
import { type Future, Submission, type SubmitOptions } from './future.ts'
import type { ExecutorOptions, ShutdownOptions } from './task-executor.ts'

/** Tells the caller what came of a task. */
export type Settle = () => void

/** Runs one submission to its end. Never rejects; resolves when the worker is free again, with what then settles it. */
export type Run<T> = (submission: Submission<T>) => Promise<Settle>

/** First in, first out, at most `maxWorkers` at a time: the part that all executors share. */
export class Dispatcher {
  readonly maxWorkers: number
  readonly #maxQueue: number
  readonly #queue = new Map<Future<unknown>, () => Promise<Settle>>()
  readonly #active = new Set<Future<unknown>>()
  #closing = false
  #whenIdle: (() => void)[] = []
  readonly #counts = { completed: 0, failed: 0, cancelled: 0 }

  constructor(options: ExecutorOptions) {
    this.maxWorkers = checkCount('maxWorkers', options.maxWorkers ?? availableParallelism(), 1)
    this.#maxQueue = checkCount('maxQueue', options.maxQueue ?? Infinity, 0)
  }

  get counts(): { queued: number; running: number; completed: number; failed: number; cancelled: number } {
    return { queued: this.#queue.size, running: this.#active.size, ...this.#counts }
  }

  /**
   * @param limited false: takes no notice of `maxQueue`, for callers that hold themselves back
   * @throws {UsageError} WORKER_CLOSED; {WorkerError} WORKER_QUEUE_FULL
   */
  submit<T>(label: string, run: Run<T>, options: SubmitOptions, limited = true): Submission<T> {
    if (this.#closing) {
      throw new UsageError(`${label} was submitted to an executor that is shut down; make a new one`, {
        code: 'WORKER_CLOSED',
      })
    }
    if (limited && this.#active.size >= this.maxWorkers && this.#queue.size >= this.#maxQueue) {
      throw new WorkerError(
        `${label} was refused: ${this.#queue.size} tasks wait already (maxQueue ${this.#maxQueue}); wait for results, or use map()`,
        { code: 'WORKER_QUEUE_FULL', retry: 'safe' },
      )
    }
    const submission = new Submission<T>(label, options)
    // Bound to the caller's asynchronous context: the task before it in the queue is what starts it.
    this.#queue.set(
      submission,
      AsyncResource.bind(() => run(submission)),
    )
    submission.whenSettled(() => this.#settled(submission))
    this.#startNext()
    return submission
  }

  /** Resolves when no task waits or runs. */
  async close({ drain = true }: ShutdownOptions = {}): Promise<void> {
    this.#closing = true
    if (!drain) for (const future of [...this.#queue.keys(), ...this.#active]) future.cancel()
    if (this.#active.size > 0 || this.#queue.size > 0) {
      await new Promise<void>((resolve) => this.#whenIdle.push(resolve))
    }
  }

  #settled(future: Future<unknown>): void {
    this.#queue.delete(future)
    if (future.state === 'done') this.#counts.completed++
    else if (future.state === 'cancelled') this.#counts.cancelled++
    else this.#counts.failed++
    this.#tellIdle()
  }

  #startNext(): void {
    for (const [future, run] of this.#queue) {
      if (this.#active.size >= this.maxWorkers) return
      this.#queue.delete(future)
      this.#active.add(future)
      void this.#toEnd(future, run)
    }
  }

  async #toEnd(future: Future<unknown>, run: () => Promise<Settle>): Promise<void> {
    const settle = await run()
    // First the place, then the news: whoever has awaited all results sees no task running.
    this.#active.delete(future)
    this.#startNext()
    settle()
    this.#tellIdle()
  }

  #tellIdle(): void {
    if (this.#active.size > 0 || this.#queue.size > 0) return
    for (const resolve of this.#whenIdle.splice(0)) resolve()
  }
}
