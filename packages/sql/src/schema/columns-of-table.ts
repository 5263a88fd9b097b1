import { UsageError } from '@athanor/contract'
import type { Column } from './column.ts'
import type { Table } from './table.ts'
import type { ColumnArgument } from './constraints.ts'

/** The columns of a constraint, which must be those of its table. @throws {UsageError} SQL_UNKNOWN_COLUMN */
export function columnsOfTable(table: Table, given: readonly ColumnArgument[]): readonly Column[] {
  return given.map((each) => {
    const { node } = each
    const own = node.kind === 'column' && node.source.name === table.name ? columnNamed(table, node.name) : []
    const [column] = own
    if (column) return column
    throw new UsageError(`a constraint of ${table.fullName} names '${each.key}', which is no column of it`, {
      code: 'SQL_UNKNOWN_COLUMN',
    })
  })
}
export function columnNamed(table: Table, name: string): readonly Column[] {
  return table.columns.filter((column) => column.name === name)
}
