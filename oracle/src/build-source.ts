import { alias, type Condition, select, values } from '@athanor/sql'
import { BadInput, unknownKind } from './bad-input.ts'
import type { JoinCase, SourceCase, ValuesCase } from './case-format.ts'
import { columnOf, type Scope } from './scope.ts'
import { type AnySelect, type AnySource, untyped } from './untyped.ts'
import { typeOf, valueOf } from './values.ts'

/** One source of FROM, and how it is tied to what stands to its left. */
export interface Step {
  readonly kind: 'product' | 'inner' | 'left' | 'full'
  readonly source: AnySource
  readonly on?: Condition
}

/** The sources of a FROM from left to right; the scope knows them from now on. */
export function stepsOf(sources: readonly SourceCase[], scope: Scope): readonly Step[] {
  return sources.flatMap((source, i) =>
    // What stands further to the left is a product with the whole join, which a FULL JOIN would not leave alone.
    i > 0 && source.f === 'join' && hasFullJoin(source)
      ? [{ kind: 'product', source: wrapped(source, scope) }]
      : oneSource(source, scope),
  )
}

function hasFullJoin(source: SourceCase): boolean {
  return source.f === 'join' && (source.kind === 'full' || hasFullJoin(source.left))
}

function oneSource(source: SourceCase, scope: Scope): readonly Step[] {
  if (source.f !== 'join') return [{ kind: 'product', source: sourceOf(source, scope) }]
  if (source.kind !== 'inner' && source.kind !== 'left' && source.kind !== 'full') {
    throw unknownKind('a join', { f: source.kind })
  }
  const left = oneSource(source.left, scope)
  const right = source.right.f === 'join' ? wrapped(source.right, scope) : sourceOf(source.right, scope)
  return [...left, { kind: source.kind, source: right, on: scope.condition(source.on) }]
}

/** A join within parentheses, as a subquery of all its columns; its sources are known by their ids as before. */
function wrapped(join: JoinCase, scope: Scope): AnySource {
  const inner = scope.inner()
  const steps = oneSource(join, inner)
  const columns = [...inner.own].flatMap(([id, { c }]) =>
    Object.entries(c).map(([name, column]) => ({ id, name, label: `${id}__${name}`, column })),
  )
  const items = Object.fromEntries(columns.map(({ label, column }) => [label, column]))
  const name = `join__${[...inner.own.keys()].join('__')}`
  const subquery = untyped(withSources(select(items), steps).subquery(name))
  for (const id of inner.own.keys()) {
    const own = columns.filter((each) => each.id === id)
    const c = Object.fromEntries(own.map((each) => [each.name, columnOf(subquery, id, each.label)]))
    scope.add(id, { ...subquery, c })
  }
  return subquery
}

/** A statement with these sources. */
export function withSources(statement: AnySelect, steps: readonly Step[]): AnySelect {
  if (steps.every(({ kind }) => kind === 'product')) return statement.from(...steps.map(({ source }) => source))
  return steps.reduce((before, { kind, source, on }, i) => {
    if (on === undefined || kind === 'product') return i === 0 ? before.from(source) : before.crossJoin(source)
    switch (kind) {
      case 'inner':
        return before.join(source, on)
      case 'left':
        return before.leftJoin(source, on)
      case 'full':
        return before.fullJoin(source, on)
    }
  }, statement)
}

/** The source itself, which the scope knows from now on by its id. */
export function sourceOf(source: SourceCase, scope: Scope): AnySource {
  switch (source.f) {
    case 'table': {
      const { table } = scope.dataset.table(source.table)
      return scope.add(source.as ?? source.table, source.as === undefined ? table : named(table, source.as))
    }
    case 'cte': {
      const cte = scope.ctes.get(source.cte)
      if (!cte) throw new BadInput(`no CTE is named '${source.cte}'`)
      return scope.add(source.as ?? source.cte, source.as === undefined ? cte : named(cte, source.as))
    }
    case 'subquery':
      return scope.add(source.as, untyped(scope.query(source.stmt).subquery(source.as)))
    case 'lateral':
      return scope.add(source.as, untyped(scope.select(source.stmt).lateral(source.as)))
    case 'values':
      return scope.add(source.as, untyped(rowsOf(source).subquery(source.as)))
    default:
      throw unknownKind('a source', source)
  }
}

/** The rows of a VALUES, in FROM or in WITH. */
export function rowsOf({ columns, rows }: Pick<ValuesCase, 'columns' | 'rows'>): ReturnType<typeof values> {
  return values(
    Object.fromEntries(columns.map(({ name, type }) => [name, typeOf(type)])),
    rows.map((row) => columns.map(({ type }, i) => valueOf(row[i], type))),
  )
}

function named(source: AnySource, name: string): AnySource {
  return untyped(alias(source, name))
}
