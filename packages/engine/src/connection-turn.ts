import { PoolTimeoutError } from '@athanor/contract'

interface Waiter {
  readonly grant: () => void
}

/**
 * Who may speak on a wire. One holder at a time, the others wait in order of arrival.
 *
 * A loan uses one to keep its own statements apart. A connection that several loans share has another: a statement
 * holds it while it runs, a transaction from BEGIN to its end, so that no statement runs in somebody else's transaction.
 */
export class ConnectionTurn {
  #taken = false
  readonly #waiting = new Set<Waiter>()

  get taken(): boolean {
    return this.#taken
  }

  /** Takes the turn if nobody has it. */
  tryTake(): boolean {
    if (this.#taken) return false
    this.#taken = true
    return true
  }

  /**
   * Waits for the turn; whoever gets it must `pass` it.
   * @throws {PoolTimeoutError} POOL_SHARED_TIMEOUT after `timeoutMs`; the signal's reason when it is aborted
   */
  take(options: { readonly signal?: AbortSignal | undefined; readonly timeoutMs?: number } = {}): Promise<void> {
    const { signal, timeoutMs } = options
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (this.tryTake()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiter)
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
      }
      const onAbort = (): void => {
        leave()
        reject(signal?.reason)
      }
      const waiter: Waiter = {
        grant: () => {
          leave()
          resolve()
        },
      }
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => {
              leave()
              reject(sharedTimeout(timeoutMs))
            }, timeoutMs)
      signal?.addEventListener('abort', onAbort)
      this.#waiting.add(waiter)
    })
  }

  /** Hands the turn to the one who waits longest. It stays taken in between, so that nobody overtakes. */
  pass(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#taken = false
    else next.grant()
  }
}

function sharedTimeout(timeoutMs: number): PoolTimeoutError {
  return new PoolTimeoutError(
    `Waited ${timeoutMs} ms for the one connection that this engine shares: it is inside a transaction (or a long statement) of somebody else, who may be waiting for you. Commit or roll back that transaction first, or use a database in a file or on a server, where each transaction has a connection of its own.`,
    { code: 'POOL_SHARED_TIMEOUT' },
  )
}
