import {
  CompileError,
  type CteNode,
  type FunctionSourceNode,
  type JoinClause,
  type JoinKind,
  type NamedSource,
  type SourceNode,
  sourceName,
  type SubqueryNode,
  type TableSampleNode,
} from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import { tableHints } from '../text/hints.ts'
import { identifier, qualified } from '../text/identifiers.ts'
import { unsupported } from '../text/literals.ts'
import type { Scope } from '../scope.ts'

const joinWords: Readonly<Record<JoinKind, string>> = {
  inner: 'JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  cross: 'CROSS JOIN',
}

/** The text after FROM. `scope` learns each source's name when it is rendered, so that a lateral one sees its left. */
export function fromText(
  c: Compilation,
  from: readonly SourceNode[],
  joins: readonly JoinClause[],
  scope: Scope,
): string {
  if (from.length === 0 && joins.length > 0) {
    throw new CompileError('a JOIN has nothing to its left: name the first source with .from()', {
      code: 'COMPILE_JOIN_WITHOUT_FROM',
    })
  }
  // A comma binds more loosely than JOIN, so with joins behind it only CROSS JOIN lets ON see all sources.
  const separator = joins.length > 0 ? ' CROSS JOIN ' : ', '
  let text = from.map((source, i) => element(c, source, scope, i > 0 && joins.length > 0)).join(separator)
  for (const { join, source, on } of joins) {
    const right = element(c, source, scope, true)
    text += ` ${joinWord(c, join, on === undefined)} ${right}${on ? ` ON ${c.text(on, scope)}` : ''}`
  }
  return text
}

function element(c: Compilation, source: SourceNode, scope: Scope, apart: boolean): string {
  if (source.kind !== 'join') {
    const text = sourceText(c, source, scope)
    addName(scope, sourceName(source))
    return text + tableHints(c, source, scope)
  }
  const left = element(c, source.left, scope, false)
  const right = element(c, source.right, scope, true)
  const on = source.on ? ` ON ${c.text(source.on, scope)}` : ''
  const text = `${left} ${joinWord(c, source.join, source.on === undefined)} ${right}${on}`
  return apart ? `(${text})` : text
}

/** @throws {CompileError} COMPILE_DUPLICATE_SOURCE: which of the two a column is of could not be said */
function addName(scope: Scope, name: string): void {
  if (scope.names.has(name)) {
    throw new CompileError(`'${name}' is in FROM twice: give one of them another name with alias()`, {
      code: 'COMPILE_DUPLICATE_SOURCE',
    })
  }
  scope.names.add(name)
}

function joinWord(c: Compilation, join: JoinKind, withoutOn: boolean): string {
  if (join === 'full' && !c.grammar.fullJoin)
    throw unsupported(c.grammar, 'FULL JOIN', 'use a LEFT JOIN and UNION ALL the rest')
  if (join === 'right' && !c.grammar.rightJoin) throw unsupported(c.grammar, 'RIGHT JOIN', 'turn the sides around')
  if (!withoutOn || join === 'cross') return joinWords[join]
  if (join === 'inner') return joinWords.cross
  throw new CompileError(`a ${join} join needs a condition: pass ON as the second argument`, {
    code: 'COMPILE_JOIN_WITHOUT_ON',
  })
}

/** A source as it stands in FROM. */
export function sourceText(c: Compilation, source: NamedSource, scope: Scope | undefined): string {
  switch (source.kind) {
    case 'table':
      if (source.schema === undefined) c.useTable(source.name)
      return qualified(c.grammar, source.name, source.schema)
    case 'alias': {
      const of = source.of.kind === 'cte' && c.standsInChange ? cteApart(c, source.of) : sourceText(c, source.of, scope)
      return `${of} AS ${identifier(c.grammar, source.name)}`
    }
    case 'cte':
      if (c.standsInChange) return `${cteApart(c, source)} AS ${identifier(c.grammar, source.name)}`
      c.useCte(source, (node) => cteText(c, node))
      return identifier(c.grammar, source.name)
    case 'cteReference':
      return identifier(c.grammar, source.name)
    case 'subquery':
      return subqueryText(c, source, scope)
    case 'functionSource':
      return functionText(c, source, scope)
    case 'tableSample':
      return sampleText(c, source, scope)
  }
}

/** A CTE among the tables of a change that can have no WITH. */
function cteApart(c: Compilation, cte: CteNode): string {
  const text = c.apart(() => {
    c.useCte(cte, (node) => cteText(c, node))
    return `SELECT * FROM ${identifier(c.grammar, cte.name)}`
  })
  return `(${text})`
}

