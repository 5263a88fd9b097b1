import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { wireConfig } from '../src/config.ts'
import { mysql } from '../src/index.ts'

const url = 'mysql://ada:s%40cret@db/shop'

describe('mysql: options', () => {
  it('fills in defaults and takes the flavor from the scheme', () => {
    expect(wireConfig(url)).toMatchObject({
      user: 'ada',
      flavor: 'mysql',
      ssl: undefined,
      connectTimeoutMs: 10_000,
      applicationName: 'athanor',
      preparedStatements: 100,
    })
    expect(wireConfig('mariadb://ada@db/shop').flavor).toBe('mariadb')
    expect(wireConfig(url, { flavor: 'mariadb' }).flavor).toBe('mariadb')
  })

  it('refuses a mode in which a backslash does not escape', () => {
    expect(() => wireConfig(url, { settings: { sql_mode: 'ANSI,no_backslash_escapes' } })).toThrow(
      /NO_BACKSLASH_ESCAPES/,
    )
  })
  it('prepares the session with one statement', () => {
    const { setUp } = wireConfig(`${url}?charset=latin1`, { settings: { a: 5, b: "x'y" } })
    expect(setUp).toBe(
      "SET NAMES latin1, time_zone = '+00:00', sql_mode = CONCAT_WS(',', REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', ''), 'STRICT_TRANS_TABLES'), a = 5, b = 'x\\'y'",
    )
    expect(() => wireConfig(url, { charset: 'utf8; DROP' })).toThrow(/charset/)
    expect(() => wireConfig(url, { settings: { 'a = 1, b': 2 } })).toThrow(/settings/)
  })

  it('maps the modes of encryption', () => {
    const ssl = (mode: string): unknown => wireConfig(`${url}?sslmode=${mode}`).ssl
    expect(ssl('disable')).toBeUndefined()
    expect(ssl('require')).toEqual({ rejectUnauthorized: false })
    expect(ssl('verify-ca')).toEqual({ rejectUnauthorized: true, verifyIdentity: false })
    expect(ssl('verify-full')).toEqual({ rejectUnauthorized: true, verifyIdentity: true })
    expect(wireConfig(`${url}?ssl=true`).ssl).toEqual({ rejectUnauthorized: true, verifyIdentity: true })
    expect(() => ssl('prefer')).toThrow(/disable, require, verify-ca, verify-full/)
  })

  it('reads unix sockets and refuses what it does not know', () => {
    expect(wireConfig('mysql://ada@/shop?socketPath=/run/mysqld.sock').address.url.socketPath).toBe('/run/mysqld.sock')
    expect(() => wireConfig('postgres://ada@db/shop')).toThrow(/mysql:\/\/ or mariadb:\/\//)
    expect(() => wireConfig(`${url}?timezone=x`)).toThrow(/"timezone"/)
    expect(() => wireConfig(url, JSON.parse('{"timezone":"x"}'))).toThrow(/no option "timezone"/)
    expect(() => wireConfig(url, { preparedStatements: 0 })).toThrow(/preparedStatements/)
  })
})

describe('mysql: backend', () => {
  it('shows the password nowhere and can be made again from its recipe', () => {
    const backend = mysql(url)
    expect(backend.description).toBe('mysql://ada:***@db:3306/shop')
    for (const shown of [inspect(backend), inspect({ ...backend }), JSON.stringify(backend)])
      expect(shown).not.toMatch(/cret/)
    expect(structuredClone(backend.recipe)).toMatchObject({ exported: 'mysql', args: [url, {}] })
    expect(mysql({ database: 'shop', password: () => 'x' })).not.toHaveProperty('recipe')
  })
})
