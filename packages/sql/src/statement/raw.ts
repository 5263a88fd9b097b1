import {
  type CommentTags,
  type Dialect,
  type ExprNode,
  type IdentifierNode,
  type NamedSource,
  type QueryOf,
  type QueryTypes,
  type QueryNode,
  type RawNode,
  type RawQueryNode,
  type SqlType,
  sqlTypes,
  type StatementOption,
  typeOfValue,
  UsageError,
} from '@athanor/contract'
import { Expression, paramNode } from '../expression/expression.ts'
import { withTags } from './comment-tags.ts'
import { type Cte, type CteOptions, cteOf, type Derived, derived, isQueryNode } from '../sources/derived.ts'
import { factsOf, isSource } from '../sources/source.ts'
import { compileStatement, type CompiledStatement } from './statement.ts'
import { columnType, type TypeArgument } from '../types/type-argument.ts'
import type { ValuesColumns, ValuesRow } from '../sources/values.ts'

// Gives the class the types of a query's rows, which have no run-time form.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging, eslint/no-unused-vars
export interface RawSql<Row> extends QueryOf<QueryTypes<Row, Row[keyof Row], Row, Row[keyof Row], null, never>> {}

/** SQL of one's own, as a statement or within one. Made by `sql`. Values never become text. */
// oxlint-disable-next-line eslint/no-unused-vars
export class RawSql<Row> {
  readonly node: RawQueryNode
  constructor(node: RawQueryNode) {
    this.node = Object.freeze(node)
  }
  /**
   * Says which columns the statement yields, by the names that its SQL gives them: values are then decoded by these
   * types, and the statement may stand in FROM.
   *
   * @example
   * const found = sql`select id, name from legacy`.columns({ id: integer(), name: text() }).subquery('found')
   */
  columns<const D extends ValuesColumns>(columns: D): TypedRawSql<ValuesRow<D>> {
    const described = Object.entries(columns).map(([key, type]) => ({ key, type: columnType(type) }))
    if (described.length === 0)
      throw new UsageError('columns() got no columns: give at least one a type', { code: 'SQL_VALUES' })
    return new TypedRawSql({ ...this.node, columns: Object.freeze(described) })
  }
  /** Tags for tools that read the server's log. See `Select.comment`. */
  comment(tags: CommentTags): this {
    // The class of `this` takes a node and nothing else.
    return new (this.constructor as new (node: RawQueryNode) => this)({
      ...this.node,
      ...withTags(this.node.comment, tags),
    })
  }
  /** What the rooms above do with the statement: `onShard('s1')`. Not a part of the SQL. */
  options(...options: readonly StatementOption[]): this {
    return new (this.constructor as new (node: RawQueryNode) => this)({
      ...this.node,
      options: [...this.node.options, ...options],
    })
  }
  /** As an expression of a type, to select it or compare it. */
  typed<T>(type: TypeArgument<T>): Expression<T> {
    return this.#expression(columnType(type))
  }
  toExpression(): Expression<unknown> {
    return this.#expression(sqlTypes.unknown)
  }
  compile(dialect: Dialect): CompiledStatement {
    return compileStatement(this.node, dialect)
  }
  #expression<T>(type: SqlType): Expression<T> {
    return new Expression({ ...this.node.raw, type }, 'sql')
  }
}

/** Raw SQL that says which columns it yields. */
export class TypedRawSql<Row> extends RawSql<Row> {
  /** The statement in FROM, under a name. */
  subquery<const S extends string>(name: S): Derived<S, Row> {
    return derived(Object.freeze({ kind: 'subquery', name, query: this.node, lateral: false }), this.node)
  }
  /** The statement as WITH name AS (…). */
  cte<const S extends string>(name: S, options: CteOptions = {}): Cte<S, Row> {
    return cteOf(this.node, name, options)
  }
}

/** Names for a template. Made by `sql.identifier()`. */
export class Identifier {
  readonly node: IdentifierNode
  constructor(names: readonly string[]) {
    this.node = Object.freeze({ kind: 'identifier', names: Object.freeze([...names]) })
  }
}

