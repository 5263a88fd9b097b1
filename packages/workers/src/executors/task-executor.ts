/** Counts of one executor, at this moment and since it was made. */
export interface ExecutorStats {
  /** Threads that exist; on the event loop: tasks that run. */
  readonly workers: number
  /** Tasks that wait for a worker. */
  readonly queued: number
  /** Tasks that hold a worker. */
  readonly running: number
  readonly completed: number
  /** Threw, ran out of time, or lost their thread. */
  readonly failed: number
  readonly cancelled: number
}

export interface ShutdownOptions {
  /** True (default): wait for everything that was submitted. False: cancel it, and wait for the workers only. */
  readonly drain?: boolean
}

export interface ExecutorOptions {
  /** Most tasks at the same time. Default: the number of processors. */
  readonly maxWorkers?: number
  /** Most tasks waiting for a worker; `submit` throws WORKER_QUEUE_FULL beyond it. Default: no limit. */
  readonly maxQueue?: number
}

/**
 * Runs tasks with a bounded number of workers. Whoever makes one shuts it down; `await using` does, and waits for all
 * that was submitted.
 */
export interface TaskExecutor extends AsyncDisposable {
  readonly maxWorkers: number
  readonly stats: ExecutorStats
  /** Refuses new tasks, ends the submitted ones as `drain` says, frees the workers. Harmless when repeated. */
  shutdown(options?: ShutdownOptions): Promise<void>
}
