import {
  alias,
  type Condition,
  cube,
  groupingSets,
  rollup,
  tableSample,
  except,
  exceptAll,
  intersect,
  intersectAll,
  label,
  literal,
  type Ordering,
  recursiveCte,
  select,
  type Select,
  type Selection,
  type SetOperation,
  type TypedSource,
  union,
  unionAll,
  values,
} from '@athanor/sql'
import type { Choices } from './choices.ts'
import { Expressions } from './expressions.ts'
import { Names } from './names.ts'
import { Sentinels } from './sentinels.ts'
import {
  type Any,
  type Keys,
  type Kind,
  kinds,
  people,
  type RandomSource,
  tableKeys,
  tables,
  typeOfKind,
} from './tables.ts'

export type AnySelect = Select<Selection, string, string, unknown, unknown>
export type AnySetOperation = SetOperation<Readonly<Record<string, unknown>>, unknown>
export type AnyQuery = AnySelect | AnySetOperation
type Kinds = readonly [Kind, ...Kind[]]
type Source = RandomSource['source']
type SubQuery = ReturnType<ConstructorParameters<typeof Expressions>[1]>

/** Makes random queries; one for each statement, since names and parameters are unique in it. */
export class Queries {
  readonly choices: Choices
  readonly sentinels = new Sentinels()
  readonly names: Names
  readonly params: string[] = []
  readonly #bare = new Set<string>()
  readonly lists = new Map<string, readonly unknown[]>()

  constructor(choices: Choices) {
    this.choices = choices
    this.names = new Names(choices)
  }

  expressions(sources: readonly RandomSource[]): Expressions {
    const { choices, sentinels, names, params, lists } = this
    return new Expressions(
      { choices, sentinels, names, sources, params, lists },
      (wanted, around) => this.inner(wanted, around) as SubQuery,
    )
  }

  someKinds(): Kinds {
    const [first, ...others] = this.choices.some(1, 3, () => this.choices.pick(kinds))
    return [first ?? 'integer', ...others]
  }

  /** A subquery in an expression, which may name the sources around it. */
  inner(wanted: Kinds, around: Expressions): AnySelect {
    const source = this.table()
    const within = this.expressions([source, ...around.sources])
    const built = this.#select(wanted, this.expressions([source]), 0).from(source.source)
    const whole = built.where(within.condition(1))
    if (!this.choices.chance(10)) return whole
    return whole.correlate(...around.sources.map((each) => each.source))
  }

  /** A table under its own name, once in a statement, or under another. */
  table(): RandomSource {
    const table = this.choices.pick<(typeof tables)[number]>(tables)
    const bare = !this.choices.chance(70) && !this.#bare.has(table.name)
    if (bare) this.#bare.add(table.name)
    const source = bare ? table : alias(table, this.names.fresh())
    return { source: source, keys: tableKeys }
  }

