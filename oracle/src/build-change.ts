import type { Query } from '@athanor/contract'
import { deleteFrom, type Expression, insert, param, type Selectable, update } from '@athanor/sql'
import { BadInput, unknownKind } from './bad-input.ts'
import { outputsOf } from './build-query.ts'
import { sourceOf } from './build-source.ts'
import type {
  AssignmentCase,
  ChangeCase,
  ConflictCase,
  DatabaseName,
  DeleteCase,
  ExprCase,
  InsertCase,
  OutCase,
  UpdateCase,
} from './case-format.ts'
import type { AnyTable, LoadedTable } from './dataset.ts'
import { columnOf, type Scope } from './scope.ts'
import { typeOf, valueOf } from './values.ts'

/** A change, and the sets of parameters to run it with, one after another; undefined: the case's own, once. */
export interface BuiltChange {
  readonly query: Query
  readonly paramSets?: readonly Readonly<Record<string, unknown>>[]
}

type Values = Readonly<Record<string, unknown>>

/** INSERT, UPDATE or DELETE. The database decides between the two forms of an upsert. */
export function changeOf(node: ChangeCase, outer: Scope, database: DatabaseName): BuiltChange {
  if (node.s !== 'insert' && node.s !== 'update' && node.s !== 'delete') throw unknownKind('a statement', node)
  const loaded = outer.dataset.table(node.table)
  const scope = outer.inner()
  scope.add(node.table, loaded.table)
  switch (node.s) {
    case 'insert':
      return insertOf(node, loaded, scope, database)
    case 'update':
      return { query: updateOf(node, loaded.table, scope) }
    case 'delete':
      return { query: deleteOf(node, loaded.table, scope) }
  }
}

function insertOf(node: InsertCase, loaded: LoadedTable, scope: Scope, database: DatabaseName): BuiltChange {
  const { table } = loaded
  if (node.select) {
    // The SELECT of an INSERT sees nothing of the table that it fills.
    const query = scope.fresh().query(node.select)
    const built = insert(table).fromSelect(node.columns ?? [], query)
    return { query: finished(conflicting(built, node, table, scope, database), node.returning, scope) }
  }
  const rows = node.rows ?? []
  const many = node.mode === 'many'
  const [first] = rows
  if (!first) throw new BadInput('an insert has no rows')
  const values = many ? [placeholders(Object.keys(first), loaded)] : rows.map((row) => valuesOf(row, scope))
  const built = conflicting(insert(table).values(values), node, table, scope, database)
  const query = finished(built, node.returning, scope)
  return many ? { query, paramSets: rows.map(literalsOf) } : { query }
}

type Inserting = ReturnType<ReturnType<typeof insert<AnyTable>>['values']>

function valuesOf(row: Readonly<Record<string, ExprCase>>, scope: Scope): Values {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, scope.operand(value)]))
}

/** A named parameter for each cell: the row is given at execution. */
function placeholders(names: readonly string[], { columns }: LoadedTable): Values {
  return Object.fromEntries(
    names.map((name) => {
      const column = columns.find((each) => each.name === name)
      if (!column) throw new BadInput(`an insert names the column '${name}', which the table has not`)
      return [name, param(name, typeOf(column.type))]
    }),
  )
}

function literalsOf(row: NonNullable<InsertCase['rows']>[number]): Values {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value.e === 'none') return [name, null]
      if (value.e !== 'lit') throw new BadInput(`an insert of many rows holds '${value.e}', not a literal`)
      return [name, valueOf(value.value, value.type)]
    }),
  )
}

function conflicting(
  built: Inserting,
  node: InsertCase,
  table: AnyTable,
  scope: Scope,
  database: DatabaseName,
): Inserting {
  return node.on_conflict ? upserting(built, node.on_conflict, table, scope, database) : built
}

function upserting(
  built: Inserting,
  conflict: ConflictCase,
  table: AnyTable,
  outer: Scope,
  database: DatabaseName,
): Inserting {
  const scope = outer.withTarget(table)
  const target = conflict.target.map((name) => columnOf(table, table.name, name))
  const set = Object.fromEntries((conflict.set ?? []).map(([name, value]) => [name, scope.operand(value)]))
  if (database === 'mysql') {
    if (conflict.where) throw new BadInput('ON DUPLICATE KEY UPDATE has no condition')
    const [key] = conflict.target
    if (conflict.action === 'update' || key === undefined) return built.onDuplicateKeyUpdate(set)
    return built.onDuplicateKeyUpdate({ [key]: columnOf(table, table.name, key) })
  }
  if (conflict.action === 'nothing') return built.onConflictDoNothing({ target })
  const where = conflict.where ? { where: scope.condition(conflict.where) } : {}
  return built.onConflictDoUpdate({ target, set, ...where })
}

function updateOf(node: UpdateCase, table: AnyTable, scope: Scope): Query {
  const from = (node.from ?? []).map((source) => sourceOf(source, scope))
  let built = update(table).setOrdered(assignmentsOf(node.set, table, scope))
  if (from.length > 0) built = built.from(...from)
  if (node.where) built = built.where(scope.condition(node.where))
  return finished(built, node.returning, scope)
}

function deleteOf(node: DeleteCase, table: AnyTable, scope: Scope): Query {
  const using = (node.using ?? []).map((source) => sourceOf(source, scope))
  let built = deleteFrom(table)
  if (using.length > 0) built = built.using(...using)
  if (node.where) built = built.where(scope.condition(node.where))
  return finished(built, node.returning, scope)
}

function assignmentsOf(
  set: readonly AssignmentCase[],
  table: AnyTable,
  scope: Scope,
): readonly (readonly [Expression<unknown, string>, unknown])[] {
  return set.map(([name, value]) => [columnOf(table, table.name, name), scope.operand(value)] as const)
}

interface Returning {
  returning(...items: readonly [Selectable, ...Selectable[]]): Query
}

function finished(built: Query & Returning, returning: readonly OutCase[] | undefined, scope: Scope): Query {
  const [first, ...others] = outputsOf(returning ?? [], scope)
  return first === undefined ? built : built.returning(first, ...others)
}
