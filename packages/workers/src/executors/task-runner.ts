import type { MessagePort } from 'node:worker_threads'
import { CancelledError, toWireError, WorkerError } from '@athanor/contract'
import { loadModule } from '../load-module.ts'
import { findTaskSet, type TaskSet } from './define-tasks.ts'
import { isCloneFailure, notCloneable } from './errors.ts'
import type { TaskContext } from './future.ts'
import type { FromThread, Job, ThreadSetup, ToThread } from './thread-protocol.ts'

interface Ready {
  readonly set: TaskSet
  readonly state: unknown
}

/** The inside of one thread: sets up once, runs jobs, tears down. */
export class TaskRunner {
  readonly #setup: ThreadSetup
  readonly #port: MessagePort
  readonly #running = new Map<number, AbortController>()
  #ready: Promise<Ready> | undefined

  constructor(setup: ThreadSetup, port: MessagePort) {
    this.#setup = setup
    this.#port = port
    // The other end of this port speaks the same protocol: it is this package's thread pool.
    port.on('message', (message: ToThread) => {
      if (message.kind === 'close') void this.#close()
      else {
        const why = new CancelledError('The task was given up', { code: 'WORKER_CANCELLED' })
        this.#running.get(message.id)?.abort(why)
      }
    })
  }

  /** Never rejects: what happened is on the port. */
  async run(job: Job): Promise<void> {
    const abort = new AbortController()
    this.#running.set(job.id, abort)
    try {
      const { set, state } = await this.#prepare()
      const task = set.tasks[job.task]
      if (task === undefined) throw new TypeError(`no task ${job.task}`)
      this.#post({ kind: 'started', id: job.id })
      // The argument was typed where it was submitted; the state by defineTasks.
      const value: unknown = await task(state as never, job.arg as never, this.#context(job, abort.signal))
      this.#postValue({ kind: 'done', id: job.id, value }, `The result of task "${job.task}"`)
    } catch (error) {
      this.#post({ kind: 'failed', id: job.id, error: toWireError(error) })
    } finally {
      this.#running.delete(job.id)
    }
  }

  #context(job: Job, signal: AbortSignal): TaskContext {
    return {
      signal,
      progress: (value) =>
        this.#postValue({ kind: 'progress', id: job.id, value }, `A progress value of task "${job.task}"`),
    }
  }

  /** Once in this thread; after a failure the next task tries again. */
  #prepare(): Promise<Ready> {
    this.#ready ??= this.#load().catch((cause: unknown) => {
      this.#ready = undefined
      throw cause
    })
    return this.#ready
  }

  async #load(): Promise<Ready> {
    const { url, names, data } = this.#setup
    const set = findTaskSet(await loadModule(url), url, names)
    try {
      // The data was typed where the executor was made.
      return { set, state: await set.setup?.(data as never) }
    } catch (cause) {
      throw new WorkerError(`The setup of ${url} failed in a thread; see the cause`, {
        code: 'WORKER_SETUP_FAILED',
        cause,
      })
    }
  }

  async #close(): Promise<void> {
    try {
      const ready = await this.#ready?.catch(() => undefined)
      this.#ready = undefined
      await ready?.set.teardown?.(ready.state as never) // its own state, see above
      this.#post({ kind: 'closed' })
    } catch (error) {
      this.#post({ kind: 'closed', error: toWireError(error) })
    }
  }

  #post(message: FromThread): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#port.postMessage(message)
  }

  #postValue(message: FromThread, what: string): void {
    try {
      this.#post(message)
    } catch (error) {
      throw isCloneFailure(error) ? notCloneable(what, error) : error
    }
  }
}
