import { describe, expect, it } from 'vitest'
import { Deadline, Deadlines } from '../src/deadlines.ts'
import { VirtualClock } from './support/virtual-clock.ts'

class Recorded extends Deadline {
  readonly #into: number[]

  constructor(dueMs: number, into: number[]) {
    super(dueMs)
    this.#into = into
  }

  override expire(): void {
    this.#into.push(this.dueMs)
  }
}

describe('deadlines', () => {
  it('expire in order, whatever was added and removed in between', async () => {
    const clock = new VirtualClock()
    const deadlines = new Deadlines(clock)
    const expired: number[] = []
    // Distinct multiples of a prime modulo another: a shuffle that is the same each time.
    const all = Array.from({ length: 500 }, (_, i) => new Recorded(2_000 + ((i * 263) % 997), expired))
    for (const one of all) deadlines.add(one)
    const kept = all.filter((_, i) => i % 3 !== 0)
    for (const one of all) if (!kept.includes(one)) deadlines.remove(one)
    await clock.advance(3_000)
    expect(expired).toEqual(kept.map((one) => one.dueMs).toSorted((a, b) => a - b))
    expect(clock.pending).toBe(0)
  })

  it('keep their order when one is removed from another branch of the heap', async () => {
    const clock = new VirtualClock()
    const deadlines = new Deadlines(clock)
    const expired: number[] = []
    // The last of these belongs above the parent of the removed one.
    const times = [1_001, 1_100, 1_002, 1_200, 1_300, 1_003, 1_004, 1_250, 1_210, 1_310, 1_305, 1_005]
    const all = times.map((time) => new Recorded(time, expired))
    for (const one of all) deadlines.add(one)
    for (const one of all) if (one.dueMs === 1_250) deadlines.remove(one)
    await clock.advance(1_000)
    expect(expired).toEqual(times.filter((time) => time !== 1_250).toSorted((a, b) => a - b))
  })

  it('may be removed twice', () => {
    const deadlines = new Deadlines(new VirtualClock())
    const one = new Recorded(2_000, [])
    deadlines.add(one)
    deadlines.remove(one)
    deadlines.remove(one)
    expect(one.position).toBe(-1)
  })
})
