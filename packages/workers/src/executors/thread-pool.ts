import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { MessagePort, ResourceLimits, Worker } from 'node:worker_threads'
import { fromWireError, WorkerError } from '@athanor/contract'
import { Piscina } from 'piscina'
import { after } from '../after.ts'
import { deferred } from '../deferred.ts'
import { entryUrl } from '../entry-url.ts'
import type { Settle } from './dispatcher.ts'
import { isCloneFailure, notCloneable } from './errors.ts'
import type { Submission } from './future.ts'
import { type FromThread, type Hello, isHello, type Job, type ThreadSetup, type ToThread } from './thread-protocol.ts'

export interface ThreadPoolSettings {
  readonly maxThreads: number
  readonly graceMs: number
  readonly teardownMs: number
  readonly resourceLimits: ResourceLimits | undefined
}

/** A task that a thread has, or is about to get. */
interface Flight {
  readonly submission: Submission<unknown>
  /** Aborted: piscina ends the thread, or forgets the task if none has it yet. */
  readonly stop: AbortController
  /** The thread has told what came of it. */
  readonly land: (outcome: Settle) => void
  started: boolean
  port: MessagePort | undefined
}

/**
 * Threads that run jobs, by piscina, which makes, feeds, ends and replaces them. Beside its channel each thread has a
 * port for what piscina has no word for: the task has started, progress, outcome, give up, tear down.
 * The caller never has more than `maxThreads` jobs here, so piscina's own queue holds only jobs whose thread is starting.
 */
export class ThreadPool {
  readonly #settings: ThreadPoolSettings
  readonly #piscina: Piscina
  readonly #flights = new Map<number, Flight>()
  readonly #ports = new Map<number, MessagePort>()
  readonly #adopted = new WeakSet<Worker>()
  /** Threads that this pool ended itself. */
  readonly #ended = new WeakSet<Worker>()
  #keepAlive: NodeJS.Timeout | undefined
  #nextId = 0

