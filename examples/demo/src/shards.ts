import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Backend } from '@athanor/contract'
import { createEngine, type Engine } from '@athanor/engine'
import { mysql } from '@athanor/mysql'
import { nullPool, queuePool } from '@athanor/pool'
import { postgres } from '@athanor/postgres'
import { sql } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'
import type { DemoOptions } from './options.ts'

/** How a shard is opened; plain data, so that a worker thread can open it too. */
export interface ShardAddress {
  readonly name: string
  readonly kind: 'sqlite' | 'postgres' | 'mysql'
  readonly at: string
}

export function openBackend({ kind, at }: ShardAddress): Backend {
  return kind === 'sqlite' ? sqlite(at) : kind === 'postgres' ? postgres(at) : mysql(at)
}

/** Four empty databases, their engines with a QueuePool each, and the way to remove them. */
export interface Shards {
  readonly addresses: readonly ShardAddress[]
  readonly engines: Readonly<Record<string, Engine>>
  readonly where: string
  close(): Promise<void>
  remove(): Promise<void>
}

const names = ['s0', 's1', 's2', 's3'] as const

export async function openShards(target: DemoOptions['target']): Promise<Shards> {
  const place = target.kind === 'sqlite' ? await files() : await databases(target)
  const engines = Object.fromEntries(
    place.addresses.map((address) => [
      address.name,
      createEngine(openBackend(address), { pool: queuePool({ size: 5, maxOverflow: 10, prePing: true }) }),
    ]),
  )
  const close = async (): Promise<void> => {
    for (const engine of Object.values(engines)) await engine.dispose()
  }
  return { ...place, engines, close }
}

type Place = Pick<Shards, 'addresses' | 'where' | 'remove'>

async function files(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'athanor-demo-'))
  return {
    addresses: names.map((name) => ({ name, kind: 'sqlite', at: join(folder, `${name}.db`) })),
    where: `four SQLite files in ${folder}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A database for each shard, beside the one that the URL names. */
async function databases(target: { readonly kind: 'postgres' | 'mysql'; readonly url: string }): Promise<Place> {
  const stem = `athanor_demo_${process.pid}`
  const addresses = names.map((name): ShardAddress => {
    const url = new URL(target.url)
    url.pathname = `/${stem}_${name}`
    return { name, kind: target.kind, at: url.href }
  })
  const statements = async (make: (database: string) => ReturnType<typeof sql>): Promise<void> => {
    await using admin = createEngine(openBackend({ name: 'admin', kind: target.kind, at: target.url }), {
      pool: nullPool(),
    })
    for (const name of names) await admin.execute(make(`${stem}_${name}`))
  }
  // A database's name cannot be a parameter; this one is made of letters, digits and underscores by the lines above.
  await statements((database) => sql(Object.assign([`create database ${database}`], { raw: [] })))
  return {
    addresses,
    where: `four databases named ${stem}_s0 to _s3 on the ${target.kind} server`,
    remove: () => statements((database) => sql(Object.assign([`drop database if exists ${database}`], { raw: [] }))),
  }
}
