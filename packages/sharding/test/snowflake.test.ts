import { describe, expect, it } from 'vitest'
import { snowflake, snowflakeEpochMs } from '../src/index.ts'

describe('snowflake', () => {
  it('gives a hundred thousand different, rising, positive ids', () => {
    const ids = snowflake({ node: 5 })
    let latest = 0n
    for (let i = 0; i < 100_000; i++) {
      const id = ids()
      expect(id > latest).toBe(true)
      latest = id
    }
  })
  it('holds the time, the node and the sequence', () => {
    const ids = snowflake({ node: 1023, now: () => snowflakeEpochMs + 7 })
    expect(ids()).toBe((7n << 22n) | (1023n << 12n))
    expect(ids()).toBe((7n << 22n) | (1023n << 12n) | 1n)
  })
  it('borrows the next millisecond when one is used up', () => {
    const ids = snowflake({ node: 0, now: () => snowflakeEpochMs + 1 })
    const made = Array.from({ length: 10_000 }, ids)
    expect(new Set(made).size).toBe(10_000)
    expect((made.at(-1) ?? 0n) >> 22n).toBe(3n)
  })
  it('keeps rising when the clock goes back', () => {
    let now = snowflakeEpochMs + 10_000
    const ids = snowflake({ node: 0, now: () => now })
    const before = ids()
    now -= 5_000
    const after = Array.from({ length: 5_000 }, ids)
    expect(after.every((id, i) => id > (after[i - 1] ?? before))).toBe(true)
  })
  it('has no ids in common between nodes at the same moment', () => {
    const now = (): number => snowflakeEpochMs + 1
    const [a, b] = [snowflake({ node: 1, now }), snowflake({ node: 2, now })]
    const all = Array.from({ length: 8_000 }, (_, i) => (i % 2 ? a() : b()))
    expect(new Set(all).size).toBe(8_000)
  })
  it('refuses a node that does not fit, and a clock before 2026', () => {
    expect(() => snowflake({ node: 1024 })).toThrow(/node 1024/)
    expect(() => snowflake({ node: -1 })).toThrow(/node -1/)
    expect(snowflake({ node: 1, now: () => 0 })).toThrow(/before 2026/)
  })
})
