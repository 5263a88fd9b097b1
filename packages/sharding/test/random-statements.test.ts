import { expect, it } from 'vitest'
import { type Condition, type Expression, func, not, or, select } from '@athanor/sql'
import type { Query } from '@athanor/contract'
import { UnshardableStatementError } from '../src/index.ts'
import { customers, openShop, orders, products, randomFrom } from './shop.ts'

const seed = Number(process.env['ATHANOR_SEED'] ?? Math.floor(Math.random() * 1e9))
const rounds = Number(process.env['ATHANOR_ROUNDS'] ?? 300)
const random = randomFrom(seed)
const upTo = (n: number): number => Math.floor(random() * n)
const chance = (p: number): boolean => random() < p
function pick<T>(list: readonly T[]): T {
  const value = list[upTo(list.length)]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}

const joined = orders.c.customerId.eq(customers.c.id)
type AnyExpression = Expression<unknown, string>

function condition(key: Expression<bigint, string>, depth: number): Condition {
  const id = (): bigint => BigInt(1 + upTo(60))
  if (depth > 0 && chance(0.5)) {
    const parts = Array.from({ length: 2 + upTo(2) }, () => condition(key, depth - 1))
    const [first, ...others] = parts
    if (!first) throw new Error('no parts')
    const whole: Condition = chance(0.5) ? first.and(...others) : or(...parts)
    return chance(0.25) ? not(whole) : whole
  }
  return pick<() => Condition>([
    () => key.eq(id()),
    () => key.ne(id()),
    () => key.in(Array.from({ length: upTo(4) }, id)),
    () => key.notIn([id(), id()]),
    () => key.between(id(), 40n),
    () => key.isNotDistinctFrom(id()),
    () => key.isNull(),
    () => key.mod(7n).eq(3n),
    () => key.lt(id()),
  ])()
}

interface Source {
  readonly keys: readonly Expression<bigint, string>[]
  readonly from: (items: Readonly<Record<string, AnyExpression>>) => Select
  readonly columns: Readonly<Record<string, AnyExpression>>
  /** Makes the order total. */
  readonly identity: readonly AnyExpression[]
}
type Select = ReturnType<typeof start>
const start = (items: Readonly<Record<string, AnyExpression>>) => select(items).from(customers)

const customerColumns = {
  country: customers.c.country,
  active: customers.c.active,
  score: customers.c.score,
  since: customers.c.since,
}
const orderColumns = { product: orders.c.productId, total: orders.c.total, quantity: orders.c.quantity }
// Selects over other sources have other types; the generator only chains clauses that all of them have.
const other = (statement: unknown): Select => statement as Select
const sources: readonly Source[] = [
  { keys: [customers.c.id], from: start, columns: customerColumns, identity: [customers.c.id] },
  {
    keys: [orders.c.customerId],
    from: (items) => other(select(items).from(orders)),
    columns: orderColumns,
    identity: [orders.c.id],
  },
  {
    keys: [customers.c.id, orders.c.customerId],
    from: (items) => other(start(items).join(orders, joined)),
    columns: { ...customerColumns, ...orderColumns },
    identity: [orders.c.id],
  },
  {
    keys: [customers.c.id, orders.c.customerId],
    from: (items) => other(start(items).leftJoin(orders, joined.and(orders.c.quantity.gt(1)))),
    columns: { ...customerColumns, ...orderColumns },
    identity: [customers.c.id, orders.c.id],
  },
  {
    keys: [orders.c.customerId],
    from: (items) => other(select(items).from(orders).join(products, products.c.id.eq(orders.c.productId))),
    columns: { ...orderColumns, price: products.c.price },
    identity: [orders.c.id],
  },
]

function where(statement: Select, source: Source): Select {
  return chance(0.7)
    ? statement.where(...Array.from({ length: 1 + upTo(2) }, () => condition(pick(source.keys), 2)))
    : statement
}
function paged(statement: Select): Select {
  const limited = chance(0.5) ? statement.limit(upTo(12)) : statement
  return chance(0.4) ? limited.offset(upTo(8)) : limited
}
function term(expr: AnyExpression): AnyExpression | ReturnType<AnyExpression['desc']> {
  const ordering = chance(0.5) ? expr.desc() : expr.asc()
  return chance(0.3) ? ordering.nullsLast() : chance(0.3) ? ordering.nullsFirst() : chance(0.2) ? expr : ordering
}

