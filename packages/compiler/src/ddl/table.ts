import { CompileError, type CreateTableNode, type TableDefinition } from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import { stringLiteral, unsupported } from '../text/literals.ts'
import { columnText } from './column.ts'
import { check, columnList, foreignKey, unique } from './constraint.ts'
import type { TableSuffix } from './ddl-grammar.ts'
import { inlineIndex } from './indexes.ts'
import { optionsFor } from './options.ts'
import { constraintPrefix, writtenPath } from './names.ts'

export function createTable(c: Compilation, { definition, ifNotExists }: CreateTableNode): string {
  const { grammar } = c
  const options = grammar.ddl.tableOptions(optionsFor(grammar, definition.options))
  const words = `${options.prefix ?? ''}${definition.temporary ? 'TEMPORARY ' : ''}TABLE ${ifNotExists ? 'IF NOT EXISTS ' : ''}`
  const comment =
    definition.comment === undefined
      ? undefined
      : grammar.ddl.tableComment?.(stringLiteral(grammar, definition.comment))
  return [
    `CREATE ${words}${writtenPath(grammar, definition.table)} (${elements(c, definition, options).join(', ')})`,
    ...(options.suffix === '' ? [] : [options.suffix]),
    ...(comment === undefined ? [] : [comment]),
  ].join(' ')
}

function elements(c: Compilation, definition: TableDefinition, options: TableSuffix): readonly string[] {
  const { grammar } = c
  if (definition.columns.length === 0) {
    throw new CompileError(`table ${definition.table.name} has no columns`, { code: 'COMPILE_EMPTY_TABLE' })
  }
  const keyed = keyedColumns(definition)
  const inlineKey = grammar.autoincrementIsPrimaryKey && definition.columns.some((column) => column.autoincrement)
  if (inlineKey && definition.primaryKey.length !== 1) {
    throw unsupported(
      grammar,
      'a generated column in a primary key of several columns',
      'make it the whole primary key',
    )
  }
  const key = constraintPrefix(grammar, definition.primaryKeyName)
  return [
    ...definition.columns.map((column) =>
      columnText(c, column, {
        keyed: keyed.has(column.name),
        primaryKey: definition.primaryKeyName,
        autoincrement: options.autoincrement ?? '',
        columnType: options.columnType,
      }),
    ),
    ...(definition.primaryKey.length > 0 && !inlineKey
      ? [`${key}PRIMARY KEY ${columnList(grammar, definition.primaryKey)}`]
      : []),
    ...definition.uniques.map((each) => unique(grammar, each)),
    ...definition.checks.map((each) => check(c, each)),
    ...definition.foreignKeys.map((each) => foreignKey(grammar, each)),
    ...(grammar.traits.indexesInCreateTable ? definition.indexes.map((index) => inlineIndex(c, index)) : []),
  ]
}

/** Columns of keys and indexes, whose text some databases limit. */
function keyedColumns(definition: TableDefinition): ReadonlySet<string> {
  return new Set([
    ...definition.primaryKey,
    ...definition.foreignKeys.flatMap((each) => each.columns),
    ...definition.uniques.flatMap((each) => each.columns),
    ...definition.indexes.flatMap((each) => each.on.flatMap(({ expr }) => (expr.kind === 'column' ? [expr.name] : []))),
  ])
}
