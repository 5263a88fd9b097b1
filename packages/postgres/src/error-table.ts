import { type AthanorError, databaseError, type DatabaseErrorKind, networkFact } from '@athanor/contract'

/** SQLSTATE → what it means. Source: PostgreSQL's appendix "Error Codes". */
const byState: Readonly<Record<string, DatabaseErrorKind>> = {
  '23505': 'unique',
  '23503': 'foreignKey',
  '23001': 'foreignKey',
  '23502': 'notNull',
  '23514': 'check',
  '25006': 'readOnly',
  '25P03': 'lost',
  '25P04': 'lost',
  '3D000': 'noDatabase',
  '40001': 'serialization',
  '40P01': 'deadlock',
  '42501': 'privilege',
  '42601': 'syntax',
  '42P01': 'noTable',
  '42703': 'noColumn',
  '42P04': 'exists',
  '42P06': 'exists',
  '42P07': 'exists',
  '42701': 'exists',
  '42710': 'exists',
  '53300': 'tooMany',
  '55P03': 'lockTimeout',
  '57014': 'statementTimeout',
  '57P01': 'lost',
  '57P02': 'lost',
  '57P03': 'starting',
  '57P04': 'lost',
  '57P05': 'lost',
  P0001: 'raised',
  XX001: 'corrupt',
  XX002: 'corrupt',
}

/** The first two letters, where the whole state is not listed. */
const byClass: Readonly<Record<string, DatabaseErrorKind>> = {
  '08': 'lost',
  '0A': 'statement',
  '21': 'statement',
  '22': 'data',
  '23': 'integrity',
  '25': 'statement',
  '26': 'statement',
  '28': 'authentication',
  '2B': 'statement',
  '34': 'statement',
  '3B': 'statement',
  '40': 'serialization',
  '42': 'statement',
  '44': 'check',
  '53': 'resources',
  '54': 'resources',
  '55': 'statement',
  '58': 'corrupt',
  P0: 'raised',
}

/** Their texts name identifiers and types of the SQL, never a parameter's value. */
const speaksOfSqlOnly: ReadonlySet<DatabaseErrorKind> = new Set([
  'syntax',
  'noTable',
  'noColumn',
  'exists',
  'privilege',
  'statement',
  'noDatabase',
])

/** The fields of an ErrorResponse that are read here; the driver's error has them as properties. */
interface ServerFields {
  readonly code?: unknown
  readonly message?: unknown
  readonly table?: unknown
  readonly column?: unknown
  readonly constraint?: unknown
}

export interface ErrorContext {
  /** No statement has been sent yet, so a lost connection may safely be tried again. */
  readonly connecting?: boolean
  /** `host:port/database`, without a password. */
  readonly place: string
}

/** Turns what `pg` throws into one of the contract's errors; the original is its `cause`. */
export function postgresError(cause: unknown, context: ErrorContext): AthanorError {
  const fields: ServerFields = typeof cause === 'object' && cause !== null ? cause : {}
  const state = typeof fields.code === 'string' ? fields.code : ''
  const message = typeof fields.message === 'string' ? fields.message : ''
  if (/^[0-9A-Z]{5}$/.test(state) && !state.startsWith('E')) return serverError(state, message, fields, context, cause)
  if (context.connecting !== true) return databaseError('lost', { cause, place: context.place })
  const fact = networkFact(state)
  if (fact) return databaseError(fact.kind, { cause, place: context.place, advice: fact.advice })
  if (message.startsWith('SASL') || message.startsWith('SCRAM')) {
    return databaseError('authentication', { cause, place: context.place })
  }
  if (/\b(SSL|TLS)\b/.test(message) || state.startsWith('ERR_SSL') || state.startsWith('ERR_TLS')) {
    const advice = 'Set sslmode (or `ssl`) to what the server offers'
    return databaseError('tls', { cause, place: context.place, advice })
  }
  return databaseError('refused', { cause, place: context.place })
}

function serverError(
  state: string,
  message: string,
  fields: ServerFields,
  context: ErrorContext,
  cause: unknown,
): AthanorError {
  const kind = kindOf(state, message)
  const ofConnection = context.connecting === true || kind === 'lost' || kind === 'tooMany' || kind === 'starting'
  return databaseError(kind, {
    cause,
    sqlState: state,
    nativeCode: state,
    table: textOf(fields.table),
    column: textOf(fields.column),
    constraint: textOf(fields.constraint),
    serverText: speaksOfSqlOnly.has(kind) ? message : undefined,
    place: ofConnection ? context.place : undefined,
  })
}

function kindOf(state: string, message: string): DatabaseErrorKind {
  // One state stands for both; the server's own texts differ ("… due to statement timeout", "… due to user request").
  if (state === '57014') return message.includes('user request') ? 'cancelled' : 'statementTimeout'
  return byState[state] ?? byClass[state.slice(0, 2)] ?? 'other'
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
