import type { CommentNode, CreateEnumNode, DdlNode, DropSchemaNode } from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import type { Grammar } from '../grammar.ts'
import { identifier, qualified } from '../text/identifiers.ts'
import { stringLiteral, unsupported } from '../text/literals.ts'
import { addConstraint, dropConstraint } from './constraint.ts'
import { createIndex, dropIndex } from './indexes.ts'
import { writtenPath } from './names.ts'
import { createSequence, requireSequences } from './sequence.ts'
import { createTable } from './table.ts'
import { createTableAs, createView, dropView } from './view.ts'

/** The text of a definition. Values in it are literals: no database takes parameters there. */
export function ddlText(c: Compilation, node: DdlNode): string {
  const { grammar } = c
  switch (node.kind) {
    case 'createTable':
      return createTable(c, node)
    case 'dropTable': {
      if (node.cascade && !grammar.ddl.cascade)
        throw unsupported(grammar, 'DROP TABLE … CASCADE', 'drop what depends on it first')
      const name = qualified(grammar, node.table.name, node.table.schema)
      return `DROP TABLE ${ifExists(node)}${name}${node.cascade ? ' CASCADE' : ''}`
    }
    case 'createTableAs':
      return createTableAs(c, node)
    case 'createIndex':
      return createIndex(c, node)
    case 'dropIndex':
      return dropIndex(c, node)
    case 'addConstraint':
      return addConstraint(c, node)
    case 'dropConstraint':
      return dropConstraint(grammar, node)
    case 'createSchema':
      requireSchemas(grammar)
      return `CREATE SCHEMA ${node.ifNotExists ? 'IF NOT EXISTS ' : ''}${identifier(grammar, node.name)}`
    case 'dropSchema':
      return dropSchema(grammar, node)
    case 'createSequence':
      return createSequence(grammar, node)
    case 'dropSequence':
      requireSequences(grammar)
      return `DROP SEQUENCE ${ifExists(node)}${qualified(grammar, node.sequence.name, node.sequence.schema)}`
    case 'createEnum':
      return createEnum(grammar, node)
    case 'dropEnum':
      requireEnums(grammar)
      return `DROP TYPE ${ifExists(node)}${qualified(grammar, node.name, node.schema)}`
    case 'createView':
      return createView(c, node)
    case 'dropView':
      return dropView(c, node)
    case 'comment':
      return comment(grammar, node)
  }
}

function ifExists(node: { readonly ifExists: boolean }): string {
  return node.ifExists ? 'IF EXISTS ' : ''
}

function requireSchemas(grammar: Grammar): void {
  if (!grammar.ddl.schemas) throw unsupported(grammar, 'CREATE SCHEMA', 'attach a database')
}
function dropSchema(grammar: Grammar, node: DropSchemaNode): string {
  requireSchemas(grammar)
  // Without CASCADE elsewhere nothing is lost; here everything would be.
  if (!node.cascade && grammar.ddl.schemas === 'cascading')
    throw unsupported(grammar, 'DROP SCHEMA that keeps a schema with tables', 'say cascade: true')
  const cascade = node.cascade && grammar.ddl.schemas === 'plain' ? ' CASCADE' : ''
  return `DROP SCHEMA ${ifExists(node)}${identifier(grammar, node.name)}${cascade}`
}

function requireEnums(grammar: Grammar): void {
  if (!grammar.traits.enumTypes) throw unsupported(grammar, 'a type of an enumeration')
}
function createEnum(grammar: Grammar, { definition }: CreateEnumNode): string {
  requireEnums(grammar)
  const labels = definition.values.map((value) => stringLiteral(grammar, value)).join(', ')
  return `CREATE TYPE ${writtenPath(grammar, definition)} AS ENUM (${labels})`
}

function comment(grammar: Grammar, { table, column, text }: CommentNode): string {
  if (grammar.traits.comments !== 'statement')
    throw unsupported(grammar, 'COMMENT ON', 'comments are a part of CREATE TABLE there, or are not kept')
  const value = text === null ? 'NULL' : stringLiteral(grammar, text)
  const name = qualified(grammar, table.name, table.schema)
  return column === undefined
    ? `COMMENT ON TABLE ${name} IS ${value}`
    : `COMMENT ON COLUMN ${name}.${identifier(grammar, column)} IS ${value}`
}
