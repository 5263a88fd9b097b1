import {
  type Dialect,
  type ExprNode,
  type NamedSource,
  type Query,
  type QueryNode,
  type RawNode,
  type RawQueryNode,
  type SqlType,
  sqlTypes,
  typeOfValue,
  UsageError,
} from '@athanor/contract'
import { Expression, paramNode } from './expression.ts'
import { isQueryNode } from './derived.ts'
import { factsOf, isSource } from './source.ts'
import { compileStatement, type CompiledStatement } from './statement.ts'
import { columnType, type TypeArgument } from './type-argument.ts'

// Gives the class the types of a query's rows, which have no run-time form.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging, eslint/no-unused-vars
export interface RawSql<Row> extends Query<Row, Row[keyof Row], Row, Row[keyof Row], null> {}

/** SQL of one's own, as a statement or within one. Made by `sql`. Values never become text. */
// oxlint-disable-next-line eslint/no-unused-vars
export class RawSql<Row> {
  readonly node: RawQueryNode
  constructor(raw: RawNode) {
    this.node = Object.freeze({ kind: 'rawQuery', raw: Object.freeze(raw), options: [] })
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

/**
 * SQL as a template. Columns, tables and statements keep their names and quoting; any other value is a parameter.
 *
 * @example
 * engine.execute(sql<{ n: number }>`select count(*) as n from ${users} where ${users.c.id} > ${10}`)
 */
export function sql<Row = Record<string, unknown>>(
  strings: TemplateStringsArray,
  ...values: readonly unknown[]
): RawSql<Row> {
  const raw = flatten(strings, values.map(itemOf))
  return new RawSql({ kind: 'raw', ...raw, type: sqlTypes.unknown })
}

type Item = ExprNode | NamedSource | QueryNode

function itemOf(value: unknown): Item {
  if (value instanceof Expression) return value.node
  if (value instanceof RawSql) return value.node.raw
  if (isSource(value)) return factsOf(value).node
  if (isQueryNode(value)) return value.node
  if (value === undefined) {
    throw new UsageError('a value in the sql template is undefined: pass null for SQL NULL', { code: 'SQL_UNDEFINED' })
  }
  return paramNode(value, typeOfValue(value))
}

/** A raw template inside another becomes a part of it. */
function flatten(
  strings: readonly string[],
  items: readonly Item[],
): { readonly strings: readonly string[]; readonly items: readonly Item[] } {
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
