import type {
  Connection,
  ExecuteOptions,
  Inspector,
  Savepoint,
  StreamRowsOptions,
  Transaction,
  TransactionOptions,
} from '@athanor/contract'
import type { BoundStatement, EngineCore } from './engine-core.ts'
import { CatalogInspector } from './inspector.ts'
import type { LeaseScope } from './lease-scope.ts'
import { type Make, QueryRunner } from './query-runner.ts'
import { ManualSavepoint } from './savepoint.ts'
import type { OpenBatches } from './stream.ts'
import { runSavepoint, runTransaction } from './transaction.ts'

/** One loan in the hands of the user: commit as you go. */
export class EngineConnection extends QueryRunner implements Connection {
  readonly #scope: LeaseScope

  constructor(core: EngineCore, scope: LeaseScope) {
    super(core)
    this.#scope = scope
  }

  get inTransaction(): boolean {
    return this.#scope.inTransaction
  }

  get closed(): boolean {
    return this.#scope.closed
  }

  async begin(options: TransactionOptions = {}): Promise<void> {
    await this.#scope.begin(options)
  }

  commit(): Promise<void> {
    return this.#scope.end('commit')
  }

  rollback(): Promise<void> {
    return this.#scope.end('rollback')
  }

  savepoint<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return runSavepoint(this.core, this.#scope, undefined, work)
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return runTransaction(this.core, this.#scope, work, options)
  }

  async beginNested(): Promise<Savepoint> {
    const { owner, savepoint } = await this.#scope.savepoint(undefined)
    return new ManualSavepoint(this.#scope, owner, savepoint)
  }

  invalidate(cause?: unknown): void {
    this.#scope.invalidate(cause)
  }

  inspect(): Promise<Inspector> {
    return Promise.resolve(
      new CatalogInspector(this.dialect, (text, params) =>
        this.#scope.statement(this.core.prepareText(text, params), undefined, undefined, (_, raw) => raw.rows),
      ),
    )
  }

  close(): Promise<void> {
    return this.#scope.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  protected run<T>(bound: BoundStatement, options: ExecuteOptions | undefined, make: Make<T>): Promise<T> {
    return this.#scope.statement(bound, options, undefined, make)
  }

  protected asOne<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    if (!this.dialect.traits.savepoints) return work(this)
    return runSavepoint(this.core, this.#scope, undefined, work)
  }

  protected openBatches(bound: BoundStatement, options: StreamRowsOptions | undefined): Promise<OpenBatches> {
    return this.#scope.openBatches(bound, options, undefined)
  }
}
