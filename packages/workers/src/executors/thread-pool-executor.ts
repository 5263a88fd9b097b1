import type { ResourceLimits } from 'node:worker_threads'
import { UsageError } from '@athanor/contract'
import type { TaskArg, TaskMap, TaskResult, TaskSet } from './define-tasks.ts'
import { Dispatcher, type Settle } from './dispatcher.ts'
import { checkMs, isCloneFailure, notCloneable } from './errors.ts'
import type { Future, Submission, SubmitOptions } from './future.ts'
import { orderedMap } from './ordered-map.ts'
import type { ExecutorOptions, ExecutorStats, ShutdownOptions, TaskExecutor } from './task-executor.ts'
import { ThreadPool } from './thread-pool.ts'

export interface ThreadOptions extends ExecutorOptions {
  /** How long a task that was cancelled or ran out of time may go on before its thread is ended. Default 100. */
  readonly graceMs?: number
  /** Longest wait for each worker's `teardown` at shutdown. Default 5,000. */
  readonly teardownTimeoutMs?: number
  /** Limits of each thread's memory; a thread that exceeds them dies with its task and is replaced. */
  readonly resourceLimits?: ResourceLimits
}

/** `data` is what each worker's `setup` gets: a copy of it. */
export type ThreadPoolOptions<Data> = ThreadOptions &
  (undefined extends Data ? { readonly data?: Data } : { readonly data: Data })

/** An argument that may be left out is optional; options come after it. */
type Submitted<Arg> = undefined extends Arg
  ? readonly [arg?: Arg, options?: SubmitOptions]
  : readonly [arg: Arg, options?: SubmitOptions]

/**
 * Runs the tasks of a task set in threads. Threads start when they are needed, stay until the shutdown and do not keep
 * the process alive; each runs one task at a time and is replaced when it dies.
 *
 * @example
 * await using executor = new ThreadPoolExecutor(tasks, { maxWorkers: 2, data: { path: 'shop.db' } })
 * console.log(await executor.submit('total', 3).result())
 * for await (const total of executor.map('total', [1, 2, 3])) console.log(total)
 */
export class ThreadPoolExecutor<Data, Tasks extends TaskMap> implements TaskExecutor {
  readonly #tasks: TaskSet<Data, Tasks>
  readonly #dispatcher: Dispatcher
  readonly #threads: ThreadPool
  #closed: Promise<void> | undefined

  /** @throws {UsageError} WORKER_BAD_OPTION; {WorkerError} WORKER_NOT_CLONEABLE for `data` */
  constructor(
    tasks: TaskSet<Data, Tasks>,
    ...[options]: undefined extends Data ? [options?: ThreadPoolOptions<Data>] : [options: ThreadPoolOptions<Data>]
  ) {
    const given: ThreadOptions & { readonly data?: unknown } = options ?? {}
    this.#tasks = tasks
    this.#dispatcher = new Dispatcher(given)
    this.#threads = new ThreadPool(
      { url: tasks.url, names: Object.keys(tasks.tasks), data: copyOf(given.data) },
      {
        maxThreads: this.#dispatcher.maxWorkers,
        graceMs: checkMs('graceMs', given.graceMs ?? 100),
        teardownMs: checkMs('teardownTimeoutMs', given.teardownTimeoutMs ?? 5_000),
        resourceLimits: given.resourceLimits,
      },
    )
  }

  get maxWorkers(): number {
    return this.#dispatcher.maxWorkers
  }

  get stats(): ExecutorStats {
    return { workers: this.#threads.threads, ...this.#dispatcher.counts }
  }

  /**
   * Queues one task; the argument and the result are copied between threads. What goes wrong is in the future: the
   * task's own error with its class and remote stack, or a `WorkerError` (WORKER_NOT_CLONEABLE, WORKER_SETUP_FAILED,
   * WORKER_CRASHED …).
   * @throws {WorkerError} WORKER_QUEUE_FULL; {UsageError} WORKER_CLOSED, WORKER_TASK_UNKNOWN
   */
  submit<Name extends keyof Tasks & string>(
    name: Name,
    ...[arg, options]: Submitted<TaskArg<Tasks[Name]>>
  ): Future<TaskResult<Tasks[Name]>> {
    return this.#submit(name, arg, options ?? {}, true)
  }

  /**
   * Results in the order of the items. Takes items as room appears (at most 2 × `maxWorkers` ahead of the reader);
   * leaving the loop early cancels the rest.
   */
  map<Name extends keyof Tasks & string>(
    name: Name,
    items: Iterable<TaskArg<Tasks[Name]>> | AsyncIterable<TaskArg<Tasks[Name]>>,
    options: SubmitOptions = {},
  ): AsyncIterable<TaskResult<Tasks[Name]>> {
    return orderedMap(items, (arg) => this.#submit(name, arg, options, false), 2 * this.maxWorkers)
  }

  /**
   * Ends the threads after their `teardown`.
   * @throws {WorkerError} WORKER_TEARDOWN_FAILED; the threads are gone all the same
   */
  async shutdown(options?: ShutdownOptions): Promise<void> {
    const idle = this.#dispatcher.close(options)
    this.#closed ??= idle.then(() => this.#threads.close())
    await this.#closed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  #submit<Name extends keyof Tasks & string>(
    name: Name,
    arg: unknown,
    options: SubmitOptions,
    limited: boolean,
  ): Future<TaskResult<Tasks[Name]>> {
    if (!Object.hasOwn(this.#tasks.tasks, name)) {
      throw new UsageError(
        `${this.#tasks.url} has no task "${name}"; it has ${Object.keys(this.#tasks.tasks).join(', ')}`,
        {
          code: 'WORKER_TASK_UNKNOWN',
        },
      )
    }
    const run = (submission: Submission<TaskResult<Tasks[Name]>>): Promise<Settle> =>
      // What comes back over the port is what this task returned: its type is the task's.
      this.#threads.run(submission as unknown as Submission<unknown>, name, arg)
    return this.#dispatcher.submit(`Task "${name}"`, run, options, limited)
  }
}

function copyOf(data: unknown): unknown {
  try {
    return structuredClone(data)
  } catch (error) {
    throw isCloneFailure(error) ? notCloneable('The data for setup', error) : error
  }
}
