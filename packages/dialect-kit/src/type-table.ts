import assert from 'node:assert/strict'
import { type Backend, CodecError, DataError, UnsupportedByDialectError } from '@athanor/contract'
import { createEngine, type Engine } from '@athanor/engine'
import {
  array,
  type ColumnBuilder,
  inlineLiteral,
  insert,
  integer,
  literal,
  MetaData,
  select,
  typeOf,
} from '@athanor/sql'
import { fittingPool } from './fixtures.ts'
import type { KitCase } from './runner.ts'

/** Anything but null and undefined. */
type Value = object | string | number | bigint | boolean | symbol

/** What one database cannot do with some values of a type, and why. */
export interface TypeLimit {
  readonly reason: string
  /** Values that this database does not take: an error says so. */
  readonly refused?: readonly unknown[]
  /** Values that come back as others. */
  readonly changed?: readonly (readonly [written: unknown, read: unknown])[]
  /** Values that come back, but are not found by a comparison. */
  readonly notFound?: readonly Value[]
}

/** One line of the table: a type, and values that come back as they went in, on every database that has the type. */
export interface TypeRow {
  readonly name: string
  readonly column: () => ColumnBuilder<unknown, boolean, boolean>
  readonly values: readonly Value[]
  /** Values that the type cannot hold, on no database. */
  readonly refused?: readonly unknown[]
  /** By the name of the dialect. */
  readonly limits?: Readonly<Record<string, readonly TypeLimit[]>>
  /** By the name of the dialect: why its values cannot be compared. */
  readonly incomparable?: Readonly<Record<string, string>>
  /** Why there are no arrays of it. */
  readonly noArrays?: string
}

interface Bench {
  readonly engine: Engine
  readonly backend: Backend
  readonly row: TypeRow
  readonly table: ReturnType<typeof declare>['table']
  /** Values that can be compared. */
  readonly found: readonly Value[]
  /** All values with what they are read as. */
  readonly pairs: readonly (readonly [written: Value, read: unknown])[]
}

// The type of the table is what this function infers.
function declare(row: TypeRow) {
  const metadata = new MetaData()
  const table = metadata.table('kit_values', {
    id: integer().primaryKey().autoincrement(false),
    value: row.column().nullable(),
  })
  return { metadata, table }
}

/** Values in a form in which equal ones are deeply equal: Buffers are Uint8Arrays, Temporal's fields are not visible. */
export function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value]
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const tag: unknown = Symbol.toStringTag in value ? value[Symbol.toStringTag] : undefined
  // Temporal's classes have a toString() of their own.
  if (typeof tag === 'string') return `${tag} ${(value as { toString(): string }).toString()}`
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, comparable(each)]))
}
function same(actual: unknown, expected: unknown, message: string): void {
  assert.deepStrictEqual(comparable(actual), comparable(expected), message)
}

/** MariaDB has MySQL's limits, where it has none of its own. */
function namesOf(backend: Backend): readonly string[] {
  const { name } = backend.dialect
  return name === 'mariadb' ? [name, 'mysql'] : [name]
}
function limitsOf(row: TypeRow, backend: Backend): readonly TypeLimit[] {
  const name = namesOf(backend).find((each) => row.limits?.[each] !== undefined)
  return (name === undefined ? undefined : row.limits?.[name]) ?? []
}
function incomparable(row: TypeRow, backend: Backend): boolean {
  return namesOf(backend).some((name) => row.incomparable?.[name] !== undefined)
}

/** Without a plan cache nothing is prepared under a name: the driver sends each text by itself. */
const modes = { prepared: {}, plain: { planCacheSize: 0 } } as const

async function withBench(
  backend: Backend,
  mode: keyof typeof modes,
  row: TypeRow,
  body: (bench: Bench) => Promise<void>,
): Promise<void> {
  const pool = fittingPool(backend)
  const engine = createEngine(backend, { ...(pool ? { pool } : {}), ...modes[mode] })
  const { metadata, table } = declare(row)
  try {
    if (!hasType(backend, row)) return await refusesType(engine, row)
    await metadata.dropAll(engine)
    await metadata.createAll(engine)
    const limits = limitsOf(row, backend)
    const refused = limits.flatMap((limit) => limit.refused ?? [])
    const changed = new Map(limits.flatMap((limit) => limit.changed ?? []))
    const notFound = limits.flatMap((limit) => limit.notFound ?? [])
    const written = row.values.filter((value) => !refused.includes(value))
    await body({
      engine,
      backend,
      row,
      table,
      found: written.filter((value) => !notFound.includes(value) && !changed.has(value)),
      pairs: written.map((value) => [value, changed.has(value) ? changed.get(value) : value] as const),
    })
    await metadata.dropAll(engine)
  } finally {
    await engine.dispose()
  }
}

