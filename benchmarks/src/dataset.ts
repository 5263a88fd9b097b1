import { createEngine } from '@athanor/engine'
import { mysql } from '@athanor/mysql'
import { postgres } from '@athanor/postgres'
import { boolean, double, insert, integer, MetaData, numeric, timestamp, varchar } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'
import type { Backend } from '@athanor/contract'
import { type Target, userCount } from './contender.ts'

export const metadata = new MetaData()
export const users = metadata.table('bench_users', {
  id: integer().primaryKey(),
  name: varchar(60),
  email: varchar(80),
  active: boolean(),
  score: double(),
  balance: numeric(12, 2),
  age: integer().nullable(),
  createdAt: timestamp('created_at'),
})
export const posts = metadata.table('bench_posts', {
  id: integer().primaryKey(),
  userId: integer('user_id'),
  title: varchar(80),
})

export function backendOf(target: Target): Backend {
  return target.db === 'sqlite'
    ? sqlite(target.path)
    : target.db === 'postgres'
      ? postgres(target.url)
      : mysql(target.url)
}

/** Fills the database that all contenders share. */
export async function prepare(target: Target): Promise<void> {
  await using engine = createEngine(backendOf(target))
  await metadata.dropAll(engine)
  await metadata.createAll(engine)
  for (let start = 1; start <= userCount; start += 1000) {
    await engine.execute(
      insert(users).values(
        Array.from({ length: 1000 }, (_, i) => {
          const id = start + i
          return {
            id,
            name: `User ${id}`,
            email: `user${id}@example.org`,
            active: id % 2 === 0,
            score: id / 8,
            balance: `${id}.50`,
            age: id % 7 ? 20 + (id % 50) : null,
            createdAt: new Date(1_700_000_000_000 + id * 1000),
          }
        }),
      ),
    )
  }
}

export async function cleanUp(target: Target): Promise<void> {
  await using engine = createEngine(backendOf(target))
  await metadata.dropAll(engine)
}
