import {
  type IdentityDefinition,
  type ReflectedColumn,
  type ReflectedForeignKey,
  type ReflectedIdentity,
  type ReflectedIndex,
  type ReflectedIndexItem,
  type ReflectedSequence,
  type ReflectedTable,
  type SequenceNumbers,
  sourceName,
  sqlTypes,
  UsageError,
} from '@athanor/contract'
import type { ColumnDefinitions } from './column.ts'
import { ColumnBuilder } from '../types/column-builder.ts'
import { Expression, Ordering } from '../expression/expression.ts'
import { check, foreignKey, type ForeignKeyDeclaration, unique } from './constraints.ts'
import { index, type IndexDeclaration } from './index-declaration.ts'
import type { MetaData } from './metadata.ts'
import { type ConstraintName, finalName } from './naming.ts'
import type { SchemaExecutor } from './schema-executor.ts'
import type { TableOptions } from './table-options.ts'
import { tableNode } from './view.ts'

export interface ReflectOptions {
  /** Default: the connection's own. */
  readonly schema?: string
  /** Only these tables. */
  readonly only?: readonly string[]
  /** Views too; default false. */
  readonly views?: boolean
  /** The schema under which the tables are declared, in place of their own; null: none. */
  readonly intoSchema?: string | null
}

type Columns = Readonly<Record<string, Expression<unknown, string>>>

/** Declares what the database's catalog says. Keys are the database's names. */
export async function reflectInto(
  metadata: MetaData,
  executor: Pick<SchemaExecutor, 'dialect' | 'inspect'>,
  options: ReflectOptions,
): Promise<void> {
  const inspector = await executor.inspect()
  const { schema, only, views, intoSchema } = options
  const found = await inspector.describe({
    ...(schema === undefined ? {} : { schema }),
    ...(only === undefined ? {} : { only }),
    ...(views === undefined ? {} : { views }),
  })
  const missing = only?.filter((name) => !found.has(name)) ?? []
  if (missing.length > 0)
    throw new UsageError(`cannot reflect ${missing.join(', ')}: no such table`, { code: 'SQL_REFLECT' })
  const place: Place = {
    dialect: executor.dialect.name,
    schema,
    into: intoSchema === undefined ? (schema ?? null) : intoSchema,
  }
  if (only === undefined) {
    for (const sequence of await inspector.sequences(schema))
      if (!sequence.owned) metadata.sequence(sequence.name, { ...numbersOf(sequence), schema: place.into })
  }
  for (const table of found.values()) {
    if (table.kind === 'table') declareTable(metadata, table, place)
    else declareView(metadata, table, place)
  }
}

interface Place {
  readonly dialect: string
  readonly schema: string | undefined
  readonly into: string | null
}

function declareTable(metadata: MetaData, table: ReflectedTable, place: Place): void {
  metadata.table(table.name, columnsOf(table, place), (t) => optionsOf(metadata, table, t, place))
}

function declareView(metadata: MetaData, table: ReflectedTable, place: Place): void {
  metadata.view(
    table.name,
    { node: { kind: 'rawQuery', raw: raw(table.definition ?? '').node, options: [] } },
    {
      schema: place.into,
      columns: columnsOf(table, place),
      ...(table.kind === 'materialized view' ? { materialized: true } : {}),
    },
  )
}

/** SQL of the catalog, as an expression. */
function raw(text: string): Expression<unknown, string> & { readonly node: { readonly kind: 'raw' } & RawText } {
  const node = Object.freeze({ kind: 'raw' as const, strings: [text], items: [], type: sqlTypes.unknown })
  return Object.assign(new Expression<unknown, string>(node, 'sql'), { node })
}
interface RawText {
  readonly strings: readonly string[]
  readonly items: readonly never[]
  readonly type: typeof sqlTypes.unknown
}

function columnsOf(table: ReflectedTable, { dialect }: Place): ColumnDefinitions {
  return Object.fromEntries(
    table.columns.map((column) => [
      column.name,
      columnOf(column, table.primaryKey.columns.includes(column.name), dialect),
    ]),
  )
}

function columnOf(
  column: ReflectedColumn,
  primaryKey: boolean,
  dialect: string,
): ColumnBuilder<unknown, boolean, boolean> {
  const { name, type, nullable, autoincrement, defaultText, computed, onUpdateText, identity, collation, comment } =
    column
  return new ColumnBuilder({
    type,
    name,
    nullable,
    primaryKey,
    unique: false,
    index: false,
    autoincrement,
    version: false,
    // A type that must be created is named by its creation.
    ...(hasOwnType(column) ? {} : { databaseType: { dialect, text: column.databaseType } }),
    // A generated column draws from a sequence of its own, which its table makes anew.
    ...(defaultText === null || autoincrement ? {} : { serverDefault: raw(defaultText) }),
    ...(onUpdateText === null ? {} : { serverOnUpdate: raw(onUpdateText) }),
    ...(computed === null ? {} : { computed: { expression: raw(computed.text), stored: computed.stored } }),
    ...(identity === null ? {} : { identity: identityOf(identity) }),
    ...(collation === null ? {} : { collation }),
    ...(comment === null ? {} : { comment }),
  })
}
function hasOwnType({ type }: ReflectedColumn): boolean {
  const item = type.item ?? type
  return item.nativeEnum === true
}

