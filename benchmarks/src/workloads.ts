import { type Contender, userCount } from './contender.ts'

/** One question. `check` proves the answer before anything is timed. */
export interface Workload {
  readonly name: string
  readonly title: string
  can(contender: Contender): boolean
  check(contender: Contender): Promise<void>
  run(contender: Contender, round: number): unknown
}

function must(condition: boolean, what: string): void {
  if (!condition) throw new Error(`wrong answer: ${what}`)
}
const idOf = (round: number): number => 1 + ((round * 7919) % userCount)

export const workloads: readonly Workload[] = [
  {
    name: 'get-by-key',
    title: 'get by primary key, one after another',
    can: (contender) => contender.getByKey !== undefined,
    async check(contender) {
      const user = await contender.getByKey?.(42)
      must(user?.id === 42 && user.name === 'User 42', JSON.stringify(user))
    },
    run: (contender, round) => contender.getByKey?.(idOf(round)),
  },
  {
    name: 'thousand-rows',
    title: '1,000 rows of 8 columns to plain objects',
    can: (contender) => contender.thousandRows !== undefined,
    async check(contender) {
      const rows = await contender.thousandRows?.()
      must(rows?.length === 1000 && rows[999]?.name === 'User 1000', `${rows?.length} rows`)
    },
    run: (contender) => contender.thousandRows?.(),
  },
  {
    name: 'build-and-compile',
    title: 'build a statement with a join and four predicates, and compile it',
    can: (contender) => contender.buildAndCompile !== undefined,
    async check(contender) {
      const text = contender.buildAndCompile?.(1) ?? ''
      must(/join/i.test(text) && /order by/i.test(text) && /limit/i.test(text), text)
    },
    run: (contender, round) => contender.buildAndCompile?.(round),
  },
]
