import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Target } from './contender.ts'
import { athanor } from './contenders/athanor.ts'
import { drizzle } from './contenders/drizzle.ts'
import { kysely } from './contenders/kysely.ts'
import { raw } from './contenders/raw.ts'
import { cleanUp, prepare } from './dataset.ts'
import { measure, type Measurement } from './measure.ts'
import { workloads } from './workloads.ts'

const usage = `npm run bench -- [--workload NAME] [--db sqlite|postgres|mysql] [--rounds N] [--ms N] [--out FILE]
  workloads: ${workloads.map((each) => each.name).join(', ')}
  postgres and mysql want ATHANOR_POSTGRES_URL and ATHANOR_MYSQL_URL, which npm run bench sets when it starts the servers.`

const { values } = parseArgs({
  options: {
    workload: { type: 'string' },
    db: { type: 'string' },
    rounds: { type: 'string', default: '9' },
    ms: { type: 'string', default: '200' },
    out: { type: 'string' },
    help: { type: 'boolean' },
  },
})

interface Report {
  readonly db: Target['db']
  readonly workload: string
  readonly measurements: readonly Measurement[]
}

async function run(): Promise<void> {
  const chosen = workloads.filter((each) => values.workload === undefined || each.name === values.workload)
  if (chosen.length === 0) throw new RangeError(`there is no workload '${values.workload}'\n${usage}`)
  const folder = await mkdtemp(join(tmpdir(), 'athanor-bench-'))
  const reports: Report[] = []
  try {
    for (const target of targets(folder)) {
      await prepare(target)
      const contenders = [raw, athanor, kysely, drizzle].map((open) => open(target))
      try {
        for (const workload of chosen) {
          const measurements = await measure(workload, contenders, {
            rounds: Number(values.rounds),
            roundMs: Number(values.ms),
          })
          reports.push({ db: target.db, workload: workload.name, measurements })
          print(`${target.db}: ${workload.title}`, measurements)
        }
      } finally {
        for (const contender of contenders) await contender.close()
        await cleanUp(target)
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  if (values.out !== undefined) {
    await mkdir(join(values.out, '..'), { recursive: true })
    await writeFile(
      values.out,
      `${JSON.stringify({ machine: machine(), rounds: Number(values.rounds), roundMs: Number(values.ms), reports }, null, 2)}\n`,
    )
  }
}

function targets(folder: string): readonly Target[] {
  const { ATHANOR_POSTGRES_URL: postgresUrl, ATHANOR_MYSQL_URL: mysqlUrl } = process.env
  const all: Target[] = [{ db: 'sqlite', path: join(folder, 'bench.db') }]
  if (postgresUrl) all.push({ db: 'postgres', url: postgresUrl })
  if (mysqlUrl) all.push({ db: 'mysql', url: mysqlUrl })
  const wanted = all.filter((target) => values.db === undefined || target.db === values.db)
  if (wanted.length === 0) throw new RangeError(`no database '${values.db}' to measure on\n${usage}`)
  return wanted
}

function machine(): object {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
  }
}

function print(title: string, measurements: readonly Measurement[]): void {
  console.log(`\n${title}`)
  for (const each of measurements) {
    const speed = each.opsPerSecond >= 100 ? each.opsPerSecond.toFixed(0) : each.opsPerSecond.toFixed(1)
    const spread = `${each.quartiles[0].toFixed(2)}–${each.quartiles[1].toFixed(2)}`
    console.log(
      `  ${each.contender.padEnd(16)} ${speed.padStart(10)} ops/s   ratio ${each.ratio.toFixed(2).padStart(6)}   middle half ${spread}${each.reference ? '   (reference)' : ''}`,
    )
  }
}

if (values.help) console.log(usage)
else await run()
