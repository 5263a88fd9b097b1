import type { RawResult, Statement, StatementEvent } from '@athanor/contract'
import { type Echo, echoOf } from './echo.ts'
import type { EngineOptions } from './engine-options.ts'

type Listener = (event: StatementEvent) => void

/** Tells whoever listens what ran. Costs nothing while nobody does; an error in a listener never reaches a statement. */
export class StatementObserver {
  readonly #listeners = new Set<Listener>()
  readonly #echo: Echo | undefined

  constructor(options: EngineOptions, name: string) {
    this.#echo = echoOf(options, name)
    if (options.onStatement) this.#listeners.add(options.onStatement)
  }

  get active(): boolean {
    return this.#echo !== undefined || this.#listeners.size > 0
  }

  add(listener: Listener): Disposable {
    // A wrapper of its own, so that a listener added twice is also removed twice.
    const own: Listener = (event) => listener(event)
    this.#listeners.add(own)
    return { [Symbol.dispose]: () => void this.#listeners.delete(own) }
  }

  /** Runs and reports. */
  async watch(run: () => Promise<RawResult>, statement: Statement, planCached: boolean): Promise<RawResult> {
    const started = performance.now()
    try {
      const raw = await run()
      this.report(statement, started, raw.rows.length || raw.affected, planCached)
      return raw
    } catch (error) {
      this.report(statement, started, 0, planCached, error)
      throw error
    }
  }

  report(statement: Statement, started: number, rows: number, planCached: boolean, error?: unknown): void {
    const event: StatementEvent = {
      text: statement.text,
      paramCount: statement.params.length,
      durationMs: performance.now() - started,
      rows,
      planCached,
      ...(error === undefined ? {} : { error }),
    }
    for (const listener of this.#listeners) ignoring(() => listener(event))
    const echo = this.#echo
    if (echo) ignoring(() => echo(event, statement))
  }
}

function ignoring(call: () => void): void {
  try {
    call()
  } catch {
    // A log that fails is no reason for a statement to fail.
  }
}
