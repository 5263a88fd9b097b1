// Type-checks and runs each program of the tour against the built packages. The programs lie in ../shared/tour beside the
// checkout; they are copied, so that they resolve the packages of this workspace. Without that folder nothing is to do.
// expected.json lists programs that cannot pass yet, with the reason; one that passes all the same fails the run.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, withTools } from './root.mjs'
import { run } from './run.mjs'
import { summary } from './steps.mjs'

const here = join(root, 'tour')
const source = process.env.ATHANOR_TOUR ?? join(root, '..', 'shared', 'tour')
const folder = join(here, 'programs')
const { open } = JSON.parse(readFileSync(join(here, 'expected.json'), 'utf8'))
const limitMs = 120_000

if (existsSync(source)) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const program of copyPrograms()) {
    const failure = await failureOf(program)
    counts[report(program, failure)]++
  }
  for (const name of Object.keys(open).filter((each) => !existsSync(join(folder, each)))) {
    console.log(`✗ ${name}: expected.json lists it as open, and there is no such program. Remove it from the list.`)
    counts.failed++
  }
  console.log(summary(counts))
  process.exitCode = counts.failed === 0 ? 0 : 1
} else {
  console.log(`There is no tour beside this checkout (${source}). Nothing to do.\n0 passed, 0 failed`)
}

/** Copies all files and returns the names of the programs: the files that assert something. */
function copyPrograms() {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const files = readdirSync(source).filter((name) => name.endsWith('.ts'))
  for (const name of files) cpSync(join(source, name), join(folder, name))
  const chosen = process.argv.slice(2)
  return files
    .filter((name) => readFileSync(join(folder, name), 'utf8').includes('node:assert'))
    .filter((name) => chosen.length === 0 || chosen.some((part) => name.includes(part)))
}

/** What went wrong with a program, or null. */
async function failureOf(program) {
  const project = join(folder, `${program}.tsconfig.json`)
  writeFileSync(project, JSON.stringify({ extends: '../tsconfig.json', files: [program] }))
  const types = await run('tsc', ['-p', project, '--pretty', 'false'], { cwd: folder, env: withTools() })
  if (types.code !== 0) return { stage: 'type check', output: types.output }
  const hook = new URL('tsx-hook.mjs', import.meta.url).href
  const result = await run(process.execPath, [`--import=${hook}`, program], { cwd: folder, env: process.env, limitMs })
  if (result.code === 0) return null
  return { stage: result.signal === null ? 'run' : `run (stopped after ${limitMs / 1000} s)`, output: result.output }
}

function report(program, failure) {
  const reason = open[program]
  if (failure === null && reason === undefined) {
    console.log(`✓ ${program}`)
    return 'passed'
  }
  if (failure === null) {
    console.log(
      `✗ ${program} passes, and tour/expected.json still lists it as open (${reason}). Remove it from the list.`,
    )
    return 'failed'
  }
  // What is open still has to type-check.
  if (reason !== undefined && failure.stage !== 'type check') {
    console.log(`- ${program} is open: ${reason} (fails at: ${failure.stage})`)
    return 'skipped'
  }
  console.log(`✗ ${program}: ${failure.stage} failed\n${failure.output.trimEnd().split('\n').slice(0, 40).join('\n')}`)
  return 'failed'
}
