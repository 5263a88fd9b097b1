import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'athanor-end-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const here = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)
let count = 0

/** Runs a module in a process of its own, with this process's options (conditions, TypeScript). */
function run(text: string, ...more: string[]): { readonly status: number | null; readonly output: string } {
  const file = join(folder, `${count++}.mjs`)
  writeFileSync(
    file,
    `import { threaded, ThreadPoolExecutor } from ${here('../src/index.ts')}
    import { tasks } from ${here('./fixtures/tasks.ts')}
    import { fake } from ${here('./fixtures/fake-backend.ts')}
    const open = () => new ThreadPoolExecutor(tasks, { maxWorkers: 2, data: { log: ${JSON.stringify(join(folder, 'log'))} } })
    ${text}`,
  )
  const execArgv = process.execArgv.filter((option) => /^--(conditions|import)=/.test(option))
  const { status, stdout, stderr } = spawnSync(process.execPath, [...execArgv, ...more, file], {
    encoding: 'utf8',
    timeout: 10_000,
  })
  return { status, output: stdout + stderr }
}

describe('the end of a process', () => {
  it('is not held up by an idle executor that nobody shut down', () => {
    expect(run(`console.log(await open().submit('double', 2).result())`)).toMatchObject({ status: 0, output: '4\n' })
  })

  it('waits for a task that nobody awaits', () => {
    const result = run(`open().submit('slow', 300).result().then(() => console.log('over'))`)
    expect(result).toMatchObject({ status: 0, output: 'over\n' })
  })

  it('is not held up by an idle connection in a thread, and waits for a running one', () => {
    const result = run(`
      const connection = await threaded(fake()).driver.connect()
      connection.run({ text: 'sleep 200', params: [] }).then(({ rows }) => console.log(rows[0][0]))`)
    expect(result).toMatchObject({ status: 0, output: 'slept\n' })
  })

  it('is not caused by a thread that cannot start: the task and the connection say so', () => {
    const preload = join(folder, 'preload.mjs')
    writeFileSync(
      preload,
      `import { isMainThread } from 'node:worker_threads'
      if (!isMainThread) throw new Error('bad preload')`,
    )
    const result = run(
      `const errors = []
      const pool = open()
      const futures = [1, 2, 3].map((n) => pool.submit('double', n))
      for (const future of futures) await future.result().catch((error) => errors.push(error.code))
      await threaded(fake()).driver.connect().catch((error) => errors.push(error.code))
      await pool.shutdown()
      console.log(errors.join('\\n'))`,
      `--import=${pathToFileURL(preload).href}`,
    )
    expect(result.output).toBe('WORKER_START_FAILED\n'.repeat(3) + 'CONNECTION_LOST\n')
    expect(result.status).toBe(0)
  })
})
