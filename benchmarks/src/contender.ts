/** The databases that are measured. */
export type Target =
  | { readonly db: 'sqlite'; readonly path: string }
  | { readonly db: 'postgres' | 'mysql'; readonly url: string }

/** The row that all workloads read; how a contender spells the values is its own affair, within reason. */
export interface UserRow {
  readonly id: number
  readonly name: string
}

/** One library on one database, used in its idiomatic fast way. A workload that it cannot do is left out. */
export interface Contender {
  readonly name: string
  /** The raw driver that the others are measured against. */
  readonly reference?: boolean
  getByKey?(id: number): Promise<UserRow | undefined> | UserRow | undefined
  thousandRows?(): Promise<readonly UserRow[]> | readonly UserRow[]
  /** Builds a select with a join, predicates, order and limit from scratch, and returns its SQL. */
  buildAndCompile?(key: number): string
  close(): Promise<void> | void
}

export const userCount = 10_000
export const columnList = 'id, name, email, active, score, balance, age, created_at'
