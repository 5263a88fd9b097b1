import type { CreateIndexNode, DropIndexNode, IndexDefinition, OrderNode } from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import { identifier, qualified } from '../text/identifiers.ts'
import { unsupported } from '../text/literals.ts'
import { columnList } from './constraint.ts'
import type { IndexSuffix } from './ddl-grammar.ts'
import { optionsFor } from './options.ts'
import { nameOf } from './names.ts'

export function createIndex(c: Compilation, node: CreateIndexNode): string {
  const { grammar } = c
  if (node.ifNotExists && !grammar.indexIfNotExists)
    throw unsupported(grammar, 'CREATE INDEX IF NOT EXISTS', 'look for the index first')
  requireConcurrent(c, node.concurrently)
  const table = qualified(grammar, node.table.name, node.table.schema)
  const suffix = optionsOf(c, node.index)
  const words = `${node.concurrently ? 'CONCURRENTLY ' : ''}${node.ifNotExists ? 'IF NOT EXISTS ' : ''}`
  // Where an index belongs to the schema rather than to its table, SQLite wants the schema here and not at the table.
  const local = grammar.indexSchemaAtName && node.table.schema !== undefined
  const schema = local ? `${identifier(grammar, node.table.schema ?? '')}.` : ''
  const target = local ? identifier(grammar, node.table.name) : table
  return `CREATE ${kind(node.index, suffix)}INDEX ${words}${schema}${nameOf(grammar, node.index)} ON ${target} ${body(c, node.index, suffix)}`
}

/** An index within CREATE TABLE. */
export function inlineIndex(c: Compilation, index: IndexDefinition): string {
  const suffix = optionsOf(c, index)
  return `${kind(index, suffix)}INDEX ${nameOf(c.grammar, index)} ${body(c, index, suffix)}`
}

export function dropIndex(c: Compilation, node: DropIndexNode): string {
  const { grammar } = c
  if (node.ifExists && !grammar.dropIndexIfExists)
    throw unsupported(grammar, 'DROP INDEX IF EXISTS', 'look for the index first')
  requireConcurrent(c, node.concurrently)
  const words = `${node.concurrently ? 'CONCURRENTLY ' : ''}${node.ifExists ? 'IF EXISTS ' : ''}`
  return grammar.indexOfTable
    ? `DROP INDEX ${words}${identifier(grammar, node.name)} ON ${qualified(grammar, node.table.name, node.table.schema)}`
    : `DROP INDEX ${words}${qualified(grammar, node.name, node.table.schema)}`
}

function requireConcurrent(c: Compilation, concurrently: boolean | undefined): void {
  if (concurrently && !c.grammar.ddl.concurrentIndexes)
    throw unsupported(c.grammar, 'INDEX CONCURRENTLY', 'leave out concurrently')
}
function optionsOf(c: Compilation, index: IndexDefinition): IndexSuffix {
  return c.grammar.ddl.indexOptions(optionsFor(c.grammar, index.options))
}
function kind(index: IndexDefinition, suffix: IndexSuffix): string {
  return `${index.unique ? 'UNIQUE ' : ''}${suffix.prefix ?? ''}`
}

function body(c: Compilation, index: IndexDefinition, suffix: IndexSuffix): string {
  const { grammar } = c
  const { ddl } = grammar
  if (index.method !== undefined && !ddl.indexMethods.has(index.method.toLowerCase()))
    throw unsupported(grammar, `an index of the method ${index.method}`, methodHint(ddl.indexMethods))
  if (index.include?.length && !ddl.includeColumns)
    throw unsupported(grammar, 'INCLUDE in an index', 'add the columns to the key of the index')
  if (index.nullsNotDistinct && !ddl.nullsNotDistinct)
    throw unsupported(grammar, 'an index with NULLS NOT DISTINCT', 'declare the columns NOT NULL')
  // A full index instead of a partial one could be unique where the partial one is not.
  if (index.where && !ddl.partialIndexes)
    throw unsupported(grammar, 'a partial index', 'index a computed column that is NULL for the other rows')
  const using = index.method === undefined ? '' : `USING ${identifier(grammar, index.method.toLowerCase())}`
  return [
    ...(using !== '' && ddl.indexMethodPlace === 'before' ? [using] : []),
    `(${index.on.map((item) => itemText(c, item, suffix)).join(', ')})`,
    ...(index.include?.length ? [`INCLUDE ${columnList(grammar, index.include)}`] : []),
    ...(index.nullsNotDistinct ? ['NULLS NOT DISTINCT'] : []),
    ...(using !== '' && ddl.indexMethodPlace === 'after' ? [using] : []),
    ...(suffix.suffix === '' ? [] : [suffix.suffix]),
    ...(index.where ? [`WHERE ${c.text(index.where, undefined)}`] : []),
  ].join(' ')
}

function methodHint(methods: ReadonlySet<string>): string {
  return methods.size === 0 ? 'leave out using' : `use one of ${[...methods].join(', ')}`
}

function itemText(c: Compilation, { expr, direction, nulls }: OrderNode, suffix: IndexSuffix): string {
  const { grammar } = c
  const isColumn = expr.kind === 'column'
  if (!isColumn && expr.kind !== 'collate' && !grammar.ddl.expressionIndexes)
    throw unsupported(grammar, 'an index of an expression', 'index a computed column')
  if (nulls && !grammar.ddl.indexNulls) throw unsupported(grammar, 'NULLS FIRST and NULLS LAST in an index')
  // A collation stands beside the column, rather than within the parentheses of an expression.
  const bare = isColumn || (expr.kind === 'collate' && expr.operand.kind === 'column')
  const text = bare ? c.text(expr, undefined) : `(${c.text(expr, undefined)})`
  const extra = isColumn ? (suffix.columns?.[expr.name] ?? '') : ''
  const order = `${direction ? ` ${direction.toUpperCase()}` : ''}${nulls ? ` NULLS ${nulls.toUpperCase()}` : ''}`
  return text + extra + order
}
