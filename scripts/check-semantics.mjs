// docs/semantics.md has one row for each rule of SQLAlchemy, and each row a test that exists, a decision, or both.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

const page = 'docs/semantics.md'
const numbers = [
  ...Array.from({ length: 55 }, (_, i) => `3.A.${i + 1}`),
  ...Array.from({ length: 21 }, (_, i) => `3.B.${i + 56}`),
]
const number = String.raw`(?:3\.[AB]|5)\.\d+`
const problems = []

/** The names of a file's tests that begin with a rule's number. */
function testsIn(file) {
  const text = readFileSync(join(root, file), 'utf8')
  const title = new RegExp(String.raw`(['"])(${number}(?:, \d+)? (?:\\.|(?!\1)[^\n])*)\1`, 'g')
  return [...text.matchAll(title)].map(([, , name]) => name.replaceAll("\\'", "'"))
}

/** All of them, by file. */
function allTests() {
  const folders = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/test`)
  const found = new Map()
  for (const folder of [...folders, 'packages/dialect-kit/src/cases']) {
    if (!existsSync(join(root, folder))) continue
    for (const file of readdirSync(join(root, folder), { recursive: true })) {
      if (!file.endsWith('.ts')) continue
      const tests = testsIn(join(folder, file))
      if (tests.length > 0) found.set(join(folder, file), new Set(tests))
    }
  }
  return found
}

const tests = allTests()
const named = new Set()

/** A proof is `` [file](../packages/…/file) “name” ``; the name of a test begins with the row's number. */
function checkProofs(row, cell) {
  const proofs = [...cell.matchAll(/\[[^\]]+\]\(\.\.\/([^)]+)\) “(.+?)”(?=<br>|\s*$)/g)]
  for (const [, file, name] of proofs) {
    named.add(`${file} ${name}`)
    if (!tests.get(file)?.has(name)) problems.push(`${row}: ${file} has no test '${name}'`)
  }
  return proofs.length
}

function checkDecision(row, cell) {
  const [, file] = /\[\d+\]\((decisions\/[^)]+)\)/.exec(cell) ?? []
  if (file === undefined)
    return cell === 'as SQLAlchemy' ? 0 : problems.push(`${row}: neither as SQLAlchemy nor a decision`)
  const path = join(root, 'docs', file)
  if (!existsSync(path)) problems.push(`${row}: there is no docs/${file}`)
  return 1
}

const seen = []
for (const [, row, cells] of readFileSync(join(root, page), 'utf8').matchAll(
  new RegExp(String.raw`^\| (${number}) \| (.*) \|$`, 'gm'),
)) {
  const columns = cells.split(' | ')
  seen.push(row)
  // A defect has no column that says what is done: it is not reproduced, and a test shows it.
  const decisions = row.startsWith('5.') ? 0 : checkDecision(row, columns[1] ?? '')
  if (checkProofs(row, columns.at(-1) ?? '') + decisions === 0) problems.push(`${row}: no test and no decision`)
}
problems.push(
  ...numbers.filter((each) => !seen.includes(each)).map((each) => `${each} is missing`),
  ...seen.filter((each, i) => seen.indexOf(each) !== i).map((each) => `${each} has two rows`),
  ...seen.filter((each) => each.startsWith('3.') && !numbers.includes(each)).map((each) => `${each} is no rule`),
)
for (const [file, names] of tests) {
  for (const name of names) if (!named.has(`${file} ${name}`)) problems.push(`no row names ${file} '${name}'`)
}

for (const problem of problems) console.error(`${page}: ${problem}`)
if (problems.length === 0) console.log(`${page}: ${numbers.length} rules, ${named.size} tests`)
process.exitCode = problems.length === 0 ? 0 : 1
