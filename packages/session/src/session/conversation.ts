import type { AnyQuery, ExecuteOptions, Executor, Params, Query, Result, ScalarResult } from '@athanor/contract'
import { EntityScalars } from '../loading/entity-result.ts'
import { loadSelected } from '../loading/load-paths.ts'
import type { LoadTree } from '../loading/loader-option.ts'
import { loadIdentity } from '../loading/refresh.ts'
import { entityResult, selectsEntities } from '../loading/select-entities.ts'
import type { Mapper } from '../mapping/mapper.ts'
import { identityOf } from '../state/identity.ts'
import type { InstanceState } from '../state/instance-state.ts'
import { flush } from '../unit-of-work/flush.ts'
import type { Work } from '../unit-of-work/work.ts'
import { ObjectStates } from './object-states.ts'
import { keyValues, type PrimaryKey } from './primary-key.ts'
import { readsOnly } from './reads-only.ts'
import { SessionTransaction } from './session-transaction.ts'

/** What a session says to its database: statements, loads and flushes, in one transaction. One at a time. */
export class Conversation {
  readonly states: ObjectStates = new ObjectStates()
  readonly transaction: SessionTransaction
  /** The program has begun the transaction, so that reads belong to it too. */
  begun = false
  readonly #bind: Executor
  readonly #autoflush: boolean

  constructor(bind: Executor, autoflush: boolean) {
    this.#bind = bind
    this.#autoflush = autoflush
    this.transaction = new SessionTransaction(bind, this.states)
  }

  /** What loading and flushing work with; reads within a flush do not flush first. */
  work(when: 'on its own' | 'within flush' = 'on its own'): Work {
    const { transaction, states } = this
    return {
      states,
      traits: this.#bind.dialect.traits,
      flushFirst: () => (when === 'within flush' ? Promise.resolve() : this.flushFirst()),
      run: (query) => this.#run(query, undefined, undefined),
      get log() {
        return transaction.log
      },
    }
  }

  /** @throws {PendingRollbackError} SESSION_PENDING_ROLLBACK */
  async flushFirst(): Promise<void> {
    this.transaction.assertUsable()
    if (this.#autoflush) await this.flush()
  }
  async flush(): Promise<void> {
    this.transaction.assertUsable()
    if (!this.states.needsFlush()) return
    await this.transaction.use()
    try {
      await flush(this.work('within flush'))
    } catch (error) {
      await this.transaction.fail(error)
      throw error
    }
  }

  async execute<Row>(
    query: AnyQuery,
    params: Params | undefined,
    options: ExecuteOptions | undefined,
  ): Promise<Result<Row>> {
    await this.flushFirst()
    const result = await this.#run(query, params, options)
    // Without entities a session's rows are the engine's, which the two types of `Query` say.
    return selectsEntities(query.node) ? entityResult<Row>(this.work(), query.node, result) : (result as Result<Row>)
  }
  async scalars<T>(
    query: AnyQuery,
    params: Params | undefined,
    options: ExecuteOptions | undefined,
  ): Promise<ScalarResult<T>> {
    const result = await this.execute(query, params, options)
    // The first item of each row is what `EntityScalar` says.
    return new EntityScalars(result.tuples().map(([first]) => first as T))
  }
  async find(mapper: Mapper, key: PrimaryKey): Promise<InstanceState | null> {
    const values = keyValues(mapper, key)
    const identity = identityOf(values)
    if (identity === undefined) return null
    const known = this.states.find(mapper, identity)
    if (known && !known.expired) return known
    await this.flushFirst()
    return loadIdentity(this.work(), mapper, values, identity)
  }
  async load(state: InstanceState, tree: LoadTree): Promise<void> {
    if (tree.size > 0) await loadSelected(this.work(), new Map([[state.mapper, new Set([state])]]), tree)
  }

  /** A plain read before the transaction has begun needs none: it would hold a connection, and locks, until its end. */
  async #run(query: AnyQuery, params: Params | undefined, options: ExecuteOptions | undefined): Promise<Result> {
    this.transaction.assertUsable()
    // What comes back is read by position, so that the types of the rows are not needed.
    const statement: Query = { node: query.node }
    if (!this.transaction.isOpen && !this.begun && readsOnly(query.node)) {
      return this.#bind.execute(statement, params, options)
    }
    const { connection } = await this.transaction.use()
    return connection.execute(statement, params, options)
  }
}
