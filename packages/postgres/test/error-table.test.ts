import * as errors from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { postgresError } from '../src/error-table.ts'

const place = 'db:5432/shop'
const server = (code: string, message = 'secret value', more: object = {}): Error =>
  Object.assign(new Error(message), { code, severity: 'ERROR', ...more })

describe('postgres: error table', () => {
  const cases: readonly (readonly [string, abstract new (...args: never[]) => unknown, string, string, string])[] = [
    ['23505', errors.UniqueViolationError, 'DB_UNIQUE', 'never', 'keep'],
    ['23503', errors.ForeignKeyViolationError, 'DB_FOREIGN_KEY', 'never', 'keep'],
    ['23502', errors.NotNullViolationError, 'DB_NOT_NULL', 'never', 'keep'],
    ['23514', errors.CheckViolationError, 'DB_CHECK', 'never', 'keep'],
    ['23P01', errors.IntegrityError, 'DB_INTEGRITY', 'never', 'keep'],
    ['22001', errors.DataError, 'DB_DATA', 'never', 'keep'],
    ['22P02', errors.DataError, 'DB_DATA', 'never', 'keep'],
    ['40001', errors.SerializationError, 'DB_SERIALIZATION', 'transaction', 'keep'],
    ['40P01', errors.DeadlockError, 'DB_DEADLOCK', 'transaction', 'keep'],
    ['55P03', errors.LockTimeoutError, 'DB_LOCK_TIMEOUT', 'transaction', 'keep'],
    ['57014', errors.StatementTimeoutError, 'DB_STATEMENT_TIMEOUT', 'never', 'keep'],
    ['42601', errors.SqlSyntaxError, 'DB_SYNTAX', 'never', 'keep'],
    ['42P01', errors.NoSuchTableError, 'DB_NO_TABLE', 'never', 'keep'],
    ['42703', errors.NoSuchColumnError, 'DB_NO_COLUMN', 'never', 'keep'],
    ['42501', errors.StatementError, 'DB_PRIVILEGE', 'never', 'keep'],
    ['42883', errors.StatementError, 'DB_STATEMENT', 'never', 'keep'],
    ['25006', errors.StatementError, 'DB_READ_ONLY', 'never', 'keep'],
    ['25P02', errors.StatementError, 'DB_STATEMENT', 'never', 'keep'],
    ['53100', errors.DatabaseError, 'DB_RESOURCES', 'never', 'keep'],
    ['P0001', errors.DatabaseError, 'DB_RAISED', 'never', 'keep'],
    ['XX000', errors.DatabaseError, 'DB_ERROR', 'never', 'keep'],
    ['XX001', errors.DatabaseError, 'DB_CORRUPT', 'never', 'discard'],
    ['57P01', errors.ConnectionError, 'CONNECTION_LOST', 'never', 'discard'],
    ['25P03', errors.ConnectionError, 'CONNECTION_LOST', 'never', 'discard'],
    ['08006', errors.ConnectionError, 'CONNECTION_LOST', 'never', 'discard'],
    ['57P03', errors.ConnectionError, 'CONNECTION_STARTING', 'safe', 'discard'],
    ['53300', errors.ConnectionError, 'CONNECTION_TOO_MANY', 'safe', 'discard'],
    ['28P01', errors.AuthenticationError, 'CONNECTION_AUTHENTICATION', 'never', 'discard'],
    ['28000', errors.AuthenticationError, 'CONNECTION_AUTHENTICATION', 'never', 'discard'],
    ['3D000', errors.ConnectionError, 'CONNECTION_NO_DATABASE', 'never', 'discard'],
  ]
  it.each(cases)('%s', (state, type, code, retry, connection) => {
    const cause = server(state)
    const error = postgresError(cause, { place })
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({ code, retry, connection, cause })
  })

  it('takes table, column and constraint from the report and leaves its texts behind', () => {
    const detail = 'Key (email)=(ada@example.org) already exists.'
    const cause = server('23505', 'duplicate key', { detail, table: 'customers', constraint: 'customers_email_key' })
    const error = postgresError(cause, { place })
    expect(error).toMatchObject({
      table: 'customers',
      column: undefined,
      constraint: 'customers_email_key',
      sqlState: '23505',
    })
    for (const state of ['23505', '22P02', '22003', '23514', 'P0001']) {
      expect(postgresError(server(state, 'value "ada@example.org"'), { place }).message).not.toContain('ada@')
    }
    expect(postgresError(server('42703', 'column "agee" does not exist'), { place }).message).toContain('"agee"')
  })

  it('tells a cancellation from a timeout', () => {
    const cancelled = postgresError(server('57014', 'canceling statement due to user request'), { place })
    expect(cancelled).toBeInstanceOf(errors.CancelledError)
  })

  it('reads what Node says while connecting, and takes it for a lost connection afterwards', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const error = postgresError(refused, { place, connecting: true })
    expect(error).toMatchObject({ code: 'CONNECTION_REFUSED', retry: 'safe' })
    expect(error.message).toMatch(/db:5432\/shop.*that the server runs/)
    const codes: readonly (readonly [string, string])[] = [
      ['ENOTFOUND', 'CONNECTION_REFUSED'],
      ['EPIPE', 'CONNECTION_REFUSED'],
      ['ETIMEDOUT', 'CONNECTION_TIMEOUT'],
      ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CONNECTION_TLS'],
    ]
    for (const [code, expected] of codes) {
      expect(postgresError(Object.assign(new Error('x'), { code }), { place, connecting: true }), code).toMatchObject({
        code: expected,
      })
    }
    expect(
      postgresError(new Error('The server does not support SSL connections'), { place, connecting: true }),
    ).toMatchObject({ code: 'CONNECTION_TLS' })
    for (const lost of [
      refused,
      new Error('Connection terminated unexpectedly'),
      Object.assign(new Error('x'), { code: 'EPIPE' }),
    ]) {
      expect(postgresError(lost, { place })).toMatchObject({
        code: 'CONNECTION_LOST',
        retry: 'never',
        connection: 'discard',
      })
    }
  })
})
