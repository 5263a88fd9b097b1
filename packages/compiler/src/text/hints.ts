import { CompileError, type HintNode, type NamedSource, sourceName } from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import { unsupported } from './literals.ts'
import type { Scope } from '../scope.ts'

/** Words, numbers, operators and names in quotes. */
const tableHint = /^(?:[\w\s.,()=$@]|`[^`\0]+`|"[^"\0]+")+$/
const statementHint = /^(?:[\w\s.,()=$@#:%+-]|`[^`\0*]+`|"[^"\0*]+"|'[^'\0*\\]+')+$/

/**
 * A hint is the user's own text, so it may only be what a hint consists of: nothing that ends a comment, a literal or
 * the statement.
 */
function check(hint: HintNode, pattern: RegExp): string {
  const { text } = hint
  if (pattern.test(text) && !text.includes('--') && balanced(text)) return text
  throw new CompileError(
    'a hint holds more than words, numbers, names in quotes and pairs of parentheses: write the hint alone',
    { code: 'COMPILE_BAD_HINT' },
  )
}

function balanced(text: string): boolean {
  let depth = 0
  for (const character of text.replaceAll(/`[^`]*`|"[^"]*"|'[^']*'/g, '')) {
    if (character === '(') depth++
    else if (character === ')' && --depth < 0) return false
  }
  return depth === 0
}

/** The hints of a statement, behind its verb. */
export function statementHints(c: Compilation, hints: readonly HintNode[] | undefined): string {
  const own = (hints ?? []).filter((hint) => hint.source === undefined && hint.dialect === c.grammar.name)
  if (own.length === 0) return ''
  if (!c.grammar.statementHints) throw unsupported(c.grammar, 'a hint of the statement')
  return `/*+ ${own.map((hint) => check(hint, statementHint)).join(' ')} */ `
}

/** The hints of a source, behind it in FROM. */
export function tableHints(c: Compilation, source: NamedSource, scope: Scope | undefined): string {
  const own = (scope?.hints ?? []).filter(
    (hint) => hint.source && hint.dialect === c.grammar.name && sourceName(hint.source) === sourceName(source),
  )
  if (own.length === 0) return ''
  if (!c.grammar.tableHints) throw unsupported(c.grammar, 'a hint of a table', 'use a hint of the statement')
  return own.map((hint) => ` ${check(hint, tableHint)}`).join('')
}
