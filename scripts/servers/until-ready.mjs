import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../failure.mjs'

/** Tries `probe` until it succeeds; fails early when the process ends, with the end of its log. */
export async function untilReady(name, child, log, probe, limitMs = 60_000) {
  const end = Date.now() + limitMs
  for (;;) {
    const error = await probe().then(
      () => null,
      (reason) => reason,
    )
    if (error === null) return
    const ended = child.exitCode !== null || child.signalCode !== null
    if (ended || Date.now() > end) {
      const what = ended
        ? `stopped with exit code ${child.exitCode}`
        : `did not answer within ${limitMs / 1000} s (${error.message})`
      throw new Failure(`${name} ${what}. The end of its log:\n${tail(log)}`)
    }
    await sleep(100)
  }
}

export function tail(path) {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
}