  constructor(setup: ThreadSetup, settings: ThreadPoolSettings) {
    this.#settings = settings
    this.#piscina = new Piscina({
      filename: fileURLToPath(entryUrl('thread-entry')),
      name: 'runJob',
      minThreads: 0,
      maxThreads: settings.maxThreads,
      idleTimeout: Infinity,
      // Any other value blocks the thread's event loop between tasks: no teardown, no timers of an engine.
      atomics: 'disabled',
      recordTiming: false,
      workerData: setup,
      ...(settings.resourceLimits && { resourceLimits: settings.resourceLimits }),
    })
    this.#piscina.on('message', (message: unknown) => {
      if (isHello(message)) this.#welcome(message)
    })
    // An idle thread died: nobody waits for it, and the next task gets a new one. Start-up failures: see #adopt.
    this.#piscina.on('error', () => {})
  }

  get threads(): number {
    return this.#piscina.threads.length
  }

  /** Runs one task. Never rejects; resolves when the thread is free or gone, with what then settles the submission. */
  async run(submission: Submission<unknown>, task: string, arg: unknown): Promise<Settle> {
    const id = this.#nextId++
    const outcome = deferred<Settle>()
    const stop = new AbortController()
    const flight: Flight = { submission, stop, land: outcome.resolve, started: false, port: undefined }
    this.#takeOff(id, flight)
    let grace: NodeJS.Timeout | undefined
    submission.signal.addEventListener('abort', () => {
      this.#send(flight.port, { kind: 'abort', id })
      grace = after(this.#settings.graceMs, () => this.#end(flight))
    })
    try {
      const job: Job = { id, task, arg }
      const finished = this.#piscina.run(job, { signal: stop.signal })
      this.#adopt()
      await finished
      // Piscina's word that the thread is free may overtake the outcome, which comes on another port.
      return await outcome.promise
    } catch (error) {
      return () => submission.reject(isCloneFailure(error) ? unclonable(submission, error) : lost(submission, error))
    } finally {
      clearTimeout(grace)
      this.#arrive(id)
    }
  }

  /** Tears down and ends every thread. Errors of the teardowns, if any, are thrown together when all are gone. */
  async close(): Promise<void> {
    const outcomes = await Promise.all([...this.#ports.values()].map((port) => this.#tearDown(port)))
    await this.#piscina.destroy()
    const errors = outcomes.filter((error) => error !== undefined)
    if (errors.length === 0) return
    throw new WorkerError(`The teardown failed in ${errors.length} of ${outcomes.length} threads; see the cause`, {
      code: 'WORKER_TEARDOWN_FAILED',
      cause: errors.length === 1 ? errors[0] : new AggregateError(errors),
    })
  }

  /** Threads and their ports are unref'd; a task under way must keep the process alive until its outcome is read. */
  #takeOff(id: number, flight: Flight): void {
    this.#flights.set(id, flight)
    this.#keepAlive ??= setInterval(() => {}, 0x7fff_ffff)
  }

  #arrive(id: number): void {
    this.#flights.delete(id)
    if (this.#flights.size > 0) return
    clearInterval(this.#keepAlive)
    this.#keepAlive = undefined
  }

  #end(flight: Flight): void {
    const before = this.#piscina.threads
    flight.stop.abort()
    const left = new Set(this.#piscina.threads)
    for (const thread of before) if (!left.has(thread)) this.#ended.add(thread)
  }

  /** Watches new threads: piscina keeps a task for ever whose thread dies before it is ready. */
  #adopt(): void {
    for (const thread of this.#piscina.threads) {
      if (this.#adopted.has(thread)) continue
      this.#adopted.add(thread)
      const { threadId } = thread
      let reason: unknown
      thread.once('error', (error) => (reason = error))
      thread.once('exit', (code) => {
        const port = this.#ports.get(threadId)
        this.#ports.delete(threadId)
        port?.close()
        if (port === undefined && !this.#ended.has(thread)) this.#startFailed(reason ?? new Error(`exit code ${code}`))
      })
    }
  }

  #startFailed(cause: unknown): void {
    const error = new WorkerError('A thread ended before it was ready; see the cause, and what the process preloads', {
      code: 'WORKER_START_FAILED',
      cause,
    })
    for (const flight of this.#flights.values()) {
      if (flight.started) continue
      flight.submission.reject(error)
      this.#end(flight)
    }
  }

  #welcome({ thread, port }: Hello): void {
    this.#ports.set(thread, port)
    port.on('message', (message: FromThread) => this.#heard(port, message))
    port.unref()
  }

  #heard(port: MessagePort, message: FromThread): void {
    if (message.kind === 'closed') return
    const flight = this.#flights.get(message.id)
    if (flight === undefined) return
    const { submission } = flight
    switch (message.kind) {
      case 'started':
        flight.started = true
        flight.port = port
        if (submission.settled) this.#send(port, { kind: 'abort', id: message.id })
        else submission.begin()
        return
      case 'progress':
        return submission.progress(message.value)
      case 'done':
        return flight.land(() => submission.resolve(message.value))
      case 'failed':
        return flight.land(() => submission.reject(fromWireError(message.error)))
    }
  }

  #send(port: MessagePort | undefined, message: ToThread): void {
    port?.postMessage(message)
  }

  async #tearDown(port: MessagePort): Promise<Error | undefined> {
    port.ref()
    const deadline = new AbortController()
    const timer = after(this.#settings.teardownMs, () => deadline.abort())
    try {
      const closed = once(port, 'message', { signal: deadline.signal })
      const died = once(port, 'close', { signal: deadline.signal })
      this.#send(port, { kind: 'close' })
      // Nothing but the answer to `close` comes here: no task runs any more.
      const [message] = (await Promise.race([closed, died])) as [FromThread?]
      return message?.kind === 'closed' && message.error ? fromWireError(message.error) : undefined
    } catch {
      return new Error(`no answer within ${this.#settings.teardownMs} ms`)
    } finally {
      clearTimeout(timer)
      deadline.abort()
    }
  }
}

function unclonable(submission: Submission<unknown>, cause: unknown): WorkerError {
  return notCloneable(`The argument of ${submission.label}`, cause)
}

function lost(submission: Submission<unknown>, cause: unknown): WorkerError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new WorkerError(`The thread of ${submission.label} ended before its result: ${why}`, {
    code: 'WORKER_CRASHED',
    cause,
  })
}
