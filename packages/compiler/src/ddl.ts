import type {
  ColumnDefinition,
  DdlNode,
  ForeignKeyDefinition,
  IndexDefinition,
  TableDefinition,
} from '@athanor/contract'
import { CompileError } from '@athanor/contract'
import type { Compilation } from './compilation.ts'
import { identifier, qualified } from './identifiers.ts'
import { stringLiteral, unsupported } from './literals.ts'
import { variantOf } from './resolve-type.ts'

export function ddlText(c: Compilation, node: DdlNode): string {
  const { grammar } = c
  const table = node.kind === 'createTable' ? node.definition.table : node.table
  const name = qualified(grammar, table.name, table.schema)
  switch (node.kind) {
    case 'createTable':
      return `CREATE TABLE ${node.ifNotExists ? 'IF NOT EXISTS ' : ''}${name} (${elements(c, node.definition).join(', ')})`
    case 'dropTable':
      return `DROP TABLE ${node.ifExists ? 'IF EXISTS ' : ''}${name}`
    case 'createIndex': {
      if (node.ifNotExists && !grammar.indexIfNotExists)
        throw unsupported(grammar, 'CREATE INDEX IF NOT EXISTS', 'look for the index first')
      const unique = node.index.unique ? 'UNIQUE ' : ''
      return `CREATE ${unique}INDEX ${node.ifNotExists ? 'IF NOT EXISTS ' : ''}${identifier(grammar, node.index.name)} ON ${name} ${columnList(c, node.index.columns)}`
    }
    case 'dropIndex': {
      if (node.ifExists && !grammar.dropIndexIfExists)
        throw unsupported(grammar, 'DROP INDEX IF EXISTS', 'look for the index first')
      const ifExists = node.ifExists ? 'IF EXISTS ' : ''
      return grammar.indexOfTable
        ? `DROP INDEX ${ifExists}${identifier(grammar, node.name)} ON ${name}`
        : `DROP INDEX ${ifExists}${qualified(grammar, node.name, table.schema)}`
    }
    case 'addForeignKey':
      requireAlter(c, 'ADD FOREIGN KEY')
      return `ALTER TABLE ${name} ADD ${foreignKey(c, node.foreignKey)}`
    case 'dropForeignKey':
      requireAlter(c, 'DROP FOREIGN KEY')
      return `ALTER TABLE ${name} DROP ${grammar.dropForeignKey} ${identifier(grammar, node.name)}`
  }
}

function requireAlter(c: Compilation, what: string): void {
  if (!c.grammar.traits.alterForeignKeys)
    throw unsupported(c.grammar, `ALTER TABLE … ${what}`, 'state the foreign key in CREATE TABLE')
}

function elements(c: Compilation, definition: TableDefinition): readonly string[] {
  const { grammar } = c
  if (definition.columns.length === 0) {
    throw new CompileError(`table ${definition.table.name} has no columns`, { code: 'COMPILE_EMPTY_TABLE' })
  }
  const keyed = new Set<string>([
    ...definition.primaryKey,
    ...definition.foreignKeys.flatMap((each) => each.columns),
    ...definition.uniques.flatMap((each) => each.columns),
    ...definition.indexes.flatMap((each) => each.columns),
  ])
  const inlineKey = grammar.autoincrementIsPrimaryKey && definition.columns.some((column) => column.autoincrement)
  if (inlineKey && definition.primaryKey.length !== 1) {
    throw unsupported(
      grammar,
      'a generated column in a primary key of several columns',
      'make it the whole primary key',
    )
  }
  return [
    ...definition.columns.map((column) => columnText(c, column, keyed.has(column.name))),
    ...(definition.primaryKey.length > 0 && !inlineKey ? [`PRIMARY KEY ${columnList(c, definition.primaryKey)}`] : []),
    ...definition.uniques.map((each) => `${constraint(c, each.name)}UNIQUE ${columnList(c, each.columns)}`),
    ...definition.checks.map((each) => `${constraint(c, each.name)}CHECK (${c.text(each.condition, undefined)})`),
    ...definition.foreignKeys.map((each) => foreignKey(c, each)),
    ...(grammar.traits.indexesInCreateTable ? definition.indexes.map((index) => inlineIndex(c, index)) : []),
  ]
}

function columnText(c: Compilation, column: ColumnDefinition, keyed: boolean): string {
  const { grammar } = c
  const name = identifier(grammar, column.name)
  let text = `${name} ${grammar.columnType(column.type, { keyed, autoincrement: column.autoincrement })}`
  if (column.autoincrement && grammar.autoincrementIsPrimaryKey) return `${text} ${grammar.autoincrement}`
  if (!column.nullable) text += ' NOT NULL'
  if (column.autoincrement) text += ` ${grammar.autoincrement}`
  if (column.serverDefault) text += ` DEFAULT ${defaultText(c, column, keyed)}`
  const type = variantOf(grammar, column.type)
  const checked = grammar.enumCheck && type.name === 'enum' && !(grammar.enumTypes && type.nativeEnum)
  if (checked && type.values) {
    text += ` CHECK (${name} IN (${type.values.map((value) => stringLiteral(grammar, value)).join(', ')}))`
  }
  // Where comments are statements of their own, they are no part of CREATE TABLE.
  if (column.comment !== undefined && grammar.inlineComments)
    text += ` COMMENT ${stringLiteral(grammar, column.comment)}`
  return text
}

/** An expression stands in parentheses, which every database takes; a plain value does not, unless it must. */
function defaultText(c: Compilation, column: ColumnDefinition, keyed: boolean): string {
  const node = column.serverDefault
  if (node === undefined) return ''
  const text = c.text(node, undefined, { kind: 'cell', type: column.type })
  const plain = node.kind === 'literal' || node.kind === 'param'
  const type = c.grammar.columnType(column.type, { keyed, autoincrement: false })
  return plain && !c.grammar.parenthesisedDefaults.has(type) ? text : `(${text})`
}

function constraint(c: Compilation, name: string | undefined): string {
  return name === undefined ? '' : `CONSTRAINT ${identifier(c.grammar, name)} `
}

function columnList(c: Compilation, columns: readonly string[]): string {
  return `(${columns.map((column) => identifier(c.grammar, column)).join(', ')})`
}

function inlineIndex(c: Compilation, index: IndexDefinition): string {
  return `${index.unique ? 'UNIQUE ' : ''}INDEX ${identifier(c.grammar, index.name)} ${columnList(c, index.columns)}`
}

function foreignKey(c: Compilation, node: ForeignKeyDefinition): string {
  const target = qualified(c.grammar, node.referredTable.name, node.referredTable.schema)
  const onDelete = node.onDelete ? ` ON DELETE ${node.onDelete.toUpperCase()}` : ''
  const onUpdate = node.onUpdate ? ` ON UPDATE ${node.onUpdate.toUpperCase()}` : ''
  return `${constraint(c, node.name)}FOREIGN KEY ${columnList(c, node.columns)} REFERENCES ${target} ${columnList(c, node.referredColumns)}${onDelete}${onUpdate}`
}
