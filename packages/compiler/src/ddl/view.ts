import type { CreateTableAsNode, CreateViewNode, DropViewNode } from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import { qualified } from '../text/identifiers.ts'
import { unsupported } from '../text/literals.ts'
import { writtenPath } from './names.ts'

export function createView(c: Compilation, node: CreateViewNode): string {
  const { grammar } = c
  const { ddl } = grammar
  if (node.materialized && !ddl.materializedViews)
    throw unsupported(grammar, 'a materialized view', 'make a table with createTableAs()')
  if (node.temporary && !ddl.temporaryViews) throw unsupported(grammar, 'a temporary view', 'use a CTE')
  if (node.orReplace && (!ddl.viewOrReplace || node.materialized))
    throw unsupported(grammar, 'CREATE OR REPLACE VIEW', 'drop the view first')
  if (node.ifNotExists && !ddl.viewIfNotExists && !node.materialized)
    throw unsupported(grammar, 'CREATE VIEW IF NOT EXISTS', 'look for the view first')
  const words = [
    ...(node.orReplace ? ['OR REPLACE'] : []),
    ...(node.temporary ? ['TEMPORARY'] : []),
    ...(node.materialized ? ['MATERIALIZED'] : []),
    'VIEW',
    ...(node.ifNotExists ? ['IF NOT EXISTS'] : []),
  ]
  return `CREATE ${words.join(' ')} ${writtenPath(grammar, node.view)} AS ${queryText(c, node.query)}`
}

export function dropView(c: Compilation, node: DropViewNode): string {
  const { grammar } = c
  if (node.materialized && !grammar.ddl.materializedViews) throw unsupported(grammar, 'a materialized view')
  if (node.cascade && !grammar.ddl.cascade)
    throw unsupported(grammar, 'DROP VIEW … CASCADE', 'drop what depends on it first')
  const name = qualified(grammar, node.view.name, node.view.schema)
  return `DROP ${node.materialized ? 'MATERIALIZED ' : ''}VIEW ${node.ifExists ? 'IF EXISTS ' : ''}${name}${node.cascade ? ' CASCADE' : ''}`
}

export function createTableAs(c: Compilation, node: CreateTableAsNode): string {
  const name = writtenPath(c.grammar, node.table)
  return `CREATE ${node.temporary ? 'TEMPORARY ' : ''}TABLE ${node.ifNotExists ? 'IF NOT EXISTS ' : ''}${name} AS ${queryText(c, node.query)}`
}

/** Columns are named by their keys, as the outer statements of a subquery name them. */
function queryText(c: Compilation, query: CreateViewNode['query']): string {
  const { text } = c.query(query, undefined, 'derived')
  return c.takeWith() + text
}
