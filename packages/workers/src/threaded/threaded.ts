import { availableParallelism } from 'node:os'
import { type Backend, type BackendRecipe, type Driver, printedAs, UsageError } from '@athanor/contract'
import { checkCount, checkMs } from '../executors/errors.ts'
import { ConnectionThread } from './connection-thread.ts'
import { ThreadConnection } from './thread-connection.ts'

export interface ThreadedOptions {
  /** Most threads. Connections are spread over them evenly. Default: the number of processors, at most 4. */
  readonly threads?: number
  /** How long an aborted statement may go on before its connection is given up. Default 50. */
  readonly cancelGraceMs?: number
  /** How long a thread without connections is kept for the next one. Default 1,000. */
  readonly idleThreadMs?: number
}

/**
 * The same database with its connections in worker threads, so that the event loop stays free while a driver works on
 * it: SQLite's statements, mostly. Engine, pool and results do not notice.
 *
 * Threads start with the first connections, end when they have had none for a while, and do not keep the process alive
 * while they are idle. An abort is passed on to the driver in the thread; a statement that goes on all the same (SQLite
 * cannot be stopped) is left alone: its promise rejects, its connection counts as closed, and no new connection
 * goes to its thread. It may still take effect unless it was in a transaction. A database that lives in its
 * one connection (`:memory:`) is never given up like that: there the promise waits for the end of the statement.
 *
 * @throws {UsageError} WORKER_NO_RECIPE for a backend that cannot be made again in a thread
 * @example const engine = createEngine(threaded(sqlite('shop.db'), { threads: 2 }))
 */
export function threaded(backend: Backend, options: ThreadedOptions = {}): Backend {
  const { recipe } = backend
  if (recipe === undefined) {
    throw new UsageError(
      `${backend.description} cannot run in threads: it has no recipe, because its options hold a function or an open object; give it plain options`,
      { code: 'WORKER_NO_RECIPE' },
    )
  }
  const limits: ThreadLimits = {
    threads: checkCount('threads', options.threads ?? Math.min(4, availableParallelism()), 1),
    cancelGraceMs: checkMs('cancelGraceMs', options.cancelGraceMs ?? 50),
    idleMs: checkMs('idleThreadMs', options.idleThreadMs ?? 1_000),
  }
  const keepsData = backend.preferredPool === 'singletonThread'
  const driver = new ThreadedDriver(recipe, keepsData ? { ...limits, cancelGraceMs: Infinity } : limits)
  return Object.freeze(printedAs({ ...backend, driver }, backend.description))
}

interface ThreadLimits {
  readonly threads: number
  readonly cancelGraceMs: number
  readonly idleMs: number
}

class ThreadedDriver implements Driver {
  readonly #recipe: BackendRecipe
  readonly #limits: ThreadLimits
  #threads: ConnectionThread[] = []

  constructor(recipe: BackendRecipe, limits: ThreadLimits) {
    this.#recipe = recipe
    this.#limits = limits
  }

  async connect(options: { readonly signal?: AbortSignal } = {}): Promise<ThreadConnection> {
    options.signal?.throwIfAborted()
    return ThreadConnection.open(this.#leastLoaded(), this.#limits.cancelGraceMs, options)
  }

  /** Dead and retired threads do not count: others take their place. */
  #leastLoaded(): ConnectionThread {
    this.#threads = this.#threads.filter((thread) => thread.usable)
    const [first] = this.#threads.toSorted((a, b) => a.load - b.load)
    if (first !== undefined && (first.load === 0 || this.#threads.length >= this.#limits.threads)) return first
    const thread = new ConnectionThread(this.#recipe, this.#limits.idleMs)
    this.#threads.push(thread)
    return thread
  }
}
