import {
  type AnyQuery,
  type CommentTags,
  type CompleteQuery,
  type Dialect,
  type ExprNode,
  type FetchNode,
  type HintNode,
  type JoinClause,
  type LockNode,
  type Params,
  type queryTypes,
  type SelectNode,
  type SetOperationNode,
  type StatementOption,
  UsageError,
} from '@athanor/contract'
import { conditionOf, orderTerm, type RawTerm, sourceFactsOf, termNode } from '../statement/arguments.ts'
import { withTags } from '../statement/comment-tags.ts'
import { type Cte, type CteOptions, cteNodes, cteOf, type Derived, scalarOf, subqueryOf } from '../sources/derived.ts'
import { type Condition, Expression, logical, type Ordering, paramNode } from '../expression/expression.ts'
import { Grouping } from './grouping.ts'
import type {
  CoreRow,
  CoreScalar,
  EntityRow,
  EmptyOf,
  EntityScalar,
  FreeSources,
  LoaderOf,
  NoFrom,
  Selectable,
  SelectableRecord,
  Selection,
  SourcesOf,
  Stated,
  Within,
} from './select-types.ts'
import { selectionItems } from './selection.ts'
import { type NameOf, type TypedSource } from '../sources/source.ts'
import { compileStatement, type CompiledStatement } from '../statement/statement.ts'
import { sqlTypes } from '@athanor/contract'

export interface LockOptions {
  readonly of?: readonly TypedSource[]
  readonly wait?: 'nowait' | 'skip locked'
}

// The class below is what runs; this interface gives it the types of a query's rows, which have no run-time form.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging, eslint/no-unused-vars
export interface Select<A extends Selection, F extends string, N extends string, L, E, U extends string> {
  // A literal: an interface would be made anew with seven arguments for each call.
  readonly [queryTypes]?: {
    readonly row: CoreRow<A, N>
    readonly scalar: CoreScalar<A, N>
    readonly entityRow: EntityRow<A, N, L>
    readonly entityScalar: EntityScalar<A, N, L>
    readonly empty: { readonly scalar: E }
    readonly 'sources that are used but not in FROM': FreeSources<F, U | SourcesOf<A>>
  }
}

/**
 * A SELECT. Immutable: each call returns a new statement. `A` is what is selected, `F` the sources that FROM and joins name,
 * `N` those that an outer join may leave empty, `L` what a session's loader options add, `E` what `scalar()` gives for no
 * row, `U` the sources that its other clauses use.
 */
export class Select<
  A extends Selection,
  F extends string = never,
  N extends string = never,
  L = never,
  E = EmptyOf<A>,
  U extends string = NoFrom,
