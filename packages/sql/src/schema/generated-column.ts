import type { Column } from './column.ts'

/** Explicitly, or as the only primary key of an integer type with neither default nor reference. */
export function isGenerated(column: Column): boolean {
  const { spec, table } = column
  if (spec.autoincrement !== undefined) return spec.autoincrement
  if (spec.identity) return true
  const integral = spec.type.name === 'integer' || spec.type.name === 'bigint' || spec.type.name === 'smallint'
  if (!integral || spec.type.custom) return false
  return (
    spec.default === undefined &&
    spec.serverDefault === undefined &&
    spec.computed === undefined &&
    spec.references === undefined &&
    table.primaryKey.length === 1 &&
    table.primaryKey[0] === column &&
    !table.options.foreignKeys?.some(({ columns }) => columns.some((each) => each.key === column.key))
  )
}

/** Only the database gives the column its values. */
export function isReadOnly(column: Column): boolean {
  return column.spec.computed !== undefined || column.spec.identity?.always === true
}
