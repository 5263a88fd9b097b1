import { CodecError, type ColumnPlan, sqlTypes } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { decoderOf } from '../src/decode.ts'
import { codecOf } from './fake-backend.ts'

const column = (key: string, type: keyof typeof sqlTypes = 'text', group?: string): ColumnPlan => ({
  key,
  codec: codecOf(sqlTypes[type]),
  ...(group === undefined ? {} : { group }),
})

describe.each([
  ['generated', true],
  ['interpreted', false],
])('engine: decoder, %s', (_, generate) => {
  const decode = (
    columns: readonly ColumnPlan[],
    ...raw: readonly (readonly (string | number | null)[])[]
  ): object[] => {
    const into: object[] = []
    decoderOf(columns, [], generate).rows(raw, 0, raw.length, into)
    return into
  }

  it('makes an object for each row, in column order, with the codecs applied', () => {
    const rows = decode([column('id', 'integer'), column('at', 'date')], [1, '2026-01-01'], [2, null])
    expect(rows).toEqual([
      { id: 1, at: new Date('2026-01-01') },
      { id: 2, at: null },
    ])
    expect(Object.keys(rows[0] ?? {})).toEqual(['id', 'at'])
  })

  it('nests the columns of a group where its first column stands', () => {
    const columns = [column('id'), column('id', 'integer', 'post'), column('name'), column('title', 'text', 'post')]
    const rows = decode(columns, ['a', 1, 'n', 't'])
    expect(rows).toEqual([{ id: 'a', post: { id: 1, title: 't' }, name: 'n' }])
    expect(Object.keys(rows[0] ?? {})).toEqual(['id', 'post', 'name'])
  })

  it('makes a group null when all of its values are null, and only then', () => {
    const columns = [column('id', 'integer', 'post'), column('title', 'text', 'post')]
    expect(decode(columns, [null, null], [null, 't'])).toEqual([{ post: null }, { post: { id: null, title: 't' } }])
  })

  it('keeps odd names as plain properties', () => {
    const rows = decode([column('__proto__'), column('a"b\\\n'), column('constructor')], ['x', 'y', 'z'])
    expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype)
    expect(Object.entries(rows[0] ?? {})).toEqual([
      ['__proto__', 'x'],
      ['a"b\\\n', 'y'],
      ['constructor', 'z'],
    ])
  })

  it('makes tuples and the first column of the same rows', () => {
    const decoder = decoderOf([column('at', 'date', 'g'), column('id', 'integer')], [], generate)
    expect(decoder.tuple(['2026-01-01', 3])).toEqual([new Date('2026-01-01'), 3])
    expect(decoder.scalar(['2026-01-01', 3])).toEqual(new Date('2026-01-01'))
    expect(decoder.scalar([null, 3])).toBeNull()
    expect(decoder.keys).toEqual(['g.at', 'id'])
  })

  it('names the column whose codec failed', () => {
    const failing = [column('id', 'integer'), column('age', 'integer', 'user')]
    const attempt = (): unknown => decode(failing, [1, 2], [3, 'old'])
    expect(attempt).toThrow(CodecError)
    expect(attempt).toThrow(/user\.age.*expected an integer/)
    expect(attempt).not.toThrow(/old/)
  })

  it('takes names and values as they come for raw SQL', () => {
    const into: object[] = []
    decoderOf(undefined, ['n', 'm'], generate).rows([[1, 'x']], 0, 1, into)
    expect(into).toEqual([{ n: 1, m: 'x' }])
  })

  it('makes numbers of raw wide integers that fit into one', () => {
    const decoder = decoderOf(undefined, ['a', 'b', 'c'], generate)
    expect(decoder.tuple([42n, 2n ** 53n, null])).toEqual([42, 2n ** 53n, null])
    expect(decoder.scalar([-7n, 0n, null])).toBe(-7)
  })
})
