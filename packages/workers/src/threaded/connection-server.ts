import {
  type Backend,
  type BackendRecipe,
  ConnectionError,
  type ConnectionStatus,
  type DriverConnection,
  type RawResult,
  type RunOptions,
  toWireError,
  UsageError,
} from '@athanor/contract'
import { loadModule } from '../load-module.ts'
import type { ConnectionCall, ConnectionReply, ToConnectionThread } from './connection-protocol.ts'

/** The inside of a connection thread: a backend of its own, and connections that answer calls. */
export class ConnectionServer {
  readonly #recipe: BackendRecipe
  readonly #reply: (reply: ConnectionReply) => void
  #backend: Promise<Backend> | undefined
  readonly #connections = new Map<number, DriverConnection>()
  readonly #streams = new Map<number, AsyncIterator<RawResult>>()
  readonly #running = new Map<number, AbortController>()

  constructor(recipe: BackendRecipe, reply: (reply: ConnectionReply) => void) {
    this.#recipe = recipe
    this.#reply = reply
  }

  /** Never rejects: what happened is in the reply. */
  async handle(message: ToConnectionThread): Promise<void> {
    const { id } = message
    if (message.kind === 'cancel') {
      this.#running.get(id)?.abort(new DOMException('The call was cancelled', 'AbortError'))
      return
    }
    const { call } = message
    let options: RunOptions = {}
    if (message.cancellable) {
      const abort = new AbortController()
      this.#running.set(id, abort)
      options = { signal: abort.signal }
    }
    try {
      const value = await this.#answer(call, options)
      this.#reply({ id, value, status: this.#statusOf(call) })
    } catch (error) {
      this.#reply({ id, error: toWireError(error), status: this.#statusOf(call) })
    } finally {
      this.#running.delete(id)
    }
  }

  async #answer(call: ConnectionCall, options: RunOptions): Promise<unknown> {
    switch (call.call) {
      case 'connect': {
        const backend = await (this.#backend ??= makeBackend(this.#recipe).catch((error: unknown) => {
          // The next connection tries again.
          this.#backend = undefined
          throw error
        }))
        this.#connections.set(call.connection, await backend.driver.connect(options))
        return
      }
      case 'run':
        return this.#connection(call).run(call.statement, options)
      case 'stream': {
        const { statement, batchSize } = call
        const parts = this.#connection(call).stream(statement, {
          ...options,
          ...(batchSize !== undefined && { batchSize }),
        })
        this.#streams.set(call.stream, parts[Symbol.asyncIterator]())
        return this.#pull(call.stream)
      }
      case 'next':
        return this.#pull(call.stream)
      case 'return': {
        const parts = this.#streams.get(call.stream)
        this.#streams.delete(call.stream)
        await parts?.return?.()
        return
      }
      case 'ping':
        return this.#connection(call).ping(options)
      case 'reset':
        return this.#connection(call).reset()
      case 'close': {
        const connection = this.#connections.get(call.connection)
        this.#connections.delete(call.connection)
        return connection?.close()
      }
    }
  }

  /** The next part of a stream; undefined at its end. */
  async #pull(stream: number): Promise<RawResult | undefined> {
    const parts = this.#streams.get(stream)
    try {
      const next = await parts?.next()
      if (next !== undefined && !next.done) return next.value
    } catch (error) {
      this.#streams.delete(stream)
      throw error
    }
    this.#streams.delete(stream)
    return undefined
  }

  #connection(call: ConnectionCall): DriverConnection {
    const connection = this.#connections.get(call.connection)
    if (connection !== undefined) return connection
    throw new ConnectionError('The connection in the thread is closed', {
      code: 'CONNECTION_LOST',
      connection: 'discard',
    })
  }

  #statusOf(call: ConnectionCall): ConnectionStatus {
    return this.#connections.get(call.connection)?.status ?? 'closed'
  }
}

async function makeBackend({ module, exported, args }: BackendRecipe): Promise<Backend> {
  const make = (await loadModule(module))[exported]
  if (typeof make !== 'function') {
    throw new UsageError(`${module} exports no function ${exported}, which the backend's recipe names`, {
      code: 'WORKER_BAD_RECIPE',
    })
  }
  // The recipe was made by the function itself, for the purpose of this call.
  return (make as (...given: readonly unknown[]) => Backend)(...args)
}
