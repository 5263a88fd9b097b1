import { Dispatcher, type Settle } from './dispatcher.ts'
import type { Future, Submission, SubmitOptions, TaskContext } from './future.ts'
import { orderedMap } from './ordered-map.ts'
import type { ExecutorOptions, ExecutorStats, ShutdownOptions, TaskExecutor } from './task-executor.ts'

/** A closure that runs on the event loop. */
export type Work<Arg, R> = (arg: Arg, context: TaskContext) => R | Promise<R>

/**
 * Bounded concurrency on the event loop, for closures that wait (on a database, on the network). A closure cannot be
 * stopped from outside: after a timeout or a cancellation its result rejects at once, but it holds its place until it
 * ends, so let it watch `context.signal`.
 *
 * @example
 * await using executor = new AsyncExecutor({ maxWorkers: 10 })
 * const future = executor.submit(() => fetchOrders(5))
 * for await (const page of executor.map(fetchPage, [1, 2, 3])) console.log(page)
 */
export class AsyncExecutor implements TaskExecutor {
  readonly #dispatcher: Dispatcher

  /** @throws {UsageError} WORKER_BAD_OPTION */
  constructor(options: ExecutorOptions = {}) {
    this.#dispatcher = new Dispatcher(options)
  }

  get maxWorkers(): number {
    return this.#dispatcher.maxWorkers
  }

  get stats(): ExecutorStats {
    const counts = this.#dispatcher.counts
    return { workers: counts.running, ...counts }
  }

  /**
   * Starts the closure as soon as fewer than `maxWorkers` run. Options come third, also for a closure without an
   * argument: `submit(work, undefined, { timeoutMs: 500 })`.
   * @throws {WorkerError} WORKER_QUEUE_FULL; {UsageError} WORKER_CLOSED
   */
  submit<R>(work: Work<undefined, R>, arg?: undefined, options?: SubmitOptions): Future<Awaited<R>>
  submit<Arg, R>(work: Work<Arg, R>, arg: Arg, options?: SubmitOptions): Future<Awaited<R>>
  submit<Arg, R>(work: Work<Arg, R>, arg: Arg, options: SubmitOptions = {}): Future<Awaited<R>> {
    return this.#submit(work, arg, options, true)
  }

  /**
   * Results in the order of the items. Takes items as room appears (at most 2 × `maxWorkers` ahead of the reader);
   * leaving the loop early cancels the rest.
   */
  map<Arg, R>(
    work: Work<Arg, R>,
    items: Iterable<Arg> | AsyncIterable<Arg>,
    options: SubmitOptions = {},
  ): AsyncIterable<Awaited<R>> {
    return orderedMap(items, (arg) => this.#submit(work, arg, options, false), 2 * this.maxWorkers)
  }

  async shutdown(options?: ShutdownOptions): Promise<void> {
    await this.#dispatcher.close(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  #submit<Arg, R>(work: Work<Arg, R>, arg: Arg, options: SubmitOptions, limited: boolean): Future<Awaited<R>> {
    const run = async (submission: Submission<Awaited<R>>): Promise<Settle> => {
      submission.begin()
      const context: TaskContext = { signal: submission.signal, progress: (value) => submission.progress(value) }
      try {
        const value = await work(arg, context)
        return () => submission.resolve(value)
      } catch (error) {
        return () => submission.reject(error)
      }
    }
    return this.#dispatcher.submit(work.name === '' ? 'The task' : `Task "${work.name}"`, run, options, limited)
  }
}
