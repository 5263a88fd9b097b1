import { type ForeignKeyDefinition, sourceName } from '@athanor/contract'
import type { Table } from './table.ts'

export interface LateForeignKey {
  readonly table: Table
  readonly foreignKey: ForeignKeyDefinition
}
export interface CreationOrder {
  readonly tables: readonly Table[]
  /** Foreign keys that close a circle: they refer to a table that comes later. A table's reference to itself is none. */
  readonly late: readonly LateForeignKey[]
}

/** Referred tables first; among independent ones the given order. */
export function creationOrder(tables: readonly Table[]): CreationOrder {
  const byName = new Map(tables.map((table) => [table.fullName, table]))
  const state = new Map<Table, 'open' | 'done'>()
  const sorted: Table[] = []
  const late: LateForeignKey[] = []

  const visit = (table: Table): void => {
    state.set(table, 'open')
    for (const foreignKey of table.definition.foreignKeys) {
      const referred = byName.get(sourceName(foreignKey.referredTable))
      if (!referred || referred === table) continue
      const referredState = state.get(referred)
      if (referredState === 'open') late.push({ table, foreignKey })
      else if (referredState === undefined) visit(referred)
    }
    state.set(table, 'done')
    sorted.push(table)
  }
  for (const table of tables) if (!state.has(table)) visit(table)
  return { tables: sorted, late }
}
