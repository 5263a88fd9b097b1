import { readFileSync } from 'node:fs'
import { sqlTypes } from '@athanor/contract'
import { describe, expect, it } from 'vitest'
import { hashBytes, hashInteger, partitionRemainder, partitionSeed } from '../src/hash.ts'
import { bucketOf } from '../src/key-codec.ts'

interface Vector {
  readonly type: 'int4' | 'int8' | 'text' | 'uuid' | 'partition'
  readonly value: string
  readonly hash: string
  readonly partitionHash: string
  readonly remainder: number
}
const file = readFileSync(new URL('./fixtures/hash-vectors.json', import.meta.url), 'utf8')
// The file's form is fixed; a wrong one fails the tests below.
const { rows } = JSON.parse(file) as { readonly rows: readonly Vector[] }

function hashed(vector: Vector, seed: bigint): bigint {
  if (vector.type === 'text') return hashBytes(new TextEncoder().encode(vector.value), seed)
  if (vector.type === 'uuid') return hashBytes(Buffer.from(vector.value.replaceAll('-', ''), 'hex'), seed)
  return hashInteger(BigInt(vector.value), seed)
}

describe('hash', () => {
  it.each(rows.filter((row) => row.type !== 'partition'))('is PostgreSQL’s for $type $value', (row) => {
    expect(BigInt.asIntN(64, hashed(row, 0n)).toString()).toBe(row.hash)
    expect(BigInt.asIntN(64, hashed(row, partitionSeed)).toString()).toBe(row.partitionHash)
  })
  it.each(rows.filter((row) => row.type === 'partition'))('puts $value into the partition of PostgreSQL', (row) => {
    expect(partitionRemainder(hashInteger(BigInt(row.value), partitionSeed), 8)).toBe(row.remainder)
  })
})

describe('bucketOf', () => {
  it('agrees on 5, 5n and "5" for integers of any width', () => {
    const buckets = [sqlTypes.integer, sqlTypes.bigint, sqlTypes.smallint].flatMap((type) =>
      [5, 5n, '5', '05', '+5'].map((value) => bucketOf(type, value, 256)),
    )
    expect(new Set(buckets).size).toBe(1)
    expect(typeof buckets[0]).toBe('number')
  })
  it('tells "5" from "05" for text', () => {
    expect(bucketOf(sqlTypes.text, '5', 65_536)).not.toBe(bucketOf(sqlTypes.text, '05', 65_536))
  })
  it('reads a uuid in any spelling, and as bytes', () => {
    const spellings = ['018f4c2e-7b1a-7c3d-9e2f-0123456789ab', '{018F4C2E-7B1A-7C3D-9E2F-0123456789AB}']
    const bytes = Buffer.from('018f4c2e7b1a7c3d9e2f0123456789ab', 'hex')
    expect(new Set([...spellings, bytes].map((value) => bucketOf(sqlTypes.uuid, value, 256))).size).toBe(1)
  })
  it('knows that NULL and fractions are no integer keys', () => {
    expect(bucketOf(sqlTypes.integer, null, 256)).toBe('none')
    expect(bucketOf(sqlTypes.integer, 5.5, 256)).toBe('none')
    expect(bucketOf(sqlTypes.bigint, 2n ** 64n, 256)).toBe('none')
  })
  it('proves nothing from values that the type does not hold', () => {
    expect(bucketOf(sqlTypes.integer, 'five', 256)).toBeUndefined()
    expect(bucketOf(sqlTypes.integer, 2 ** 60, 256)).toBeUndefined()
    expect(bucketOf(sqlTypes.text, 5, 256)).toBeUndefined()
    expect(bucketOf(sqlTypes.json, {}, 256)).toBeUndefined()
  })
  it('proves nothing of a key that hashes in another way on one database', () => {
    expect(bucketOf({ name: 'text', variants: { mysql: { name: 'varchar', length: 9 } } }, 'x', 64)).toBe(
      bucketOf({ name: 'text' }, 'x', 64),
    )
    expect(bucketOf({ name: 'text', variants: { mysql: { name: 'bigint' } } }, 'x', 64)).toBeUndefined()
  })
  it('puts what a conversion makes of the value', () => {
    const custom = { id: 1, encode: (value: unknown) => String(value).slice(1), decode: (value: unknown) => value }
    expect(bucketOf({ name: 'integer', custom }, 'c5', 256)).toBe(bucketOf(sqlTypes.integer, 5, 256))
  })
})
