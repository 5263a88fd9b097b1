import { CompileError, type SetOperationNode, type ValuesNode } from '@athanor/contract'
import type { Compilation, OutputColumn, QueryText } from '../compilation.ts'
import { identifier } from '../text/identifiers.ts'
import { unsupported } from '../text/literals.ts'
import { requireFetch } from './page.ts'
import type { Scope } from '../scope.ts'
import { ordered } from './set-order.ts'
import { cteText } from './sources.ts'

/** UNION and its siblings. The first query names the columns. */
export function setOperationText(c: Compilation, node: SetOperationNode, outer: Scope | undefined): QueryText {
  if ((node.op === 'intersect all' || node.op === 'except all') && !c.grammar.setOperationAll) {
    throw unsupported(
      c.grammar,
      node.op.toUpperCase(),
      'number equal rows with row_number() and compare the numbers too',
    )
  }
  requireFetch(c, node)
  for (const cte of node.with) c.useCte(cte, (each) => cteText(c, each))
  const members = node.queries.map((query) => c.query(query, outer, 'derived'))
  const [first] = members
  if (first === undefined)
    throw new CompileError('a set operation has no queries', { code: 'COMPILE_EMPTY_SET_OPERATION' })
  const other = members.find((member) => member.columns.length !== first.columns.length)
  if (other) {
    throw new CompileError(
      `${node.op.toUpperCase()} of ${first.columns.length} and ${other.columns.length} columns: select the same number in each query`,
      { code: 'COMPILE_COLUMN_COUNT' },
    )
  }
  const texts = members.map((member) => (member.composite ? apart(c, member.text) : member.text))
  const text = ordered(c, node, texts.join(` ${node.op.toUpperCase()} `), outer)
  return { text, columns: first.columns.map((column, i) => typed(column, i, members)), composite: true }
}

function apart(c: Compilation, text: string): string {
  return c.grammar.memberParentheses ? `(${text})` : `SELECT * FROM (${text})`
}

/** NULL in the first query says nothing about a column; another query may. */
function typed(column: OutputColumn, at: number, members: readonly QueryText[]): OutputColumn {
  if (column.type.name !== 'unknown') return column
  const type = members
    .map((member) => member.columns[at]?.type)
    .find((each) => each !== undefined && each.name !== 'unknown')
  return type ? { ...column, type } : column
}

/** A list of rows. Every cell is a parameter of its column's type. */
export function valuesText(c: Compilation, node: ValuesNode): QueryText {
  if (node.rows.length === 0)
    throw new CompileError('VALUES has no rows: give at least one', { code: 'COMPILE_EMPTY_VALUES' })
  const width = node.columns.length
  const asSelects = c.grammar.rowLists === 'select'
  const rows = node.rows.map((_, row) => {
    const cells = node.columns.map(({ name, type }, i) => {
      const cell = c.param(node, row * width + i, type, { kind: 'free' }, name)
      return asSelects && row === 0 ? `${cell} AS ${identifier(c.grammar, name)}` : cell
    })
    return asSelects ? `SELECT ${cells.join(', ')}` : `(${cells.join(', ')})`
  })
  const text = asSelects ? rows.join(' UNION ALL ') : `VALUES ${rows.join(', ')}`
  const columns = node.columns.map(({ name, type }) => ({ key: name, name, type }))
  return { text, columns, composite: true }
}