/** A subquery in FROM sees nothing around it, unless it is lateral. */
function subqueryText(c: Compilation, node: SubqueryNode, scope: Scope | undefined): string {
  if (node.lateral && !c.grammar.lateral)
    throw unsupported(c.grammar, 'LATERAL', 'use a window function or a correlated subquery')
  const { text, columns } = c.query(node.query, node.lateral ? scope : undefined, 'derived')
  const name = identifier(c.grammar, node.name)
  const isValues = node.query.kind === 'values'
  const wanted = node.columnNames ?? columns.map((column) => column.name)
  if (isValues && c.grammar.rowLists === 'values' && !c.grammar.derivedColumnNames) {
    const renamed = wanted.map((column, i) => `column${i + 1} AS ${identifier(c.grammar, column)}`)
    return `(SELECT ${renamed.join(', ')} FROM (${text})) AS ${name}`
  }
  const names = (isValues && c.grammar.rowLists === 'values') || wanted.some((column, i) => column !== columns[i]?.name)
  if (names && !c.grammar.derivedColumnNames) {
    throw unsupported(
      c.grammar,
      `a list of column names after the subquery '${node.name}'`,
      'name the columns inside of it',
    )
  }
  return `${node.lateral ? 'LATERAL ' : ''}(${text}) AS ${name}${names ? nameList(c, wanted) : ''}`
}

function functionText(c: Compilation, node: FunctionSourceNode, scope: Scope | undefined): string {
  const { tableFunctions } = c.grammar
  if (tableFunctions === 'raw' && node.call.kind !== 'raw') {
    throw unsupported(c.grammar, `the function '${node.name}' in FROM`, 'write JSON_TABLE(…) as sql`…`')
  }
  if (node.withOrdinality && !c.grammar.withOrdinality)
    throw unsupported(c.grammar, 'WITH ORDINALITY', 'use row_number()')
  const lateral = node.lateral && c.grammar.lateral ? 'LATERAL ' : ''
  const names = node.columnNames && tableFunctions === 'named' ? nameList(c, node.columnNames) : ''
  const numbered = node.withOrdinality ? ' WITH ORDINALITY' : ''
  return `${lateral}${c.text(node.call, scope)}${numbered} AS ${identifier(c.grammar, node.name)}${names}`
}

function sampleText(c: Compilation, node: TableSampleNode, scope: Scope | undefined): string {
  if (!c.grammar.tableSample)
    throw unsupported(c.grammar, 'TABLESAMPLE', 'compare random() with the part that is wanted')
  const seed = node.seed ? ` REPEATABLE (${c.text(node.seed, scope)})` : ''
  const table = sourceText(c, node.of, scope)
  const method =
    node.method.toUpperCase() === 'BERNOULLI' || node.method.toUpperCase() === 'SYSTEM'
      ? node.method.toUpperCase()
      : identifier(c.grammar, node.method)
  return `${table} AS ${identifier(c.grammar, node.name)} TABLESAMPLE ${method} (${c.text(node.percent, scope)})${seed}`
}

function nameList(c: Compilation, names: readonly string[]): string {
  return ` (${names.map((name) => identifier(c.grammar, name)).join(', ')})`
}

const changes: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'merge'])

/** `name (columns) AS (query)`; its query sees nothing of the statement around. */
export function cteText(c: Compilation, node: CteNode): string {
  if (changes.has(node.query.kind)) {
    if (!c.grammar.changeInCte)
      throw unsupported(
        c.grammar,
        `${node.query.kind.toUpperCase()} in the CTE '${node.name}'`,
        'run it as a statement of its own',
      )
    c.readOnly = false
  }
  if (node.materialized !== undefined && !c.grammar.materializedHint)
    throw unsupported(c.grammar, `MATERIALIZED on the CTE '${node.name}'`)
  const { text, columns } = c.query(node.query, undefined, 'derived')
  const unnamed = node.query.kind === 'values' && c.grammar.rowLists === 'values'
  const names = node.columnNames ?? (unnamed ? columns.map((column) => column.name) : undefined)
  const hint = node.materialized === undefined ? '' : node.materialized ? 'MATERIALIZED ' : 'NOT MATERIALIZED '
  return `${identifier(c.grammar, node.name)}${names ? nameList(c, names) : ''} AS ${hint}(${text})`
}
