import {
  type Backend,
  type Dialect,
  type Driver,
  type DriverConnection,
  type DriverValue,
  type ExecuteOptions,
  type IsolationLevel,
  type Lease,
  type Params,
  type Pool,
  type QueryNode,
  type RawResult,
  type ResourceFactory,
  type Statement,
  UsageError,
} from '@athanor/contract'
import { createPool, queuePool, singletonThreadPool } from '@athanor/pool'
import { bind } from './bind.ts'
import { ConnectionTurn } from './connection-turn.ts'
import { checkOptions, type EngineOptions } from './engine-options.ts'
import { StatementObserver } from './observer.ts'
import { PlanCache, PreparedPlan } from './plan-cache.ts'

/** A statement ready for the wire. */
export interface BoundStatement {
  readonly prepared: PreparedPlan
  readonly statement: Statement
  /** The plan was in the cache. */
  readonly planCached: boolean
}

/** Stands for every question to the catalog: rows are taken as they come. */
const catalogPlan = new PreparedPlan(
  { id: 0, text: '', params: [], wideIntegers: false, kind: 'rawQuery', returnsRows: true, readOnly: true },
  false,
)

/** What the parts of one engine share: dialect, pool, plans, observers. */
export class EngineCore {
  readonly dialect: Dialect
  readonly name: string
  readonly pool: Pool<DriverConnection>
  readonly observer: StatementObserver
  readonly isolationLevel: IsolationLevel | undefined
  readonly sharedTimeoutMs: number
  readonly #plans: PlanCache
  readonly #turns = new WeakMap<DriverConnection, ConnectionTurn>()
  #disposed = false

  constructor(backend: Backend, options: EngineOptions) {
    checkOptions(options)
    this.dialect = backend.dialect
    this.name = options.name ?? backend.dialect.name
    this.isolationLevel = options.isolationLevel
    this.sharedTimeoutMs = options.sharedTimeoutMs ?? 30_000
    this.observer = new StatementObserver(options, this.name)
    this.#plans = new PlanCache(backend.dialect, options.planCacheSize ?? 500)
    const suited = backend.preferredPool === 'singletonThread' ? singletonThreadPool() : queuePool()
    this.pool = createPool(options.pool ?? suited, factoryOf(backend.driver))
  }

  /** Compiles (or finds the plan) and binds; no I/O. */
  prepare(node: QueryNode, params: Params | undefined): BoundStatement {
    const { prepared, shape } = this.#plans.prepare(node, params)
    const { plan } = prepared
    const values = bind(plan.params, shape, params)
    const statement: Statement = prepared.cached
      ? { text: plan.text, params: values, planId: plan.id, wideIntegers: plan.wideIntegers }
      : { text: plan.text, params: values, wideIntegers: plan.wideIntegers }
    return { prepared, statement, planCached: prepared.uses > 0 }
  }

  /** Catalog SQL, which is the dialect's own text and only reads. */
  prepareText(text: string, params: readonly DriverValue[]): BoundStatement {
    return { prepared: catalogPlan, statement: { text, params }, planCached: true }
  }

  /** @throws {UsageError} ENGINE_DISPOSED */
  acquire(options: ExecuteOptions | undefined): Promise<Lease<DriverConnection>> | Lease<DriverConnection> {
    if (this.#disposed) {
      throw new UsageError(`The engine "${this.name}" is disposed, its pool is closed. Create another one.`, {
        code: 'ENGINE_DISPOSED',
      })
    }
    options?.signal?.throwIfAborted()
    return this.pool.tryAcquire() ?? this.pool.acquire(options?.signal ? { signal: options.signal } : {})
  }

  run(connection: DriverConnection, bound: BoundStatement, signal: AbortSignal | undefined): Promise<RawResult> {
    const { statement, planCached } = bound
    const options = signal === undefined ? undefined : { signal }
    if (!this.observer.active) return connection.run(statement, options)
    return this.observer.watch(() => connection.run(statement, options), statement, planCached)
  }

  /** A text of the engine's own: BEGIN, COMMIT, SAVEPOINT. */
  runText(connection: DriverConnection, text: string): Promise<RawResult> {
    const statement: Statement = { text, params: [] }
    if (!this.observer.active) return connection.run(statement)
    return this.observer.watch(() => connection.run(statement), statement, true)
  }

  /** The turn of a physical connection, where loans share it. */
  turnOf(lease: Lease<DriverConnection>): ConnectionTurn | undefined {
    if (!lease.shared) return undefined
    let turn = this.#turns.get(lease.resource)
    if (turn === undefined) this.#turns.set(lease.resource, (turn = new ConnectionTurn()))
    return turn
  }

  dispose(options?: { readonly graceMs?: number }): Promise<void> {
    this.#disposed = true
    return this.pool.close(options)
  }
}

function factoryOf(driver: Driver): ResourceFactory<DriverConnection> {
  return {
    create: (options) => driver.connect(options),
    needsReset: (connection) => connection.status !== 'idle',
    reset: (connection) => connection.reset(),
    destroy: (connection) => connection.close(),
    ping: (connection, options) => connection.ping(options),
    isAlive: (connection) => connection.status !== 'closed',
    unref: (connection) => connection.unref?.(),
    ref: (connection) => connection.ref?.(),
  }
}
