import * as errors from './errors.ts'

/** What a native code means, the same for every database. Error tables map native codes to these. */
export type DatabaseErrorKind =
  | 'unique'
  | 'foreignKey'
  | 'notNull'
  | 'check'
  | 'integrity'
  | 'data'
  | 'syntax'
  | 'noTable'
  | 'noColumn'
  | 'exists'
  | 'privilege'
  | 'readOnly'
  | 'statement'
  | 'raised'
  | 'serialization'
  | 'deadlock'
  | 'lockTimeout'
  | 'statementTimeout'
  | 'cancelled'
  | 'resources'
  | 'corrupt'
  | 'other'
  | 'lost'
  | 'refused'
  | 'timeout'
  | 'tooMany'
  | 'starting'
  | 'noDatabase'
  | 'openFailed'
  | 'tls'
  | 'authentication'

type ServerErrorClass = typeof errors.DatabaseError | typeof errors.ConnectionError | typeof errors.CancelledError

interface ErrorRule {
  readonly type: ServerErrorClass
  readonly code: string
  readonly retry?: errors.Retry
  readonly connection?: errors.ConnectionVerdict
  /** What happened; the facts (table, column, constraint) follow it in brackets. */
  readonly what: string
  readonly advice?: string
}

const rules: Readonly<Record<DatabaseErrorKind, ErrorRule>> = {
  unique: { type: errors.UniqueViolationError, code: 'DB_UNIQUE', what: 'Another row has the same unique key' },
  foreignKey: {
    type: errors.ForeignKeyViolationError,
    code: 'DB_FOREIGN_KEY',
    what: 'A foreign key does not hold: the referred row is missing, or rows still refer to this one',
  },
  notNull: {
    type: errors.NotNullViolationError,
    code: 'DB_NOT_NULL',
    what: 'A column that must not be NULL has no value',
  },
  check: { type: errors.CheckViolationError, code: 'DB_CHECK', what: 'A check constraint does not hold' },
  integrity: { type: errors.IntegrityError, code: 'DB_INTEGRITY', what: 'A constraint does not hold' },
  data: {
    type: errors.DataError,
    code: 'DB_DATA',
    what: 'A value does not fit: too long, out of range, or not of the form that the type needs',
  },
  syntax: { type: errors.SqlSyntaxError, code: 'DB_SYNTAX', what: 'The SQL cannot be parsed' },
  noTable: { type: errors.NoSuchTableError, code: 'DB_NO_TABLE', what: 'There is no such table' },
  noColumn: { type: errors.NoSuchColumnError, code: 'DB_NO_COLUMN', what: 'There is no such column' },
  exists: { type: errors.StatementError, code: 'DB_EXISTS', what: 'An object of that name exists already' },
  privilege: { type: errors.StatementError, code: 'DB_PRIVILEGE', what: 'The user may not do this' },
  readOnly: { type: errors.StatementError, code: 'DB_READ_ONLY', what: 'The database or the transaction is read-only' },
  statement: { type: errors.StatementError, code: 'DB_STATEMENT', what: 'The statement is not valid here' },
  raised: {
    type: errors.DatabaseError,
    code: 'DB_RAISED',
    what: 'A function or trigger in the database raised an error',
    advice: 'Its text is in `cause`',
  },
  serialization: {
    type: errors.SerializationError,
    code: 'DB_SERIALIZATION',
    retry: 'transaction',
    what: 'The transaction conflicts with another one that changed the same data',
    advice: 'Run the whole transaction again',
  },
  deadlock: {
    type: errors.DeadlockError,
    code: 'DB_DEADLOCK',
    retry: 'transaction',
    what: 'Transactions wait for each other; this one was chosen to end',
    advice: 'Run the whole transaction again',
  },
  lockTimeout: {
    type: errors.LockTimeoutError,
    code: 'DB_LOCK_TIMEOUT',
    retry: 'transaction',
    what: 'A lock was not granted in time',
  },
  statementTimeout: {
    type: errors.StatementTimeoutError,
    code: 'DB_STATEMENT_TIMEOUT',
    what: "The statement ran longer than the server's limit",
  },
  cancelled: { type: errors.CancelledError, code: 'DB_CANCELLED', what: 'The statement was cancelled on the server' },
  resources: {
    type: errors.DatabaseError,
    code: 'DB_RESOURCES',
    what: 'The database has run out of memory, disk or another resource',
  },
  corrupt: {
    type: errors.DatabaseError,
    code: 'DB_CORRUPT',
    connection: 'discard',
    what: 'The database cannot read or write its files',
  },
  other: { type: errors.DatabaseError, code: 'DB_ERROR', what: 'The database reports an error' },
  lost: {
    type: errors.ConnectionError,
    code: 'CONNECTION_LOST',
    connection: 'discard',
    what: 'The connection to the database is lost',
  },
  refused: {
    type: errors.ConnectionError,
    code: 'CONNECTION_REFUSED',
    retry: 'safe',
    connection: 'discard',
    what: 'The database cannot be reached',
  },
  timeout: {
    type: errors.ConnectionError,
    code: 'CONNECTION_TIMEOUT',
    retry: 'safe',
    connection: 'discard',
    what: 'The database did not answer the connection in time',
  },
  tooMany: {
    type: errors.ConnectionError,
    code: 'CONNECTION_TOO_MANY',
    retry: 'safe',
    connection: 'discard',
    what: 'The server accepts no more connections',
    advice: 'Lower the sizes of the pools that lead to it, or raise its limit',
  },
  starting: {
    type: errors.ConnectionError,
    code: 'CONNECTION_STARTING',
    retry: 'safe',
    connection: 'discard',
    what: 'The server is starting up or shutting down',
  },
  noDatabase: {
    type: errors.ConnectionError,
    code: 'CONNECTION_NO_DATABASE',
    connection: 'discard',
    what: 'The database does not exist',
  },
  openFailed: {
    type: errors.ConnectionError,
    code: 'CONNECTION_OPEN',
    connection: 'discard',
    what: 'The database cannot be opened',
  },
  tls: {
    type: errors.ConnectionError,
    code: 'CONNECTION_TLS',
    connection: 'discard',
    what: 'No encrypted connection could be agreed upon',
  },
  authentication: {
    type: errors.AuthenticationError,
    code: 'CONNECTION_AUTHENTICATION',
    connection: 'discard',
    what: 'The server did not accept the login',
    advice: 'Check user and password, and whether the server lets this user in from here',
  },
}

