import * as errors from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { mysqlError } from '../src/error-table.ts'

const place = 'db:3306/shop'
const server = (errno: number, message = 'secret value', sqlState = 'HY000'): Error =>
  Object.assign(new Error(message), { errno, sqlState, code: 'ER_X' })

describe('mysql: error table', () => {
  const cases: readonly (readonly [number, abstract new (...args: never[]) => unknown, string, string, string])[] = [
    [1062, errors.UniqueViolationError, 'DB_UNIQUE', 'never', 'keep'],
    [1586, errors.UniqueViolationError, 'DB_UNIQUE', 'never', 'keep'],
    [1451, errors.ForeignKeyViolationError, 'DB_FOREIGN_KEY', 'never', 'keep'],
    [1452, errors.ForeignKeyViolationError, 'DB_FOREIGN_KEY', 'never', 'keep'],
    [1048, errors.NotNullViolationError, 'DB_NOT_NULL', 'never', 'keep'],
    [1364, errors.NotNullViolationError, 'DB_NOT_NULL', 'never', 'keep'],
    [3819, errors.CheckViolationError, 'DB_CHECK', 'never', 'keep'],
    [4025, errors.CheckViolationError, 'DB_CHECK', 'never', 'keep'],
    [1406, errors.DataError, 'DB_DATA', 'never', 'keep'],
    [1264, errors.DataError, 'DB_DATA', 'never', 'keep'],
    [1292, errors.DataError, 'DB_DATA', 'never', 'keep'],
    [1213, errors.DeadlockError, 'DB_DEADLOCK', 'transaction', 'keep'],
    [1205, errors.LockTimeoutError, 'DB_LOCK_TIMEOUT', 'transaction', 'keep'],
    [3572, errors.LockTimeoutError, 'DB_LOCK_TIMEOUT', 'transaction', 'keep'],
    [1020, errors.SerializationError, 'DB_SERIALIZATION', 'transaction', 'keep'],
    [1969, errors.StatementTimeoutError, 'DB_STATEMENT_TIMEOUT', 'never', 'keep'],
    [3024, errors.StatementTimeoutError, 'DB_STATEMENT_TIMEOUT', 'never', 'keep'],
    [1317, errors.CancelledError, 'DB_CANCELLED', 'never', 'keep'],
    [1064, errors.SqlSyntaxError, 'DB_SYNTAX', 'never', 'keep'],
    [1146, errors.NoSuchTableError, 'DB_NO_TABLE', 'never', 'keep'],
    [1054, errors.NoSuchColumnError, 'DB_NO_COLUMN', 'never', 'keep'],
    [1142, errors.StatementError, 'DB_PRIVILEGE', 'never', 'keep'],
    [1792, errors.StatementError, 'DB_READ_ONLY', 'never', 'keep'],
    [1050, errors.StatementError, 'DB_EXISTS', 'never', 'keep'],
    [1644, errors.DatabaseError, 'DB_RAISED', 'never', 'keep'],
    [9999, errors.DatabaseError, 'DB_ERROR', 'never', 'keep'],
    [1927, errors.ConnectionError, 'CONNECTION_LOST', 'never', 'discard'],
    [4031, errors.ConnectionError, 'CONNECTION_LOST', 'never', 'discard'],
    [1040, errors.ConnectionError, 'CONNECTION_TOO_MANY', 'safe', 'discard'],
    [1045, errors.AuthenticationError, 'CONNECTION_AUTHENTICATION', 'never', 'discard'],
    [1049, errors.ConnectionError, 'CONNECTION_NO_DATABASE', 'never', 'discard'],
  ]
  it.each(cases)('%s', (errno, type, code, retry, connection) => {
    const cause = server(errno)
    const error = mysqlError(cause, { place })
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({ code, retry, connection, cause })
  })

  it('falls back to the class of the SQLSTATE', () => {
    expect(mysqlError(server(9999, 'x', '22999'), { place })).toBeInstanceOf(errors.DataError)
    expect(mysqlError(server(9999, 'x', '42999'), { place })).toBeInstanceOf(errors.StatementError)
  })

  const facts: readonly (readonly [number, string, string, object])[] = [
    [
      1062,
      "Duplicate entry 'ada@x' for key 'customers.email'",
      'INSERT INTO other VALUES (1)',
      { table: 'customers', constraint: 'email' },
    ],
    [
      1062,
      "Duplicate entry 'ada@x' for key 'email'",
      'INSERT INTO `shop`.`customers` (`a`) VALUES (?)',
      { table: 'customers', constraint: 'email' },
    ],
    [
      1062,
      "Duplicate entry 'ada@x for key 'fake'' for key 'email'",
      'UPDATE customers SET a = ?',
      { table: 'customers', constraint: 'email' },
    ],
    [
      1062,
      "Duplicate entry 'ada@x' for key 'PRIMARY'",
      'insert ignore into customers values (?)',
      { table: 'customers', constraint: 'PRIMARY' },
    ],
    [
      1452,
      'Cannot add or update a child row: a foreign key constraint fails (`shop`.`orders`, CONSTRAINT `fk` FOREIGN KEY (`customer_id`) REFERENCES `customers` (`id`))',
      '',
      { table: 'orders', constraint: 'fk', column: 'customer_id' },
    ],
    [
      1048,
      "Column 'name' cannot be null",
      'INSERT INTO customers (name) VALUES (?)',
      { table: 'customers', column: 'name' },
    ],
    [
      1364,
      "Field 'name' doesn't have a default value",
      'INSERT INTO customers () VALUES ()',
      { table: 'customers', column: 'name' },
    ],
    [
      3819,
      "Check constraint 'adult' is violated.",
      'UPDATE customers SET age = ?',
      { table: 'customers', constraint: 'adult' },
    ],
    [4025, 'CONSTRAINT `adult` failed for `shop`.`customers`', '', { table: 'customers', constraint: 'adult' }],
    [
      1366,
      "Incorrect integer value: 'ada@x' for column `shop`.`customers`.`age` at row 1",
      'INSERT INTO customers VALUES (?)',
      { column: 'age' },
    ],
    [
      1406,
      "Data too long for column 'name' at row 1",
      'INSERT INTO customers VALUES (?)',
      { table: 'customers', column: 'name' },
    ],
  ]
  it.each(facts)('%s %s', (errno, message, text, expected) => {
    const error = mysqlError(server(errno, message), { place, text })
    expect(error).toMatchObject(expected)
    expect(error.message).not.toContain('ada@')
  })

  it('reads what Node says while connecting, and takes it for a lost connection afterwards', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', errno: -111 })
    const error = mysqlError(refused, { place, connecting: true })
    expect(error).toMatchObject({ code: 'CONNECTION_REFUSED', retry: 'safe' })
    expect(error.message).toMatch(/db:3306\/shop/)
    expect(mysqlError(refused, { place })).toMatchObject({
      code: 'CONNECTION_LOST',
      retry: 'never',
      connection: 'discard',
    })
    const noTls = Object.assign(new Error('Server does not support secure connection'), {
      code: 'HANDSHAKE_NO_SSL_SUPPORT',
    })
    expect(mysqlError(noTls, { place, connecting: true })).toMatchObject({ code: 'CONNECTION_TLS' })
    expect(mysqlError(server(1044), { place, connecting: true })).toBeInstanceOf(errors.AuthenticationError)
  })
})
