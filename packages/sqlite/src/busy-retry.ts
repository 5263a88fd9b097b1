import { setTimeout as sleep } from 'node:timers/promises'
import { isBusy } from './error-table.ts'

/** Waits in milliseconds between attempts; the last one repeats. */
const pausesMs: readonly number[] = [1, 2, 5, 10, 15, 20, 25]

/**
 * Runs `attempt`, and again while another connection holds the lock. SQLite's own busy timeout would sleep inside the
 * thread, where the holder of the lock may be another connection of the very same thread, which then could not finish.
 * The first attempt is synchronous.
 */
export async function retryWhileBusy<T>(
  attempt: () => T,
  busyTimeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  const startMs = performance.now()
  for (let i = 0; ; i++) {
    try {
      return attempt()
    } catch (error) {
      const pauseMs = pausesMs[Math.min(i, pausesMs.length - 1)] ?? 25
      if (!isBusy(error) || performance.now() - startMs + pauseMs > busyTimeoutMs) throw error
      await pause(pauseMs, signal)
    }
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {})
  signal?.throwIfAborted()
}
