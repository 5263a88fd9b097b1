import { type AthanorError, databaseError, type DatabaseErrorKind, UsageError } from '@athanor/contract'

/** Extended result code → what it means; see "Result and Error Codes" in SQLite's manual. */
const byCode: Readonly<Record<string, DatabaseErrorKind>> = {
  SQLITE_CONSTRAINT_UNIQUE: 'unique',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'unique',
  SQLITE_CONSTRAINT_ROWID: 'unique',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'foreignKey',
  SQLITE_CONSTRAINT_NOTNULL: 'notNull',
  SQLITE_CONSTRAINT_CHECK: 'check',
  SQLITE_CONSTRAINT_TRIGGER: 'raised',
  SQLITE_CONSTRAINT_DATATYPE: 'data',
  SQLITE_BUSY_SNAPSHOT: 'serialization',
  SQLITE_READONLY_DBMOVED: 'corrupt',
  SQLITE_CANTOPEN: 'openFailed',
}

/** The code's first two words, where the whole one is not listed. */
const byPrimary: Readonly<Record<string, DatabaseErrorKind>> = {
  SQLITE_CONSTRAINT: 'integrity',
  SQLITE_BUSY: 'lockTimeout',
  SQLITE_LOCKED: 'lockTimeout',
  SQLITE_READONLY: 'readOnly',
  SQLITE_MISMATCH: 'data',
  SQLITE_TOOBIG: 'data',
  SQLITE_RANGE: 'statement',
  SQLITE_INTERRUPT: 'cancelled',
  SQLITE_AUTH: 'privilege',
  SQLITE_PERM: 'privilege',
  SQLITE_CANTOPEN: 'openFailed',
  SQLITE_NOTADB: 'corrupt',
  SQLITE_CORRUPT: 'corrupt',
  SQLITE_IOERR: 'corrupt',
  SQLITE_PROTOCOL: 'lockTimeout',
  SQLITE_FULL: 'resources',
  SQLITE_NOMEM: 'resources',
}

/** SQLITE_ERROR covers all mistakes in SQL; only the text tells them apart. It holds identifiers, never values. */
const byText: readonly (readonly [RegExp, DatabaseErrorKind])[] = [
  [/^no such table: (?:\w+\.)?(.+)$/, 'noTable'],
  [/^no such column: /, 'noColumn'],
  [/has no column named /, 'noColumn'],
  [/syntax error$/, 'syntax'],
  [/^incomplete input$/, 'syntax'],
  [/^unrecognized token: /, 'syntax'],
  [/ already exists$/, 'exists'],
  [/^integer overflow$/, 'data'],
  [/^malformed JSON$/, 'data'],
  [/^bad JSON path/, 'statement'],
]

const speaksOfSqlOnly: ReadonlySet<DatabaseErrorKind> = new Set([
  'noTable',
  'noColumn',
  'exists',
  'statement',
  'readOnly',
])

/** SQLITE_BUSY and SQLITE_LOCKED: somebody else holds the lock; nothing has happened, so the statement may run again. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error)
  return /^SQLITE_(?:BUSY|LOCKED)(?:_|$)/.test(code) && code !== 'SQLITE_BUSY_SNAPSHOT'
}

/** Turns what `better-sqlite3` throws into one of the contract's errors; the original is its `cause`. */
export function sqliteError(cause: unknown): AthanorError {
  const code = codeOf(cause)
  const message = cause instanceof Error ? cause.message : ''
  if (code === '') return misuse(message, cause)
  const text =
    code === 'SQLITE_ERROR' ? (byText.find(([pattern]) => pattern.test(message))?.[1] ?? 'statement') : undefined
  const kind = text ?? byCode[code] ?? byPrimary[code.split('_', 2).join('_')] ?? 'other'
  return databaseError(kind, {
    cause,
    nativeCode: code,
    ...factsOf(kind, message),
    serverText: kind === 'syntax' ? syntaxText(message) : speaksOfSqlOnly.has(kind) ? message : undefined,
  })
}

/** better-sqlite3's own errors, raised before SQLite saw the statement. */
function misuse(message: string, cause: unknown): AthanorError {
  if (/more than one statement/.test(message)) {
    return databaseError('statement', { cause, serverText: 'one text may hold one statement only' })
  }
  if (/contains no statements/.test(message)) {
    return databaseError('statement', { cause, serverText: 'the text holds no statement' })
  }
  if (/busy executing a query/.test(message)) {
    const busy = 'A stream is still being read on this connection. Read it to its end, or use another connection'
    return new UsageError(busy, { code: 'CONNECTION_BUSY', cause })
  }
  if (/too big/.test(message)) return databaseError('data', { cause })
  if (/parameter/.test(message)) {
    return databaseError('statement', {
      cause,
      serverText: 'the number of values differs from that of the placeholders',
    })
  }
  return databaseError('other', { cause })
}

/** A token that is text may be a literal of the caller's. */
function syntaxText(message: string): string {
  return message.replace(/'(?:[^']|'')*'?/g, "'…'")
}

interface Facts {
  readonly table?: string | undefined
  readonly column?: string | undefined
  readonly constraint?: string | undefined
}

/** "UNIQUE constraint failed: t.a, t.b", "NOT NULL constraint failed: t.a", "CHECK constraint failed: name" */
function factsOf(kind: DatabaseErrorKind, message: string): Facts {
  const named = message.slice(message.indexOf(': ') + 2)
  if (!message.includes(': ')) return {}
  switch (kind) {
    case 'unique':
    case 'notNull': {
      const index = /^index '(.+)'$/.exec(named)?.[1]
      if (index !== undefined) return { constraint: index }
      const columns = named.split(', ').map((column) => column.split('.'))
      return { table: columns[0]?.[0], column: columns.map((column) => column.at(-1)).join(', ') }
    }
    case 'check':
      // Without a name the condition's own text stands there, which may hold literals.
      return /^\w+$/.test(named) ? { constraint: named } : {}
    case 'noTable':
      return { table: named.split('.').pop() }
    case 'noColumn':
      return { column: named.split('.').pop() }
    default:
      return {}
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : ''
}