export interface DatabaseErrorDetails {
  readonly cause: unknown
  readonly sqlState?: string | undefined
  readonly nativeCode?: string | number | undefined
  readonly constraint?: string | undefined
  readonly table?: string | undefined
  readonly column?: string | undefined
  /** The server's own words, only where they cannot hold a value of a parameter. */
  readonly serverText?: string | undefined
  /** Where the connection leads, for errors of connecting; no password. */
  readonly place?: string | undefined
  /** Instead of the kind's own advice. */
  readonly advice?: string | undefined
}

/**
 * The error for what a database reported: class, code, retry and connection come from the kind; the message is
 * composed from facts, because the server's own text may repeat values of the data.
 */
export function databaseError(kind: DatabaseErrorKind, details: DatabaseErrorDetails): errors.AthanorError {
  const rule = rules[kind]
  const facts = [
    details.table === undefined ? '' : `table ${details.table}`,
    details.column === undefined ? '' : `column ${details.column}`,
    details.constraint === undefined ? '' : `constraint ${details.constraint}`,
    details.place ?? '',
  ].filter((fact) => fact !== '')
  const native = details.sqlState ?? details.nativeCode
  if (facts.length === 0 && details.serverText === undefined && native !== undefined) facts.push(`code ${native}`)
  const advice = details.advice ?? rule.advice
  const message =
    rule.what +
    (facts.length === 0 ? '' : ` (${facts.join(', ')})`) +
    (details.serverText === undefined ? '' : `: ${details.serverText}`) +
    (advice === undefined ? '' : `. ${advice}`)
  return new rule.type(message, {
    code: rule.code,
    ...defined({ retry: rule.retry, connection: rule.connection, cause: details.cause }),
    ...defined({ sqlState: details.sqlState, nativeCode: details.nativeCode }),
    ...defined({ constraint: details.constraint, table: details.table, column: details.column }),
  })
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function defined<T extends object>(facts: T): Defined<T> {
  // Only the entries that are undefined are left out, so what stays has the stated types.
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Defined<T>
}
