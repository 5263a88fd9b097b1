import type { Condition } from '@athanor/sql'
import { BadInput } from './bad-input.ts'
import type { ExprCase, QueryCase, SelectCase } from './case-format.ts'
import type { Dataset } from './dataset.ts'
import type { Any, AnyQuery, AnySelect, AnySource } from './untyped.ts'

/** The mutual recursion of the builders, tied together in `builders.ts` so that no module imports in a circle. */
export interface Builders {
  expression(node: ExprCase, scope: Scope): Any
  query(node: QueryCase, scope: Scope): AnyQuery
  select(node: SelectCase, scope: Scope): AnySelect
}

interface Surroundings {
  readonly outer?: Scope
  readonly ctes?: ReadonlyMap<string, AnySource>
  /** The table whose row is proposed for insertion. */
  readonly target?: AnySource
}

/** What an expression may name at one place: the sources of its statement by id, those around it, the CTEs. */
export class Scope {
  readonly dataset: Dataset
  readonly ctes: ReadonlyMap<string, AnySource>
  readonly target: AnySource | undefined
  readonly #builders: Builders
  readonly #outer: Scope | undefined
  readonly #sources = new Map<string, AnySource>()
  readonly #built = new Map<string, Any>()

  constructor(dataset: Dataset, builders: Builders, { outer, ctes, target }: Surroundings = {}) {
    this.dataset = dataset
    this.#builders = builders
    this.ctes = ctes ?? outer?.ctes ?? new Map()
    this.target = target ?? outer?.target
    this.#outer = outer
  }

  /** The scope of a statement inside this one. */
  inner(): Scope {
    return new Scope(this.dataset, this.#builders, { outer: this })
  }
  /** One that sees nothing of this. */
  fresh(): Scope {
    return new Scope(this.dataset, this.#builders)
  }
  withCtes(ctes: ReadonlyMap<string, AnySource>): Scope {
    return new Scope(this.dataset, this.#builders, { outer: this, ctes: new Map(ctes) })
  }
  withTarget(target: AnySource): Scope {
    return new Scope(this.dataset, this.#builders, { outer: this, target })
  }
  /** The sources of this statement, by id. */
  get own(): ReadonlyMap<string, AnySource> {
    return this.#sources
  }
  add<S extends AnySource>(id: string, source: S): S {
    this.#sources.set(id, source)
    return source
  }
  /** @throws {BadInput} when no statement around has such a source */
  source(id: string): AnySource {
    const found = this.#sources.get(id)
    if (found) return found
    if (this.#outer) return this.#outer.source(id)
    throw new BadInput(`no source has the id '${id}'`)
  }

  /**
   * The expression of a node. What stands twice in a statement is one expression, as in a program that gives it a name:
   * with parameters in it, only that tells the database that GROUP BY means the same.
   */
  expression(node: ExprCase): Any {
    if (node.e === 'col') return columnOf(this.source(node.from), node.from, node.name)
    const key = JSON.stringify(node)
    const known = this.#built.get(key)
    if (known) return known
    const built = this.#builders.expression(node, this)
    this.#built.set(key, built)
    return built
  }
  /** An expression where a condition is wanted: the reference typed the cases, the type checker cannot. */
  condition(node: ExprCase): Condition {
    return this.expression(node) as Condition
  }
  /** An operand, which may be the program's null. */
  operand(node: ExprCase): Any | null {
    return node.e === 'none' ? null : this.expression(node)
  }
  query(node: QueryCase): AnyQuery {
    return this.#builders.query(node, this)
  }
  select(node: SelectCase): AnySelect {
    return this.#builders.select(node, this)
  }
}

export function columnOf(source: AnySource, id: string, name: string): Any {
  const column = source.c[name]
  if (!column) throw new BadInput(`the source '${id}' has no column '${name}'`)
  return column
}
