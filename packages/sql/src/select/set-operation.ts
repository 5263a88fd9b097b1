import {
  type CommentTags,
  type Dialect,
  type MissingSources,
  type QueryOf,
  type QueryTypes,
  type SelectNode,
  type SetOperationNode,
  type StatementOption,
  UsageError,
} from '@athanor/contract'
import { orderTerm, type RawTerm } from '../statement/arguments.ts'
import { withTags } from '../statement/comment-tags.ts'
import { type Cte, type CteOptions, cteNodes, cteOf, type Derived, scalarOf, subqueryOf } from '../sources/derived.ts'
import { Expression, type Ordering } from '../expression/expression.ts'
import { type Complete, countNode, type FetchOptions, paged } from './select.ts'
import { outputColumns } from './selection.ts'
import type { Within } from './select-types.ts'
import type { TypedSource } from '../sources/source.ts'
import { compileStatement, type CompiledStatement } from '../statement/statement.ts'
import { sqlTypes } from '@athanor/contract'

interface MemberTypes<out Row, out Scalar, out Free> extends MissingSources<Free> {
  readonly row: Row
  readonly scalar: Scalar
}
/** A member of a set operation; `Free` are the sources that it has from the statement around. */
type Member<Row, Scalar, Free extends string> = QueryOf<MemberTypes<Row, Scalar, Free>> & {
  readonly node: SelectNode | SetOperationNode
}

// Gives the class the types of a query's rows, which have no run-time form.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface SetOperation<Row, Scalar, Free extends string> extends QueryOf<
  QueryTypes<Row, Scalar, Row, Scalar, null, Free>
> {}

/** UNION and its siblings. Columns are named after the first query's. Immutable. */
export class SetOperation<Row, Scalar, Free extends string = never> {
  readonly node: SetOperationNode
  constructor(node: SetOperationNode) {
    this.node = Object.freeze(node)
  }
  /** By the keys of the first query's columns. */
  orderBy(
    ...terms: readonly ((keyof Row & string) | Ordering | Expression<unknown, string> | RawTerm)[]
  ): SetOperation<Row, Scalar, Free> {
    const added = terms.map((term) =>
      typeof term === 'string' ? { expr: this.#label(term) } : orderTerm('orderBy()', term),
    )
    return new SetOperation({ ...this.node, orderBy: [...this.node.orderBy, ...added] })
  }
  limit(count: number | Expression<number>): SetOperation<Row, Scalar, Free> {
    return new SetOperation(paged(this.node, count, {}))
  }
  /** As `Select.fetch`. */
  fetch(count: number | Expression<number>, options: FetchOptions = {}): SetOperation<Row, Scalar, Free> {
    return new SetOperation(paged(this.node, count, options))
  }
  /** Tags for tools that read the server's log. See `Select.comment`. */
  comment(tags: CommentTags): SetOperation<Row, Scalar, Free> {
    return new SetOperation({ ...this.node, ...withTags(this.node.comment, tags) })
  }
  offset(count: number | Expression<number>): SetOperation<Row, Scalar, Free> {
    return new SetOperation({ ...this.node, offset: countNode('offset', count) })
  }
  /** CTEs that stand in WITH although no FROM names them: changes, or ones that raw SQL names. */
  with(...ctes: readonly TypedSource[]): SetOperation<Row, Scalar, Free> {
    return new SetOperation({ ...this.node, with: [...this.node.with, ...cteNodes(ctes)] })
  }
  /** What the rooms above do with the rows. Not a part of the SQL. */
  options(...options: readonly StatementOption[]): SetOperation<Row, Scalar, Free> {
    return new SetOperation({ ...this.node, options: [...this.node.options, ...options] })
  }
  subquery<const S extends string>(this: Complete, name: S): Derived<S, Row> {
    return subqueryOf(this.node, name, false)
  }
  /** A subquery that sees the sources to its left. */
  lateral<const S extends string>(name: S): Derived<S, Row> {
    return subqueryOf(this.node, name, true)
  }
  /** This query's single value, as an expression. */
  scalar(): Expression<Scalar | null, Within<Free>> {
    return scalarOf(this.node)
  }
  cte<const S extends string>(this: Complete, name: S, options: CteOptions = {}): Cte<S, Row> {
    return cteOf(this.node, name, options)
  }
  compile(dialect: Dialect): CompiledStatement {
    return compileStatement(this.node, dialect)
  }
  #label(name: string): { readonly kind: 'label'; readonly name: string; readonly type: typeof sqlTypes.unknown } {
    if (!outputColumns(this.node).some((column) => column.key === name)) {
      throw new UsageError(`there is no column '${name}' to order by: name one of the first query's`, {
        code: 'SQL_UNKNOWN_COLUMN',
      })
    }
    return { kind: 'label', name, type: sqlTypes.unknown }
  }
}

/** The output column of that key, in ORDER BY of a select or a set operation. */
export function label(name: string): Expression<unknown> {
  return new Expression({ kind: 'label', name, type: sqlTypes.unknown }, name)
}

function combine<Row, Scalar, Free extends string>(
  op: SetOperationNode['op'],
  members: readonly Member<Row, Scalar, Free>[],
): SetOperation<Row, Scalar, Free> {
  if (members.length < 2) throw new UsageError(`${op} wants at least two queries`, { code: 'SQL_SET_OPERATION' })
  return new SetOperation({
    kind: 'setOperation',
    op,
    queries: members.map((each) => each.node),
    orderBy: [],
    with: [],
    options: [],
  })
}

/** Rows of any of the queries, equal ones once. */
export function union<Row, Scalar, Free extends string>(
  ...queries: readonly Member<Row, Scalar, Free>[]
): SetOperation<Row, Scalar, Free> {
  return combine('union', queries)
}
/** Rows of all queries. */
export function unionAll<Row, Scalar, Free extends string>(
  ...queries: readonly Member<Row, Scalar, Free>[]
): SetOperation<Row, Scalar, Free> {
  return combine('union all', queries)
}
/** Rows that every query has, equal ones once. */
export function intersect<Row, Scalar, Free extends string>(
  ...queries: readonly Member<Row, Scalar, Free>[]
): SetOperation<Row, Scalar, Free> {
  return combine('intersect', queries)
}
/** Rows that every query has, as often as the one that has them least often. SQLite has no such operation. */
export function intersectAll<Row, Scalar, Free extends string>(
  ...queries: readonly Member<Row, Scalar, Free>[]
): SetOperation<Row, Scalar, Free> {
  return combine('intersect all', queries)
}
/** Rows of the first query that the others do not have, equal ones once. */
export function except<Row, Scalar, Free extends string>(
  ...queries: readonly Member<Row, Scalar, Free>[]
): SetOperation<Row, Scalar, Free> {
  return combine('except', queries)
}
/** Rows of the first query, less one for each equal row of the others. SQLite has no such operation. */
export function exceptAll<Row, Scalar, Free extends string>(
  ...queries: readonly Member<Row, Scalar, Free>[]
): SetOperation<Row, Scalar, Free> {
  return combine('except all', queries)
}
