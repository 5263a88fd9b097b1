// A translated page has the examples of its original: the same blocks, but for comments that nothing checks.
import { blocksOf } from './pages.mjs'

const originals = { 'README.ko.md': 'README.md' }
const checked = /\/\/ (?:=>|throws|type:|@ts-)/

/** Lines in which a translation differs from its original, as `{ line, expected, actual }`. */
export function untranslated(path) {
  const original = originals[path]
  if (original === undefined) return []
  const wanted = codeOf(original)
  const found = codeOf(path)
  const at = Math.max(wanted.length, found.length)
  for (let i = 0; i < at; i++) {
    if (wanted[i]?.text === found[i]?.text) continue
    const line = found[i]?.line ?? found.at(-1)?.line ?? 1
    return [
      {
        line,
        expected: `as in ${original}: ${wanted[i]?.text ?? 'nothing more'}`,
        actual: found[i]?.text ?? 'nothing',
      },
    ]
  }
  return []
}

function codeOf(path) {
  return blocksOf(path)
    .flatMap(({ line, lines }) => lines.map((text, i) => ({ line: line + i, text: withoutRemark(text) })))
    .filter(({ text }) => text !== '')
}

const withoutRemark = (text) => (checked.test(text) ? text : text.replace(/(^|\s)\/\/ .*$/, '')).trimEnd()
