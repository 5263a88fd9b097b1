import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { createShardedEngine, hash, shardingScheme } from '@athanor/sharding'
import { func, insert, MetaData, select, text } from '@athanor/sql'
import { parse } from 'csv-parse'
import { type DemoOptions, OptionError } from './options.ts'
import { openShards } from './shards.ts'
import { heading, printTable, timed } from './terminal.ts'

const batchSize = 1000

/** A row that was not stored, and why. */
interface BadRow {
  readonly line: number
  readonly reason: string
}

/** Any CSV: all columns as text, spread by the key column, counted by it across the shards. */
export async function runCsvDemo(
  options: DemoOptions,
  { file, key }: { readonly file: string; readonly key: string },
): Promise<void> {
  await access(file).catch(() => {
    throw new OptionError(`--csv: cannot read ${file}: check the path`)
  })
  const header = await readHeader(file)
  if (!header.includes(key)) throw new OptionError(`--key: ${file} has no column '${key}'; it has ${header.join(', ')}`)
  const metadata = new MetaData()
  const names = columnNames(header)
  const keyName = names[header.indexOf(key)] ?? key
  const table = metadata.table('csv_rows', Object.fromEntries(names.map((name) => [name, text(name).nullable()])))
  const keyColumn = table.c[keyName]
  if (!keyColumn) throw new OptionError(`--key: '${key}' is not a column`)
  const scheme = shardingScheme({
    groups: { rows: { strategy: hash({ buckets: 256 }), tables: { csv_rows: keyName } } },
    reference: [],
  })
  const shards = await openShards(options.target)
  console.log(`  shards: ${shards.where}`)
  try {
    await using db = createShardedEngine({ shards: shards.engines, scheme, commit: 'best-effort' })
    await metadata.createAll(db)
    heading(`Loading ${file} by ${key}`)
    const bad: BadRow[] = []
    let stored = 0
    await timed('loading', async () => {
      let batch: Record<string, string | null>[] = []
      const send = async (): Promise<void> => {
        if (batch.length > 0) await db.execute(insert(table).values(batch))
        stored += batch.length
        batch = []
      }
      for await (const row of readRows(file, header.length, names.indexOf(keyName), bad, options.limit)) {
        batch.push(Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])))
        if (batch.length === batchSize) await send()
      }
      await send()
    })
    console.log(`  ${stored.toLocaleString('en')} rows stored, ${bad.length.toLocaleString('en')} refused`)
    for (const { line, reason } of bad.slice(0, 20)) console.log(`  line ${line}: ${reason}`)
    if (bad.length > 20) console.log(`  … and ${bad.length - 20} more`)
    heading(`Rows by ${key}, across all shards`)
    const counts = select({ [key]: keyColumn, rows: func.count() })
      .from(table)
      .groupBy(keyColumn)
      .orderBy(func.count().desc(), keyColumn)
      .limit(10)
    printTable(await db.execute(counts).all())
  } finally {
    await shards.close()
    if (!options.keep) await shards.remove()
  }
}

async function readHeader(file: string): Promise<readonly string[]> {
  for await (const record of createReadStream(file).pipe(parse({ bom: true, to: 1 })))
    return (record as string[]).map((name) => name.trim())
  throw new OptionError(`--csv: ${file} is empty: its first line must name the columns`)
}

/** Names that every database takes; two that would be the same are numbered. */
function columnNames(header: readonly string[]): readonly string[] {
  const seen = new Map<string, number>()
  return header.map((name, i) => {
    const plain = name.toLowerCase().replaceAll(/[^a-z0-9_]+/g, '_') || `column_${i + 1}`
    const count = (seen.get(plain) ?? 0) + 1
    seen.set(plain, count)
    return count === 1 ? plain : `${plain}_${count}`
  })
}

/** Good rows; the others are noted with their line. */
async function* readRows(
  file: string,
  width: number,
  keyIndex: number,
  bad: BadRow[],
  limit: number,
): AsyncGenerator<readonly string[]> {
  const parser = createReadStream(file).pipe(
    parse({
      bom: true,
      from: 2,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        const line: unknown = error?.['lines']
        bad.push({
          line: typeof line === 'number' ? line : 0,
          reason: 'not readable as CSV (an open quote, or a quote inside a field)',
        })
        return undefined
      },
    }),
  )
  let good = 0
  for await (const each of parser) {
    // With `info` each record is this pair.
    const { record, info } = each as { readonly record: readonly string[]; readonly info: { readonly lines: number } }
    if (record.length !== width) bad.push({ line: info.lines, reason: `${record.length} fields instead of ${width}` })
    else if (!record[keyIndex]) bad.push({ line: info.lines, reason: 'the key is empty' })
    else {
      yield record
      if (++good >= limit) return
    }
  }
}
