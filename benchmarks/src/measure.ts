import type { Contender } from './contender.ts'
import type { Workload } from './workloads.ts'

/** One contender's speed on one workload. */
export interface Measurement {
  readonly contender: string
  readonly reference: boolean
  /** Operations per second, median over the rounds. */
  readonly opsPerSecond: number
  /** Median of the rounds' ratios to the reference, which ran in the same round. 1 without a reference. */
  readonly ratio: number
  /** Quartiles of these ratios. */
  readonly quartiles: readonly [number, number]
}

export interface MeasureOptions {
  readonly rounds: number
  readonly roundMs: number
}

/** Runs for about `roundMs` and returns operations per second. A synchronous contender is not made to wait for promises. */
async function timeRound(workload: Workload, contender: Contender, roundMs: number, seed: number): Promise<number> {
  const start = performance.now()
  let count = 0
  let elapsed = 0
  do {
    for (let i = 0; i < 10; i++) {
      const answer = workload.run(contender, seed + count++)
      if (answer instanceof Promise || isThenable(answer)) await answer
    }
    elapsed = performance.now() - start
  } while (elapsed < roundMs)
  return count / (elapsed / 1000)
}
function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value
}

/** Contenders take turns within a round, so that a slow moment of the machine hits all of them. */
export async function measure(
  workload: Workload,
  contenders: readonly Contender[],
  { rounds, roundMs }: MeasureOptions,
): Promise<readonly Measurement[]> {
  const able = contenders.filter((contender) => workload.can(contender))
  for (const contender of able) {
    await workload.check(contender)
    await timeRound(workload, contender, roundMs, 0)
  }
  const speeds = new Map<Contender, number[]>(able.map((contender) => [contender, []]))
  for (let round = 0; round < rounds; round++) {
    // Whoever starts a round changes from round to round.
    for (let i = 0; i < able.length; i++) {
      const contender = able[(i + round) % able.length]
      if (contender) speeds.get(contender)?.push(await timeRound(workload, contender, roundMs, round * 100_000))
    }
  }
  const reference = able.find((contender) => contender.reference) ?? able[0]
  const base = (reference && speeds.get(reference)) ?? []
  return able.map((contender) => {
    const own = speeds.get(contender) ?? []
    const ratios = own.map((speed, round) => speed / (base[round] ?? speed))
    return {
      contender: contender.name,
      reference: contender === reference,
      opsPerSecond: quantile(own, 0.5),
      ratio: quantile(ratios, 0.5),
      quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    }
  })
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}
