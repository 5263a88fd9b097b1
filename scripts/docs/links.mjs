// Links between the pages: the file is there, and so is the heading.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../root.mjs'

/** The links of a page that lead nowhere, as `{ line, expected, actual }`. */
export function brokenLinks(path) {
  const failures = []
  const lines = withoutCode(readFileSync(join(root, path), 'utf8')).split('\n')
  for (const [i, line] of lines.entries()) {
    for (const [, target] of line.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      const [file, heading] = target.split('#')
      const full = file === '' ? join(root, path) : join(root, dirname(path), file)
      const missing = !existsSync(full) || (heading && statSync(full).isFile() && !headingsOf(full).has(heading))
      if (missing) failures.push({ line: i + 1, expected: `a link to something that is there`, actual: target })
    }
  }
  return failures
}

const withoutCode = (text) =>
  text.replace(/^(`{3,})[\s\S]*?^\1/gm, (code) => code.replace(/[^\n]/g, '')).replace(/`[^`\n]*`/g, '')

/** The anchors that GitHub makes of a page's headings. */
function headingsOf(file) {
  const text = readFileSync(file, 'utf8').replace(/^(`{3,})[\s\S]*?^\1/gm, '')
  return new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => anchor(title)))
}
const anchor = (title) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
