import { CompileError } from '../errors.ts'
import { collectSources, namedSourcesOf, selectedExpressions } from './children.ts'
import type { SelectNode } from './query.ts'
import { sourceName, type NamedSource, type SourceNode } from './source.ts'

/**
 * The FROM list of a select. As written, if it was; else the sources of the selected columns and of WHERE, in order of
 * appearance, without those that a JOIN brings and without those that belong to an enclosing statement
 * (`enclosing`, by name) — unless its only source would be left out, as in SQLAlchemy's auto-correlation.
 *
 * @throws {CompileError} COMPILE_CORRELATION when several sources would all be left out: nobody can know which are meant
 */
export function resolveFrom(node: SelectNode, enclosing: ReadonlySet<string>): readonly SourceNode[] {
  if (node.from.length > 0) return node.from
  const found = new Map<string, NamedSource>()
  for (const item of node.selection) if (item.kind === 'source') found.set(sourceName(item.source), item.source)
  for (const expr of selectedExpressions(node.selection)) collectSources(expr, found, sourceName)
  if (node.where) collectSources(node.where, found, sourceName)
  for (const join of node.joins) for (const source of namedSourcesOf(join.source)) found.delete(sourceName(source))
  const declared = node.correlate?.map(sourceName)
  const outer = declared ? new Set(declared) : enclosing
  const own = [...found].filter(([name]) => !outer.has(name)).map(([, source]) => source)
  if (own.length > 0 || declared !== undefined || node.joins.length > 0) return own
  if (found.size > 1) {
    throw new CompileError(
      `a subquery of ${[...found.keys()].join(', ')} has all of them from the statement around, and no FROM would be left: name its own with .from(), or the outer ones with .correlate()`,
      { code: 'COMPILE_CORRELATION' },
    )
  }
  return [...found.values()]
}

/** Every named source of a select's FROM and JOINs. */
export function sourcesInScope(node: SelectNode, from: readonly SourceNode[]): readonly NamedSource[] {
  return [...from.flatMap(namedSourcesOf), ...node.joins.flatMap((join) => namedSourcesOf(join.source))]
}
