import {
  type DriverConnection,
  noteStatement,
  type RawResult,
  type StreamRowsOptions,
  type UsageError,
} from '@athanor/contract'
import type { BoundStatement, EngineCore } from './engine-core.ts'
import type { OpenBatches } from './stream.ts'

/** Called once when the reading is over, with the error that ended it. */
export type OnEnd = (error: unknown, failed: boolean) => Promise<void>

export const defaultBatchSize = 1_000

/** Reads a cursor of the driver. The wire is held until the end. */
export class CursorBatches implements OpenBatches {
  readonly prepared: BoundStatement['prepared']
  readonly #core: EngineCore
  readonly #bound: BoundStatement
  readonly #cursor: AsyncIterator<RawResult>
  readonly #signal: AbortSignal | undefined
  readonly #onEnd: OnEnd
  readonly #started = performance.now()
  #rows = 0
  #closed: UsageError | undefined
  #ended: Promise<void> | undefined

  constructor(
    core: EngineCore,
    connection: DriverConnection,
    bound: BoundStatement,
    options: StreamRowsOptions | undefined,
    onEnd: OnEnd,
  ) {
    this.prepared = bound.prepared
    this.#core = core
    this.#bound = bound
    this.#signal = options?.signal
    this.#onEnd = onEnd
    const parts = connection.stream(bound.statement, {
      batchSize: options?.batchSize ?? defaultBatchSize,
      ...(options?.signal ? { signal: options.signal } : {}),
    })
    this.#cursor = parts[Symbol.asyncIterator]()
  }

  async next(): Promise<RawResult | undefined> {
    this.#assertOpen()
    if (this.#ended) return undefined
    try {
      this.#signal?.throwIfAborted()
      const part = await this.#cursor.next()
      this.#assertOpen()
      if (part.done) return undefined
      this.#rows += part.value.rows.length
      return part.value
    } catch (error) {
      noteStatement(error, this.#bound.statement.text)
      await this.#finish(error, true)
      throw error
    }
  }

  end(): Promise<void> {
    return this.#finish(undefined, false)
  }

  /** Ends the reading from outside; whoever still reads gets `error` instead of a result that looks complete. */
  close(error: UsageError): Promise<void> {
    this.#closed ??= error
    return this.#finish(undefined, false)
  }

  #assertOpen(): void {
    if (this.#closed) throw this.#closed
  }

  #finish(error: unknown, failed: boolean): Promise<void> {
    return (this.#ended ??= this.#release(error, failed))
  }

  async #release(error: unknown, failed: boolean): Promise<void> {
    let problem = error
    let broken = failed
    try {
      await this.#cursor.return?.()
    } catch (closing) {
      // Reported below; the rows that were read are good, and the wire's state tells the rest.
      problem ??= closing
      broken = true
    }
    const { observer } = this.#core
    if (observer.active) {
      observer.report(this.#bound.statement, this.#started, this.#rows, this.#bound.planCached, problem)
    }
    await this.#onEnd(problem, broken)
  }
}

/** Parts of rows that are all there: for a shared connection, which a cursor would block for everybody. */
export function batchesOf(
  bound: BoundStatement,
  raw: RawResult,
  { batchSize = defaultBatchSize, signal }: StreamRowsOptions = {},
): OpenBatches {
  let at = 0
  return {
    prepared: bound.prepared,
    async next() {
      signal?.throwIfAborted()
      if (at >= raw.rows.length) return undefined
      const rows = raw.rows.slice(at, at + batchSize)
      at += batchSize
      return { ...raw, rows }
    },
    end: () => Promise.resolve(),
  }
}
