import fc from 'fast-check'

/** Every decision of a random statement, read from a list of numbers: a shorter list is a simpler statement. */
export class Choices {
  readonly #numbers: readonly number[]
  #at = 0

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers
  }
  /** A whole number from 0 to `n` - 1; 0 when the numbers are used up. */
  upTo(n: number): number {
    const number = this.#numbers[this.#at++]
    return number === undefined ? 0 : number % n
  }
  /** One of the list; the first one when the numbers are used up, so the simplest should stand first. */
  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.upTo(list.length)] ?? list[0]
  }
  /** True in `percent` of the cases; never when the numbers are used up. */
  chance(percent: number): boolean {
    return this.upTo(100) >= 100 - percent
  }
  /** So many results; at least `least`. */
  some<T>(least: number, most: number, make: () => T): readonly T[] {
    return Array.from({ length: least + this.upTo(most - least + 1) }, make)
  }
}

/** The numbers that a statement is made of. */
export const numbers: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(0xffff), {
  minLength: 40,
  maxLength: 400,
  size: 'max',
})

/** Settings of a run: the seed comes from ATHANOR_SEED, and fast-check prints it when a property fails. */
export function settings(runs: number): fc.Parameters<unknown> {
  const { ATHANOR_SEED: seed, ATHANOR_ROUNDS: rounds } = process.env
  return {
    numRuns: rounds === undefined ? runs : Number(rounds),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  }
}
