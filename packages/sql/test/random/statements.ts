// `as never`: which type a random expression has is known at run time only, to the generator.
import type { Params, Query } from '@athanor/contract'
import {
  alias,
  defaultValue,
  deleteFrom,
  excluded,
  insert,
  literal,
  mergeInto,
  select,
  sql,
  update,
  upsert,
} from '@athanor/sql'
import { Choices } from './choices.ts'
import { Queries } from './queries.ts'
import { type Any, type Kind, orders, people, tableKeys, typeOfKind } from './tables.ts'

/** A random statement, and what to know about it. */
export interface RandomStatement {
  readonly query: Query
  /** Texts that stand for values and belong into no SQL. */
  readonly marks: readonly string[]
  /** Names of the parameters that are given at execution. */
  readonly params: readonly string[]
  /** Lists that are given at execution: their lengths decide about the SQL. */
  readonly lists: Params
}

/** The statement that a list of numbers stands for: the same one for the same numbers. */
export function statementOf(numbers: readonly number[]): RandomStatement {
  const choices = new Choices(numbers)
  const queries = new Queries(choices)
  const make = choices.pick<(queries: Queries) => Query>([
    queryStatement,
    queryStatement,
    mergeStatement,
    insertStatement,
    updateStatement,
    deleteStatement,
    rawStatement,
  ])
  const query = make(queries)
  return { query, marks: queries.sentinels.marks, params: queries.params, lists: Object.fromEntries(queries.lists) }
}

function queryStatement(queries: Queries): Query {
  const wanted = queries.someKinds()
  return queries.query(
    wanted,
    queries.choices.upTo(3),
    wanted.map(() => queries.names.fresh()),
  )
}

/** Cells by key, for some of the columns. */
function cells(queries: Queries, depth: number, withExpressions: boolean): Readonly<Record<string, unknown>> {
  const within = queries.expressions([])
  const chosen = Object.entries(tableKeys).flatMap(([kind, keys]) => keys.map((key) => [key, kind as Kind] as const))
  return Object.fromEntries(
    chosen.map(([key, kind]) => [key, withExpressions ? within.of(kind, depth) : within.value(kind)]),
  )
}

function insertStatement(queries: Queries): Query {
  const { choices } = queries
  const source = choices.pick([
    () => insert(people).values(choices.some(1, 3, () => cells(queries, 0, false)) as never),
    () => insert(people).values(choices.some(1, 2, () => cells(queries, 1, true)) as never),
    () => insert(people).values({ id: queries.sentinels.integer(), active: defaultValue() } as never),
    () => insert(people).fromSelect(['id', 'name'], queries.select(['integer', 'text'], 1, ['i', 'n'])),
    () => insert(people).defaultValues(),
    () => upsert(people).values(cells(queries, 0, false) as never),
    () => upsert(people, { update: 'nothing' }).values(cells(queries, 0, false) as never),
  ])()
  const { c } = people
  const set = {
    name: excluded(c.name),
    score: queries.expressions([{ source: people, keys: tableKeys }]).of('double', 1),
  }
  const withConflict = choices.pick([
    () => source,
    () => source.onConflictDoNothing(),
    () => source.onConflictDoUpdate({ target: [c.id], set: set as never, where: c.active.eq(true) }),
    () => source.onDuplicateKeyUpdate(set as never),
  ])()
  return choices.chance(30) ? withConflict.returning(c.id, c.name.as(queries.names.any())) : withConflict
}

function updateStatement(queries: Queries): Query {
  const { choices } = queries
  const target = { source: people, keys: tableKeys }
  const other = { source: alias(orders, queries.names.fresh()), keys: tableKeys }
  const further = choices.chance(30)
  const within = queries.expressions(further ? [target, other] : [target])
  const assigned = {
    name: within.of('text', 2),
    price: within.of('numeric', 1),
    score: choices.chance(50) ? null : within.value('double'),
  }
  let built = choices.chance(50)
    ? update(people).set(assigned as never)
    : update(people).setOrdered([
        [people.c.score, within.of('double', 1)],
        [people.c.name, within.value('text')],
      ])
  if (further) built = built.from(other.source)
  if (choices.chance(70)) built = built.where(within.condition(2))
  if (choices.chance(10)) built = built.orderBy(people.c.id).limit(queries.sentinels.integer())
  return choices.chance(30) ? built.returning(people.c.id) : built
}

function deleteStatement(queries: Queries): Query {
  const { choices } = queries
  const target = { source: people, keys: tableKeys }
  const other = { source: orders, keys: tableKeys }
  const further = choices.chance(30)
  const within = queries.expressions(further ? [target, other] : [target])
  let built = deleteFrom(people)
  if (further) built = built.using(orders)
  if (choices.chance(80)) built = built.where(within.condition(2))
  return choices.chance(30) ? built.returning(people.c.id) : built
}

function mergeStatement(queries: Queries): Query {
  const { c } = people
  const source = alias(orders, queries.names.fresh())
  const within = queries.expressions([
    { source: people, keys: tableKeys },
    { source, keys: tableKeys },
  ])
  const merge = mergeInto(people, source, c.id.eq(source.c.id))
  return merge
    .whenMatchedUpdate({ name: within.of('text', 1) } as never)
    .whenNotMatchedInsert({ id: source.c.id, name: queries.sentinels.text() } as never)
}

function rawStatement(queries: Queries): Query {
  const within = queries.expressions([{ source: people, keys: tableKeys }])
  const inner: Any = literal(within.value('text'), typeOfKind('text'))
  return sql`SELECT ${people.c.id}, ${inner} FROM ${people} WHERE ${within.condition(2)} AND ${people.c.note} = ${queries.sentinels.text()} AND ${people.c.id} IN (${select(people.c.id)})`
}
