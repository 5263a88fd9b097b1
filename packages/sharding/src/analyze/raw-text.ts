import type { RawNode } from '@athanor/contract'

/** Words by which SQL text can reach rows of other tables. */
const reading = /\b(?:select|from|join|table|values|with|using|call|exec|execute)\b/i

/** The text is an expression over the nodes in it: it holds no query of its own. */
export function isPlainExpression(raw: RawNode): boolean {
  // A word may be split by an item only if the item were text, which it never is.
  return !raw.strings.some((text) => reading.test(text))
}
