import { CompileError, type ExprNode, type SelectItem, typeOf } from '@athanor/contract'
import type { Compilation, OutputColumn, QueryRole } from '../compilation.ts'
import { fittedName, identifier } from '../text/identifiers.ts'
import type { LabelTarget, Scope } from '../scope.ts'

/** A selection, one element for each column that the database returns. */
interface Selected {
  readonly key: string
  readonly expr: ExprNode
  readonly group?: string
}

function flat(selection: readonly SelectItem[]): readonly Selected[] {
  return selection.flatMap((item): readonly Selected[] => {
    if (item.kind === 'column') return [{ key: item.key, expr: item.expr }]
    return item.columns.map((expr) => ({ key: expr.key, expr, ...(item.key === undefined ? {} : { group: item.key }) }))
  })
}

/** What ORDER BY and GROUP BY can name. The first of equal keys wins. */
export function labelsOf(selection: readonly SelectItem[]): ReadonlyMap<string, LabelTarget> {
  const labels = new Map<string, LabelTarget>()
  flat(selection).forEach(({ key, expr }, i) => {
    if (!labels.has(key)) labels.set(key, { expr, position: i + 1 })
  })
  return labels
}

/** Keys once taken get `_1`, `_2` …; rows by position stay right. */
class UniqueNames {
  readonly #taken = new Set<string>()
  readonly #ended: (name: string, ending: string) => string
  constructor(ended: (name: string, ending: string) => string = (name, ending) => name + ending) {
    this.#ended = ended
  }
  take(wanted: string): string {
    let name = wanted
    for (let n = 1; this.#taken.has(name); n++) name = this.#ended(wanted, `_${n}`)
    this.#taken.add(name)
    return name
  }
}

export interface SelectionText {
  readonly text: string
  readonly columns: readonly OutputColumn[]
}

/** The select list, or what RETURNING returns. */
export function selectionText(
  c: Compilation,
  selection: readonly SelectItem[],
  scope: Scope,
  role: QueryRole,
): SelectionText {
  const items = flat(selection)
  if (items.length === 0) {
    // EXISTS asks for rows only.
    if (role === 'derived') return { text: '1', columns: [] }
    throw new CompileError('nothing is selected: name at least one column', { code: 'COMPILE_EMPTY_SELECTION' })
  }
  const keys = new Map<string | undefined, UniqueNames>()
  // Groups are apart in the row; the SQL names are not. Only outer statements use those.
  const names = new UniqueNames((name, ending) => fittedName(c.grammar, name, ending))
  const columns: OutputColumn[] = []
  const texts = items.map(({ key: wanted, expr, group }) => {
    const taken = keys.get(group) ?? new UniqueNames()
    keys.set(group, taken)
    const key = taken.take(wanted)
    // Rows are read by position; only a statement around reads them by name.
    const name = role === 'derived' ? names.take(wanted) : wanted
    columns.push({ key, name, type: typeOf(expr), ...(group === undefined ? {} : { group }) })
    const text = c.text(expr, scope)
    if (nameOf(expr) === name) return text
    return `${text} AS ${identifier(c.grammar, role === 'derived' ? name : fittedName(c.grammar, name, ''))}`
  })
  return { text: texts.join(', '), columns }
}

function nameOf(expr: ExprNode): string | undefined {
  if (expr.kind === 'column') return expr.name
  return expr.kind === 'coerce' ? nameOf(expr.operand) : undefined
}
