import assert from 'node:assert/strict'
import { type Backend, CodecError, typeKey } from '@athanor/contract'
import {
  bigint,
  binary,
  boolean,
  char,
  type ColumnBuilder,
  date,
  double,
  insert,
  integer,
  json,
  jsonb,
  literal,
  MetaData,
  numeric,
  real,
  select,
  smallint,
  text,
  timestamp,
  uuid,
  varchar,
} from '@athanor/sql'
import { withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

interface TypeRow {
  readonly name: string
  readonly column: () => ColumnBuilder<unknown, boolean, boolean>
  readonly values: readonly unknown[]
  /** Values that the type cannot hold. */
  readonly refused?: readonly unknown[]
}

const kilobyte = Uint8Array.from({ length: 1024 }, (_, i) => i % 256)
const table: readonly TypeRow[] = [
  {
    name: 'integer',
    column: () => integer(),
    values: [0, 1, -1, 2147483647, -2147483648],
    refused: [1.5, 2147483648, 'one', Number.NaN],
  },
  { name: 'smallint', column: () => smallint(), values: [0, 32767, -32768], refused: [32768] },
  {
    name: 'bigint',
    column: () => bigint(),
    values: [0n, 1n, -1n, 9007199254740993n, 9223372036854775807n, -9223372036854775808n],
    refused: [9223372036854775808n, 1.5],
  },
  {
    name: 'bigint as number',
    column: () => bigint({ mode: 'number' }),
    values: [0, 9007199254740991, -9007199254740991],
    refused: [9007199254740992],
  },
  {
    name: 'numeric',
    column: () => numeric(14, 2),
    values: ['0.00', '10.50', '-0.01', '999999999999.99'],
    refused: ['ten', Number.POSITIVE_INFINITY],
  },
  { name: 'double', column: () => double(), values: [0, 1.5, -2.25, 1e300, 0.1], refused: ['x'] },
  { name: 'real', column: () => real(), values: [0, 1.5, -2.25] },
  { name: 'boolean', column: () => boolean(), values: [true, false], refused: ['yes'] },
  {
    name: 'text',
    column: () => text(),
    values: ['', 'plain', "quote ' and \\ backslash", 'Straße 서울 🚀 \u0001', 'x'.repeat(70_000)],
    refused: [5],
  },
  { name: 'varchar', column: () => varchar(40), values: ['', 'forty', '한국어'] },
  { name: 'char', column: () => char(4), values: ['abcd'] },
  { name: 'date', column: () => date(), values: ['2026-01-31', '1999-12-31', '2024-02-29'], refused: ['yesterday'] },
  {
    name: 'timestamp',
    column: () => timestamp(),
    values: [
      new Date('2026-01-31T23:59:59.999Z'),
      new Date('2024-02-29T12:00:00.000Z'),
      new Date('1970-01-01T00:00:01.000Z'),
      new Date('2001-02-03T04:05:06.007Z'),
    ],
    refused: ['2026-01-01', new Date(Number.NaN)],
  },
  {
    name: 'json',
    column: () => json(),
    values: [{ a: [1, 'two', null], b: { c: true } }, [1, 2], 'text', 12.5, false],
  },
  { name: 'jsonb', column: () => jsonb(), values: [{ a: { b: ['x'] } }, []] },
  { name: 'uuid', column: () => uuid(), values: ['0190a5d2-7c3e-7f00-8000-0123456789ab'], refused: ['no-uuid'] },
  {
    name: 'binary',
    column: () => binary(),
    values: [new Uint8Array(0), Uint8Array.of(0, 255, 10, 13, 39), kilobyte],
    refused: ['text'],
  },
]

function declare(row: TypeRow) {
  const metadata = new MetaData()
  const values = metadata.table('kit_values', { id: integer().primaryKey(), value: row.column().nullable() })
  return { metadata, values }
}

async function withValues(
  backend: Backend,
  row: TypeRow,
  body: (
    engine: Parameters<Parameters<typeof withEngine>[1]>[0],
    values: ReturnType<typeof declare>['values'],
  ) => Promise<void>,
): Promise<void> {
  await withEngine(backend, async (engine) => {
    const { metadata, values } = declare(row)
    await metadata.dropAll(engine)
    await metadata.createAll(engine)
    try {
      await body(engine, values)
    } finally {
      await metadata.dropAll(engine)
    }
  })
}

/** Node's Buffer is a Uint8Array too; compare the bytes. */
const plain = (value: unknown): unknown => (value instanceof Uint8Array ? [...value] : value)

export const typeCases: readonly KitCase[] = [
  ...table.map((row): KitCase => ({
    name: `${row.name} comes back as it went in, with NULL and edges, prepared and plain`,
    run: (backend) =>
      withValues(backend, row, async (engine, values) => {
        const all = [...row.values, null]
        // The second pass meets the statements prepared by the first.
        for (const pass of [0, 1]) {
          for (const [i, value] of all.entries())
            await engine.execute(insert(values).values({ id: 1 + pass * 100 + i, value }))
        }
        const rows = await engine.execute(select(values.c.value).orderBy(values.c.id)).all()
        assert.deepEqual(
          rows.map((each) => plain(each.value)),
          [...all, ...all].map(plain),
        )
        const plan = backend.dialect.compiler.compile(select(values.c.value).where(values.c.id.eq(1)).node)
        const connection = await backend.driver.connect().catch(() => undefined)
        if (connection && backend.dialect.traits.sharedData) {
          const raw = await connection.run({ text: plan.text, params: [1], wideIntegers: plan.wideIntegers })
          assert.deepEqual(plain(plan.columns?.[0]?.codec.decode(raw.rows[0]?.[0] ?? null)), plain(row.values[0]))
        }
        await connection?.close()
      }),
  })),
  ...table
    .filter((row) => row.refused)
    .map((row): KitCase => ({
      name: `${row.name} refuses what it cannot hold, without showing it`,
      run: (backend) =>
        withValues(backend, row, async (engine, values) => {
          for (const value of row.refused ?? []) {
            const error = await engine.execute(insert(values).values({ id: 1, value })).then(
              () => undefined,
              (reason: unknown) => reason,
            )
            assert.ok(
              error instanceof CodecError,
              `${row.name} took ${typeof value} for ${typeKey(values.c.value.node.type)}`,
            )
            assert.match(error.message, /value/)
          }
        }),
    })),
  {
    name: 'a value without a column keeps its type',
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const row = await engine
          .execute(
            select({
              n: literal(5),
              big: literal(9007199254740993n),
              s: literal('x'),
              b: literal(true),
              d: literal(1.5),
            }),
          )
          .one()
        assert.deepEqual(row, { n: 5, big: 9007199254740993n, s: 'x', b: true, d: 1.5 })
      }),
  },
  {
    name: 'a type of the user is encoded and decoded around its base',
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const metadata = new MetaData()
        const list = varchar(100).as<readonly string[]>({
          encode: (value) => value.join(','),
          decode: (value) => value.split(','),
        })
        const lists = metadata.table('kit_lists', { id: integer().primaryKey(), items: list.nullable() })
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        await engine.execute(
          insert(lists).values([
            { id: 1, items: ['a', 'b'] },
            { id: 2, items: null },
          ]),
        )
        assert.deepEqual(await engine.scalars(select(lists.c.items).orderBy(lists.c.id)).all(), [['a', 'b'], null])
        assert.equal(await engine.scalar(select(lists.c.id).where(lists.c.items.eq(['a', 'b']))), 1)
        await metadata.dropAll(engine)
      }),
  },
]
