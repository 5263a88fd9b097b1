import type {
  NoRow,
  Dialect,
  ExecuteOptions,
  Params,
  PendingResult,
  PendingScalars,
  StreamRowsOptions,
  Transaction,
  RowQuery,
  ScalarQuery,
} from '@athanor/contract'
import type { ShardedConnection } from './sharded-connection.ts'

/** What `transaction()` hands to its work: the connection without the power to end the transaction. */
export class ShardedTransaction implements Transaction {
  readonly dialect: Dialect
  readonly #connection: ShardedConnection

  constructor(connection: ShardedConnection) {
    this.#connection = connection
    this.dialect = connection.dialect
  }
  execute<Row>(query: RowQuery<Row>, params?: Params, options?: ExecuteOptions): PendingResult<Row> {
    return this.#connection.execute(query, params, options)
  }
  scalars<Scalar>(query: ScalarQuery<Scalar>, params?: Params, options?: ExecuteOptions): PendingScalars<Scalar> {
    return this.#connection.scalars(query, params, options)
  }
  scalar<Scalar, Empty>(
    query: ScalarQuery<Scalar, Empty>,
    params?: Params,
    options?: ExecuteOptions,
  ): Promise<Scalar | NoRow<Empty>> {
    return this.#connection.scalar(query, params, options)
  }
  stream<Row>(query: RowQuery<Row>, params?: Params, options?: StreamRowsOptions): AsyncIterable<Row> {
    return this.#connection.stream(query, params, options)
  }
  savepoint<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#connection.savepoint(work)
  }
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#connection.savepoint(work)
  }
}
