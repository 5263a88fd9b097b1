import {
  type InsertNode,
  type ParamNode,
  type SelectItem,
  type SelectNode,
  type SetOperationNode,
  UsageError,
} from '@athanor/contract'
import { factsOf } from '../sources/source.ts'
import { subqueryOf } from '../sources/derived.ts'
import { outputColumns } from '../select/selection.ts'
import { type Table, writableColumn } from '../schema/table.ts'

/** Columns and source of INSERT … SELECT, with the program's defaults for columns that are left out. */
export function insertSelect(
  table: Table,
  keys: readonly string[],
  query: SelectNode | SetOperationNode,
): Pick<InsertNode, 'columns' | 'source'> {
  const width = outputColumns(query).length
  if (width !== keys.length) {
    throw new UsageError(`insert into ${table.name}: the query has ${width} columns for ${keys.length} keys`, {
      code: 'SQL_INSERT_SELECT',
    })
  }
  const named = keys.map((key) => writableColumn(table, key))
  const automatic = table.columns.filter((column) => column.spec.default !== undefined && !named.includes(column))
  const columns = [...named, ...automatic].map((column) => column.node)
  if (automatic.length === 0) return { columns, source: Object.freeze({ kind: 'query', query }) }
  const added = automatic.map(({ node, key, spec }): SelectItem => {
    const given = spec.default
    const { type } = node
    const expr: ParamNode =
      given && 'produce' in given
        ? { kind: 'param', type, produce: given.produce }
        : { kind: 'param', type, value: given?.value }
    return Object.freeze({ kind: 'column', key, expr })
  })
  return { columns, source: Object.freeze({ kind: 'query', query: widened(query, added) }) }
}

/** The query with more columns. A constant beside the columns changes neither DISTINCT nor groups, but a set operation. */
function widened(query: SelectNode | SetOperationNode, added: readonly SelectItem[]): SelectNode {
  if (query.kind === 'select') return Object.freeze({ ...query, selection: [...query.selection, ...added] })
  const { node, columns } = factsOf(subqueryOf(query, 'given', false))
  const own = columns.map((expr): SelectItem => Object.freeze({ kind: 'column', key: expr.key, expr }))
  return Object.freeze({
    kind: 'select',
    selection: [...own, ...added],
    from: [node],
    joins: [],
    groupBy: [],
    orderBy: [],
    distinct: false,
    distinctOn: [],
    with: [],
    options: [],
  })
}