  /** Columns under labels of their own, so that others can name them. */
  #derived(make: (query: AnyQuery) => object, depth: number): RandomSource {
    const wanted = this.someKinds()
    const labels = wanted.map(() => this.names.fresh())
    const source = make(this.query(wanted, depth, labels))
    return { source: source as Source, keys: keysOf(wanted, labels) }
  }

  source(depth: number, sources: readonly RandomSource[]): RandomSource {
    const { choices, names } = this
    if (depth <= 0) return this.table()
    return choices.pick([
      () => this.table(),
      () => this.#derived((query) => query.subquery(names.fresh()), depth - 1),
      () => this.#derived((query) => query.cte(names.fresh()), depth - 1),
      () => {
        const cte = this.#derived((query) => query.cte(names.fresh(), { materialized: choices.chance(50) }), depth - 1)
        return choices.chance(50) ? cte : { ...cte, source: alias(cte.source, names.fresh()) }
      },
      () => this.#values(),
      () => this.#recursive(),
      () => this.#lateral(sources),
      () => this.#sample(),
    ])()
  }

  #sample(): RandomSource {
    const sampled = tableSample(people, this.names.fresh(), { method: 'bernoulli', percent: 10 })
    return { source: sampled, keys: tableKeys }
  }

  #values(): RandomSource {
    const wanted = this.someKinds()
    const labels = wanted.map(() => this.names.fresh())
    const { choices } = this
    const within = this.expressions([])
    const list = values(
      Object.fromEntries(labels.map((name, i) => [name, typeOfKind(wanted[i] ?? 'integer')])),
      choices.some(1, 2, () => wanted.map((kind) => within.value(kind))),
    )
    const name = this.names.fresh()
    return {
      source: choices.chance(50) ? list.cte(name) : list.subquery(name),
      keys: keysOf(wanted, labels),
    }
  }

  #recursive(): RandomSource {
    const key = this.names.fresh()
    const within = this.expressions([])
    const cte = recursiveCte(
      this.names.fresh(),
      select({ [key]: literal(within.value('integer'), typeOfKind('integer')) }) as AnySelect,
      (self) => {
        const { source, keys } = { source: self, keys: { integer: [key] } as const }
        const step = this.expressions([{ source, keys }])
        return select({ [key]: step.of('integer', 1) })
          .from(source)
          .where(step.condition(1)) as AnySelect
      },
      { distinct: this.choices.chance(50) },
    )
    return { source: cte, keys: { integer: [key] } }
  }

  #lateral(around: readonly RandomSource[]): RandomSource {
    const wanted = this.someKinds()
    const labels = wanted.map(() => this.names.fresh())
    const own = this.table()
    const built = this.#select(wanted, this.expressions([own]), 1, labels)
      .from(own.source)
      .where(this.expressions([own, ...around]).condition(1))
    return { source: built.lateral(this.names.fresh()), keys: keysOf(wanted, labels) }
  }

  #select(wanted: Kinds, within: Expressions, depth: number, labels?: readonly string[]): AnySelect {
    const items = wanted.map((kind, i) => within.of(kind, depth + 1).as(labels?.[i] ?? this.names.any()))
    const [first, ...others] = items
    return select(first ?? literal(1), ...others)
  }

  query(wanted: Kinds, depth: number, labels: readonly string[]): AnyQuery {
    return depth > 0 && this.choices.chance(25)
      ? this.#setOperation(wanted, depth, labels)
      : this.select(wanted, depth, labels)
  }

  /** A SELECT with all its clauses. */
  select(wanted: Kinds, depth: number, labels: readonly string[]): AnySelect {
    const { choices } = this
    const first = this.source(depth, [])
    const joined: RandomSource[] = []
    for (let more = choices.upTo(3); more > 0; more--) joined.push(this.source(depth, [first, ...joined]))
    const within = this.expressions([first, ...joined])
    let built = this.#select(wanted, within, depth, labels).from(first.source)
    joined.forEach((next, i) => {
      const on = this.expressions([first, ...joined.slice(0, i + 1)]).condition(1)
      built = join(built, choices.upTo(5), next.source, on)
    })
    if (choices.chance(60)) built = built.where(within.condition(2))
    if (choices.chance(25)) built = this.#grouped(built, within)
    else if (choices.chance(20)) built = this.#aggregated(built, wanted, within, labels)
    return this.#lastClauses(built, within, labels)
  }

  #grouped(built: AnySelect, within: Expressions): AnySelect {
    const terms = [within.leaf('integer'), within.of('text', 1)] as const
    const grouped = this.choices.pick([
      () => built.groupBy(...terms),
      () => built.groupBy(rollup(...terms)),
      () => built.groupBy(cube(...terms), terms[0]),
      () => built.groupBy(groupingSets([terms[0]], [...terms], [])),
    ])()
    return this.choices.chance(50) ? grouped.having(within.aggregate('integer', 1).gt(within.leaf('integer'))) : grouped
  }

  #aggregated(built: AnySelect, wanted: Kinds, within: Expressions, labels: readonly string[]): AnySelect {
    const items = wanted.map((kind, i) => within.aggregate(kind, 1).as(labels[i] ?? this.names.any()))
    const { selection } = select(...(items as [Any, ...Any[]])).node
    // The same clauses around another selection.
    return new (built.constructor as new (node: AnySelect['node']) => AnySelect)({ ...built.node, selection })
  }

  #lastClauses(built: AnySelect, within: Expressions, labels: readonly string[]): AnySelect {
    const { choices, sentinels } = this
    let whole = built
    if (choices.chance(20)) whole = whole.distinct()
    if (choices.chance(5)) whole = whole.distinctOn(within.leaf('integer'))
    if (choices.chance(40)) whole = whole.orderBy(...choices.some(1, 2, () => this.#order(within, labels)))
    if (choices.chance(5)) whole = whole.fetch(sentinels.integer(), { withTies: whole.node.orderBy.length > 0 })
    else if (choices.chance(30)) whole = whole.limit(sentinels.integer())
    if (choices.chance(30)) whole = whole.offset(sentinels.integer())
    if (choices.chance(5)) whole = whole.comment({ [this.names.any()]: this.names.any() })
    if (choices.chance(5)) whole = whole.forUpdate(choices.chance(50) ? {} : { wait: 'skip locked' })
    return whole
  }

  #order(within: Expressions, labels: readonly string[]): Any | Ordering {
    const { choices } = this
    const [name] = labels
    const term =
      choices.chance(40) && name !== undefined
        ? label(name)
        : within.of(choices.pick(['integer', 'text', 'timestamp']), 1)
    return choices.pick<() => Any | Ordering>([
      () => term,
      () => term.desc(),
      () => term.asc().nullsFirst(),
      () => term.desc().nullsLast(),
      () => term.desc().nullsFirst(),
    ])()
  }

  #setOperation(wanted: Kinds, depth: number, labels: readonly string[]): AnySetOperation {
    const { choices } = this
    const combine = choices.pick([union, unionAll, intersect, except, intersectAll, exceptAll])
    const members = choices.some(2, 3, () => this.query(wanted, depth - 1, labels))
    let whole: AnySetOperation = combine(...members)
    if (choices.chance(40)) whole = whole.orderBy(label(labels[0] ?? 'x').desc())
    if (choices.chance(30)) whole = whole.limit(this.sentinels.integer())
    if (choices.chance(20)) whole = whole.offset(this.sentinels.integer())
    return whole
  }
}

function join(built: AnySelect, kind: number, source: TypedSource, on: Condition): AnySelect {
  switch (kind) {
    case 1:
      return built.leftJoin(source, on)
    case 2:
      return built.rightJoin(source, on)
    case 3:
      return built.fullJoin(source, on)
    case 4:
      return built.crossJoin(source)
    default:
      return built.join(source, on)
  }
}

function keysOf(wanted: Kinds, labels: readonly string[]): Keys {
  const keys: Partial<Record<Kind, [string, ...string[]]>> = {}
  wanted.forEach((kind, i) => {
    const name = labels[i] ?? ''
    const known = keys[kind]
    if (known) known.push(name)
    else keys[kind] = [name]
  })
  return keys
}
