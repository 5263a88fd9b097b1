import {
  type Connection,
  ConnectionError,
  type Dialect,
  NamedValue,
  type Query,
  shapeOf,
  UnsupportedByDialectError,
} from '@athanor/contract'
import { afterDifference } from './after.ts'
import { BadInput } from './bad-input.ts'
import { changeOf } from './build-change.ts'
import { emptyScope } from './builders.ts'
import { canonical } from './canonical.ts'
import type { Canonical, ChangeCase, DatabaseName, Expectation, OracleCase, QueryCase } from './case-format.ts'
import { difference } from './compare.ts'
import type { Dataset } from './dataset.ts'
import { valueOf } from './values.ts'

type Params = Readonly<Record<string, unknown>>

/** What became of a case on one database. */
export interface Outcome {
  readonly id: string
  readonly kind: 'passed' | 'failed' | 'refused'
  /** What is wrong, for one that did not pass. */
  readonly message?: string
  readonly rows?: readonly (readonly Canonical[])[]
  /** The connection is gone. */
  readonly lost?: true
}

/** A statement, and the values to run it with, one set after another. */
export interface BuiltCase {
  readonly query: Query
  readonly paramSets: readonly Params[]
}

export function isChange(stmt: OracleCase['stmt']): stmt is ChangeCase {
  return stmt.s === 'insert' || stmt.s === 'update' || stmt.s === 'delete'
}

/** @throws {BadInput} for what the format does not have */
export function buildCase(each: OracleCase, dataset: Dataset, database: DatabaseName): BuiltCase {
  const params = paramsOf(each)
  const scope = emptyScope(dataset)
  if (!isChange(each.stmt)) {
    const query = scope.query(each.stmt satisfies QueryCase)
    return { query, paramSets: [used(query, params)] }
  }
  const { query, paramSets } = changeOf(each.stmt, scope, database)
  return { query, paramSets: paramSets?.map((set) => ({ ...params, ...set })) ?? [used(query, params)] }
}

/** The parameters that the statement has: `x OR TRUE` is TRUE, and leaves those of `x` out, which the engine refuses. */
function used({ node }: Query, params: Params): Params {
  const { values, lists } = shapeOf(node)
  const names = new Set([...lists, ...values.flatMap((value) => (value instanceof NamedValue ? [value.name] : []))])
  return Object.fromEntries(Object.entries(params).filter(([name]) => names.has(name)))
}

function paramsOf(each: OracleCase): Params {
  return Object.fromEntries(
    Object.entries(each.params ?? {}).map(([name, { type, value }]) => [
      name,
      Array.isArray(value) ? value.map((item: Canonical) => valueOf(item, type)) : valueOf(value, type),
    ]),
  )
}

/** The statement's text for a dialect; the lists among the parameters decide about it too. */
export function textOf({ query, paramSets: [params] }: BuiltCase, dialect: Dialect): string {
  return dialect.compiler.compile(query.node, params).text
}

/** Runs one case in a transaction that is rolled back. Never throws: an error is a failed case. */
export async function runCase(
  each: OracleCase,
  expectation: Expectation,
  dataset: Dataset,
  database: DatabaseName,
  connection: Connection,
): Promise<Outcome> {
  const { id } = each
  try {
    const built = buildCase(each, dataset, database)
    await connection.begin()
    try {
      const { rows, wrong } = await compareCase(each, expectation, dataset, built, connection)
      return wrong === undefined ? { id, kind: 'passed', rows } : { id, kind: 'failed', message: wrong, rows }
    } finally {
      // The error of the case is the one to tell, not that of a connection which is gone.
      await connection.rollback().catch(() => undefined)
    }
  } catch (error) {
    if (error instanceof UnsupportedByDialectError) return { id, kind: 'refused', message: error.message }
    const lost = error instanceof ConnectionError ? ({ lost: true } as const) : {}
    return { id, kind: 'failed', message: messageOf(error), ...lost }
  }
}

async function compareCase(
  each: OracleCase,
  expectation: Expectation,
  dataset: Dataset,
  built: BuiltCase,
  connection: Connection,
): Promise<{ readonly rows: readonly (readonly Canonical[])[]; readonly wrong: string | undefined }> {
  const rows: (readonly Canonical[])[] = []
  let affected = 0
  for (const params of built.paramSets) {
    const result = await connection.execute(built.query, params)
    affected += result.affected
    for (const row of result.tuples()) rows.push(row.map((cell, i) => canonical(cell, each.out[i] ?? 'text')))
  }
  const { rows: expected, rowcount, after } = expectation
  const wrong =
    (expected && each.out.length > 0 ? difference(rows, expected, each.out, each.ordered ?? false) : undefined) ??
    (rowcount !== undefined && rowcount !== affected ? `${affected} rows were matched, not ${rowcount}` : undefined) ??
    (after ? await afterDifference(connection, dataset, after) : undefined)
  return { rows, wrong }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof BadInput) return error.message
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${error.name}: ${error.message}${cause}`
}
