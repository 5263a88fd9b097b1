import Database from 'better-sqlite3'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import type { Contender, Target } from '../contender.ts'

interface Schema {
  readonly bench_users: {
    readonly id: number
    readonly name: string
    readonly email: string
    readonly active: boolean
    readonly score: number
    readonly balance: string
    readonly age: number | null
    readonly created_at: Date
  }
  readonly bench_posts: { readonly id: number; readonly user_id: number; readonly title: string }
}

export function kysely(target: Target): Contender {
  const dialect =
    target.db === 'sqlite'
      ? new SqliteDialect({ database: new Database(target.path) })
      : target.db === 'postgres'
        ? new PostgresDialect({ pool: new pg.Pool({ connectionString: target.url, max: 1 }) })
        : new MysqlDialect({ pool: createPool({ uri: target.url, connectionLimit: 1 }) })
  const db = new Kysely<Schema>({ dialect })
  const columns = ['id', 'name', 'email', 'active', 'score', 'balance', 'age', 'created_at'] as const
  return {
    name: 'kysely',
    getByKey: (id) => db.selectFrom('bench_users').select(columns).where('id', '=', id).executeTakeFirst(),
    thousandRows: () => db.selectFrom('bench_users').select(columns).where('id', '<=', 1000).orderBy('id').execute(),
    buildAndCompile: (key) =>
      db
        .selectFrom('bench_users')
        .innerJoin('bench_posts', 'bench_posts.user_id', 'bench_users.id')
        .select(['bench_users.id', 'bench_users.name', 'bench_posts.title'])
        .where('bench_users.active', '=', true)
        .where('bench_users.score', '>', key)
        .where('bench_users.age', 'in', [20, 30, 40])
        .where('bench_users.name', 'like', 'User 1%')
        .orderBy('bench_users.created_at', 'desc')
        .orderBy('bench_users.id')
        .limit(20)
        .offset(key % 100)
        .compile().sql,
    close: () => db.destroy(),
  }
}
