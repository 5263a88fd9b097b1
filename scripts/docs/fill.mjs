// npm run docs -- --fill: writes what was there in the place of each `// => ?` and `// throws ?`. Read the result.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'

const width = 120

/** Returns the failures that are left. */
export function fill(path, failures) {
  const lines = readFileSync(join(root, path), 'utf8').split('\n')
  const left = []
  for (const failure of failures.toSorted((a, b) => b.line - a.line)) {
    const index = failure.line - 1
    const match = /^(.*?\/\/ (?:=>|throws)) \?$/.exec(lines[index] ?? '')
    if (match === null || failure.actual === 'nothing was thrown' || !/^(throws )?\?$/.test(failure.expected))
      left.unshift(failure)
    else lines.splice(index, 1, ...wrapped(match[1], failure.actual.replace(/^throws /, '').replace(/\s+/g, ' ')))
  }
  writeFileSync(join(root, path), lines.join('\n'))
  return left
}

function wrapped(start, text) {
  const one = `${start} ${text}`
  if (one.length <= width) return [one]
  const [, code = '', marker = ''] = /^(.*?)\s*(\/\/ .*)$/.exec(start) ?? []
  const indent = /^\s*/.exec(code)[0]
  const lines = code.trim() === '' ? [] : [code]
  let line = `${indent}${marker}`
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > width) {
      lines.push(line)
      line = `${indent}//  `
    }
    line += ` ${word}`
  }
  return [...lines, line]
}
