// docs/sql/refusals.md holds what each dialect refuses: one row for each `unsupported(…)` of the sources and each function
// that a grammar calls missing, with the advice that the error gives. Here the page is held against the sources.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'
import { parse, walk } from './syntax.mjs'

export const refusalsPage = 'docs/sql/refusals.md'

/** What stands for a construct that is not written down where it is refused. */
const computed = {
  'node.op.toUpperCase()': ['INTERSECT ALL', 'EXCEPT ALL'],
  'conflict.form.toUpperCase()': ['ON CONFLICT', 'ON DUPLICATE KEY'],
  what: ['a deferrable unique constraint', 'a deferrable foreign key'],
}
/** Names for what would say too little by itself. */
const named = {
  '……': ['GROUPING SETS', 'CUBE', 'ROLLUP'],
  '… (subquery)': ['ANY (subquery)', 'ALL (subquery)'],
  '…()': ['a function of another database'],
  'the operator …': ['an operator of another database'],
}

/** Rows that the page lacks, or that have other advice or nothing behind them, as `{ line, expected, actual }`. */
export function wrongRefusals() {
  const lines = readFileSync(join(root, refusalsPage), 'utf8').split('\n')
  const rows = new Map()
  for (const [i, line] of lines.entries()) {
    const row = /^\| `([^`]+)` \| (.+?) \| (.*?) ?\|$/.exec(line)
    if (row !== null) rows.set(row[1], { line: i + 1, advice: row[3] })
  }
  const found = refusals()
  const failures = []
  for (const [construct, advices] of found) {
    const row = rows.get(construct)
    const expected = `| \`${construct}\` | … | ${[...advices].join('; ')} |`
    if (row === undefined) failures.push({ line: 1, expected, actual: 'no such row' })
    else if (row.advice !== [...advices].join('; '))
      failures.push({ line: row.line, expected, actual: `the advice '${row.advice}'` })
  }
  for (const [construct, { line }] of rows) {
    if (!found.has(construct)) failures.push({ line, expected: 'a refusal in the sources', actual: construct })
  }
  return failures
}

/** Constructs with the advices that are given for them. */
function refusals() {
  const found = new Map()
  const add = (construct, advice) => {
    const advices = found.get(construct) ?? new Set()
    if (advice !== '' && advice !== '…') advices.add(advice)
    found.set(construct, advices)
  }
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src')
    for (const file of readdirSync(folder, { recursive: true }).filter((each) => each.endsWith('.ts'))) {
      const code = readFileSync(join(folder, file), 'utf8')
      if (!/\bunsupported\(|\bmissing[:(]/.test(code)) continue
      const { program } = parse(code)
      const missing = new Map()
      const constants = new Map()
      walk(program, (node) => {
        if (node.type === 'CallExpression' && node.callee.name === 'unsupported') {
          const [, construct, advice] = node.arguments
          const advices = advice === undefined ? '' : (constants.get(advice.name) ?? textsOf(advice, code)[0])
          for (const text of textsOf(construct, code)) for (const each of named[text] ?? [text]) add(each, advices)
        }
        if (
          node.type === 'CallExpression' &&
          node.callee.name === 'missing' &&
          node.arguments[0]?.type === 'StringLiteral'
        ) {
          const [names, advice] = node.arguments.map((each) => textsOf(each, code)[0])
          for (const each of names.split(' ')) add(`${each}()`, advice)
        }
        if (node.type === 'VariableDeclarator' && node.init?.type === 'StringLiteral')
          constants.set(node.id.name, node.init.value)
        const init = node.type === 'VariableDeclarator' ? missingOf(node.init, code, missing) : undefined
        if (init !== undefined) missing.set(node.id.name, init)
        if (node.type === 'ObjectProperty') {
          const advice = missingOf(node.value, code, missing)
          const key = node.key.name ?? node.key.value
          if (advice !== undefined && key !== undefined) add(`${key}()`, advice)
        }
      })
    }
  }
  return found
}

/** The advice of `{ missing: '…' }`, or of a constant that is one. */
function missingOf(node, code, known) {
  if (node?.type === 'Identifier') return known.get(node.name)
  if (node?.type !== 'ObjectExpression') return undefined
  const property = node.properties.find((each) => each.key?.name === 'missing')
  return property === undefined ? undefined : textsOf(property.value, code)[0]
}

/** The texts that an argument may be; parts that are computed are …. */
function textsOf(node, code) {
  switch (node.type) {
    case 'StringLiteral':
      return [node.value]
    case 'TemplateLiteral':
      return [node.quasis.map((quasi) => quasi.value.cooked).join('…')]
    case 'ConditionalExpression':
      return [...textsOf(node.consequent, code), ...textsOf(node.alternate, code)]
    default: {
      const text = code.slice(node.start, node.end)
      return computed[text] ?? ['…']
    }
  }
}
