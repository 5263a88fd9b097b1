import Database from 'better-sqlite3'
import { createPool, type RowDataPacket } from 'mysql2/promise'
import pg from 'pg'
import { columnList, type Contender, type Target, type UserRow } from '../contender.ts'

const byKey = (placeholder: string): string => `select ${columnList} from bench_users where id = ${placeholder}`
const thousand = `select ${columnList} from bench_users where id <= 1000 order by id`

/** The drivers as their documentation shows them. */
export function raw(target: Target): Contender {
  if (target.db === 'sqlite') {
    const database = new Database(target.path)
    const get = database.prepare<[number], UserRow>(byKey('?'))
    const all = database.prepare<[], UserRow>(thousand)
    return {
      name: 'better-sqlite3',
      reference: true,
      getByKey: (id) => get.get(id),
      thousandRows: () => all.all(),
      close: () => void database.close(),
    }
  }
  if (target.db === 'postgres') {
    const pool = new pg.Pool({ connectionString: target.url, max: 1 })
    return {
      name: 'pg',
      reference: true,
      getByKey: async (id) => (await pool.query<UserRow>(byKey('$1'), [id])).rows[0],
      thousandRows: async () => (await pool.query<UserRow>(thousand)).rows,
      close: () => pool.end(),
    }
  }
  const pool = createPool({ uri: target.url, connectionLimit: 1 })
  return {
    name: 'mysql2',
    reference: true,
    getByKey: async (id) => (await pool.query<(RowDataPacket & UserRow)[]>(byKey('?'), [id]))[0][0],
    thousandRows: async () => (await pool.query<(RowDataPacket & UserRow)[]>(thousand))[0],
    close: () => pool.end(),
  }
}
