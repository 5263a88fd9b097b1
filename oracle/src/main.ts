import { fileURLToPath } from 'node:url'
import { BadInput } from './bad-input.ts'
import type { DatabaseName, OracleCase } from './case-format.ts'
import { Dataset } from './dataset.ts'
import { type Options, readOptions, usage } from './options.ts'
import { readCases } from './read-cases.ts'
import { countLine, countsOf, failureLines, Progress } from './report.ts'
import { runDatabase } from './run-database.ts'
import { showCase } from './show-case.ts'

const listed = 50

async function main(): Promise<number> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const options = readOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd(), root)
  if (options.help) {
    console.log(usage)
    return 0
  }
  const { dataset: file, cases } = readCases(options.folder)
  const dataset = new Dataset(file)
  const chosen = choose(cases, options)
  return options.ids.length > 0 ? showCases(chosen, dataset, options) : runAll(chosen, dataset, options)
}

function choose(cases: readonly OracleCase[], { ids, folder }: Options): readonly OracleCase[] {
  if (ids.length === 0) return cases
  const missing = ids.filter((id) => !cases.some((each) => each.id === id))
  if (missing.length > 0) throw new BadInput(`There is no case ${missing.join(', ')} in ${folder}.`)
  return cases.filter(({ id }) => ids.includes(id))
}

async function runAll(cases: readonly OracleCase[], dataset: Dataset, { databases }: Options): Promise<number> {
  const supports = (each: OracleCase, name: DatabaseName): boolean => each.dialects[name]?.supported === true
  const progress = new Progress(
    databases.reduce((sum, name) => sum + cases.filter((each) => supports(each, name)).length, 0),
  )
  const reports = await Promise.all(
    databases.map((name) => runDatabase(name, cases, dataset, () => progress.step())),
  ).finally(() => progress.end())
  const lines = reports.flatMap((report) => failureLines(report, listed))
  if (lines.length > 0) console.log(lines.join('\n'))
  for (const report of reports) console.log(countLine(report))
  return reports.some((report) => countsOf(report).failed + countsOf(report).refused > 0) ? 1 : 0
}

async function showCases(cases: readonly OracleCase[], dataset: Dataset, { databases }: Options): Promise<number> {
  let good = true
  for (const name of databases) good = (await showCase(cases, dataset, name)) && good
  return good ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof BadInput ? error.message : error)
  process.exitCode = 2
}