function hasType(backend: Backend, row: TypeRow): boolean {
  try {
    backend.dialect.compiler.codecOf(row.column().spec.type)
    return true
  } catch (error) {
    assert.ok(error instanceof UnsupportedByDialectError)
    return false
  }
}

/** A type that the database lacks is refused wherever it stands, before anything is sent. */
async function refusesType(engine: Engine, row: TypeRow): Promise<void> {
  const { metadata, table } = declare(row)
  await assert.rejects(metadata.createAll(engine), UnsupportedByDialectError)
  await assert.rejects(engine.execute(select(table)).all(), UnsupportedByDialectError)
  await assert.rejects(engine.execute(insert(table).values({ id: 1, value: row.values[0] })), UnsupportedByDialectError)
  await assert.rejects(
    engine.scalar(select(literal('x').cast(row.column()))),
    UnsupportedByDialectError,
    `CAST to ${row.name}`,
  )
}

/** Each value alone, all in one INSERT, and NULL; read by SELECT and by RETURNING. */
async function stored({ engine, backend, table, pairs }: Bench): Promise<void> {
  const all = [...pairs, [null, null] as const]
  for (const [i, [value, read]] of all.entries()) {
    const one = insert(table).values({ id: i, value })
    if (!backend.dialect.traits.returning.insert) await engine.execute(one)
    else same((await engine.execute(one.returning(table.c.value)).one()).value, read, `RETURNING of value ${i}`)
  }
  await engine.execute(insert(table).values(all.map(([value], i) => ({ id: 1000 + i, value }))))
  const query = select(table.c.value).orderBy(table.c.id)
  const expected = [...all, ...all].map(([, read]) => read)
  for (const pass of ['first', 'second']) same(await engine.scalars(query).all(), expected, `SELECT, ${pass} time`)
  if (!backend.dialect.traits.sharedData) return
  // As a text without parameters and without a plan the statement takes the driver's simplest way.
  const plan = backend.dialect.compiler.compile(query.node)
  const connection = await backend.driver.connect()
  try {
    const raw = await connection.run({
      text: plan.text,
      params: plan.params.map(() => null),
      wideIntegers: plan.wideIntegers,
    })
    const codec = plan.columns?.[0]?.codec
    const values = raw.rows.map(([cell = null]) => (cell === null ? null : codec?.decode(cell)))
    same(values, expected, 'SELECT as plain text')
  } finally {
    await connection.close()
  }
}

/** A value that no column describes, alone and under CAST; a stored value under CAST, min(), COALESCE. */
async function echoed({ engine, row, table, pairs }: Bench): Promise<void> {
  for (const [i, [value, read]] of pairs.entries()) {
    same(await engine.scalar(select(literal(value, row.column()))), read, `literal ${i}`)
    const inline = engine.scalar(select(inlineLiteral(value, row.column())))
    // These have no literal in SQL's text.
    const unwritable =
      typeof value === 'number' ? !Number.isFinite(value) : typeof value === 'string' && value.includes('\0')
    if (unwritable) await assert.rejects(inline, { code: 'COMPILE_BAD_LITERAL' })
    else same(await inline, read, `inline literal ${i}`)
    same(await engine.scalar(select(literal(value, row.column()).cast(row.column()))), read, `CAST of literal ${i}`)
  }
  const cast = select(table.c.value.cast(row.column())).where(table.c.id.lt(1000)).orderBy(table.c.id)
  same(await engine.scalars(cast).all(), [...pairs.map(([, read]) => read), null], 'CAST of the column')
}

