// `as never`: which type a random expression has is known at run time only, to the generator.
import {
  all,
  and,
  any,
  caseOf,
  caseWhen,
  type Condition,
  exists,
  type Expression,
  extract,
  falseValue,
  func,
  inlineLiteral,
  literal,
  not,
  nullValue,
  or,
  type OverOptions,
  param,
  sql,
  type SubqueryOperand,
  trueValue,
  tuple,
} from '@athanor/sql'
import type { Choices } from './choices.ts'
import type { Names } from './names.ts'
import type { Sentinels } from './sentinels.ts'
import { type Any, comparable, type Kind, numbers, type RandomSource, typeOfKind } from './tables.ts'

/** What an unknown column may hold. */
type Value = string | number | bigint | boolean | object | null
type SubQuery = SubqueryOperand<Value> & { scalar(): Any }

/** Makes random expressions of a type over some sources. */
export class Expressions {
  readonly choices: Choices
  readonly sentinels: Sentinels
  readonly names: Names
  readonly sources: readonly RandomSource[]
  readonly #subquery: (kinds: readonly [Kind, ...Kind[]], around: Expressions) => SubQuery
  /** Names of the parameters that are given at execution, and lists by the names of theirs. */
  readonly params: string[]
  readonly lists: Map<string, readonly unknown[]>

  constructor(
    parts: Pick<Expressions, 'choices' | 'sentinels' | 'names' | 'sources' | 'params' | 'lists'>,
    subquery: (kinds: readonly [Kind, ...Kind[]], around: Expressions) => SubQuery,
  ) {
    this.choices = parts.choices
    this.sentinels = parts.sentinels
    this.names = parts.names
    this.sources = parts.sources
    this.params = parts.params
    this.lists = parts.lists
    this.#subquery = subquery
  }

  /** The same over other sources. */
  over(sources: readonly RandomSource[]): Expressions {
    const { choices, sentinels, names, params, lists } = this
    return new Expressions({ choices, sentinels, names, params, lists, sources }, this.#subquery)
  }

  column(kind: Kind): Any | undefined {
    const found = this.sources.flatMap(({ source, keys }) => (keys[kind] ?? []).flatMap((key) => source.c[key] ?? []))
    const [first, ...others] = found
    return first && this.choices.pick([first, ...others])
  }

  /** A value of the kind, of which no other parameter has the like. */
  value(kind: Kind): unknown {
    switch (kind) {
      case 'integer':
        return this.sentinels.integer()
      case 'bigint':
        return this.sentinels.bigint()
      case 'numeric':
        return this.sentinels.decimal()
      case 'double':
        return this.sentinels.double()
      case 'text':
        return this.sentinels.text()
      case 'boolean':
        return this.choices.chance(50)
      case 'timestamp':
        return this.sentinels.date()
      case 'json':
        return { inside: this.sentinels.text() }
    }
  }

  leaf(kind: Kind): Any {
    const { choices } = this
    const type = typeOfKind(kind)
    const leaves: readonly [() => Any, ...(() => Any)[]] = [
      () => this.column(kind) ?? literal(this.value(kind), type),
      () => literal(this.value(kind), type),
      () => this.named(kind),
      () => nullValue(),
      () => literal(null, type),
      () => constant(kind, choices),
    ]
    return choices.chance(60) ? leaves[0]() : choices.pick(leaves)()
  }
  named(kind: Kind): Any {
    const name = this.names.fresh()
    this.params.push(name)
    return param(name, typeOfKind(kind))
  }

  /** A list that is given at execution, of some length. */
  list(kind: Kind): Any {
    const name = this.names.fresh()
    this.lists.set(
      name,
      this.choices.some(0, 2, () => (this.choices.chance(20) ? null : this.value(kind))),
    )
    return param(name, typeOfKind(kind))
  }

  of(kind: Kind, depth: number): Any {
    if (depth <= 0) return this.leaf(kind)
    const { choices } = this
    const again = (): Any => this.of(kind, depth - 1)
    const whatever: readonly (() => Any)[] = [
      () =>
        caseWhen(choices.some(1, 2, () => [this.condition(depth - 1), again()] as const) as never, again() as never),
      () => {
        const other = choices.pick(comparable)
        return caseOf(this.of(other, depth - 1), [[this.of(other, depth - 1), again()]] as never)
      },
      () => func.coalesce(again(), again()),
      () => again().coerce(typeOfKind(kind)),
      () => again().cast(typeOfKind(kind)),
      () => this.#subquery([kind], this).scalar(),
      () => again().as(this.names.any()),
      () => sql`(${again()})`.typed(typeOfKind(kind)),
      () => func.call('nullif', typeOfKind(kind), again(), again()),
    ]
    return choices.pick([() => this.leaf(kind), ...this.#ownForms(kind, depth - 1), ...whatever])()
  }

  #ownForms(kind: Kind, depth: number): readonly (() => Any)[] {
    switch (kind) {
      case 'integer':
      case 'bigint':
      case 'numeric':
      case 'double':
        return this.#numberForms(kind, depth)
      case 'text':
        return this.#textForms(depth)
      case 'boolean':
        return this.#conditionForms(depth)
      case 'json':
        return [() => this.leaf('json').at('key', 0, "it's").asJson()]
      case 'timestamp':
        return []
    }
  }

  #numberForms(kind: 'integer' | 'bigint' | 'numeric' | 'double', depth: number): readonly (() => Any)[] {
    const a = (): Any => this.of(kind, depth)
    const whole = kind === 'integer' || kind === 'bigint'
    return [
      () => a().add(a()),
      () => a().sub(a()),
      () => a().mul(a()),
      () => a().div(a()),
      () => a().floorDiv(a()),
      () => a().mod(a()),
      () => a().neg(),
      () => func.abs(a()),
      ...(whole
        ? [() => a().op('&', a()), () => extract('year', this.of('timestamp', depth) as Expression<Date, string>)]
        : []),
      ...(kind === 'double' ? [() => this.leaf('json').at('x').asFloat()] : []),
    ]
  }

  #textForms(depth: number): readonly (() => Any)[] {
    const a = (): Any => this.of('text', depth)
    return [
      () => a().concat(a()),
      () => func.lower(a() as never),
      () => func.call('replace', typeOfKind('text'), a(), a(), a()),
      () => this.of(this.choices.pick(numbers), depth).cast(typeOfKind('text')),
      () => this.leaf('json').at('a').at(1).asString(),
    ]
  }

