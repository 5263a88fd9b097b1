import { type Queryable } from '@athanor/contract'
import { select } from '@athanor/sql'
import { canonical, kindOf } from './canonical.ts'
import type { AfterCase, Canonical } from './case-format.ts'
import { difference } from './compare.ts'
import type { Dataset, LoadedTable } from './dataset.ts'

type Row = readonly Canonical[]

/** Whether the table is as the case says after its change; what is different, or undefined. */
export async function afterDifference(
  executor: Queryable,
  dataset: Dataset,
  after: AfterCase,
): Promise<string | undefined> {
  const loaded = dataset.table(after.table)
  const { table, columns } = loaded
  const kinds = columns.map(({ type }) => kindOf(type))
  const result = await executor.execute(select(table))
  const actual = result.tuples().map((row) => row.map((cell, i) => canonical(cell, kinds[i] ?? 'text')))
  const expected = expectedRows(loaded, after)
  if (expected.length !== after.count)
    return `the case counts ${after.count} rows, its difference makes ${expected.length}`
  const found = difference(actual, expected, kinds, false)
  return found === undefined ? undefined : `table ${after.table} afterwards: ${found}`
}

function expectedRows({ columns, primaryKey, rows }: LoadedTable, after: AfterCase): readonly Row[] {
  const at = primaryKey.map((name) => columns.findIndex((column) => column.name === name))
  const kinds = columns.map(({ type }) => kindOf(type))
  const keyOf = (row: Row): string => JSON.stringify(at.map((i) => row[i]))
  const byKey = new Map(rows.map((row) => [keyOf(row), row]))
  for (const key of after.removed) byKey.delete(JSON.stringify(key))
  for (const row of after.changed) byKey.set(keyOf(row), row)
  // The dataset's own doubles are not rounded yet.
  return [...byKey.values()].map((row) =>
    row.map((cell, i) => (kinds[i] === 'approx' ? canonical(cell, 'approx') : cell)),
  )
}