> {
  readonly node: SelectNode

  constructor(node: SelectNode) {
    this.node = Object.freeze(node)
  }

  /** Without this, FROM is derived from the columns that the statement uses. */
  from<S extends readonly TypedSource[]>(...sources: S): Select<A, F | NameOf<S[number]>, N, L, E, Stated<U, S>> {
    return this.#with({ from: [...this.node.from, ...sources.map((source) => sourceFactsOf('from()', source).node)] })
  }
  join<S extends TypedSource, S2 extends string = never>(
    source: S,
    on: Condition<S2> | RawTerm,
  ): Select<A, F | NameOf<S>, N, L, E, U | S2> {
    return this.#join('inner', source, on)
  }
  /** Columns of the joined source become nullable in the row. */
  leftJoin<S extends TypedSource, S2 extends string = never>(
    source: S,
    on: Condition<S2> | RawTerm,
  ): Select<A, F | NameOf<S>, N | NameOf<S>, L, E, U | S2> {
    return this.#join('left', source, on)
  }
  /** Columns of everything before become nullable in the row. */
  rightJoin<S extends TypedSource, S2 extends string = never>(
    source: S,
    on: Condition<S2> | RawTerm,
  ): Select<A, F | NameOf<S>, N | Exclude<F | SourcesOf<A>, NameOf<S> | `(${string})`>, L, E, U | S2> {
    return this.#join('right', source, on)
  }
  fullJoin<S extends TypedSource, S2 extends string = never>(
    source: S,
    on: Condition<S2> | RawTerm,
  ): Select<A, F | NameOf<S>, N | F | Exclude<SourcesOf<A>, `(${string})`> | NameOf<S>, L, E, U | S2> {
    return this.#join('full', source, on)
  }
  crossJoin<S extends TypedSource>(source: S): Select<A, F | NameOf<S>, N, L, E, U> {
    return this.#join('cross', source, undefined)
  }
  /** Conditions of several calls are joined by AND. */
  where<S extends string = never>(...conditions: readonly (Condition<S> | RawTerm)[]): Select<A, F, N, L, E, U | S> {
    return this.#with(conjunction('where', this.node.where, conditions))
  }
  groupBy<S extends string = never>(
    ...terms: readonly (Expression<unknown, S> | RawTerm)[]
  ): Select<A, F, N, L, null, U | S>
  /** With `rollup()`, `cube()` or `groupingSets()`: in the rows of totals the columns of their sources are null. */
  groupBy<S extends string = never, G extends string = never>(
    ...terms: readonly (Expression<unknown, S> | Grouping<G> | RawTerm)[]
  ): Select<A, F, N | G, L, null, U | S | G>
  groupBy(...terms: readonly unknown[]): AnyQuery {
    const added = terms.map((term) => (term instanceof Grouping ? term.node : termNode('groupBy()', term)))
    return this.#with({ groupBy: [...this.node.groupBy, ...added] })
  }
  having<S extends string = never>(
    ...conditions: readonly (Condition<S> | RawTerm)[]
  ): Select<A, F, N, L, null, U | S> {
    return this.#with(conjunction('having', this.node.having, conditions))
  }
  orderBy<S extends string = never>(
    ...terms: readonly (Expression<unknown, S> | Ordering<S> | RawTerm)[]
  ): Select<A, F, N, L, E, U | S> {
    return this.#with({ orderBy: [...this.node.orderBy, ...terms.map((term) => orderTerm('orderBy()', term))] })
  }
  limit(count: number | Expression<number>): Select<A, F, N, L, null, U> {
    return new Select(paged(this.node, count, {}))
  }
  offset(count: number | Expression<number>): Select<A, F, N, L, null, U> {
    return this.#with({ offset: countNode('offset', count) })
  }
  /**
   * FETCH FIRST: the first `count` rows; `withTies` adds those that are equal to the last one in the order
   * (PostgreSQL, MariaDB). Without options it is `limit()`.
   */
  fetch(count: number | Expression<number>, options: FetchOptions = {}): Select<A, F, N, L, null, U> {
    return new Select(paged(this.node, count, options))
  }
  distinct(): Select<A, F, N, L, E, U> {
    return this.#with({ distinct: true })
  }
  /** DISTINCT ON (PostgreSQL). */
  distinctOn<S extends string = never>(
    ...expressions: readonly Expression<unknown, S>[]
  ): Select<A, F, N, L, null, U | S> {
    return this.#with({ distinctOn: expressions.map((each) => termNode('distinctOn()', each)) })
  }
  /** Locks the rows until the end of the transaction. SQLite has no such lock and refuses it. */
  forUpdate(options: LockOptions = {}): Select<A, F, N, L, E, U> {
    return this.#with({ lock: lock('update', options) })
  }
  /** As `forUpdate`, but others may still refer to the rows by foreign keys (PostgreSQL). */
  forNoKeyUpdate(options: LockOptions = {}): Select<A, F, N, L, E, U> {
    return this.#with({ lock: lock('no key update', options) })
  }
  /** Others may read and share the rows, but not change them. */
  forShare(options: LockOptions = {}): Select<A, F, N, L, E, U> {
    return this.#with({ lock: lock('share', options) })
  }
  /** Keeps others from deleting the rows and from changing their keys (PostgreSQL). */
  forKeyShare(options: LockOptions = {}): Select<A, F, N, L, E, U> {
    return this.#with({ lock: lock('key share', options) })
  }
  /** Sources that belong to the enclosing statement. Without this they are found by name. */
  correlate(...sources: readonly TypedSource[]): Select<A, F, N, L, E, U> {
    return this.#with({ correlate: sources.map((source) => sourceFactsOf('correlate()', source).node) })
  }
  /** CTEs that stand in WITH although no FROM names them: changes, or ones that raw SQL names. */
  with(...ctes: readonly TypedSource[]): Select<A, F, N, L, E, U> {
    return this.#with({ with: [...this.node.with, ...cteNodes(ctes)] })
  }
  /**
   * A hint to the optimizer behind a source: `USE INDEX (…)` of MySQL and MariaDB, `INDEXED BY …` of SQLite. Only the
   * dialect of that name renders it; all others leave it out.
   *
   * @param dialectName `postgres`, `mysql`, `mariadb` or `sqlite`
   * @throws {CompileError} COMPILE_BAD_HINT, when compiled, for more than words, numbers, quoted names and parentheses
   */
  tableHint(source: TypedSource, text: string, dialectName: string): Select<A, F, N, L, E, U> {
    const hint: HintNode = { text, dialect: dialectName, source: sourceFactsOf('tableHint()', source).node }
    return this.#with({ hints: [...(this.node.hints ?? []), hint] })
  }
  /**
   * A hint to the optimizer behind the verb, as MySQL and pg_hint_plan for PostgreSQL read them. Only the dialect of that
   * name renders it.
   *
   * @throws {CompileError} COMPILE_BAD_HINT, when compiled
   */
  statementHint(text: string, dialectName: string): Select<A, F, N, L, E, U> {
    return this.#with({ hints: [...(this.node.hints ?? []), { text, dialect: dialectName }] })
  }
  /**
   * Tags behind the statement for tools that read the server's log, as sqlcommenter writes them. They are a part of the
   * plan's key, so take few and static ones: an id of the request in them would compile every statement anew.
   *
   * @example
   * select(users).comment({ app: 'shop', route: '/users' })
   */
  comment(tags: CommentTags): Select<A, F, N, L, E, U> {
    return this.#with(withTags(this.node.comment, tags))
  }
  /** What the rooms above do with the rows: `selectinload('posts')`, `onShard('s1')`. Not a part of the SQL. */
  options<const O extends readonly StatementOption[]>(...options: O): Select<A, F, N, L | LoaderOf<O[number]>, E, U> {
    return this.#with({ options: [...this.node.options, ...options] })
  }

  /** This query in FROM of another, under a name. */
  subquery<const S extends string>(this: Complete, name: S): Derived<S, CoreRow<A, N>> {
    return subqueryOf(this.node, name, false)
  }
  /** A subquery that sees the sources to its left. */
  lateral<const S extends string>(name: S): Derived<S, CoreRow<A, N>> {
    return subqueryOf(this.node, name, true)
  }
  /** This query as WITH name AS (…). */
  cte<const S extends string>(this: Complete, name: S, options: CteOptions = {}): Cte<S, CoreRow<A, N>> {
    return cteOf(this.node, name, options)
  }
  /** This query's single value, as an expression. */
  scalar(): Expression<CoreScalar<A, N> | E, Within<FreeSources<F, U | SourcesOf<A>>>> {
    return scalarOf(this.node)
  }
  toExpression(): Expression<CoreScalar<A, N> | E, Within<FreeSources<F, U | SourcesOf<A>>>> {
    return this.scalar()
  }
  /** SQL without a database. List parameters must be given, since their lengths are a part of the SQL. */
  compile(dialect: Dialect, params?: Params): CompiledStatement {
    return compileStatement(this.node, dialect, params)
  }

  #with<F2 extends string, N2 extends string, L2, E2, U2 extends string>(
    change: Partial<SelectNode>,
  ): Select<A, F2, N2, L2, E2, U2> {
    return new Select({ ...this.node, ...change })
  }
  #join<F2 extends string, N2 extends string, U2 extends string>(
    kind: JoinClause['join'],
    source: TypedSource,
    on: Condition | RawTerm | undefined,
  ): Select<A, F2, N2, L, E, U2> {
    const clause: JoinClause = Object.freeze({
      join: kind,
      source: sourceFactsOf('a join', source).node,
      ...(kind === 'cross' ? {} : { on: conditionOf('ON of a join', on) }),
    })
    return this.#with({ joins: [...this.node.joins, clause] })
  }
}

