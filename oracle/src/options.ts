import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { BadInput } from './bad-input.ts'
import type { DatabaseName } from './case-format.ts'
import { databaseNames, shortNames } from './databases.ts'

export const usage = `npm run oracle -- [--sql DIR] [--only DATABASES] [--case ID] [--help]
  --sql DIR     the folder of dataset.json and the files of cases; default ../shared/oracle/sql
  --only LIST   some of sqlite,postgres,mysql; default all three (MariaDB stands for mysql)
  --case ID     only this case; prints its SQL, the expected and the actual rows. May be given several times.
Postgres and MariaDB are those of ATHANOR_POSTGRES_URL and ATHANOR_MYSQL_URL; npm run oracle starts what they do not name.
Each run makes a database of its own there and drops it at the end.`

export interface Options {
  readonly folder: string
  readonly databases: readonly DatabaseName[]
  readonly ids: readonly string[]
  readonly help: boolean
}

/**
 * Paths are those of `cwd`; the default folder is that of `root`.
 * @throws {BadInput} for arguments that do not fit
 */
export function readOptions(args: readonly string[], cwd: string, root: string): Options {
  const { sql, only, case: ids, help } = parsed(args)
  return {
    folder: sql === undefined ? resolve(root, '../shared/oracle/sql') : resolve(cwd, sql),
    databases: only === undefined ? databaseNames : databasesOf(only),
    ids: ids ?? [],
    help: help ?? false,
  }
}

function parsed(args: readonly string[]): ReturnType<typeof parseKnown> {
  try {
    return parseKnown(args)
  } catch (error) {
    throw new BadInput(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}
function parseKnown(args: readonly string[]): {
  readonly sql?: string
  readonly only?: string
  readonly case?: string[]
  readonly help?: boolean
} {
  return parseArgs({
    args: [...args],
    options: {
      sql: { type: 'string' },
      only: { type: 'string' },
      case: { type: 'string', multiple: true },
      help: { type: 'boolean' },
    },
  }).values
}

function databasesOf(list: string): readonly DatabaseName[] {
  const wanted = list.split(',').map((name) => {
    const known = shortNames[name.trim()]
    if (known === undefined) throw new BadInput(`There is no database '${name}'. Choose from sqlite,postgres,mysql.`)
    return known
  })
  return databaseNames.filter((name) => wanted.includes(name))
}
