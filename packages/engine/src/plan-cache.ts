import { type Dialect, isDdl, type Params, type Plan, type QueryNode, type Shape, shapeOf } from '@athanor/contract'
import { canGenerateCode, type Decoder, decoderOf } from './decode.ts'

/** A plan with what the engine makes of it once. */
export class PreparedPlan {
  readonly plan: Plan
  /** False for plans that are compiled anew each time (DDL): their text is not worth preparing. */
  readonly cached: boolean
  /** How often the plan was asked for before. */
  uses = 0
  /** Order of the last use, for pruning. */
  usedAt = 0
  #decoder: Decoder | undefined
  /** Raw SQL: the names that the decoder was made for. */
  #names: readonly string[] = []

  constructor(plan: Plan, cached: boolean) {
    this.plan = plan
    this.cached = cached
  }

  /** Made at the first result; for raw SQL, which learns its columns from the result, again when they change. */
  decoder(names: readonly string[]): Decoder {
    const { columns, kind } = this.plan
    const raw = kind === 'rawQuery' && names.length > 0
    if (columns !== undefined && !raw) return (this.#decoder ??= decoderOf(columns, names))
    if (this.#decoder !== undefined && this.uses > 1 && same(this.#names, names)) return this.#decoder
    this.#names = names
    // For a text that may run only once, generating code costs more than it saves.
    return (this.#decoder = decoderOf(columns, names, canGenerateCode && this.uses > 0, raw))
  }
}

/** A plan, and the values of the statement that asked for it. */
export interface PreparedStatement {
  readonly prepared: PreparedPlan
  readonly shape: Shape
}

const emptyShape: Shape = Object.freeze({
  key: '',
  values: Object.freeze([]),
  dynamic: false,
  lists: Object.freeze([]),
})
const noParams: Params = Object.freeze({})

/**
 * Plans by shape. A hit costs one lookup: instead of moving entries, each use is numbered, and when the cache has grown
 * to one and a half times its size, the longest unused ones go.
 */
export class PlanCache {
  readonly #dialect: Dialect
  readonly #size: number
  readonly #plans = new Map<string, PreparedPlan>()
  #clock = 0

  constructor(dialect: Dialect, size: number) {
    this.#dialect = dialect
    this.#size = size
  }

  get count(): number {
    return this.#plans.size
  }

  prepare(node: QueryNode, params: Params = noParams): PreparedStatement {
    if (isDdl(node)) {
      return { prepared: new PreparedPlan(this.#dialect.compiler.compile(node), false), shape: emptyShape }
    }
    const shape = shapeOf(node, params)
    let prepared = this.#plans.get(shape.key)
    if (prepared === undefined) {
      prepared = new PreparedPlan(this.#dialect.compiler.compile(node, params), this.#size > 0)
      if (this.#size > 0) this.#add(shape.key, prepared)
    } else prepared.uses++
    prepared.usedAt = ++this.#clock
    return { prepared, shape }
  }

  #add(key: string, prepared: PreparedPlan): void {
    this.#plans.set(key, prepared)
    if (this.#plans.size <= this.#size * 1.5) return
    // The new plan has no number yet and would be the first to go.
    prepared.usedAt = ++this.#clock
    const byAge = [...this.#plans].toSorted(([, a], [, b]) => a.usedAt - b.usedAt)
    for (const [old] of byAge.slice(0, byAge.length - this.#size)) this.#plans.delete(old)
  }
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, i) => name === right[i])
}
