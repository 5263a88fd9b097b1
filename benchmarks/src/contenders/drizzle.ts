import Database from 'better-sqlite3'
import { and, desc, eq, gt, inArray, like, lte } from 'drizzle-orm'
import { drizzle as onSqlite } from 'drizzle-orm/better-sqlite3'
import * as my from 'drizzle-orm/mysql-core'
import { drizzle as onMysql } from 'drizzle-orm/mysql2'
import { drizzle as onPostgres } from 'drizzle-orm/node-postgres'
import * as p from 'drizzle-orm/pg-core'
import * as s from 'drizzle-orm/sqlite-core'
import { createPool } from 'mysql2/promise'
import pg from 'pg'
import type { Contender, Target } from '../contender.ts'

/** The three builders have the same words; each needs tables of its own kind. */
export function drizzle(target: Target): Contender {
  return target.db === 'sqlite'
    ? sqliteContender(target.path)
    : target.db === 'postgres'
      ? postgresContender(target.url)
      : mysqlContender(target.url)
}

function sqliteContender(path: string): Contender {
  const users = s.sqliteTable('bench_users', {
    id: s.integer().primaryKey(),
    name: s.text().notNull(),
    email: s.text().notNull(),
    active: s.integer({ mode: 'boolean' }).notNull(),
    score: s.real().notNull(),
    balance: s.numeric().notNull(),
    age: s.integer(),
    createdAt: s.text('created_at').notNull(),
  })
  const posts = s.sqliteTable('bench_posts', {
    id: s.integer().primaryKey(),
    userId: s.integer('user_id').notNull(),
    title: s.text().notNull(),
  })
  const database = new Database(path)
  const db = onSqlite(database)
  return {
    name: 'drizzle',
    getByKey: (id) => db.select().from(users).where(eq(users.id, id)).get(),
    thousandRows: () => db.select().from(users).where(lte(users.id, 1000)).orderBy(users.id).all(),
    buildAndCompile: (key) =>
      db
        .select({ id: users.id, name: users.name, title: posts.title })
        .from(users)
        .innerJoin(posts, eq(posts.userId, users.id))
        .where(
          and(
            eq(users.active, true),
            gt(users.score, key),
            inArray(users.age, [20, 30, 40]),
            like(users.name, 'User 1%'),
          ),
        )
        .orderBy(desc(users.createdAt), users.id)
        .limit(20)
        .offset(key % 100)
        .toSQL().sql,
    close: () => void database.close(),
  }
}

function postgresContender(url: string): Contender {
  const users = p.pgTable('bench_users', {
    id: p.integer().primaryKey(),
    name: p.varchar().notNull(),
    email: p.varchar().notNull(),
    active: p.boolean().notNull(),
    score: p.doublePrecision().notNull(),
    balance: p.numeric().notNull(),
    age: p.integer(),
    createdAt: p.timestamp('created_at').notNull(),
  })
  const posts = p.pgTable('bench_posts', {
    id: p.integer().primaryKey(),
    userId: p.integer('user_id').notNull(),
    title: p.varchar().notNull(),
  })
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  const db = onPostgres(pool)
  return {
    name: 'drizzle',
    getByKey: async (id) => (await db.select().from(users).where(eq(users.id, id)))[0],
    thousandRows: () => db.select().from(users).where(lte(users.id, 1000)).orderBy(users.id),
    buildAndCompile: (key) =>
      db
        .select({ id: users.id, name: users.name, title: posts.title })
        .from(users)
        .innerJoin(posts, eq(posts.userId, users.id))
        .where(
          and(
            eq(users.active, true),
            gt(users.score, key),
            inArray(users.age, [20, 30, 40]),
            like(users.name, 'User 1%'),
          ),
        )
        .orderBy(desc(users.createdAt), users.id)
        .limit(20)
        .offset(key % 100)
        .toSQL().sql,
    close: () => pool.end(),
  }
}

function mysqlContender(url: string): Contender {
  const users = my.mysqlTable('bench_users', {
    id: my.int().primaryKey(),
    name: my.varchar({ length: 60 }).notNull(),
    email: my.varchar({ length: 80 }).notNull(),
    active: my.boolean().notNull(),
    score: my.double().notNull(),
    balance: my.decimal().notNull(),
    age: my.int(),
    createdAt: my.datetime('created_at').notNull(),
  })
  const posts = my.mysqlTable('bench_posts', {
    id: my.int().primaryKey(),
    userId: my.int('user_id').notNull(),
    title: my.varchar({ length: 80 }).notNull(),
  })
  const pool = createPool({ uri: url, connectionLimit: 1 })
  const db = onMysql(pool)
  return {
    name: 'drizzle',
    getByKey: async (id) => (await db.select().from(users).where(eq(users.id, id)))[0],
    thousandRows: () => db.select().from(users).where(lte(users.id, 1000)).orderBy(users.id),
    buildAndCompile: (key) =>
      db
        .select({ id: users.id, name: users.name, title: posts.title })
        .from(users)
        .innerJoin(posts, eq(posts.userId, users.id))
        .where(
          and(
            eq(users.active, true),
            gt(users.score, key),
            inArray(users.age, [20, 30, 40]),
            like(users.name, 'User 1%'),
          ),
        )
        .orderBy(desc(users.createdAt), users.id)
        .limit(20)
        .offset(key % 100)
        .toSQL().sql,
    close: () => pool.end(),
  }
}