function rowsStatement(source: Source): Query {
  const names = Object.keys(source.columns).filter(() => chance(0.6))
  const items = Object.fromEntries(names.map((name) => [name, source.columns[name] as AnyExpression]))
  if (chance(0.3) && names.length > 0) {
    return paged(
      where(source.from(items), source)
        .distinct()
        .orderBy(...Object.values(items).map(term)),
    )
  }
  const orderBy = [...Object.values(source.columns).filter(() => chance(0.4)), ...source.identity].map(term)
  return paged(where(source.from({ ...items, id: source.identity[0] as AnyExpression }), source).orderBy(...orderBy))
}

function groupsStatement(source: Source): Query {
  const groups = Object.entries(source.columns).filter(() => chance(0.3))
  const { product, quantity, total, score, since } = source.columns as Readonly<
    Record<string, Expression<never, string>>
  >
  const numbers = [product, quantity, score].flatMap((each) => (each ? [each] : []))
  const number = pick(numbers)
  const aggregates: Readonly<Record<string, AnyExpression>> = {
    n: func.count(),
    filled: func.count(number),
    average: func.avg(number),
    ...(quantity ? { sum: func.sum(quantity) } : {}),
    ...(total ? { low: func.min(total), high: func.max(total) } : {}),
    ...(since ? { latest: func.max(since) } : {}),
    keys: func.count(pick(source.keys).distinct()),
    values: func.count(number.distinct()),
  }
  const chosen = Object.entries(aggregates).filter(([name]) =>
    chance(name === 'values' || name === 'keys' ? 0.25 : 0.5),
  )
  if (groups.length + chosen.length === 0) chosen.push(['n', func.count()])
  const base = where(source.from(Object.fromEntries([...groups, ...chosen])), source)
  const grouped = groups.length > 0 ? base.groupBy(...groups.map(([, expr]) => expr)) : base
  const conditions: readonly Condition[] = [
    func.count().gt(upTo(6)),
    func.avg(number).gt(upTo(3)).or(func.count(number).eq(0)),
    not(func.max(number).isNull()),
    func.count().mul(2).sub(1).between(1, 30),
  ]
  const having = chance(0.4) ? grouped.having(pick(conditions)) : grouped
  const keys = groups.map(([, expr]) => expr)
  const orderBy = [...(chance(0.4) ? [func.count()] : []), ...keys].map(term)
  return paged(orderBy.length > 0 ? having.orderBy(...orderBy) : having)
}

/** Sums and averages of floats depend on the order of the rows: compared to nine digits. */
function rounded(rows: readonly unknown[]): unknown {
  return JSON.parse(
    JSON.stringify(rows, (_, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : typeof value === 'number' ? Number(value.toPrecision(9)) : value,
    ),
  )
}

it(
  `answers ${rounds} random statements as one database does, or refuses (seed ${seed})`,
  async () => {
    await using shop = await openShop(seed)
    let refused = 0
    const kinds = new Map<string, number>()
    for (let round = 0; round < rounds; round++) {
      const source = pick(sources)
      const query = chance(0.5) ? rowsStatement(source) : groupsStatement(source)
      try {
        const { kind } = shop.sharded.explain(query)
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      } catch (error) {
        if (!(error instanceof UnshardableStatementError)) throw error
        refused++
        continue
      }
      const expected = await shop.single.execute(query).all()
      const actual = await shop.sharded.execute(query).all()
      expect(rounded(actual), `round ${round} of seed ${seed}`).toEqual(rounded(expected))
    }
    expect(refused).toBeLessThan(rounds * 0.2)
    expect(kinds.get('scatter')).toBeGreaterThan(rounds * 0.4)
    expect(kinds.get('single')).toBeGreaterThan(0)
  },
  15_000 + rounds * 20,
)
