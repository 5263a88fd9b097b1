import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BadInput } from './bad-input.ts'
import type { DatasetFile, OracleCase } from './case-format.ts'

/** What a folder holds: the tables, and the cases of all its other JSON files in the order of their names. */
export interface CaseFolder {
  readonly dataset: DatasetFile
  readonly cases: readonly OracleCase[]
}

/**
 * Reads `dataset.json` and each other `*.json` of a folder.
 * @throws {BadInput} for a folder or a file that is not there, is not JSON or has another form
 */
export function readCases(folder: string): CaseFolder {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new BadInput(`There is no folder ${folder}. Give the folder of dataset.json and the cases with --sql DIR.`)
  }
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
  if (!names.includes('dataset.json')) throw new BadInput(`There is no dataset.json in ${folder}.`)
  const files = names.filter((name) => name !== 'dataset.json')
  if (files.length === 0) throw new BadInput(`There is no file of cases in ${folder}, only dataset.json.`)
  const cases = files.flatMap((name) => casesOf(join(folder, name)))
  const ids = new Set<string>()
  for (const { id } of cases) {
    if (ids.has(id)) throw new BadInput(`Two cases in ${folder} have the id ${id}.`)
    ids.add(id)
  }
  return { dataset: datasetOf(join(folder, 'dataset.json')), cases }
}

function parse(file: string): Readonly<Record<string, unknown>> {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new BadInput(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isRecord(content)) throw new BadInput(`${file} does not hold a JSON object.`)
  return content
}

function datasetOf(file: string): DatasetFile {
  const content = parse(file)
  if (!Array.isArray(content['tables'])) throw new BadInput(`${file} has no list "tables".`)
  // The format of the file is stated in FORMAT.md; what is not as it says is found when the tables are made.
  return content as unknown as DatasetFile
}

function casesOf(file: string): readonly OracleCase[] {
  const { cases } = parse(file)
  if (!Array.isArray(cases)) throw new BadInput(`${file} has no list "cases".`)
  return cases.map((each: unknown, i): OracleCase => {
    const missing = isRecord(each)
      ? ['id', 'out', 'stmt', 'dialects'].find((key) => each[key] === undefined)
      : 'object itself'
    if (missing !== undefined) throw new BadInput(`${file}: case ${caseName(each, i)} has no ${missing}.`)
    // As above: nodes of an unknown kind are found when the statement is built, with the case's id.
    return each as OracleCase
  })
}

function caseName(each: unknown, at: number): string {
  return isRecord(each) && typeof each['id'] === 'string' ? each['id'] : `number ${at + 1}`
}
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
