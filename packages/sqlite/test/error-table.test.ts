import * as errors from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { isBusy, sqliteError } from '../src/error-table.ts'

const failed = (code: string, message = 'secret value'): Error => Object.assign(new Error(message), { code })

describe('sqlite: error table', () => {
  const cases: readonly (readonly [
    string,
    string,
    abstract new (...args: never[]) => unknown,
    string,
    string,
    string,
  ])[] = [
    [
      'SQLITE_CONSTRAINT_UNIQUE',
      'UNIQUE constraint failed: customers.email',
      errors.UniqueViolationError,
      'DB_UNIQUE',
      'never',
      'keep',
    ],
    [
      'SQLITE_CONSTRAINT_PRIMARYKEY',
      'UNIQUE constraint failed: t.id',
      errors.UniqueViolationError,
      'DB_UNIQUE',
      'never',
      'keep',
    ],
    [
      'SQLITE_CONSTRAINT_FOREIGNKEY',
      'FOREIGN KEY constraint failed',
      errors.ForeignKeyViolationError,
      'DB_FOREIGN_KEY',
      'never',
      'keep',
    ],
    [
      'SQLITE_CONSTRAINT_NOTNULL',
      'NOT NULL constraint failed: t.a',
      errors.NotNullViolationError,
      'DB_NOT_NULL',
      'never',
      'keep',
    ],
    [
      'SQLITE_CONSTRAINT_CHECK',
      'CHECK constraint failed: adult',
      errors.CheckViolationError,
      'DB_CHECK',
      'never',
      'keep',
    ],
    ['SQLITE_CONSTRAINT_TRIGGER', 'no ada@x', errors.DatabaseError, 'DB_RAISED', 'never', 'keep'],
    ['SQLITE_CONSTRAINT_DATATYPE', 'x', errors.DataError, 'DB_DATA', 'never', 'keep'],
    ['SQLITE_CONSTRAINT_VTAB', 'x', errors.IntegrityError, 'DB_INTEGRITY', 'never', 'keep'],
    ['SQLITE_MISMATCH', 'datatype mismatch', errors.DataError, 'DB_DATA', 'never', 'keep'],
    ['SQLITE_BUSY', 'database is locked', errors.LockTimeoutError, 'DB_LOCK_TIMEOUT', 'transaction', 'keep'],
    [
      'SQLITE_BUSY_SNAPSHOT',
      'database is locked',
      errors.SerializationError,
      'DB_SERIALIZATION',
      'transaction',
      'keep',
    ],
    ['SQLITE_LOCKED_SHAREDCACHE', 'x', errors.LockTimeoutError, 'DB_LOCK_TIMEOUT', 'transaction', 'keep'],
    ['SQLITE_READONLY', 'attempt to write a readonly database', errors.StatementError, 'DB_READ_ONLY', 'never', 'keep'],
    ['SQLITE_INTERRUPT', 'interrupted', errors.CancelledError, 'DB_CANCELLED', 'never', 'keep'],
    ['SQLITE_FULL', 'x', errors.DatabaseError, 'DB_RESOURCES', 'never', 'keep'],
    ['SQLITE_CORRUPT_INDEX', 'x', errors.DatabaseError, 'DB_CORRUPT', 'never', 'discard'],
    ['SQLITE_IOERR_READ', 'x', errors.DatabaseError, 'DB_CORRUPT', 'never', 'discard'],
    ['SQLITE_CANTOPEN', 'x', errors.ConnectionError, 'CONNECTION_OPEN', 'never', 'discard'],
    ['SQLITE_ERROR', 'near "SELEC": syntax error', errors.SqlSyntaxError, 'DB_SYNTAX', 'never', 'keep'],
    ['SQLITE_ERROR', 'incomplete input', errors.SqlSyntaxError, 'DB_SYNTAX', 'never', 'keep'],
    ['SQLITE_ERROR', 'no such table: main.t', errors.NoSuchTableError, 'DB_NO_TABLE', 'never', 'keep'],
    ['SQLITE_ERROR', 'no such column: t.a', errors.NoSuchColumnError, 'DB_NO_COLUMN', 'never', 'keep'],
    ['SQLITE_ERROR', 'table t has no column named a', errors.NoSuchColumnError, 'DB_NO_COLUMN', 'never', 'keep'],
    ['SQLITE_ERROR', 'table t already exists', errors.StatementError, 'DB_EXISTS', 'never', 'keep'],
    ['SQLITE_ERROR', 'no such function: f', errors.StatementError, 'DB_STATEMENT', 'never', 'keep'],
    ['SQLITE_SCHEMA', 'x', errors.DatabaseError, 'DB_ERROR', 'never', 'keep'],
  ]
  it.each(cases)('%s %s', (nativeCode, message, type, code, retry, connection) => {
    const cause = failed(nativeCode, message)
    const error = sqliteError(cause)
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({ code, retry, connection, cause })
    expect(error.message).not.toContain('ada@')
  })

  const facts: readonly (readonly [string, string, object])[] = [
    ['SQLITE_CONSTRAINT_UNIQUE', 'UNIQUE constraint failed: t.a, t.b', { table: 't', column: 'a, b' }],
    ['SQLITE_CONSTRAINT_UNIQUE', "UNIQUE constraint failed: index 'by_lower'", { constraint: 'by_lower' }],
    ['SQLITE_CONSTRAINT_NOTNULL', 'NOT NULL constraint failed: t.a', { table: 't', column: 'a' }],
    ['SQLITE_CONSTRAINT_CHECK', 'CHECK constraint failed: adult', { constraint: 'adult' }],
    ['SQLITE_CONSTRAINT_CHECK', "CHECK constraint failed: a <> 'x'", { constraint: undefined }],
    ['SQLITE_ERROR', 'no such table: main.t', { table: 't' }],
    ['SQLITE_ERROR', 'no such column: t.a', { column: 'a' }],
  ]
  it.each(facts)('%s %s', (code, message, expected) =>
    expect(sqliteError(failed(code, message))).toMatchObject(expected),
  )

  it('leaves literals of the SQL out of the message', () => {
    expect(sqliteError(failed('SQLITE_ERROR', 'near "\'ada@x\'": syntax error')).message).not.toContain('ada@')
  })

  it('knows which failures are worth another attempt', () => {
    expect(
      ['SQLITE_BUSY', 'SQLITE_BUSY_RECOVERY', 'SQLITE_LOCKED', 'SQLITE_LOCKED_SHAREDCACHE'].every((code) =>
        isBusy(failed(code)),
      ),
    ).toBe(true)
    expect(['SQLITE_BUSY_SNAPSHOT', 'SQLITE_ERROR', 'EBUSY'].some((code) => isBusy(failed(code)))).toBe(false)
  })
})