/** The template tag, with what makes pieces for templates. */
export interface SqlTag {
  <Row = Record<string, unknown>>(strings: TemplateStringsArray, ...values: readonly unknown[]): RawSql<Row>
  /**
   * A name that is known at run time only, quoted as the database wants it: `sql.identifier('app', 'users')` is
   * `app.users`. It stands in templates: `` sql`select * from ${sql.identifier(name)}` ``.
   *
   * @throws {UsageError} SQL_ARGUMENT for no names
   */
  identifier(...names: readonly string[]): Identifier
  /**
   * Items of a template with a separator between them, by default a comma: values are parameters, columns and templates
   * what they are.
   *
   * @throws {UsageError} SQL_ARGUMENT for no items, which would leave a hole in the SQL
   * @example
   * sql`select * from ${users} where ${users.c.id} in (${sql.join([1, 2, 3])})`
   */
  join(items: readonly unknown[], separator?: RawSql<unknown>): RawSql<unknown>
}

function template<Row>(strings: TemplateStringsArray, ...values: readonly unknown[]): RawSql<Row> {
  return rawOf(flatten(strings, values.map(itemOf)))
}

function identifier(...names: readonly string[]): Identifier {
  if (names.length === 0) throw new UsageError('sql.identifier() got no name', { code: 'SQL_ARGUMENT' })
  return new Identifier(names)
}

function join(items: readonly unknown[], separator: RawSql<unknown> = commaSpace): RawSql<unknown> {
  if (items.length === 0)
    throw new UsageError('sql.join() got no items, which would leave a hole in the SQL: leave the whole piece out', {
      code: 'SQL_ARGUMENT',
    })
  const parts = items.flatMap((item, i) => (i === 0 ? [itemOf(item)] : [separator.node.raw, itemOf(item)]))
  return rawOf(flatten(parts.map(() => '').concat(''), parts))
}

/**
 * SQL as a template. Columns, tables and statements keep their names and quoting; any other value is a parameter.
 *
 * @example
 * engine.execute(sql<{ n: number }>`select count(*) as n from ${users} where ${users.c.id} > ${10}`)
 */
// Below its parts: some compilers name functions where they stand, which a frozen one refuses.
export const sql: SqlTag = Object.freeze(Object.assign(template, { identifier, join }))

interface Pieces {
  readonly strings: readonly string[]
  readonly items: readonly Item[]
}
function rawOf<Row>(pieces: Pieces): RawSql<Row> {
  const raw: RawNode = Object.freeze({ kind: 'raw', ...pieces, type: sqlTypes.unknown })
  return new RawSql({ kind: 'rawQuery', raw, options: [] })
}

/** Between the items of a list. */
const commaSpace: RawSql<unknown> = rawOf({ strings: [', '], items: [] })

type Item = ExprNode | NamedSource | QueryNode | IdentifierNode

function itemOf(value: unknown): Item {
  if (value instanceof Expression || value instanceof Identifier) return value.node
  if (value instanceof RawSql) return value.node.raw
  if (isSource(value)) return factsOf(value).node
  if (isQueryNode(value)) return value.node
  if (value === undefined) {
    throw new UsageError('a value in the sql template is undefined: pass null for SQL NULL', { code: 'SQL_UNDEFINED' })
  }
  return paramNode(value, typeOfValue(value))
}

/** A raw template inside another becomes a part of it. */
function flatten(strings: readonly string[], items: readonly Item[]): Pieces {
  const text: string[] = [strings[0] ?? '']
  const flat: Item[] = []
  items.forEach((item, i) => {
    const after = strings[i + 1] ?? ''
    if (item.kind === 'raw') {
      text.push(`${text.pop() ?? ''}${item.strings[0] ?? ''}`, ...item.strings.slice(1))
      flat.push(...item.items)
      text.push(`${text.pop() ?? ''}${after}`)
    } else {
      flat.push(item)
      text.push(after)
    }
  })
  return { strings: Object.freeze(text), items: Object.freeze(flat) }
}
