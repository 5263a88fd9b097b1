import { AthanorError, type TransactionOptions, UsageError } from '@athanor/contract'

export interface EngineTransactionOptions extends TransactionOptions {
  /**
   * How often the whole of `work` is run again after an error that a repetition can cure: a deadlock, a serialization
   * failure. It must have no effects outside of the database. Default 0.
   */
  readonly retries?: number
}

const firstDelayMs = 10
const longestDelayMs = 1_000

/** @throws {UsageError} TRANSACTION_RETRIES for a number that is none */
export async function withRetries<T>(options: EngineTransactionOptions, run: () => Promise<T>): Promise<T> {
  const { retries = 0, signal } = options
  if (!(retries >= 0)) {
    throw new UsageError('transaction() needs a number of 0 or more for "retries".', { code: 'TRANSACTION_RETRIES' })
  }
  for (let attempt = 0; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt >= retries || !(error instanceof AthanorError) || error.retry !== 'transaction') throw error
      // Random from the start: those that clashed would clash again after equal waits.
      await pause(Math.random() * Math.min(longestDelayMs, firstDelayMs * 2 ** attempt), signal)
    }
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
