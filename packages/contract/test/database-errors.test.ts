import { describe, expect, it } from 'vitest'
import {
  checkOptionNames,
  databaseError,
  optionMs,
  printedAs,
  serverAddress,
  UniqueViolationError,
} from '../src/index.ts'

describe('database errors', () => {
  it('are composed from facts and carry the original as their cause', () => {
    const cause = new Error('Key (email)=(ada@example.org) already exists')
    const error = databaseError('unique', {
      cause,
      table: 'customers',
      constraint: 'customers_email_key',
      sqlState: '23505',
    })
    expect(error).toBeInstanceOf(UniqueViolationError)
    expect(error).toMatchObject({ code: 'DB_UNIQUE', retry: 'never', connection: 'keep', table: 'customers', cause })
    expect(error.message).toBe('Another row has the same unique key (table customers, constraint customers_email_key)')
  })

  it('name the native code where there is nothing better', () => {
    expect(databaseError('other', { cause: undefined, sqlState: 'XX000' }).message).toContain('XX000')
  })
})

describe('server config', () => {
  const rules = { schemes: ['mysql'], defaultPort: 3306, options: [], socketOption: 'socketPath' }
  it('reads an object like a URL and keeps its password out of what is printed', async () => {
    const { url, password } = serverAddress({ host: '::1', user: 'ada', password: 'secret', database: 'shop' }, rules)
    expect(String(url)).toBe('mysql://ada:***@[::1]:3306/shop')
    expect(await password?.()).toBe('secret')
    const later = serverAddress({ password: () => Promise.resolve('fresh'), database: 'shop' }, rules)
    expect(String(later.url)).toBe('mysql://localhost:3306/shop')
    expect(await later.password?.()).toBe('fresh')
  })

  it('refuses a config without a database, a bad port, a misspelt option, and a time that is no number', () => {
    expect(() => serverAddress({ database: '' }, rules)).toThrow(/database/)
    expect(() => serverAddress({ database: 'd', port: 70_000 }, rules)).toThrow(/1 to 65535/)
    expect(() => checkOptionNames({ hostname: 'x' }, ['host'], 'mysql()')).toThrow(
      'mysql() has no option "hostname". Known are: host',
    )
    expect(() => optionMs('connectTimeoutMs', '10s', 1)).toThrow(/connectTimeoutMs/)
    expect([optionMs('a', '25', 1), optionMs('a', undefined, 7), optionMs('a', 0, 7)]).toEqual([25, 7, 0])
  })
})

describe('printedAs', () => {
  it('changes what is printed and nothing else', async () => {
    const { inspect } = await import('node:util')
    const target = printedAs({ password: 'secret' }, 'a place')
    expect([inspect(target), JSON.stringify([target])]).toEqual(['a place', '["a place"]'])
    expect(structuredClone(target)).toEqual({ password: 'secret' })
  })
})
