import { type AthanorError, databaseError, type DatabaseErrorKind, networkFact } from '@athanor/contract'

/** Error number → what it means. Sources: the error references of MySQL 8.4 and MariaDB 11. */
const byNumber: Readonly<Record<number, DatabaseErrorKind>> = {
  1007: 'exists',
  1022: 'unique',
  1040: 'tooMany',
  1044: 'privilege',
  1045: 'authentication',
  1048: 'notNull',
  1049: 'noDatabase',
  1050: 'exists',
  1051: 'noTable',
  1053: 'lost',
  1054: 'noColumn',
  1060: 'exists',
  1061: 'exists',
  1062: 'unique',
  1064: 'syntax',
  1077: 'lost',
  1079: 'lost',
  1091: 'noColumn',
  1099: 'lockTimeout',
  1130: 'authentication',
  1142: 'privilege',
  1143: 'privilege',
  1146: 'noTable',
  1149: 'syntax',
  1159: 'lost',
  1161: 'lost',
  1169: 'unique',
  1184: 'lost',
  1203: 'tooMany',
  1205: 'lockTimeout',
  1213: 'deadlock',
  1216: 'foreignKey',
  1217: 'foreignKey',
  1226: 'tooMany',
  1227: 'privilege',
  1235: 'statement',
  1264: 'data',
  1265: 'data',
  1290: 'readOnly',
  1292: 'data',
  1317: 'cancelled',
  1365: 'data',
  1364: 'notNull',
  1366: 'data',
  1367: 'data',
  1370: 'privilege',
  1406: 'data',
  1411: 'data',
  1426: 'statement',
  1451: 'foreignKey',
  1452: 'foreignKey',
  1586: 'unique',
  1614: 'deadlock',
  1644: 'raised',
  1690: 'data',
  1698: 'authentication',
  1761: 'foreignKey',
  1762: 'foreignKey',
  1792: 'readOnly',
  1836: 'readOnly',
  1927: 'lost',
  1969: 'statementTimeout',
  2006: 'lost',
  2013: 'lost',
  2014: 'lost',
  2055: 'lost',
  3024: 'statementTimeout',
  3058: 'deadlock',
  3101: 'serialization',
  3140: 'data',
  3141: 'data',
  3159: 'tls',
  3169: 'lost',
  3572: 'lockTimeout',
  3819: 'check',
  4025: 'check',
  4031: 'lost',
  1020: 'serialization',
  1021: 'resources',
  1037: 'resources',
  1041: 'resources',
  1114: 'resources',
  1206: 'resources',
  3118: 'authentication',
}

/** The first two letters of the SQLSTATE, where the number is not listed. */
const byClass: Readonly<Record<string, DatabaseErrorKind>> = {
  '08': 'lost',
  '21': 'statement',
  '22': 'data',
  '23': 'integrity',
  '25': 'statement',
  '28': 'authentication',
  '40': 'serialization',
  '42': 'statement',
  '45': 'raised',
  XA: 'statement',
}

/**
 * Their texts name identifiers and repeat the SQL text, which holds no parameter's value: those travel apart.
 * `privilege` and `noDatabase` name the user and the database.
 */
const speaksOfSqlOnly: ReadonlySet<DatabaseErrorKind> = new Set([
  'syntax',
  'noTable',
  'noColumn',
  'exists',
  'privilege',
  'statement',
  'noDatabase',
])

const ofConnection: ReadonlySet<DatabaseErrorKind> = new Set(['lost', 'tooMany', 'authentication', 'noDatabase', 'tls'])

interface ServerFields {
  readonly errno?: unknown
  readonly code?: unknown
  readonly sqlState?: unknown
  readonly message?: unknown
}

export interface ErrorContext {
  /** No statement has been sent yet, so a lost connection may safely be tried again. */
  readonly connecting?: boolean
  /** `host:port/database`, without a password. */
  readonly place: string
  /** The statement's text: MySQL does not name the table of a violated key apart. */
  readonly text?: string
}

