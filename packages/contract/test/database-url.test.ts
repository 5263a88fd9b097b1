import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  type DatabaseUrl,
  type DatabaseUrlRules,
  NotSupportedError,
  parseDatabaseUrl,
  UsageError,
} from '../src/index.ts'

const rules: DatabaseUrlRules = {
  schemes: ['postgres', 'postgresql'],
  defaultPort: 5432,
  options: ['sslmode', 'applicationName'],
  socketOption: 'host',
}
const parse = (text: string): DatabaseUrl => parseDatabaseUrl(text, rules)
const partsOf = (text: string): object => {
  const { scheme, user, password, host, port, socketPath, database, options } = parse(text)
  return { scheme, user, password, host, port, socketPath, database, options }
}

describe('database URL: what it says', () => {
  const base = {
    scheme: 'postgres',
    user: 'ada',
    password: 'pw',
    host: 'db',
    port: 5432,
    socketPath: undefined,
    database: 'shop',
    options: {},
  }
  const cases: readonly (readonly [string, object])[] = [
    ['postgres://ada:pw@db/shop', base],
    ['POSTGRESQL://ada:pw@db:6543/shop', { ...base, scheme: 'postgresql', port: 6543 }],
    ['postgres://ada:pw@db:/shop', base],
    ['postgres://ada@db/shop', { ...base, password: undefined }],
    ['postgres://ada:@db/shop', { ...base, password: '' }],
    ['postgres://db/shop', { ...base, user: undefined, password: undefined }],
    ['postgres:///shop', { ...base, user: undefined, password: undefined, host: 'localhost' }],
    [
      'postgres://a%40b:p%40ss%3Aw%2Frd%23%3F%25@db/sh%2Fop',
      { ...base, user: 'a@b', password: 'p@ss:w/rd#?%', database: 'sh/op' },
    ],
    ['postgres://ada:a:b:c@db/shop', { ...base, password: 'a:b:c' }],
    ['postgres://ada:pw@[::1]/shop', { ...base, host: '::1' }],
    ['postgres://ada:pw@[fe80::1%25eth0]:7000/shop', { ...base, host: 'fe80::1%eth0', port: 7000 }],
    [
      'postgres://ada:pw@db/shop?sslmode=require&applicationName=my%20app',
      { ...base, options: { sslmode: 'require', applicationName: 'my app' } },
    ],
    ['postgres://ada:pw@/shop?host=/var/run/postgresql', { ...base, host: '', socketPath: '/var/run/postgresql' }],
    [
      'postgres://ada:pw@%2Fvar%2Frun%2Fpostgresql:6543/shop',
      { ...base, host: '', port: 6543, socketPath: '/var/run/postgresql' },
    ],
  ]
  it.each(cases)('%s', (text, expected) => expect(partsOf(text)).toEqual(expected))
})

