import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { wireConfig } from '../src/config.ts'
import { postgres } from '../src/index.ts'
import { PreparedStatements } from '../src/prepared-statements.ts'

const statement = (planId: number, text = `SELECT ${planId}`) => ({ planId, text, params: [] })
const url = 'postgres://ada:s%40cret@db/shop'

describe('postgres: options', () => {
  it('refuses strings in which a backslash escapes', () => {
    expect(() => wireConfig(url, { settings: { standard_conforming_strings: 'off' } })).toThrow(/must be on/)
  })
  it('fills in defaults', () => {
    expect(wireConfig(url)).toMatchObject({
      user: 'ada',
      ssl: false,
      connectTimeoutMs: 10_000,
      applicationName: 'athanor',
      preparedStatements: 100,
      cancelTimeoutMs: 5_000,
      startupOptions: '-c TimeZone=UTC -c DateStyle=ISO -c bytea_output=hex -c standard_conforming_strings=on',
    })
  })

  it('takes options from the URL in our spelling and in that of libpq; the second argument wins', () => {
    const ours = wireConfig(`${url}?connectTimeoutMs=50&applicationName=a%20b`)
    expect(ours).toMatchObject({ connectTimeoutMs: 50, applicationName: 'a b' })
    const theirs = `${url}?connect_timeout=3&application_name=c&options=-c%20search_path%3Dx`
    expect(wireConfig(theirs)).toMatchObject({ connectTimeoutMs: 3_000, applicationName: 'c' })
    expect(wireConfig(theirs).startupOptions).toMatch(/=on -c search_path=x$/)
    expect(wireConfig(theirs, { applicationName: 'd', connectTimeoutMs: 1 })).toMatchObject({
      connectTimeoutMs: 1,
      applicationName: 'd',
    })
    expect(wireConfig(url, { settings: { search_path: 'a, b\\c' } }).startupOptions).toMatch(/search_path=a,\\ b\\\\c$/)
  })

  it('maps the modes of encryption as libpq does', () => {
    const ssl = (mode: string): unknown => wireConfig(`${url}?sslmode=${mode}`).ssl
    expect(ssl('disable')).toBe(false)
    expect(ssl('require')).toEqual({ rejectUnauthorized: false })
    expect(ssl('verify-full')).toEqual({ rejectUnauthorized: true })
    expect(ssl('verify-ca')).toMatchObject({ rejectUnauthorized: true, checkServerIdentity: expect.any(Function) })
    expect(wireConfig(url, { ssl: true }).ssl).toEqual({ rejectUnauthorized: true })
    expect(() => ssl('prefer')).toThrow(/disable, require, verify-ca, verify-full/)
  })

  it('refuses options that it does not know or cannot read', () => {
    expect(() => wireConfig(`${url}?ssl_mode=x`)).toThrow(/"ssl_mode".*sslmode/)
    expect(() => wireConfig(url, JSON.parse('{"timeout":1}'))).toThrow(/no option "timeout".*connectTimeoutMs/)
    expect(() => wireConfig(JSON.parse('{"database":"d","hostname":"h"}'))).toThrow(/no option "hostname"/)
    expect(() => wireConfig(url, { preparedStatements: -1 })).toThrow(/preparedStatements/)
  })
})

describe('postgres: backend', () => {
  it('shows the password nowhere and can be made again from its recipe', async () => {
    for (const target of [url, { host: 'db', user: 'ada', password: 's@cret', database: 'shop' }]) {
      const backend = postgres(target, { applicationName: 'x' })
      expect(backend.description).toBe('postgres://ada:***@db:5432/shop')
      for (const shown of [
        inspect(backend),
        inspect({ ...backend }),
        JSON.stringify(backend),
        inspect(backend.recipe),
      ]) {
        expect(shown).not.toMatch(/cret/)
      }
      const { module, exported, args } = structuredClone(backend.recipe) ?? { module: '', exported: '', args: [] }
      expect([module.endsWith('index.ts'), exported]).toEqual([true, 'postgres'])
      expect(args).toEqual([target, { applicationName: 'x' }])
    }
  })

  it('has no recipe when a part cannot be sent to a thread', () => {
    expect(postgres({ database: 'shop', password: () => 'x' })).not.toHaveProperty('recipe')
  })
})

describe('postgres: prepared statements', () => {
  it('keeps the most recently used ones and drops the rest on the server', () => {
    const cache = new PreparedStatements(2)
    const [one, two] = [cache.use(statement(1)), cache.use(statement(2))]
    expect(cache.use(statement(1))).toBe(one)
    cache.use(statement(3))
    expect(cache.takeDropped()).toEqual([two?.name])
    expect(cache.takeDropped()).toEqual([])
    expect(cache.size).toBe(2)
  })

  it('gives a new name to a text that was forgotten or replaced', () => {
    const cache = new PreparedStatements(2)
    const first = cache.use(statement(1))
    cache.forget(1)
    const second = cache.use(statement(1))
    const third = cache.use(statement(1, 'SELECT 9'))
    expect(new Set([first?.name, second?.name, third?.name]).size).toBe(3)
    expect(cache.takeDropped()).toEqual([first?.name, second?.name])
  })

  it('names neither one-off texts nor DDL, nor anything when it is switched off', () => {
    expect(new PreparedStatements(2).use({ text: 'SELECT 1', params: [] })).toBeUndefined()
    expect(new PreparedStatements(2).use(statement(1, 'CREATE TABLE t (a int)'))).toBeUndefined()
    expect(new PreparedStatements(0).use(statement(1))).toBeUndefined()
  })
})
