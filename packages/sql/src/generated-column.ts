import type { Column } from './column.ts'

/** Explicitly, or as the only primary key of an integer type with neither default nor reference. */
export function isGenerated(column: Column): boolean {
  const { spec, table } = column
  if (spec.autoincrement !== undefined) return spec.autoincrement
  const integral = spec.type.name === 'integer' || spec.type.name === 'bigint' || spec.type.name === 'smallint'
  if (!spec.primaryKey || !integral || spec.type.custom) return false
  return (
    spec.default === undefined &&
    spec.serverDefault === undefined &&
    spec.references === undefined &&
    table.primaryKey.length === 1
  )
}
