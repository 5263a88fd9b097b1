import {
  CompileError,
  type InsertNode,
  type InsertSource,
  type SelectNode,
  type SetOperationNode,
  sqlTypes,
} from '@athanor/contract'
import { returningText, useWith } from './changes.ts'
import type { Compilation, QueryRole, QueryText } from '../compilation.ts'
import { conflictText } from './conflict.ts'
import { identifier } from '../text/identifiers.ts'
import { columnLabel } from '../expressions/place.ts'
import { scopeOf } from '../scope.ts'
import { sourceText } from '../queries/sources.ts'

export function insertText(c: Compilation, node: InsertNode, role: QueryRole): QueryText {
  // INSERT … SELECT has WITH before its SELECT.
  useWith(c, node.with, c.grammar.cteBeforeInsert || node.source.kind === 'query', 'INSERT')
  const scope = scopeOf([node.table])
  let text = `INSERT INTO ${sourceText(c, node.table, undefined)} ${body(c, node, node.source)}`
  if (node.conflict) text += ` ${conflictText(c, node, node.conflict, scope)}`
  const returning = returningText(c, 'insert', node.returning, scope, role)
  return { text: text + returning.text, columns: returning.columns, composite: false }
}

function body(c: Compilation, node: InsertNode, source: InsertSource): string {
  const columns = `(${node.columns.map((column) => identifier(c.grammar, column.name)).join(', ')})`
  switch (source.kind) {
    case 'defaults':
      return c.grammar.defaultRow
    case 'rows': {
      if (node.columns.length === 0 && source.rows.length === 1) return c.grammar.defaultRow
      requireRows(node, source.rows)
      const width = node.columns.length
      const row = (at: number): string =>
        node.columns
          .map((column, i) =>
            c.param(source, at * width + i, column.type, { kind: 'cell', label: columnLabel(column) }, column.name),
          )
          .join(', ')
      return `${columns} VALUES ${source.rows.map((_, i) => `(${row(i)})`).join(', ')}`
    }
    case 'expressions': {
      requireRows(node, source.rows)
      const rows = source.rows.map((cells) =>
        cells.map((cell, i) => {
          const column = node.columns[i]
          return c.text(
            cell,
            undefined,
            column ? { kind: 'cell', type: column.type, label: columnLabel(column) } : { kind: 'cell' },
          )
        }),
      )
      return `${columns} VALUES ${rows.map((cells) => `(${cells.join(', ')})`).join(', ')}`
    }
    case 'query': {
      const text = selected(c, node, source.query)
      const clause = c.grammar.cteBeforeInsert ? '' : c.takeWith()
      return `${node.columns.length > 0 ? `${columns} ` : ''}${clause}${text}`
    }
  }
}

function requireRows(node: InsertNode, rows: readonly (readonly unknown[])[]): void {
  if (rows.length === 0)
    throw new CompileError(`INSERT INTO ${node.table.name} has no rows: give at least one`, {
      code: 'COMPILE_EMPTY_INSERT',
    })
  if (node.columns.length === 0) {
    throw new CompileError(`INSERT INTO ${node.table.name} has several rows without columns: insert them one by one`, {
      code: 'COMPILE_EMPTY_INSERT',
    })
  }
  const odd = rows.find((row) => row.length !== node.columns.length)
  if (odd) {
    throw new CompileError(
      `INSERT INTO ${node.table.name} has a row of ${odd.length} values for ${node.columns.length} columns`,
      {
        code: 'COMPILE_COLUMN_COUNT',
      },
    )
  }
}

function selected(c: Compilation, node: InsertNode, query: SelectNode | SetOperationNode): string {
  if (!node.conflict || !c.grammar.conflictNeedsWhere) return c.query(query, undefined, 'derived').text
  if (query.kind === 'setOperation') return `SELECT * FROM (${c.query(query, undefined, 'derived').text}) WHERE TRUE`
  const where = query.where ?? { kind: 'literal', type: sqlTypes.boolean, value: true }
  return c.query({ ...query, where }, undefined, 'derived').text
}
