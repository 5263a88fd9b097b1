import { CompileError, isExpression, isNamedSource, type RawNode, type TypeName } from '@athanor/contract'
import type { Compilation } from '../compilation.ts'
import { identifier } from './identifiers.ts'
import type { Scope } from '../scope.ts'
import { sourceText } from '../queries/sources.ts'

/** Types that a parameter in raw SQL states: without them `${1} + ${2}` has no meaning. */
const typed: ReadonlySet<string> = new Set<TypeName>([
  'integer',
  'smallint',
  'bigint',
  'numeric',
  'double',
  'real',
  'boolean',
])

/** SQL of the user's own: text as it is, columns and sources by their quoted names, statements as their text. */
export function rawText(c: Compilation, node: RawNode, scope: Scope | undefined): string {
  // In a constraint or an index a column has no table before it.
  const bareNames = c.inline && scope === undefined
  const open: Scope = {
    names: new Set(),
    open: true,
    bareNames,
    ...(scope ? { parent: scope } : {}),
    ...(scope?.labels ? { labels: scope.labels } : {}),
    ...(scope?.outputOf ? { outputOf: scope.outputOf } : {}),
  }
  let text = ''
  node.strings.forEach((string, i) => {
    if (string.includes('\0'))
      throw new CompileError('raw SQL contains a NUL character', { code: 'COMPILE_BAD_LITERAL' })
    text += string
    const item = node.items[i]
    if (item === undefined) return
    if (isNamedSource(item)) text += sourceText(c, item, open)
    else if (item.kind === 'identifier') text += item.names.map((name) => identifier(c.grammar, name)).join('.')
    else if (isExpression(item)) {
      // Text is left to the context: it may be meant as a date, an enumeration, JSON.
      const untyped = item.kind === 'param' && !typed.has(item.type.name)
      text += c.text(item, open, untyped ? { kind: 'cell' } : undefined)
    } else text += c.query(item, open, 'derived').text
  })
  return text
}
