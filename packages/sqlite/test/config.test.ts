import { isAbsolute, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fileConfig } from '../src/config.ts'
import { sqlite } from '../src/index.ts'

describe('sqlite: options', () => {
  it('fills in defaults and makes the path absolute', () => {
    const config = fileConfig('shop.db')
    expect(config).toMatchObject({
      inMemory: false,
      readOnly: false,
      mustExist: false,
      journalMode: 'wal',
      foreignKeys: true,
      busyTimeoutMs: 5_000,
    })
    expect([isAbsolute(config.path), config.path]).toEqual([true, join(process.cwd(), 'shop.db')])
    expect(fileConfig(pathToFileURL('/tmp/a b.db').href).path).toBe('/tmp/a b.db')
    expect(fileConfig('x', { readOnly: true }).mustExist).toBe(true)
  })

  it('refuses what it does not know or cannot read', () => {
    expect(() => fileConfig('')).toThrow(/path/)
    expect(() => fileConfig('x', JSON.parse('{"readonly":true}'))).toThrow(/no option "readonly".*readOnly/)
    expect(() => fileConfig('x', JSON.parse('{"journalMode":"log"}'))).toThrow(/wal, delete/)
    expect(() => fileConfig('x', { busyTimeoutMs: -1 })).toThrow(/busyTimeoutMs/)
  })
})

describe('sqlite: backend', () => {
  it('keeps a database in memory on one connection, and says that others would not see its data', () => {
    const memory = sqlite(':memory:')
    expect(memory).toMatchObject({ preferredPool: 'singletonThread', description: 'sqlite :memory:' })
    expect(memory.dialect.traits.sharedData).toBe(false)
    const file = sqlite('shop.db')
    expect(file.preferredPool).toBe('queue')
    expect(file.dialect.traits.sharedData).toBe(true)
  })

  it('can be made again from its recipe, wherever the thread runs', () => {
    const { recipe } = sqlite('shop.db', { busyTimeoutMs: 7 })
    expect(structuredClone(recipe)).toMatchObject({
      exported: 'sqlite',
      args: [join(process.cwd(), 'shop.db'), { busyTimeoutMs: 7 }],
    })
  })
})
