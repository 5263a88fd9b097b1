import {
  type CheckDefinition,
  type ColumnDefinition,
  type DialectOptions,
  type ExprNode,
  type ForeignKeyDefinition,
  type IndexDefinition,
  type Named,
  type PrimaryKeyDefinition,
  sqlTypes,
  type TableDefinition,
  typeOfValue,
  type UniqueDefinition,
  UsageError,
} from '@athanor/contract'
import type { Column } from './column.ts'
import type { ColumnSpec } from '../types/column-builder.ts'
import { Expression } from '../expression/expression.ts'
import type { Table } from './table.ts'
import { columnNamed, columnsOfTable } from './columns-of-table.ts'
import { expressionOf } from './constraints.ts'
import type { ByDialect } from './dialect-options.ts'
import { isGenerated } from './generated-column.ts'
import type { IndexDeclaration } from './index-declaration.ts'
import { type ConstraintName, nameFor, type NamingContext, type NamingConvention } from './naming.ts'
import { type Reference, referencesOf } from './references.ts'

/** A table's declaration as the data that DDL compiles from. */
export function defineTable(table: Table, naming: NamingConvention): TableDefinition {
  const { options, columns } = table
  const primaryKey = definePrimaryKey(table, naming)
  const dialects = dialectOptions(options)
  return Object.freeze({
    table: table.node,
    columns: columns.map(defineColumn),
    primaryKey: primaryKey.columns,
    ...(primaryKey.name === undefined ? {} : { primaryKeyName: nameOnly(primaryKey) }),
    foreignKeys: referencesOf(table).map((reference) => defineForeignKey(table, naming, reference)),
    uniques: defineUniques(table, naming),
    checks: defineChecks(table, naming),
    indexes: [
      ...columns.flatMap((column) => indexOfColumn(table, naming, column)),
      ...(options.indexes ?? []).map((each) => defineIndex(table, naming, each)),
    ],
    ...definedOnly({ comment: options.comment }),
    ...(options.temporary ? { temporary: true } : {}),
    ...(Object.keys(dialects).length === 0 ? {} : { options: dialects }),
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
    ...(spec.serverOnUpdate instanceof Expression ? { serverOnUpdate: spec.serverOnUpdate.node } : {}),
    ...(spec.computed === undefined ? {} : { computed: computedOf(column, spec.computed) }),
    ...definedOnly({
      identity: spec.identity,
      databaseType: spec.databaseType,
      collation: spec.collation,
      comment: spec.comment,
    }),
  }
}

function computedOf(
  column: Column,
  { expression, stored }: NonNullable<ColumnSpec['computed']>,
): NonNullable<ColumnDefinition['computed']> {
  const given: unknown = typeof expression === 'function' ? expression() : expression
  return { expression: expressionOf(given, `the expression of the computed column ${column.name}`).node, stored }
}

function serverDefault(value: string | number | boolean | Expression<unknown, string>): ExprNode {
  if (value instanceof Expression) return value.node
  return { kind: 'literal', type: typeof value === 'string' ? sqlTypes.text : typeOfValue(value), value }
}

function definePrimaryKey(table: Table, naming: NamingConvention): PrimaryKeyDefinition {
  const columns = table.primaryKey
  if (columns.length === 0) return { columns: [] }
  return {
    ...named(table, naming.primaryKey, table.options.primaryKey?.name, columns),
    columns: columns.map((column) => column.name),
  }
}

function defineForeignKey(table: Table, naming: NamingConvention, reference: Reference): ForeignKeyDefinition {
  const { columns, referredTable, referredColumns } = reference
  const { name, onDelete, onUpdate, deferrable, initially, match } = reference.options
  return {
    ...named(table, naming.foreignKey, name, columns, {
      referredTableName: referredTable.name,
      referredColumnNames: referredColumns,
    }),
    columns: columns.map((column) => column.name),
    referredTable,
    referredColumns,
    ...definedOnly({ onDelete, onUpdate, deferrable, initially, match }),
  }
}

function defineUniques(table: Table, naming: NamingConvention): readonly UniqueDefinition[] {
  // As in SQLAlchemy, unique and index together are one unique index, and unique alone is a constraint.
  const alone = table.columns.filter(({ spec }) => spec.unique && !spec.index)
  return [
    ...alone.map((column) => ({ ...named(table, naming.unique, undefined, [column]), columns: [column.name] })),
    ...(table.options.uniques ?? []).map(({ columns, name, nullsNotDistinct, deferrable, initially }) => {
      const own = columnsOfTable(table, columns)
      return {
        ...named(table, naming.unique, name, own),
        columns: own.map((column) => column.name),
        ...definedOnly({ nullsNotDistinct, deferrable, initially }),
      }
    }),
  ]
}

function defineChecks(table: Table, naming: NamingConvention): readonly CheckDefinition[] {
  const ofColumns = table.columns.flatMap((column) =>
    (column.spec.checks ?? []).map(({ condition, name }) => {
      const given: unknown = typeof condition === 'function' ? condition(column) : condition
      return {
        ...named(table, naming.check, name, [column]),
        condition: expressionOf(given, `the check of ${column.name}`).node,
      }
    }),
  )
  return [
    ...ofColumns,
    ...(table.options.checks ?? []).map(({ condition, name }) => ({
      ...named(table, naming.check, name, []),
      condition: condition.node,
    })),
  ]
}

function indexOfColumn(table: Table, naming: NamingConvention, column: Column): readonly IndexDefinition[] {
  if (!column.spec.index) return []
  const name = named(table, naming.index, undefined, [column])
  return [{ ...withName(table, name), on: [{ expr: column.node }], unique: column.spec.unique }]
}

function defineIndex(table: Table, naming: NamingConvention, declared: IndexDeclaration): IndexDefinition {
  const { on, unique, where, include, using, nullsNotDistinct, name } = declared
  const columns = on.flatMap(({ expr }) => (expr.kind === 'column' ? columnNamed(table, expr.name) : []))
  const options = dialectOptions(declared)
  return {
    ...withName(table, named(table, naming.index, name, columns)),
    on,
    unique: unique ?? false,
    ...(where === undefined ? {} : { where: where.node }),
    ...(include === undefined ? {} : { include: columnsOfTable(table, include).map((column) => column.name) }),
    ...definedOnly({ method: using, nullsNotDistinct }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  }
}
function withName(table: Table, { name, conventional }: Named): Named & { readonly name: string } {
  if (name !== undefined) return { name, ...(conventional ? { conventional } : {}) }
  throw new UsageError(`an index of ${table.fullName} has no name, and no naming convention makes one: name it`, {
    code: 'SQL_INDEX',
  })
}

function named(
  table: Table,
  rule: NamingConvention[keyof NamingConvention],
  given: ConstraintName | undefined,
  columns: readonly Column[],
  referred: Pick<NamingContext, 'referredTableName' | 'referredColumnNames'> = {},
): Named {
  return nameFor(rule, given, {
    tableName: table.name,
    schema: table.schema,
    columnNames: columns.map((column) => column.name),
    columnKeys: columns.map((column) => column.key),
    ...referred,
  })
}
function nameOnly({ name, conventional }: Named): Named {
  return { ...definedOnly({ name, conventional }) }
}

/** Copied, since an interface is no record for the type checker. */
function dialectOptions({ postgres, mysql, mariadb, sqlite }: ByDialect<object, object, object>): DialectOptions {
  return {
    ...(postgres ? { postgres: { ...postgres } } : {}),
    ...(mysql ? { mysql: { ...mysql } } : {}),
    ...(mariadb ? { mariadb: { ...mariadb } } : {}),
    ...(sqlite ? { sqlite: { ...sqlite } } : {}),
  }
}

/** Without the keys that are undefined: definitions hold only what was said. */
function definedOnly<T extends object>(value: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  // Only keys with a value are left, which is what the type says.
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    readonly [K in keyof T]?: Exclude<T[K], undefined>
  }
}
