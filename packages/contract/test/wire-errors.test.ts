import { describe, expect, it } from 'vitest'
import { AthanorError, fromWireError, toWireError, UniqueViolationError } from '@athanor/contract'

const across = (error: unknown): Error => fromWireError(structuredClone(toWireError(error)))

describe('errors across a thread border', () => {
  it('keep class, code, facts, cause and the remote stack', () => {
    const error = new UniqueViolationError('twice', {
      code: 'DB_UNIQUE',
      table: 'users',
      sqlState: '23505',
      retry: 'transaction',
      cause: new RangeError('below'),
    })
    const copy = across(error)
    expect(copy).toBeInstanceOf(UniqueViolationError)
    expect(copy).toMatchObject({
      message: 'twice',
      code: 'DB_UNIQUE',
      table: 'users',
      sqlState: '23505',
      retry: 'transaction',
    })
    expect(copy.cause).toBeInstanceOf(RangeError)
    expect(copy.stack).toBe(error.stack)
  })
  it('keep built-in classes and name the others', () => {
    expect(across(new TypeError('no'))).toBeInstanceOf(TypeError)
    class Strange extends Error {
      override name = 'Strange'
      readonly code = 'E_STRANGE'
    }
    const copy = across(new Strange('odd'))
    expect(copy).not.toBeInstanceOf(AthanorError)
    expect(copy).toMatchObject({ name: 'Strange', message: 'odd', code: 'E_STRANGE' })
    expect(across('text').message).toBe('text')
  })
})
