import { UnsupportedByDialectError, UsageError } from '@athanor/contract'

export function transactionEnded(): UsageError {
  return new UsageError(
    'The transaction is over, committed or rolled back. Await every statement inside its work, and begin another one for more.',
    { code: 'TRANSACTION_ENDED' },
  )
}

export function alreadyBegun(): UsageError {
  return new UsageError(
    'A transaction is open on this connection already; a statement begins one by itself. Commit or roll back first, or use savepoint().',
    { code: 'TRANSACTION_BEGUN' },
  )
}

export function connectionClosed(): UsageError {
  return new UsageError('The connection is closed. Open another one with engine.connect().', {
    code: 'CONNECTION_CLOSED',
  })
}

export function connectionInvalidated(): UsageError {
  return new UsageError(
    'The connection was invalidated or lost. Close it, and open another one with engine.connect().',
    {
      code: 'CONNECTION_INVALIDATED',
    },
  )
}

export function streamOpen(): UsageError {
  return new UsageError(
    'A stream is being read on this connection, which can do one thing at a time. Read it to its end first, or run the other statement on another connection.',
    { code: 'STREAM_OPEN' },
  )
}

export function streamEnded(): UsageError {
  return new UsageError('The stream was cut off: the transaction or savepoint around it ended.', {
    code: 'STREAM_ENDED',
  })
}

export function noSavepoints(dialect: string): UnsupportedByDialectError {
  return new UnsupportedByDialectError(`Savepoints are not there in ${dialect}: use one transaction for the whole.`, {
    code: 'TRANSACTION_NO_SAVEPOINTS',
  })
}