/** Turns what `mysql2` throws into one of the contract's errors; the original is its `cause`. */
export function mysqlError(cause: unknown, context: ErrorContext): AthanorError {
  const fields: ServerFields = typeof cause === 'object' && cause !== null ? cause : {}
  const message = typeof fields.message === 'string' ? fields.message : ''
  const { errno } = fields
  const { place } = context
  // Node's own errors have negative numbers.
  if (typeof errno === 'number' && errno > 0) return serverError(errno, message, fields, context, cause)
  if (context.connecting !== true) return databaseError('lost', { cause, place })
  const fact = networkFact(fields.code)
  if (fact) return databaseError(fact.kind, { cause, place, advice: fact.advice })
  if (
    fields.code === 'HANDSHAKE_NO_SSL_SUPPORT' ||
    fields.code === 'HANDSHAKE_SSL_ERROR' ||
    /\b(SSL|TLS)\b/.test(message)
  ) {
    return databaseError('tls', { cause, place, advice: 'Set ssl to what the server offers' })
  }
  if (typeof fields.code === 'string' && fields.code.startsWith('AUTH_')) {
    return databaseError('authentication', { cause, place })
  }
  return databaseError('refused', { cause, place })
}

function serverError(
  errno: number,
  message: string,
  fields: ServerFields,
  context: ErrorContext,
  cause: unknown,
): AthanorError {
  const sqlState = typeof fields.sqlState === 'string' && fields.sqlState !== '' ? fields.sqlState : undefined
  const listed = byNumber[errno] ?? byClass[sqlState?.slice(0, 2) ?? ''] ?? 'other'
  // Denied access to a database while logging in is a matter of the login.
  const kind = listed === 'privilege' && context.connecting === true ? 'authentication' : listed
  return databaseError(kind, {
    cause,
    sqlState,
    nativeCode: errno,
    ...factsOf(kind, message, context.text ?? ''),
    serverText: speaksOfSqlOnly.has(kind) ? message : undefined,
    place: context.connecting === true || ofConnection.has(kind) ? context.place : undefined,
  })
}

interface Facts {
  readonly table?: string | undefined
  readonly column?: string | undefined
  readonly constraint?: string | undefined
}

/** What the server's English text names; the values in it are left behind. */
function factsOf(kind: DatabaseErrorKind, message: string, text: string): Facts {
  switch (kind) {
    case 'unique': {
      // "Duplicate entry '…' for key 'table.key'" (MySQL) or "… for key 'key'" (MariaDB)
      const [key = '', table = targetTable(text)] = (/ for key '([^']+)'$/.exec(message)?.[1] ?? '')
        .split('.')
        .toReversed()
      return { table, constraint: key === '' ? undefined : key }
    }
    case 'foreignKey': {
      const found = /\(`[^`]+`\.`([^`]+)`, CONSTRAINT `([^`]+)` FOREIGN KEY \(`([^`]+)`\)/.exec(message)
      return { table: found?.[1], constraint: found?.[2], column: found?.[3] }
    }
    case 'notNull':
      return { table: targetTable(text), column: /^(?:Column|Field) '([^']+)'/.exec(message)?.[1] }
    case 'check': {
      // MySQL: "Check constraint 'c' is violated."; MariaDB: "CONSTRAINT `c` failed for `database`.`table`"
      const found = /^CONSTRAINT `([^`]+)` failed for `[^`]+`\.`([^`]+)`/.exec(message)
      const constraint = found?.[1] ?? /^Check constraint '([^']+)'/.exec(message)?.[1]
      return { table: found?.[2] ?? targetTable(text), constraint: constraint?.split('.').pop() }
    }
    case 'data':
      return {
        table: targetTable(text),
        column: / for column (?:`[^`]+`\.`[^`]+`\.)?['`]([^'`]+)['`]/.exec(message)?.[1],
      }
    default:
      return {}
  }
}

const target =
  /^\s*(?:insert(?:\s+(?:low_priority|delayed|high_priority|ignore))*(?:\s+into)?|replace(?:\s+into)?|update(?:\s+ignore)?|delete\s+from)\s+(?:(?:`[^`]+`|[\w$]+)\s*\.\s*)?(?:`([^`]+)`|([\w$]+))/i

/** The table that a statement changes. */
function targetTable(text: string): string | undefined {
  const found = target.exec(text)
  return found?.[1] ?? found?.[2]
}