async function compared({ engine, backend, row, table, found, pairs }: Bench): Promise<void> {
  if (incomparable(row, backend)) return
  const ids = (values: readonly unknown[]): readonly number[] =>
    pairs.flatMap(([value], i) => (values.includes(value) ? [i] : []))
  for (const value of found) {
    const query = select(table.c.id).where(table.c.value.eq(value).and(table.c.id.lt(1000)))
    const rows = await engine.scalars(query).all()
    assert.ok(rows.includes(ids([value])[0] ?? -1), `WHERE value = value ${ids([value])[0]} of ${row.name}`)
    if (typeof value !== 'number' || Number.isFinite(value)) {
      const inline = select(table.c.id).where(table.c.value.eq(inlineLiteral(value, row.column())))
      if (typeof value === 'string' && value.includes('\0')) continue
      const hits = await engine.scalars(inline).all()
      assert.ok(hits.includes(ids([value])[0] ?? -1), `WHERE value = inline literal ${ids([value])[0]} of ${row.name}`)
    }
    assert.equal(await engine.scalar(select(literal(value, row.column()).eq(literal(value, row.column())))), true)
  }
  for (const limit of limitsOf(row, backend)) {
    for (const value of limit.notFound ?? []) {
      const rows = await engine.scalars(select(table.c.id).where(table.c.value.eq(value))).all()
      assert.ok(!rows.includes(ids([value])[0] ?? -1), `the limit is gone: ${limit.reason}`)
    }
  }
  const list = select(table.c.id)
    .where(table.c.value.in([...found, null]).and(table.c.id.lt(1000)))
    .orderBy(table.c.id)
  const listed = await engine.scalars(list).all()
  for (const id of ids(found)) assert.ok(listed.includes(id), `value ${id} of ${row.name} is IN the list`)
}

/** Arrays of the type: with NULL within, empty, nested, as a column and as a parameter alone. */
async function inArrays({ engine, backend, row, found, pairs }: Bench): Promise<void> {
  if (row.noArrays !== undefined) return
  const item = row.column().nullable()
  const values = pairs.map(([value]) => value)
  const reads = pairs.map(([, read]) => read)
  const arrays: readonly (readonly [unknown[], unknown[]])[] = [
    [values, reads],
    [[], []],
    [[null], [null]],
    [
      [...values, null],
      [...reads, null],
    ],
  ]
  // A type that must be created belongs to one table at a time here.
  await declare(row).metadata.dropAll(engine)
  const metadata = new MetaData()
  const lists = metadata.table('kit_lists', { id: integer().primaryKey(), list: array(item), grid: array(array(item)) })
  if (!hasType(backend, { name: 'array', column: () => array(item), values: [] })) {
    await assert.rejects(metadata.createAll(engine), UnsupportedByDialectError)
    return
  }
  await metadata.dropAll(engine)
  await metadata.createAll(engine)
  for (const [id, [list, read]] of arrays.entries()) {
    const grid = list.length === 0 ? [] : [list, list.toReversed()]
    const readGrid = list.length === 0 ? [] : [read, read.toReversed()]
    const back = await engine
      .execute(insert(lists).values({ id, list, grid }).returning(lists.c.list, lists.c.grid))
      .one()
    same(back, { list: read, grid: readGrid }, `array ${id} of ${row.name}`)
    same(await engine.scalar(select(literal(list, array(item)))), read, `literal array ${id} of ${row.name}`)
  }
  if (!incomparable(row, backend) && found.length === values.length) {
    assert.equal(await engine.scalar(select(lists.c.id).where(lists.c.list.eq(values))), 0, 'WHERE list = array')
  }
  await metadata.dropAll(engine)
}

async function refuses(bench: Bench): Promise<void> {
  const { engine, backend, row, table } = bench
  const limits = limitsOf(row, backend)
  for (const value of [...(row.refused ?? []), ...limits.flatMap((limit) => limit.refused ?? [])]) {
    const error = await engine.execute(insert(table).values({ id: 1, value })).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    assert.ok(
      error instanceof CodecError || error instanceof DataError,
      `${row.name} took ${typeof value} ${JSON.stringify(comparable(value), (_, each) => (typeof each === 'bigint' ? String(each) : each))} for ${typeOf(table.c.value.node).name}: ${String(error)}`,
    )
    assert.match(error.message, /value/)
    if (error instanceof CodecError && typeof value === 'string' && value.length > 4) {
      assert.ok(!error.message.includes(value), 'the message shows the value')
    }
  }
}

/** The cases of the rows. */
export function typeTableCases(rows: readonly TypeRow[]): readonly KitCase[] {
  const ways = [
    ['comes back as it went in, with NULL', stored],
    ['comes back without a column, and from CAST', async (bench: Bench) => (await stored(bench), echoed(bench))],
    ['is found by = and IN', async (bench: Bench) => (await stored(bench), compared(bench))],
    ['lies in arrays', inArrays],
  ] as const
  return rows.flatMap((row) => [
    ...ways.flatMap(([way, run]) =>
      (['prepared', 'plain'] as const).map((mode): KitCase => ({
        name: `${row.name} ${way}, ${mode}`,
        run: (backend) => withBench(backend, mode, row, run),
      })),
    ),
    {
      name: `${row.name} refuses what it cannot hold, without showing it`,
      run: (backend: Backend) => withBench(backend, 'prepared', row, refuses),
    },
  ])
}