/** A select or set operation that needs no source of a statement around it. */
export type Complete = CompleteQuery & { readonly node: SelectNode | SetOperationNode }

/** Adds conditions to a clause. */
export function conjunction<const C extends 'where' | 'having'>(
  clause: C,
  present: ExprNode | undefined,
  conditions: readonly (Condition | RawTerm)[],
): { readonly [K in C]?: ExprNode } {
  const added = conditions.map((each) => conditionOf(`${clause}()`, each))
  const all = present ? [present, ...added] : added
  // A computed key widens to `string`; the object has exactly the clause that was named.
  return (all.length === 0 ? {} : { [clause]: logical('and', all) }) as { readonly [K in C]?: ExprNode }
}

/** How many rows `fetch()` takes. */
export interface FetchOptions {
  /** Also the rows that are equal to the last one in the order; default false. */
  readonly withTies?: boolean
  /** The number is a percentage of the rows; default false. No supported database has it. */
  readonly percent?: boolean
}

/** A part of LIMIT or FETCH. */
interface Paged {
  readonly limit?: ExprNode
  readonly fetch?: FetchNode
}
/** The node with LIMIT or FETCH: each replaces the other. */
export function paged<T extends Paged>(node: T, count: number | Expression<number>, options: FetchOptions): T {
  const { withTies = false, percent = false } = options
  if (withTies || percent) {
    const { limit: _limit, ...rest } = node
    // The rest and the clause are all of the node's fields, of which `limit` may be left out.
    return { ...rest, fetch: Object.freeze({ count: countNode('fetch', count), withTies, percent }) } as unknown as T
  }
  if (node.fetch === undefined) return { ...node, limit: countNode('limit', count) }
  const { fetch: _fetch, ...rest } = node
  // As above.
  return { ...rest, limit: countNode('limit', count) } as unknown as T
}

