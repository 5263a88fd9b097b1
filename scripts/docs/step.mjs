import { join } from 'node:path'
import { root } from '../root.mjs'
import { run } from '../run.mjs'

/** The examples of the pages, as a step of npm test: a line for each page. */
export async function docs(env) {
  const script = join(root, 'scripts/docs-programs.mjs')
  const result = await run(process.execPath, [script], { cwd: root, env: { ...process.env, ...env } })
  const pages = [...result.output.matchAll(/^[✓✗] (\S+)\s+(\d+) passed, (\d+) failed/gm)]
  return {
    ...result,
    details: pages.map(([, name, passed, failed]) => ({
      name,
      counts: { passed: Number(passed), failed: Number(failed), skipped: 0 },
    })),
  }
}