describe('database URL: what it refuses', () => {
  const cases: readonly (readonly [string, string, string, RegExp])[] = [
    [
      'another scheme',
      'mysql://ada:secret@db/shop',
      'DATABASE_URL_SCHEME',
      /postgres:\/\/ or postgresql:\/\/.* has mysql:\/\//,
    ],
    ['no scheme', 'ada:secret@db/shop', 'DATABASE_URL_SCHEME', /has none/],
    ['a plain "@" in the password', 'postgres://ada:se@cret@db/shop', 'DATABASE_URL_ESCAPE', /%40 for "@"/],
    ['a plain "/" in the password', 'postgres://ada:se/cret@db/shop', 'DATABASE_URL_ESCAPE', /%2F for "\/"/],
    ['a plain "?" in the password', 'postgres://ada:se?cret@db/shop', 'DATABASE_URL_ESCAPE', /%3F for "\?"/],
    ['a plain "#" in the password', 'postgres://ada:se#cret@db/shop', 'DATABASE_URL_ESCAPE', /%23 for "#"/],
    ['a fragment', 'postgres://ada:secret@db/shop#part', 'DATABASE_URL_ESCAPE', /#/],
    ['a plain "%" in the password', 'postgres://ada:secret%@db/shop', 'DATABASE_URL_ESCAPE', /password .*%25/],
    ['a port with letters', 'postgres://ada:secret@db:54x2/shop', 'DATABASE_URL_PORT', /1 to 65535/],
    ['a port that is a password without a host', 'postgres://ada:secret/shop', 'DATABASE_URL_PORT', /port/],
    ['port 0', 'postgres://ada:secret@db:0/shop', 'DATABASE_URL_PORT', /port/],
    ['a port beyond 65535', 'postgres://ada:secret@db:70000/shop', 'DATABASE_URL_PORT', /port/],
    ['no database', 'postgres://ada:secret@db', 'DATABASE_URL_DATABASE', /no database/],
    ['an empty database', 'postgres://ada:secret@db/?sslmode=require', 'DATABASE_URL_DATABASE', /no database/],
    ['a path of two parts', 'postgres://ada:secret@db/shop/x', 'DATABASE_URL_DATABASE', /%2F/],
    ['an IPv6 address without brackets', 'postgres://ada:secret@::1/shop', 'DATABASE_URL_HOST', /brackets/],
    [
      'an unknown option',
      'postgres://ada:secret@db/shop?sslmod=x',
      'DATABASE_URL_OPTION',
      /"sslmod".*sslmode, applicationName, host/,
    ],
    ['an option twice', 'postgres://ada:secret@db/shop?sslmode=a&sslmode=b', 'DATABASE_URL_OPTION', /"sslmode" twice/],
    ['a socket that is no path', 'postgres://ada:secret@db/shop?host=other', 'DATABASE_URL_OPTION', /unix socket/],
    ['several hosts', 'postgres://ada:secret@a,b:2/shop', 'DATABASE_URL_SEVERAL_HOSTS', /one host/],
  ]
  it.each(cases)('%s', (_, text, code, message) => {
    try {
      parse(text)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(code === 'DATABASE_URL_SEVERAL_HOSTS' ? NotSupportedError : UsageError)
      expect(error).toMatchObject({ code })
      expect(String(error)).toMatch(message)
      for (const part of ['secret', 'cret@', 'se@', text]) expect(String(error)).not.toContain(part)
    }
  })
})

describe('database URL: how it prints', () => {
  it('masks the password in every way of printing', () => {
    const url = parse('postgres://a%40b:secret@[::1]:7000/sh%2Fop?sslmode=require')
    const expected = 'postgres://a%40b:***@[::1]:7000/sh%2Fop?sslmode=require'
    expect(String(url)).toBe(expected)
    expect(JSON.parse(JSON.stringify({ url }))).toEqual({ url: expected })
    expect(inspect({ url })).toBe(`{ url: ${expected} }`)
    expect(JSON.stringify(Object.entries(url))).not.toContain('secret')
    expect(url.password).toBe('secret')
  })

  it('prints no mask where there is no password, and sockets by their path', () => {
    expect(String(parse('postgres://ada@db/shop'))).toBe('postgres://ada@db:5432/shop')
    expect(String(parse('postgres:///shop?host=/run/pg'))).toBe('postgres://%2Frun%2Fpg/shop')
  })
})

describe('database URL: the rule of SQLAlchemy', () => {
  it('3.B.76 user, password and database are percent-decoded, IPv6 is read, the password never printed', () => {
    const url = parse('postgres://a%40b:p%40ss%2Fw@[::1]:7000/sh%2Fop')
    expect([url.user, url.password, url.host, url.port, url.database]).toEqual(['a@b', 'p@ss/w', '::1', 7000, 'sh/op'])
    for (const text of [String(url), JSON.stringify(url), inspect(url)]) expect(text).not.toContain('p@ss')
  })
  it('5.10 an "@" in the password is refused instead of moving the host, and a bad port says so', () => {
    expect(() => parse('postgres://ada:se@cret@db/shop')).toThrow(UsageError)
    expect(() => parse('postgres://ada:secret@db:54x2/shop')).toThrow(/port/)
  })
})
