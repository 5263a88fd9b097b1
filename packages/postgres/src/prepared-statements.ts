import type { Statement } from '@athanor/contract'
import type { ResultShape } from './result-shape.ts'

/** A statement that the server keeps for this connection under a name. */
export interface PreparedStatement {
  readonly name: string
  readonly text: string
  /** Once the server has described it; it is fixed for a prepared statement. */
  shape: ResultShape | undefined
}

const preparable = /^\s*(?:select|insert|update|delete|merge|with|values)\b/i

/** Which statements one connection has prepared: the most recently used ones up to a limit. */
export class PreparedStatements {
  readonly #limit: number
  readonly #byPlan = new Map<number, PreparedStatement>()
  #dropped: string[] = []
  #serial = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#byPlan.size
  }

  /** Undefined: run it without a name. One that is new has no `shape` yet and must be parsed. */
  use(statement: Statement): PreparedStatement | undefined {
    const { planId, text } = statement
    if (planId === undefined || this.#limit === 0) return undefined
    const known = this.#byPlan.get(planId)
    if (known) {
      this.#byPlan.delete(planId)
      if (known.text === text) {
        this.#byPlan.set(planId, known)
        return known
      }
      this.#dropped.push(known.name)
    }
    if (!preparable.test(text)) return undefined
    // The serial keeps a name from being used again before the server has dropped its former holder.
    const added: PreparedStatement = { name: `a${planId}_${(this.#serial += 1)}`, text, shape: undefined }
    this.#byPlan.set(planId, added)
    if (this.#byPlan.size > this.#limit) this.#dropOldest()
    return added
  }

  /** After a failure that may mean the server does not have it. */
  forget(planId: number | undefined): void {
    const known = planId === undefined ? undefined : this.#byPlan.get(planId)
    if (planId === undefined || !known) return
    this.#byPlan.delete(planId)
    this.#dropped.push(known.name)
  }

  /** Names to close on the server together with the next statement. */
  takeDropped(): readonly string[] {
    if (this.#dropped.length === 0) return []
    const names = this.#dropped
    this.#dropped = []
    return names
  }

  #dropOldest(): void {
    for (const [planId] of this.#byPlan) {
      this.forget(planId)
      return
    }
  }
}
