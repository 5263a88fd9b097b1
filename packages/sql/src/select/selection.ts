import {
  type QueryNode,
  type SelectItem,
  sourceName,
  sqlTypes,
  type SqlType,
  UsageError,
  typeOf,
} from '@athanor/contract'
import { Expression } from '../expression/expression.ts'
import type { Selectable, Selection } from './select-types.ts'
import { factsOf, isSource } from '../sources/source.ts'

/** The arguments of `select()` or `returning()` as nodes. */
export function selectionItems(what: string, items: Selection): readonly SelectItem[] {
  if (isList(items)) {
    if (items.length === 0)
      throw new UsageError(`${what} wants at least one column, table or entity`, { code: 'SQL_SELECTION' })
    return Object.freeze(items.map((item) => selectItem(what, item, items.length === 1 ? undefined : nameOf(item))))
  }
  const entries = Object.entries(items)
  if (entries.length === 0)
    throw new UsageError(`${what} got an empty object: name at least one column`, { code: 'SQL_SELECTION' })
  return Object.freeze(entries.map(([key, item]) => selectItem(what, item, key)))
}

function isList(items: Selection): items is readonly Selectable[] {
  return Array.isArray(items)
}
function nameOf(item: unknown): string | undefined {
  return isSource(item) ? sourceName(factsOf(item).node) : undefined
}

function selectItem(what: string, item: unknown, key: string | undefined): SelectItem {
  if (item instanceof Expression) return Object.freeze({ kind: 'column', key: key ?? item.key, expr: item.node })
  if (isSource(item)) {
    const { node, columns, entity } = factsOf(item)
    return Object.freeze({
      kind: 'source',
      ...(key === undefined ? {} : { key }),
      source: node,
      columns,
      ...(entity ? { entity } : {}),
    })
  }
  throw new UsageError(
    `${what} got ${item === null ? 'null' : typeof item}${key === undefined ? '' : ` under '${key}'`}: give columns, expressions, tables or entities`,
    { code: 'SQL_SELECTION' },
  )
}

/** The columns that a query has for the outside: key, type, whether it may be null. */
export interface OutputColumn {
  readonly key: string
  readonly type: SqlType
  readonly nullable: boolean
}

export function outputColumns(query: QueryNode): readonly OutputColumn[] {
  switch (query.kind) {
    case 'select':
      return columnsOfItems(query.selection)
    case 'setOperation': {
      const [first] = query.queries
      return first ? outputColumns(first) : []
    }
    case 'values':
      return query.columns.map(({ name, type }) => ({ key: name, type, nullable: true }))
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return columnsOfItems(query.returning)
    case 'rawQuery':
      return (query.columns ?? []).map(({ key, type }) => ({ key, type, nullable: true }))
    default:
      return []
  }
}

function columnsOfItems(items: readonly SelectItem[]): readonly OutputColumn[] {
  return items.flatMap((item): readonly OutputColumn[] => {
    if (item.kind === 'column') return [{ key: item.key, type: typeOf(item.expr), nullable: true }]
    return item.columns.map((column) => ({ key: column.key, type: column.type, nullable: true }))
  })
}

/** Unknown types of a VALUES list or a function. */
export const unknownColumn: SqlType = sqlTypes.unknown
