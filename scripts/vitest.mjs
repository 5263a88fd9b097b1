import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, withTools } from './root.mjs'
import { run } from './run.mjs'

/** Runs one project of the tests, with this Node or another one, and counts its tests. */
export async function vitest(project, { env = {}, node = process.execPath } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'athanor-vitest-'))
  const report = join(folder, 'report.json')
  try {
    const main = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const args = [
      main,
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]
    const result = await run(node, args, { cwd: root, env: withTools({ ...process.env, ...env }) })
    return { ...result, ...readReport(report, result.code) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readReport(report, code) {
  let json
  try {
    json = JSON.parse(readFileSync(report, 'utf8'))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return { counts: { passed: 0, failed: 1, skipped: 0 }, details: [] }
  }
  const failed = json.numFailedTests === 0 && code !== 0 ? 1 : json.numFailedTests
  const counts = { passed: json.numPassedTests, failed, skipped: json.numPendingTests + json.numTodoTests }
  return { counts, details: dialectsOf(json) }
}

/** A line for each dialect that ran the conformance kit. */
function dialectsOf(json) {
  const dialects = new Map()
  for (const test of json.testResults.flatMap((file) => file.assertionResults)) {
    const name = test.ancestorTitles.find((title) => title.startsWith('conformance: '))?.slice('conformance: '.length)
    if (name === undefined) continue
    const counts = dialects.get(name) ?? { passed: 0, failed: 0, skipped: 0 }
    counts[test.status === 'passed' ? 'passed' : test.status === 'failed' ? 'failed' : 'skipped']++
    dialects.set(name, counts)
  }
  return [...dialects].map(([name, counts]) => ({ name, counts }))
}
