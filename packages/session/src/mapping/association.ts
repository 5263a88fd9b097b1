import { UsageError } from '@athanor/contract'
import { ColumnBuilder, type Table } from '@athanor/sql'
import type { ManyToManyOptions } from '../declarative/relation-declaration.ts'
import { foreignKeysTo } from './foreign-keys.ts'
import type { Association, ForeignKeyPair } from './relation.ts'

type Columns = Readonly<Record<string, ColumnBuilder<unknown, boolean, boolean>>>

/** Where association tables are found, and declared if they are not there. */
export interface TableSet {
  find(name: string): Table | undefined
  declare(name: string, columns: Columns): Table
}

/** The association of a many-to-many relation; its table is declared if there is none of that name. */
export function associationOf(
  relation: string,
  owner: Table,
  target: Table,
  options: ManyToManyOptions,
  tables: TableSet,
): Association {
  const { through } = options
  const found = typeof through === 'string' ? tables.find(through) : through
  const table =
    found ??
    declareAssociation(relation, typeof through === 'string' ? through : through.name, owner, target, options, tables)
  const remoteKey = options.throughRemote
  const local = side(relation, table, owner, options.throughLocal, remoteKey, 'throughLocal')
  return { table, local, remote: side(relation, table, target, remoteKey, local.child.key, 'throughRemote') }
}

/** The association's column for one side; not the one that the other side has. */
function side(
  relation: string,
  table: Table,
  referred: Table,
  key: string | undefined,
  taken: string | undefined,
  option: string,
): ForeignKeyPair {
  const candidates = foreignKeysTo(table, referred).filter((pair) =>
    key === undefined ? pair.child.key !== taken : pair.child.key === key || pair.child.name === key,
  )
  const [only, ...others] = candidates
  if (only && others.length === 0) return only
  const problem = only ? 'several columns refer' : 'no column refers'
  throw new UsageError(
    `${relation}: in its association ${table.name} ${problem} to ${referred.name}: name the column as ${option}`,
    { code: 'MAPPER_ASSOCIATION' },
  )
}

/** A table of two foreign keys that are the primary key together. */
function declareAssociation(
  relation: string,
  name: string,
  owner: Table,
  target: Table,
  options: ManyToManyOptions,
  tables: TableSet,
): Table {
  const local = columnTo(relation, owner, options.throughLocal)
  const remote = columnTo(relation, target, options.throughRemote)
  if (local.name === remote.name) {
    throw new UsageError(
      `${relation}: both columns of its association ${name} would be ${local.name}: name them with throughLocal and throughRemote`,
      { code: 'MAPPER_ASSOCIATION' },
    )
  }
  // Both sides of the relation may be the first to be configured: the order of the columns must not depend on it.
  const columns = [local, remote].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return tables.declare(name, Object.fromEntries(columns.map((column) => [column.name, column.builder])))
}

function columnTo(
  relation: string,
  referred: Table,
  name: string | undefined,
): { readonly name: string; readonly builder: ColumnBuilder<unknown, boolean, boolean> } {
  const [key, ...others] = referred.primaryKey
  if (!key || others.length > 0) {
    throw new UsageError(
      `${relation}: ${referred.name} has a primary key of several columns: declare the association table yourself`,
      { code: 'MAPPER_ASSOCIATION' },
    )
  }
  const builder = new ColumnBuilder<unknown, boolean, boolean>({
    type: key.spec.type,
    nullable: false,
    primaryKey: true,
    unique: false,
    index: false,
    version: false,
    references: { target: () => key, options: {} },
  })
  return { name: name ?? `${referred.name}_${key.name}`, builder }
}
