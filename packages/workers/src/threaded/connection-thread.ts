import { Worker } from 'node:worker_threads'
import { type BackendRecipe, ConnectionError, fromWireError } from '@athanor/contract'
import { after } from '../after.ts'
import { type Deferred, deferred } from '../deferred.ts'
import { entryUrl } from '../entry-url.ts'
import type {
  ConnectionCall,
  ConnectionReply,
  ConnectionThreadData,
  ToConnectionThread,
} from './connection-protocol.ts'

/** One thread that holds connections: numbered calls out, replies back. It keeps the process alive only while it owes a reply. */
export class ConnectionThread {
  /** Connections that are open or opening here; the thread takes new ones where this is lowest. */
  load = 0
  readonly #worker: Worker
  readonly #idleMs: number
  readonly #waiting = new Map<number, Deferred<ConnectionReply>>()
  #lost: ConnectionError | undefined
  #retired = false
  #idleTimer: NodeJS.Timeout | undefined
  #nextId = 0

  constructor(recipe: BackendRecipe, idleMs: number) {
    this.#idleMs = idleMs
    const { module, exported, args } = recipe
    const workerData: ConnectionThreadData = { recipe: { module, exported, args } }
    this.#worker = new Worker(entryUrl('connection-entry'), { workerData, name: 'athanor connections' })
    this.#worker.unref()
    this.#worker.on('message', (reply: ConnectionReply) => this.#heard(reply))
    this.#worker.on('error', (cause) => this.#die(cause))
    this.#worker.on('exit', (code) => this.#die(new Error(`the thread ended with exit code ${code}`)))
  }

  /** Takes new connections. */
  get usable(): boolean {
    return this.#lost === undefined && !this.#retired
  }

  /** Set once the thread is gone. */
  get lost(): ConnectionError | undefined {
    return this.#lost
  }

  nextId(): number {
    return this.#nextId++
  }

  /** @throws {ConnectionError} CONNECTION_LOST when the thread ends before it answers */
  call(id: number, call: ConnectionCall, cancellable: boolean): Promise<ConnectionReply> {
    if (this.#lost) return Promise.reject(this.#lost)
    const reply = deferred<ConnectionReply>()
    this.#send({ kind: 'call', id, cancellable, call })
    if (this.#waiting.size === 0) this.#worker.ref()
    this.#waiting.set(id, reply)
    return reply.promise
  }

  cancel(id: number): void {
    if (!this.#lost) this.#send({ kind: 'cancel', id })
  }

  /** A connection opens here. */
  enter(): void {
    this.load++
    clearTimeout(this.#idleTimer)
  }

  /** A connection is gone. Without any, the thread ends after a while; a retired one at once. */
  leave(): void {
    this.load--
    if (this.load > 0 || this.#lost) return
    if (this.#retired) this.#end()
    else this.#idleTimer = after(this.#idleMs, () => this.#end())?.unref()
  }

  /** A call here does not end: no new connections, and the thread ends unless others still use it. */
  retire(): void {
    this.#retired = true
    if (this.load <= 1) this.#end()
  }

  #end(): void {
    this.#retired = true
    void this.#worker.terminate()
  }

  #send(message: ToConnectionThread): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(message)
  }

  #heard(reply: ConnectionReply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (this.#waiting.size === 0) this.#worker.unref()
    waiting?.resolve(reply)
  }

  #die(cause: Error): void {
    if (this.#lost) return
    clearTimeout(this.#idleTimer)
    this.#lost = new ConnectionError(
      `The thread that held the connection is gone: ${cause.message}. A new connection gets a new thread`,
      { code: 'CONNECTION_LOST', connection: 'discard', cause },
    )
    for (const waiting of this.#waiting.values()) waiting.reject(this.#lost)
    this.#waiting.clear()
  }
}

/** The value of a reply. @throws the error in it, as its class */
export function valueOf(reply: ConnectionReply): unknown {
  if (reply.error) throw fromWireError(reply.error)
  return reply.value
}
