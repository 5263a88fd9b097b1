import type { RawResult } from '@athanor/contract'
import type { PreparedPlan } from './plan-cache.ts'

/** A statement being read in parts. */
export interface OpenBatches {
  readonly prepared: PreparedPlan
  /** The next part, or undefined at the end. After a rejection there is no next one. */
  next(): Promise<RawResult | undefined>
  /** Closes the cursor and gives back what is held; harmless when repeated. */
  end(): Promise<void>
}

type Step<Row> = IteratorResult<Row, undefined>

/**
 * Rows one by one from parts. Written by hand instead of as an async generator: a row that is there already costs one
 * resolved promise and no hop.
 */
export class RowStream<Row> implements AsyncIterator<Row, undefined> {
  readonly #open: () => Promise<OpenBatches>
  #batches: OpenBatches | undefined
  #rows: Row[] = []
  #at = 0
  #done = false
  /** The step under way, so that callers who do not wait still get rows in order. */
  #step: Promise<unknown> | undefined

  constructor(open: () => Promise<OpenBatches>) {
    this.#open = open
  }

  next(): Promise<Step<Row>> {
    if (this.#step === undefined && this.#at < this.#rows.length) return Promise.resolve(this.#take())
    return this.#after(() => this.#advance())
  }

  return(): Promise<Step<Row>> {
    return this.#after(async () => {
      this.#done = true
      this.#rows = []
      await this.#batches?.end()
      return { done: true, value: undefined }
    })
  }

  async #advance(): Promise<Step<Row>> {
    for (;;) {
      if (this.#at < this.#rows.length) return this.#take()
      if (this.#done) return { done: true, value: undefined }
      this.#rows = []
      this.#at = 0
      try {
        await this.#fetch()
      } catch (error) {
        this.#done = true
        // The error is what counts; the end of the loan reports its own trouble to the pool.
        await this.#batches?.end().catch(() => undefined)
        throw error
      }
    }
  }

  async #fetch(): Promise<void> {
    const batches = (this.#batches ??= await this.#open())
    const raw = await batches.next()
    if (raw === undefined) {
      this.#done = true
      return batches.end()
    }
    // What a plan's decoder makes is the Row that the query declares.
    batches.prepared.decoder(raw.columns).rows(raw.rows, 0, raw.rows.length, this.#rows as object[])
  }

  #take(): Step<Row> {
    // The index is below the length.
    return { done: false, value: this.#rows[this.#at++] as Row }
  }

  async #after(step: () => Promise<Step<Row>>): Promise<Step<Row>> {
    const before = this.#step
    const own = before === undefined ? step() : before.then(step, step)
    this.#step = own
    try {
      return await own
    } finally {
      if (this.#step === own) this.#step = undefined
    }
  }
}
