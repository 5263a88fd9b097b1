import { UsageError } from '@athanor/contract'
import { referredColumn, type Table } from '@athanor/sql'
import type { ForeignKeyPair } from './relation.ts'

/** The foreign keys of a table that refer to another one. */
export function foreignKeysTo(child: Table, parent: Table): readonly ForeignKeyPair[] {
  return child.columns.flatMap((column): readonly ForeignKeyPair[] => {
    const target = referredColumn(column)
    return target?.table === parent ? [{ child: column, parent: target }] : []
  })
}

/** The one that a relation goes by. @throws {UsageError} MAPPER_FOREIGN_KEY when there is none, or a choice */
export function foreignKeyOf(relation: string, child: Table, parent: Table, key: string | undefined): ForeignKeyPair {
  const found = foreignKeysTo(child, parent)
  if (key !== undefined) {
    const chosen = found.find((pair) => pair.child.key === key)
    if (chosen) return chosen
    throw new UsageError(`${relation}: the column '${key}' of ${child.name} does not refer to ${parent.name}`, {
      code: 'MAPPER_FOREIGN_KEY',
    })
  }
  const [first, ...others] = found
  if (first === undefined) {
    throw new UsageError(
      `${relation}: no column of ${child.name} refers to ${parent.name}: declare one with .references(() => …)`,
      { code: 'MAPPER_FOREIGN_KEY' },
    )
  }
  if (others.length > 0) {
    const keys = found.map((pair) => pair.child.key).join(', ')
    throw new UsageError(
      `${relation}: several columns of ${child.name} refer to ${parent.name} (${keys}): choose one with { foreignKey: '${first.child.key}' }`,
      { code: 'MAPPER_FOREIGN_KEY' },
    )
  }
  return first
}
