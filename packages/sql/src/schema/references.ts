import { type TableNode, UsageError } from '@athanor/contract'
import { Column } from './column.ts'
import type { ReferenceOptions } from '../types/column-builder.ts'
import type { Table } from './table.ts'
import { columnsOfTable } from './columns-of-table.ts'
import type { NamedReference } from './constraints.ts'
import { tableNode } from './view.ts'

/** A foreign key whose target is known. */
export interface Reference {
  readonly columns: readonly Column[]
  readonly referredTable: TableNode
  /** Names in the database. */
  readonly referredColumns: readonly string[]
  /** The columns themselves, where the referred table is declared. */
  readonly targets: readonly Column[]
  readonly options: ReferenceOptions
}

/** The foreign keys of columns and of the table, resolved. @throws {UsageError} SQL_REFERENCE */
export function referencesOf(table: Table): readonly Reference[] {
  const ofColumns = table.columns.flatMap((column): readonly Reference[] => {
    const { references } = column.spec
    if (!references) return []
    return [resolved(`${table.name}.${column.key}`, [column], references.target(), references.options)]
  })
  const ofTable = (table.options.foreignKeys ?? []).map(({ columns, references, ...options }) => {
    const own = columnsOfTable(table, columns)
    return resolved(
      `the foreign key (${own.map((each) => each.name).join(', ')}) of ${table.name}`,
      own,
      references(),
      options,
    )
  })
  return [...ofColumns, ...ofTable]
}

/** The column that one column alone refers to, by its own declaration or by one of its table's. */
export function referredColumn(column: Column): Column | undefined {
  const target: unknown = column.spec.references?.target()
  if (target instanceof Column) return target
  const declared = column.table.options.foreignKeys?.find(
    ({ columns }) => columns.length === 1 && columns[0]?.key === column.key,
  )
  if (!declared) return undefined
  const referred: unknown = declared.references()
  const first: unknown = Array.isArray(referred) ? referred[0] : referred
  return first instanceof Column ? first : undefined
}

function resolved(what: string, columns: readonly Column[], target: unknown, options: ReferenceOptions): Reference {
  const facts = isNamed(target)
    ? { referredTable: tableNode(target.table, target.schema), referredColumns: target.columns, targets: [] }
    : factsOfColumns(what, target)
  if (facts.referredColumns.length !== columns.length) {
    throw new UsageError(
      `${what} has ${columns.length} columns and refers to ${facts.referredColumns.length}: name as many`,
      { code: 'SQL_REFERENCE' },
    )
  }
  return { columns, ...facts, options }
}

function factsOfColumns(
  what: string,
  target: unknown,
): Pick<Reference, 'referredTable' | 'referredColumns' | 'targets'> {
  const list: readonly unknown[] = Array.isArray(target) ? target : [target]
  const targets = list.filter((each) => each instanceof Column)
  const [first] = targets
  if (!first || targets.length !== list.length) {
    throw new UsageError(
      `${what} references something that is not a column: return one from the function, as in .references(() => users.c.id)`,
      { code: 'SQL_REFERENCE' },
    )
  }
  if (targets.some((each) => each.table !== first.table))
    throw new UsageError(`${what} references columns of several tables: name columns of one`, { code: 'SQL_REFERENCE' })
  return { referredTable: first.table.node, referredColumns: targets.map((each) => each.name), targets }
}

function isNamed(target: unknown): target is NamedReference {
  return (
    typeof target === 'object' &&
    target !== null &&
    !(target instanceof Column) &&
    'columns' in target &&
    'table' in target
  )
}
