import type { DatabaseReport } from './run-database.ts'
import type { Outcome } from './run-case.ts'

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly refused: number
}

export function countsOf({ outcomes }: DatabaseReport): Counts {
  const count = (kind: Outcome['kind']): number => outcomes.filter((each) => each.kind === kind).length
  return { passed: count('passed'), failed: count('failed'), refused: count('refused') }
}

/** `postgresql: 900 passed, 0 failed, 0 refused`. */
export function countLine(report: DatabaseReport): string {
  const { passed, failed, refused } = countsOf(report)
  const rest = `(${report.skipped} not supported there, ${report.seconds.toFixed(1)} s)`
  return `${report.database}: ${passed} passed, ${failed} failed, ${refused} refused  ${rest}`
}

/** The cases that did not pass, with the reason; at most `limit` of them. */
export function failureLines({ database, outcomes }: DatabaseReport, limit: number): readonly string[] {
  const bad = outcomes.filter(({ kind }) => kind !== 'passed')
  const lines = bad.slice(0, limit).map(({ id, kind, message }) => `  ${database} ${id} ${kind}: ${message ?? ''}`)
  return bad.length > limit ? [...lines, `  … and ${bad.length - limit} more on ${database}`] : lines
}

/** One line on a terminal that says how far the run is; nothing where nobody watches. */
export class Progress {
  readonly #total: number
  #done = 0
  #shown = 0

  constructor(total: number) {
    this.#total = total
  }
  step(): void {
    this.#done++
    if (!process.stderr.isTTY || (performance.now() - this.#shown < 100 && this.#done < this.#total)) return
    this.#shown = performance.now()
    process.stderr.write(`\r${this.#done} of ${this.#total} runs`)
  }
  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
  }
}
