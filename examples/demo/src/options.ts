import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface DemoOptions {
  readonly target: { readonly kind: 'sqlite' } | { readonly kind: 'postgres' | 'mysql'; readonly url: string }
  readonly csv?: { readonly file: string; readonly key: string }
  readonly workers: number
  readonly limit: number
  readonly keep: boolean
}

export const usage = `npm run demo -- [options]

  Loads 135,233 cities into four shards, computes statistics on threads, asks questions across all shards,
  prints the answers, timings and pool statistics, and removes what it made.

  --postgres URL     four databases on a PostgreSQL server instead of four SQLite files
  --mysql URL        four databases on a MySQL or MariaDB server
  --csv FILE         your own data instead of the cities; the first line names the columns
  --key COLUMN       with --csv: the column that decides the shard
  --workers N        threads for the statistics (default 2)
  --limit N          only the first N rows
  --keep             leave files and databases in place
  --help             this text`

/** A mistake in the command line: printed without a stack. */
export class OptionError extends Error {}

export function readOptions(args: readonly string[]): DemoOptions | 'help' {
  let values
  try {
    values = parseArgs({
      args: [...args],
      options: {
        postgres: { type: 'string' },
        mysql: { type: 'string' },
        csv: { type: 'string' },
        key: { type: 'string' },
        workers: { type: 'string' },
        limit: { type: 'string' },
        keep: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error))
  }
  if (values.help) return 'help'
  if (values.postgres !== undefined && values.mysql !== undefined)
    throw new OptionError('--postgres and --mysql exclude each other: give one')
  if ((values.csv === undefined) !== (values.key === undefined))
    throw new OptionError('--csv FILE and --key COLUMN go together: give both')
  return {
    target:
      values.postgres !== undefined
        ? { kind: 'postgres', url: values.postgres }
        : values.mysql !== undefined
          ? { kind: 'mysql', url: values.mysql }
          : { kind: 'sqlite' },
    ...(values.csv !== undefined && values.key !== undefined ? { csv: { file: values.csv, key: values.key } } : {}),
    workers: count('--workers', values.workers, 2),
    limit: count('--limit', values.limit, Number.POSITIVE_INFINITY),
    keep: values.keep ?? false,
  }
}

function count(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new OptionError(`${name} is '${text}': give a whole number of at least 1`)
  return value
}
