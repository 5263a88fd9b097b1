import {
  type Dialect,
  type ExecuteOptions,
  type InsertNode,
  type Params,
  type PendingResult,
  type PendingScalars,
  type AnyQuery,
  type Queryable,
  type RawResult,
  type StreamRowsOptions,
  UsageError,
  type RowQuery,
  type ScalarQuery,
  type NoRow,
  PendingFirstColumn,
  PendingRows,
} from '@athanor/contract'
import type { BoundStatement, EngineCore } from './engine-core.ts'
import { type InsertPages, mergePages, pagesOf } from './insert-pages.ts'
import type { PreparedPlan } from './plan-cache.ts'
import { FirstColumn, RowResult } from './result.ts'
import { type OpenBatches, RowStream } from './stream.ts'

/** Makes what the caller wants of the driver's rows; called when the lease is over. */
export type Make<T> = (prepared: PreparedPlan, raw: RawResult) => T

/** The four ways to run a query, over the two that an engine, a connection and a transaction differ in. */
export abstract class QueryRunner implements Queryable {
  readonly dialect: Dialect
  protected readonly core: EngineCore

  constructor(core: EngineCore) {
    this.core = core
    this.dialect = core.dialect
  }

  execute<Row>(query: RowQuery<Row>, params?: Params, options?: ExecuteOptions): PendingResult<Row> {
    return new PendingRows(this.#start(query, params, options, (prepared, raw) => new RowResult<Row>(prepared, raw)))
  }

  scalars<Scalar>(query: ScalarQuery<Scalar>, params?: Params, options?: ExecuteOptions): PendingScalars<Scalar> {
    return new PendingFirstColumn(
      this.#start(query, params, options, (prepared, raw) => new FirstColumn<Scalar>(prepared, raw)),
    )
  }

  scalar<Scalar, Empty>(
    query: ScalarQuery<Scalar, Empty>,
    params?: Params,
    options?: ExecuteOptions,
  ): Promise<Scalar | NoRow<Empty>> {
    // No row is null, or ruled out by the statement, which `Empty` says.
    return this.#start(
      query,
      params,
      options,
      (prepared, raw) => new FirstColumn<Scalar>(prepared, raw).first() as Scalar | NoRow<Empty>,
    )
  }

  stream<Row>(query: RowQuery<Row>, params?: Params, options?: StreamRowsOptions): AsyncIterable<Row> {
    // Lazy, unlike the others: nobody may ever iterate, and each iteration is a run of its own.
    const open = async (): Promise<OpenBatches> => {
      checkBatchSize(options?.batchSize)
      return this.openBatches(this.core.prepare(query.node, params), options)
    }
    return { [Symbol.asyncIterator]: () => new RowStream<Row>(open) }
  }

  /** Runs a bound statement. Called synchronously by the user's call, so that statements start in the order of calls. */
  protected abstract run<T>(bound: BoundStatement, options: ExecuteOptions | undefined, make: Make<T>): Promise<T>

  /** Runs `work` so that all of its statements take effect or none. */
  protected abstract asOne<T>(work: (runner: QueryRunner) => Promise<T>, options: ExecuteOptions): Promise<T>

  /** Starts reading in batches. */
  protected abstract openBatches(bound: BoundStatement, options: StreamRowsOptions | undefined): Promise<OpenBatches>

  // Errors of compiling and binding belong into the promise, as all others; an async function would cost one more hop.
  #start<T>(
    query: AnyQuery,
    params: Params | undefined,
    options: ExecuteOptions | undefined,
    make: Make<T>,
  ): Promise<T> {
    try {
      const pages = pagesOf(query.node, this.dialect.traits)
      if (pages) return this.#runPages(pages, params, options, make)
      return this.run(this.core.prepare(query.node, params), options, make)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  async #runPages<T>(
    pages: InsertPages,
    params: Params | undefined,
    options: ExecuteOptions | undefined,
    make: Make<T>,
  ): Promise<T> {
    const { prepared, raw } = await this.asOne(async (runner) => {
      const run = <P>(page: InsertNode, makePart: Make<P>): Promise<P> =>
        runner.run(this.core.prepare(page, params), options, makePart)
      const first = await run(pages.first, (plan, answer) => ({ prepared: plan, raw: answer }))
      const rest: RawResult[] = []
      for (const page of pages.rest) rest.push(await run(page, (_, answer) => answer))
      return { prepared: first.prepared, raw: mergePages(first.raw, rest, this.dialect.traits) }
    }, options ?? {})
    return make(prepared, raw)
  }
}

function checkBatchSize(size: number | undefined): void {
  if (size === undefined || (Number.isInteger(size) && size > 0)) return
  throw new UsageError('stream() needs a whole number of rows, 1 or more, for "batchSize".', {
    code: 'STREAM_BATCH_SIZE',
  })
}