export function countNode(what: string, count: number | Expression<number>): ExprNode {
  if (count instanceof Expression) return count.node
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new UsageError(`${what} is ${count}: give a whole number of at least 0`, { code: 'SQL_LIMIT' })
  }
  return paramNode(count, count > 0x7fffffff ? sqlTypes.bigint : sqlTypes.integer)
}

function lock(strength: LockNode['strength'], options: LockOptions): LockNode {
  const of = (options.of ?? []).map((source) => sourceFactsOf('of', source).node)
  return Object.freeze({ strength, of, ...(options.wait ? { wait: options.wait } : {}) })
}

/**
 * SELECT: columns and expressions, a table, an entity, or an object that gives each a key.
 *
 * @example
 * select(users.c.id, users.c.name).where(users.c.name.like('A%'))
 * select({ name: users.c.name, posts: func.count(posts.c.id) }).from(users).leftJoin(posts, posts.c.userId.eq(users.c.id))
 */
export function select<const A extends readonly [Selectable, ...Selectable[]]>(...items: A): Select<A>
export function select<const A extends SelectableRecord>(items: A): Select<A>
export function select(...items: readonly (Selectable | SelectableRecord)[]): Select<Selection> {
  const [only] = items
  const selection = items.length === 1 && isRecord(only) ? only : (items as readonly Selectable[])
  return new Select({
    kind: 'select',
    selection: selectionItems('select()', selection),
    from: [],
    joins: [],
    groupBy: [],
    orderBy: [],
    distinct: false,
    distinctOn: [],
    with: [],
    options: [],
  })
}

function isRecord(item: Selectable | SelectableRecord | undefined): item is SelectableRecord {
  return (
    typeof item === 'object' &&
    item !== null &&
    Object.getPrototypeOf(item) === Object.prototype &&
    Object.getOwnPropertySymbols(item).length === 0
  )
}
