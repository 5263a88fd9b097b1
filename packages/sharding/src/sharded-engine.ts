import {
  type Connection,
  type Dialect,
  type ExecuteOptions,
  type Executor,
  type Inspector,
  type Params,
  type PendingResult,
  type PendingScalars,
  type CompleteQuery,
  type Result,
  type StreamRowsOptions,
  type Transaction,
  type TransactionOptions,
  UsageError,
  type RowQuery,
  type ScalarQuery,
  type NoRow,
  PendingFirstColumn,
  PendingRows,
} from '@athanor/contract'
import { type BucketMap, placementOf } from './bucket-map.ts'
import { type CommitMode, requireCommittable } from './commit.ts'
import { type Explanation, explanationOf } from './explain.ts'
import { unknownShard } from './hints.ts'
import { FirstColumn } from './merge/result.ts'
import { Router } from './router.ts'
import { mergedOrigin } from './scatter.ts'
import type { ShardingScheme } from './scheme.ts'
import { ShardedConnection } from './sharded-connection.ts'
import { firstValues } from './sharded-queries.ts'

export interface ShardedEngineOptions {
  /** Engines, or anything else that executes, by the shards' names. Their order decides which buckets they get. */
  readonly shards: Readonly<Record<string, Executor>>
  readonly scheme: ShardingScheme
  /** Which shard holds which bucket, by group; default: even runs in the order of the shards. */
  readonly bucketMaps?: Readonly<Record<string, BucketMap>>
  /** What to do when a transaction has changed several shards; default `atomic`, which refuses for now. */
  readonly commit?: CommitMode
}

const nothing: ReadonlySet<string> = new Set()

/** One executor over many databases. Made by `createShardedEngine()`. */
export class ShardedEngine implements Executor, AsyncDisposable {
  readonly dialect: Dialect
  readonly #router: Router
  readonly #engines: ReadonlyMap<string, Executor>
  readonly #mode: CommitMode
  #disposed = false

