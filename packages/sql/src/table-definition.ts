import {
  type ColumnDefinition,
  type ExprNode,
  type ForeignKeyDefinition,
  type IndexDefinition,
  sqlTypes,
  type TableDefinition,
  typeOfValue,
  type UniqueDefinition,
  UsageError,
} from '@athanor/contract'
import { Column } from './column.ts'
import { Expression } from './expression.ts'
import { isGenerated } from './generated-column.ts'
import type { Table } from './table.ts'

/** A table's declaration as the data that DDL compiles from. */
export function defineTable(table: Table): TableDefinition {
  return Object.freeze({
    table: table.node,
    columns: table.columns.map(defineColumn),
    primaryKey: table.primaryKey.map((column) => column.name),
    foreignKeys: table.columns.flatMap((column) => foreignKeysOf(table, column)),
    uniques: table.columns.flatMap(uniqueOf),
    checks: [],
    indexes: table.columns.flatMap((column) => indexOf(table, column)),
  })
}

function defineColumn(column: Column): ColumnDefinition {
  const { spec } = column
  return {
    name: column.name,
    type: spec.type,
    nullable: column.node.nullable,
    autoincrement: isGenerated(column),
    ...(spec.serverDefault === undefined ? {} : { serverDefault: serverDefault(spec.serverDefault) }),
    ...(spec.comment === undefined ? {} : { comment: spec.comment }),
  }
}

function serverDefault(value: string | number | boolean | Expression<unknown, string>): ExprNode {
  if (value instanceof Expression) return value.node
  return { kind: 'literal', type: typeof value === 'string' ? sqlTypes.text : typeOfValue(value), value }
}

function foreignKeysOf(table: Table, column: Column): readonly ForeignKeyDefinition[] {
  const { references } = column.spec
  if (!references) return []
  const target = references.target()
  if (!(target instanceof Column)) {
    throw new UsageError(
      `${table.name}.${column.key} references something that is not a column: return one from the function, as in .references(() => users.c.id)`,
      { code: 'SQL_REFERENCE' },
    )
  }
  const { name, onDelete, onUpdate } = references.options
  return [
    {
      ...(name === undefined ? {} : { name }),
      columns: [column.name],
      referredTable: target.table.node,
      referredColumns: [target.name],
      ...(onDelete === undefined ? {} : { onDelete }),
      ...(onUpdate === undefined ? {} : { onUpdate }),
    },
  ]
}

// As in SQLAlchemy, unique and index together are one unique index, and unique alone is a constraint.
function uniqueOf(column: Column): readonly UniqueDefinition[] {
  return column.spec.unique && !column.spec.index ? [{ columns: [column.name] }] : []
}
function indexOf(table: Table, column: Column): readonly IndexDefinition[] {
  if (!column.spec.index) return []
  return [{ name: `ix_${table.name}_${column.name}`, columns: [column.name], unique: column.spec.unique }]
}