function numbersOf(found: ReflectedSequence): SequenceNumbers {
  const { start, increment, minValue, maxValue, cycle, cache } = found
  return { start, increment, minValue, maxValue, cycle, cache: Number(cache) }
}
function identityOf({ cache, ...identity }: ReflectedIdentity): IdentityDefinition {
  return { ...identity, ...(cache === undefined ? {} : { cache: Number(cache) }) }
}

function optionsOf(metadata: MetaData, table: ReflectedTable, t: Columns, place: Place): TableOptions {
  const { primaryKey, comment, temporary, options } = table
  const pick = (names: readonly string[]): readonly Expression<unknown, string>[] =>
    names.flatMap((name) => t[name] ?? [])
  return {
    schema: place.into,
    ...(comment === null ? {} : { comment }),
    ...(temporary ? { temporary } : {}),
    ...options,
    ...(primaryKey.columns.length === 0
      ? {}
      : { primaryKey: { columns: pick(primaryKey.columns), ...named(primaryKey.name) } }),
    foreignKeys: table.foreignKeys.map((key) => foreignKeyOf(metadata, key, pick(key.columns), place)),
    uniques: table.uniques.map(({ name, columns, nullsNotDistinct, ...when }) =>
      unique({ columns: pick(columns), ...named(name), ...onlyIf({ nullsNotDistinct }), ...deferral(when) }),
    ),
    checks: table.checks.map(({ name, text }) => check(raw(text), named(name))),
    indexes: table.indexes.filter((each) => !each.constraint).map((each) => indexOf(each, t)),
  }
}

function foreignKeyOf(
  metadata: MetaData,
  key: ReflectedForeignKey,
  columns: readonly Expression<unknown, string>[],
  { schema, into }: Place,
): ForeignKeyDeclaration {
  const { name, onDelete, onUpdate, match, referredTable: table, referredSchema, referredColumns } = key
  // A table of the same schema moves with the one that refers to it.
  const target = referredSchema === null || referredSchema === schema ? into : referredSchema
  return foreignKey({
    columns,
    references: (): unknown => {
      const known = metadata.tables.get(sourceName(tableNode(table, target)))
      const found = known ? referredColumns.flatMap((each) => known.column(each) ?? []) : []
      if (found.length === referredColumns.length) return found
      return { table, columns: referredColumns, ...(target === null ? {} : { schema: target }) }
    },
    ...named(name),
    ...(onDelete === 'no action' ? {} : { onDelete }),
    ...(onUpdate === 'no action' ? {} : { onUpdate }),
    ...(match === 'simple' ? {} : { match }),
    ...deferral(key),
  })
}

function indexOf(found: ReflectedIndex, t: Columns): IndexDeclaration {
  const { name, items, unique: isUnique, where, include, method, nullsNotDistinct } = found
  const opclasses = valuesByColumn(items, (item) => item.opclass)
  const lengths = valuesByColumn(items, (item) => item.length)
  const kind = method === 'fulltext' || method === 'spatial' ? method : undefined
  // The usual one is not worth a word, and SQLite has no other.
  const using = method === null || method === 'btree' || kind ? undefined : method
  return index(finalName(name), {
    on: items.map((item) => itemOf(item, t)),
    ...onlyIf({ unique: isUnique, nullsNotDistinct }),
    ...(where === null ? {} : { where: raw(where) }),
    ...(include.length === 0 ? {} : { include: include.flatMap((each) => t[each] ?? []) }),
    ...(using === undefined ? {} : { using }),
    ...(opclasses ? { postgres: { opclasses } } : {}),
    ...(lengths || kind ? { mysql: { ...(lengths ? { lengths } : {}), ...(kind ? { kind } : {}) } } : {}),
  })
}
function itemOf(item: ReflectedIndexItem, t: Columns): Expression<unknown, string> | Ordering {
  const plain = (item.column === null ? undefined : t[item.column]) ?? raw(item.expression ?? '')
  const expression =
    item.collation === null
      ? plain
      : new Expression<unknown, string>({ kind: 'collate', operand: plain.node, collation: item.collation }, plain.key)
  if (item.direction === 'asc' && item.nulls === null) return expression
  return new Ordering({
    expr: expression.node,
    ...(item.direction === 'asc' ? {} : { direction: item.direction }),
    ...(item.nulls === null ? {} : { nulls: item.nulls }),
  })
}
function valuesByColumn<T extends string | number>(
  items: readonly ReflectedIndexItem[],
  of: (item: ReflectedIndexItem) => T | null,
): Readonly<Record<string, T>> | undefined {
  const found: Record<string, T> = {}
  for (const item of items) {
    const value = of(item)
    if (item.column !== null && value !== null) found[item.column] = value
  }
  return Object.keys(found).length === 0 ? undefined : found
}

/** Reflected names are as they are. */
function named(name: string | null): { readonly name?: ConstraintName } {
  return name === null ? {} : { name: finalName(name) }
}
function deferral(found: { readonly deferrable: boolean; readonly initially: 'immediate' | 'deferred' }): {
  readonly deferrable?: boolean
  readonly initially?: 'deferred'
} {
  if (!found.deferrable) return {}
  return { deferrable: true, ...(found.initially === 'deferred' ? { initially: 'deferred' } : {}) }
}
/** Only what is true. */
function onlyIf<K extends string>(flags: Readonly<Record<K, boolean>>): { readonly [P in K]?: true } {
  // Only keys that are true are left, which is what the type says.
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value === true)) as { readonly [P in K]?: true }
}
