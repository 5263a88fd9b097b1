import { CompileError, type MergeBranch, type MergeNode, sourceName } from '@athanor/contract'
import { assignments, returningText, useWith } from './changes.ts'
import type { Compilation, QueryRole, QueryText } from '../compilation.ts'
import { identifier } from '../text/identifiers.ts'
import { unsupported } from '../text/literals.ts'
import { columnLabel } from '../expressions/place.ts'
import { type Scope, scopeOf } from '../scope.ts'
import { sourceText } from '../queries/sources.ts'

const whens: Readonly<Record<MergeBranch['when'], string>> = {
  matched: 'WHEN MATCHED',
  'not matched': 'WHEN NOT MATCHED',
  'not matched by source': 'WHEN NOT MATCHED BY SOURCE',
}

/** MERGE. BY SOURCE and RETURNING need PostgreSQL 17 (https://www.postgresql.org/docs/17/sql-merge.html). */
export function mergeText(c: Compilation, node: MergeNode, role: QueryRole): QueryText {
  if (!c.grammar.merge) throw unsupported(c.grammar, 'MERGE', 'use upsert(), or several statements in one transaction')
  useWith(c, node.with, c.grammar.cteBeforeChange, 'MERGE')
  if (node.branches.length === 0) {
    throw new CompileError(`MERGE INTO ${node.table.name} does nothing: add a when…() call`, {
      code: 'COMPILE_EMPTY_SET',
    })
  }
  const target = sourceText(c, node.table, undefined)
  const source = sourceText(c, node.source, undefined)
  const scope = scopeOf([node.table, node.source])
  const branches = node.branches.map((branch) => branchText(c, node, branch, scope))
  const returning = returningText(c, 'merge', node.returning, scope, role)
  const text = `MERGE INTO ${target} USING ${source} ON ${c.text(node.on, scope)} ${branches.join(' ')}`
  return { text: text + returning.text, columns: returning.columns, composite: false }
}

function branchText(c: Compilation, node: MergeNode, branch: MergeBranch, both: Scope): string {
  // A branch sees only the rows that it has: naming the other side is refused here, with a better message.
  const scope: Scope =
    branch.when === 'matched' ? both : scopeOf([branch.when === 'not matched' ? node.source : node.table])
  const condition = branch.and ? ` AND ${c.text(branch.and, scope)}` : ''
  return `${whens[branch.when]}${condition} THEN ${actionText(c, node, branch, scope)}`
}

function actionText(c: Compilation, node: MergeNode, branch: MergeBranch, scope: Scope): string {
  switch (branch.action) {
    case 'nothing':
      return 'DO NOTHING'
    case 'delete':
      return 'DELETE'
    case 'update':
      requireValues(node, branch)
      return `UPDATE SET ${assignments(c, branch.set, scope, '')}`
    case 'insert': {
      if (branch.set.length === 0) return 'INSERT DEFAULT VALUES'
      const columns = branch.set.map(({ column }) => identifier(c.grammar, column.name))
      const values = branch.set.map(({ column, value }) =>
        c.text(value, scope, { kind: 'cell', type: column.type, label: columnLabel(column) }),
      )
      return `INSERT (${columns.join(', ')}) VALUES (${values.join(', ')})`
    }
  }
}

function requireValues(node: MergeNode, branch: MergeBranch): void {
  if (branch.set.length > 0) return
  throw new CompileError(`MERGE INTO ${sourceName(node.table)} updates nothing: give at least one value`, {
    code: 'COMPILE_EMPTY_SET',
  })
}