  condition(depth: number): Condition {
    // Everything of the kind `boolean` is one; the type checker cannot know.
    return this.of('boolean', depth) as Condition
  }

  #conditionForms(depth: number): readonly (() => Any)[] {
    const { choices } = this
    const kind = choices.pick(comparable)
    const a = (): Any => this.of(kind, depth)
    const texts = (): Any => this.of('text', depth)
    const pattern = (): string | Any => (choices.chance(30) ? texts() : this.sentinels.text())
    const query = (): SubQuery => this.#subquery([kind], this)
    const escape = choices.chance(30) ? { escape: choices.pick(['/', "'", '\\', '🎁', '"', '?']) } : {}
    return [
      () => a().eq(a()),
      () => a().ne(choices.chance(30) ? null : a()),
      () => a().lt(a()),
      () => a().gte(a()),
      () => a().eq(any(query())),
      () => a().gt(all(query())),
      () => a().isNull(),
      () => a().isNotNull(),
      () => a().isDistinctFrom(a()),
      () => a().isNotDistinctFrom(null),
      () => a().between(a(), a()),
      () => a().notBetween(a(), a()),
      () => a().in(choices.some(0, 3, () => (choices.chance(20) ? null : this.value(kind))) as readonly Value[]),
      () => a().notIn(choices.some(0, 3, () => (choices.chance(20) ? null : a()))),
      () => a().in(query()),
      () => a().in(this.list(kind)),
      () => this.#tuples(depth),
      () => texts().like(pattern() as never, escape),
      () => texts().notIlike(pattern() as never, escape),
      () => texts().startsWith(this.sentinels.text(), { ...escape, autoescape: true }),
      () => texts().icontains(pattern() as never),
      () => and(...choices.some(0, 3, () => this.condition(depth))),
      () => or(...choices.some(0, 3, () => this.condition(depth))),
      () => not(this.condition(depth)),
      () => exists(query()),
      () => not(exists(query())),
      () => trueValue(),
      () => falseValue(),
      () => this.leaf('json').at('flag').asBoolean(),
    ]
  }

  #tuples(depth: number): Any {
    const { choices } = this
    const both = [choices.pick(comparable), choices.pick(comparable)] as const
    const left = tuple(this.of(both[0], depth), this.of(both[1], depth))
    if (choices.chance(30)) return left.notIn(this.#subquery([both[0], both[1]], this))
    return left.in(choices.some(0, 2, () => [this.value(both[0]), this.value(both[1])] as const))
  }

  /** An aggregate or a window function. */
  aggregate(kind: Kind, depth: number): Any {
    const { choices } = this
    const plain = this.of(kind, depth)
    const call = choices.pick([
      () => func.count(),
      () => func.count(choices.chance(30) ? plain.distinct() : plain),
      () => func.max(plain),
      () => func.min(plain).filter(this.condition(depth)),
    ])()
    if (choices.chance(50)) return call
    const order = [choices.chance(50) ? this.leaf('integer').desc().nullsLast() : this.leaf('timestamp')]
    const frame = choices.pick<OverOptions>([
      {},
      { rows: [-2, 0] },
      { range: [null, 0] },
      { rows: [1, null] },
      { groups: [-1, 1] },
    ])
    return call.over({ partitionBy: [this.leaf('text')], orderBy: order, ...frame })
  }
}

/** A constant that is written into the text. */
function constant(kind: Kind, choices: Choices): Any {
  const type = typeOfKind(kind)
  switch (kind) {
    case 'integer':
    case 'double':
      return inlineLiteral(choices.pick([1, -1]), type)
    case 'bigint':
      return inlineLiteral(choices.pick([5n, -5n]), type)
    case 'numeric':
      return inlineLiteral(choices.pick(['1.5', '-0.25']), type)
    case 'text':
      return inlineLiteral(choices.pick(['constant', "it's", 'back\\slash', '?', '$1', ':x', '', '--']), type)
    case 'boolean':
      return inlineLiteral(choices.chance(50), type)
    case 'timestamp':
      return inlineLiteral(new Date(Date.UTC(2024, 1, 29, 12, 30, 15, 7)), type)
    case 'json':
      return nullValue()
  }
}