  constructor(options: ShardedEngineOptions) {
    this.#engines = new Map(Object.entries(options.shards))
    this.dialect = commonDialect(this.#engines)
    this.#router = new Router(placementOf(options.scheme, [...this.#engines.keys()], options.bucketMaps), this.dialect)
    this.#mode = options.commit ?? 'atomic'
  }

  /** The shards' names, in order. */
  get shardNames(): readonly string[] {
    return this.#router.placement.shards
  }
  /** A shard's own executor, for what concerns this shard alone. @throws {UsageError} SHARDING_UNKNOWN_SHARD */
  shard(name: string): Executor {
    const engine = this.#engines.get(name)
    if (!engine) throw unknownShard(name, this.shardNames)
    return engine
  }

  /**
   * Where a statement would run, without running it. A named parameter that is not given narrows nothing.
   *
   * @throws {UnshardableStatementError} SHARDING_UNSHARDABLE, as running it would
   * @example db.explain(select(Order).where(Order.c.customerId.eq(id))).shards // ['s2']
   */
  explain(query: CompleteQuery, params?: Params): Explanation {
    return explanationOf(this.#router.route(query, params))
  }

  /** @throws {UnshardableStatementError} SHARDING_UNSHARDABLE when no exact answer is possible */
  execute<Row>(query: RowQuery<Row>, params?: Params, options?: ExecuteOptions): PendingResult<Row> {
    return new PendingRows(this.#run(query, params, options))
  }
  scalars<Scalar>(query: ScalarQuery<Scalar>, params?: Params, options?: ExecuteOptions): PendingScalars<Scalar> {
    const values = this.#run({ node: query.node }, params, options).then(firstValues<Scalar>)
    return new PendingFirstColumn(values.then((list) => new FirstColumn(() => list)))
  }
  async scalar<Scalar, Empty>(
    query: ScalarQuery<Scalar, Empty>,
    params?: Params,
    options?: ExecuteOptions,
  ): Promise<Scalar | NoRow<Empty>> {
    // No row is null, or ruled out by the statement, which `Empty` says.
    return (firstValues<Scalar>(await this.#run({ node: query.node }, params, options))[0] ?? null) as
      | Scalar
      | NoRow<Empty>
  }
  /**
   * Rows as they come. Over several shards their streams are merged in the statement's order; groups are merged in
   * memory first.
   *
   * @throws {NotSupportedError} SHARDING_STREAM for changes and for DISTINCT over several shards
   */
  async *stream<Row>(query: RowQuery<Row>, params?: Params, options?: StreamRowsOptions): AsyncGenerator<Row> {
    this.#assertUsable()
    const route = this.#router.settle(this.#router.route(query, params), nothing)
    yield* this.#router.stream(route, query, params, options, (shard) => this.shard(shard))
  }

  /** Connections to the shards are opened when a statement first needs them. */
  async connect(_options?: ExecuteOptions): Promise<Connection> {
    this.#assertUsable()
    return this.#connection()
  }
  async transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    this.#assertUsable()
    await using connection = this.#connection()
    return await connection.transaction(work, options)
  }
  /** Of the first shard: all have the same tables. */
  inspect(): Promise<Inspector> {
    this.#assertUsable()
    return this.shard(this.shardNames[0] ?? '').inspect()
  }
  /** Nothing can be run afterwards. The shards' engines stay open: whoever made them disposes of them. */
  async dispose(): Promise<void> {
    this.#disposed = true
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  async #run<Row>(
    query: RowQuery<Row>,
    params: Params | undefined,
    options: ExecuteOptions | undefined,
  ): Promise<Result<Row>> {
    this.#assertUsable()
    const route = this.#router.settle(this.#router.route(query, params), nothing)
    if (!route.write || route.kind === 'ddl' || route.shards.length === 1) {
      return this.#router.run(route, query, params, options, (shard) => this.shard(shard))
    }
    // A change of several shards is a transaction over them, and known to be one before it begins.
    requireCommittable(this.#mode, route.shards, this.dialect.traits)
    await using connection = this.#connection()
    await connection.begin(options?.signal ? { signal: options.signal } : {})
    const result = await connection.execute(query, params, options)
    await connection.commit()
    return result
  }
  #connection(): ShardedConnection {
    return new ShardedConnection(this.#router, this.#engines, this.#mode)
  }
  #assertUsable(): void {
    if (!this.#disposed) return
    throw new UsageError('the sharded engine is disposed: make another one', { code: 'SHARDING_DISPOSED' })
  }
}

/**
 * Makes one executor of many: sessions, migrations and programs use it as they use an engine. Does not own the given
 * engines.
 *
 * @throws {UsageError} SHARDING_SHARDS when there are none, a name is reserved, or dialects differ
 * @example
 * await using db = createShardedEngine({ shards: { s0, s1 }, scheme })
 * const page = await db.execute(select(Customer).orderBy(Customer.c.name).limit(10)).all()
 */
export function createShardedEngine(options: ShardedEngineOptions): ShardedEngine {
  return new ShardedEngine(options)
}

function commonDialect(engines: ReadonlyMap<string, Executor>): Dialect {
  const [first, ...others] = engines.values()
  if (!first) throw new UsageError('there are no shards: give at least one', { code: 'SHARDING_SHARDS' })
  const other = others.find((engine) => engine.dialect.name !== first.dialect.name)
  if (other) {
    throw new UsageError(
      `shards speak ${first.dialect.name} and ${other.dialect.name}: all shards must have one dialect`,
      { code: 'SHARDING_SHARDS' },
    )
  }
  if (engines.has(mergedOrigin)) {
    throw new UsageError(`'${mergedOrigin}' is not a name for a shard: it stands for merged rows`, {
      code: 'SHARDING_SHARDS',
    })
  }
  return first.dialect
}
