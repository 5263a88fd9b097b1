import type { ExecuteOptions, StreamRowsOptions, Transaction, TransactionOptions } from '@athanor/contract'
import type { BoundStatement, EngineCore } from './engine-core.ts'
import type { LeaseScope, Owner } from './lease-scope.ts'
import { type Make, QueryRunner } from './query-runner.ts'
import type { OpenBatches } from './stream.ts'
import { attachSuppressed } from './suppressed.ts'

/** What `work` gets: statements run in the transaction (or savepoint) that it was made for, and in no other. */
export class TransactionHandle extends QueryRunner implements Transaction {
  readonly #scope: LeaseScope
  readonly #owner: Owner

  constructor(core: EngineCore, scope: LeaseScope, owner: Owner) {
    super(core)
    this.#scope = scope
    this.#owner = owner
  }

  savepoint<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return runSavepoint(this.core, this.#scope, this.#owner, work)
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.savepoint(work)
  }

  protected run<T>(bound: BoundStatement, options: ExecuteOptions | undefined, make: Make<T>): Promise<T> {
    return this.#scope.statement(bound, options, this.#owner, make)
  }

  protected asOne<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    if (!this.dialect.traits.savepoints) return work(this)
    return runSavepoint(this.core, this.#scope, this.#owner, work)
  }

  protected openBatches(bound: BoundStatement, options: StreamRowsOptions | undefined): Promise<OpenBatches> {
    return this.#scope.openBatches(bound, options, this.#owner)
  }
}

/**
 * Runs `work` in a new transaction of the loan. What `work` throws is what comes out, the same object; an error of the
 * rollback is attached to it as `suppressed`, and the connection is not lent again.
 */
export async function runTransaction<T>(
  core: EngineCore,
  scope: LeaseScope,
  work: (tx: TransactionHandle) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const transaction = await scope.begin(options)
  let value: T
  try {
    value = await work(new TransactionHandle(core, scope, { transaction }))
    options.signal?.throwIfAborted()
  } catch (error) {
    if (scope.isIn(transaction)) {
      await scope.end('rollback', transaction).catch((rollback: unknown) => attachSuppressed(error, rollback))
    }
    throw error
  }
  await scope.end('commit', transaction)
  return value
}

/** Runs `work` in a savepoint: its failure undoes its own part only, and is thrown on. */
export async function runSavepoint<T>(
  core: EngineCore,
  scope: LeaseScope,
  outer: Owner | undefined,
  work: (tx: TransactionHandle) => Promise<T>,
): Promise<T> {
  const { owner, savepoint } = await scope.savepoint(outer)
  try {
    const value = await work(new TransactionHandle(core, scope, owner))
    await scope.endSavepoint('release', owner, savepoint)
    return value
  } catch (error) {
    // Over already when the transaction ended, or a failed release rolled back by itself.
    if (savepoint.active) {
      await scope
        .endSavepoint('rollback', owner, savepoint)
        .catch((rollback: unknown) => attachSuppressed(error, rollback))
    }
    throw error
  }
}
