// Type-checks and runs the examples of all pages (docs/**/*.md and the READMEs), one line for each page. Arguments are parts
// of pages' paths; --sources takes the packages' sources instead of what was built; --fill completes `// => ?`.
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fill } from './docs/fill.mjs'
import { brokenLinks } from './docs/links.mjs'
import { blocksOf, pagePaths } from './docs/pages.mjs'
import { programsOf } from './docs/programs.mjs'
import { refusalsPage, wrongRefusals } from './docs/refusals.mjs'
import { unusedImports } from './docs/syntax.mjs'
import { untranslated } from './docs/translations.mjs'
import { Failure, main } from './failure.mjs'
import { root, withTools } from './root.mjs'
import { run } from './run.mjs'
import { summary } from './steps.mjs'

const folder = join(root, 'docs', 'programs')
const limitMs = 120_000
const flags = process.argv.slice(2).filter((arg) => arg.startsWith('--'))
const parts = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const conditions = flags.includes('--sources') ? ['@athanor/source'] : []

await main(async () => {
  const pages = pagePaths()
    .filter((path) => parts.length === 0 || parts.some((part) => path.includes(part)))
    .map((path) => {
      const failures = [...brokenLinks(path), ...untranslated(path), ...(path === refusalsPage ? wrongRefusals() : [])]
      const programs = programsOf(path, blocksOf(path))
      for (const { check, blocks } of programs) {
        for (const name of unusedImports(check))
          failures.push({ line: blocks[0].line, expected: `a use of ${name}`, actual: 'it is only imported' })
      }
      return { path, programs, failures, checks: 0 }
    })
  write(pages)
  await checkTypes(pages)
  await executeAll(pages)
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const page of pages) {
    if (flags.includes('--fill')) page.failures = fill(page.path, page.failures)
    report(page, counts)
  }
  console.log(summary(counts))
  return counts.failed === 0 ? 0 : 1
})

function write(pages) {
  rmSync(folder, { recursive: true, force: true })
  const taken = new Map()
  for (const { path: page, programs } of pages) {
    for (const { path, check, run: executed } of programs) {
      if (taken.has(path)) throw new Failure(`${page} and ${taken.get(path)} both have a module ${path}: rename one`)
      taken.set(path, page)
      for (const [kind, text] of Object.entries({ check, run: executed })) {
        mkdirSync(dirname(join(folder, kind, path)), { recursive: true })
        writeFileSync(join(folder, kind, path), text)
      }
    }
  }
  // Modules beside the pages, such as the tables that several pages share.
  for (const name of readdirSync(join(root, 'docs', 'sql')).filter((each) => each.endsWith('.ts'))) {
    for (const kind of ['check', 'run']) {
      mkdirSync(join(folder, kind, 'docs', 'sql'), { recursive: true })
      cpSync(join(root, 'docs', 'sql', name), join(folder, kind, 'docs', 'sql', name))
    }
  }
}

async function checkTypes(pages) {
  const project = join(folder, 'tsconfig.json')
  const compilerOptions = { customConditions: conditions }
  const include = ['check/**/*.ts', '../page-types.d.ts']
  writeFileSync(project, JSON.stringify({ extends: '../tsconfig.json', compilerOptions, include, exclude: [] }))
  const { code, output } = await run('tsc', ['-p', project, '--pretty', 'false'], { cwd: folder, env: withTools() })
  if (code === 0) return
  let placed = 0
  for (const [, file, line, message] of output.matchAll(
    /^check\/(\S+?)\((\d+),\d+\): error (TS[\s\S]*?)(?=^\S|$(?![\s\S]))/gm,
  )) {
    const page = pages.find(({ programs }) => programs.some(({ path }) => path === file))
    if (page === undefined) continue
    page.failures.push({ line: Number(line), expected: 'no type error', actual: message.trim() })
    placed++
  }
  if (placed === 0) throw new Failure(output)
}

/** Pages of one server share its tables, so they run one after another; the others run beside them. */
async function executeAll(pages) {
  const runPage = async (page) => {
    for (const program of page.programs) await execute(page, program)
  }
  const usesServer = ({ programs }) => programs.some((program) => /ATHANOR_\w+_URL/.test(program.run))
  const waiting = pages.filter((page) => !usesServer(page))
  const lane = async () => {
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) await runPage(page)
  }
  const withServer = async () => {
    for (const page of pages.filter(usesServer)) await runPage(page)
  }
  await Promise.all([withServer(), ...Array.from({ length: Math.min(4, availableParallelism()) }, lane)])
}

async function execute(page, { path, blocks }) {
  if (!blocks.some((block) => block.run)) return
  const hook = new URL('tsx-hook.mjs', import.meta.url).href
  const args = [...conditions.map((each) => `--conditions=${each}`), `--import=${hook}`]
  const program = join(folder, 'run', path)
  const { output, signal } = await run(
    process.execPath,
    [...args, join(root, 'scripts/docs/run-program.mjs'), program],
    {
      cwd: dirname(program),
      env: process.env,
      limitMs,
    },
  )
  const last = output.trimEnd().split('\n').at(-1) ?? ''
  if (last.startsWith('{"checks"')) {
    const { checks, failures } = JSON.parse(last)
    page.checks += checks
    page.failures.push(...failures)
  } else {
    const why = signal === null ? 'the process ended by itself' : `stopped after ${limitMs / 1000} s`
    page.failures.push({ line: blocks[0].line, expected: 'a program that ends', actual: `${why}\n${output}` })
  }
}

/** A block is a test: it fails when one of the failures stands in it. What stands outside of all blocks fails the page. */
function report({ path, programs, failures, checks }, counts) {
  const blocks = programs.flatMap((program) => program.blocks)
  const executed = blocks.filter((block) => block.run)
  if (blocks.length === 0 && failures.length === 0) return
  const inBlock = (block, { line }) => line >= block.line && line < block.line + block.lines.length
  const failed = executed.filter((block) => failures.some((failure) => inBlock(block, failure))).length
  const outside = failures.some((failure) => !executed.some((block) => inBlock(block, failure))) ? 1 : 0
  counts.passed += executed.length - failed
  counts.failed += failed + outside
  for (const { line, expected, actual } of failures.toSorted((a, b) => a.line - b.line)) {
    console.log(`${path}:${line}\n  expected  ${expected}\n  actual    ${actual.split('\n').join('\n            ')}`)
  }
  const unrun = blocks.length - executed.length
  const details = [`${checks} expectations`, ...(unrun > 0 ? [`${unrun} not executed`] : [])].join(', ')
  const result = summary({ passed: executed.length - failed, failed: failed + outside, skipped: 0 })
  console.log(`${failures.length === 0 ? '✓' : '✗'} ${path.padEnd(34)} ${result}  (${details})`)
}
