import assert from 'node:assert/strict'
import { type Backend, CodecError } from '@athanor/contract'
import type { Engine } from '@athanor/engine'
import {
  bigint,
  boolean,
  type ColumnBuilder,
  enumeration,
  func,
  inlineLiteral,
  insert,
  integer,
  json,
  jsonNull,
  literal,
  MetaData,
  numeric,
  param,
  select,
  SchemaError,
  type StandardSchema,
  text,
  timestamp,
  update,
  varchar,
} from '@athanor/sql'
import { withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

type Columns = Readonly<Record<string, ColumnBuilder<unknown, boolean, boolean>>>

/** Runs a case with one table of the given columns beside a key. */
function withTable<const C extends Columns>(
  columns: () => C,
  body: (engine: Engine, table: ReturnType<typeof declare<C>>['table'], backend: Backend) => Promise<void>,
): (backend: Backend) => Promise<void> {
  return (backend) =>
    withEngine(backend, async (engine) => {
      const { metadata, table } = declare(columns())
      await metadata.dropAll(engine)
      await metadata.createAll(engine)
      try {
        await body(engine, table, backend)
      } finally {
        await metadata.dropAll(engine)
      }
    })
}
// The table's type is what this function infers.
function declare<const C extends Columns>(columns: C) {
  const metadata = new MetaData()
  const table = metadata.table('kit_rules', { id: integer().primaryKey().autoincrement(false), ...columns })
  return { metadata, table }
}

async function errorOf(run: PromiseLike<unknown>): Promise<unknown> {
  return run.then(
    () => undefined,
    (reason: unknown) => reason,
  )
}

interface Money {
  readonly decimal: string
}
interface Point {
  readonly x: number
  readonly y: number
}
const broken = new RangeError('the value is 13')
const pointColumn = (): ColumnBuilder<Point> =>
  varchar(20).as<Point>({
    encode({ x, y }) {
      if (x === 13) throw broken
      return `${x}/${y}`
    },
    decode(joined) {
      const [x = 0, y = 0] = joined.split('/').map(Number)
      if (y === 13) throw broken
      return { x, y }
    },
  })

/** Takes objects with a text `name`, and fills in `size`. */
interface Item {
  readonly name: string
  readonly size?: number
}
const itemSchema: StandardSchema<Item> = {
  '~standard': {
    version: 1,
    vendor: 'kit',
    validate(value) {
      const named = typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
      return named
        ? { value: { size: 1, ...value, name: String(value.name) } }
        : { issues: [{ message: `not ${String(value)}` }] }
    },
  },
}

/** What each type does beyond coming back as it went in: the rules 44 and 47 to 53 of SQLAlchemy's semantics among them. */
export const typeRuleCases: readonly KitCase[] = [
  {
    name: '3.A.44 a literal with quotes, backslashes and comment signs stays what it is',
    run: withTable(
      () => ({ value: text() }),
      async (engine, table) => {
        const texts = [
          "it's",
          '\\',
          "\\'",
          "a\\'; DROP TABLE kit_rules; --",
          '/* */ -- # ;',
          '%_\\%\\_',
          '"`$1 ? :x',
          '\n\r\t',
        ]
        for (const [id, value] of texts.entries()) {
          await engine.execute(insert(table).values({ id, value: inlineLiteral(value) }))
          assert.equal(await engine.scalar(select(table.c.value).where(table.c.value.eq(inlineLiteral(value)))), value)
        }
        const backslash = select(table.c.id).where(table.c.value.like('\\\\%', { escape: '\\' }))
        assert.deepEqual(await engine.scalars(backslash.orderBy(table.c.id)).all(), [1, 2])
      },
    ),
  },
  {
    name: "3.A.47 null is SQL's NULL and jsonNull is JSON's",
    run: withTable(
      () => ({ value: json().nullable() }),
      async (engine, table) => {
        await engine.execute(insert(table).values({ id: 1, value: null }))
        await engine.execute(insert(table).values({ id: 2, value: jsonNull }))
        assert.equal(await engine.scalar(select(table.c.id).where(table.c.value.isNull())), 1)
        assert.equal(await engine.scalar(select(table.c.id).where(table.c.value.isNotNull())), 2)
        assert.deepEqual(await engine.scalars(select(table.c.value).orderBy(table.c.id)).all(), [null, null])
      },
    ),
  },
  {
    name: '3.A.48 a label that the database holds and the enumeration lacks is an error',
    run: withTable(
      () => ({ value: text() }),
      async (engine, table) => {
        const mood = enumeration('kit_mood', ['sad', 'ok'])
        await engine.execute(
          insert(table).values([
            { id: 1, value: 'ok' },
            { id: 2, value: 'secret' },
          ]),
        )
        const read = (id: number): PromiseLike<unknown> =>
          engine.execute(select({ mood: table.c.value.coerce(mood) }).where(table.c.id.eq(id))).all()
        assert.deepEqual(await read(1), [{ mood: 'ok' }])
        const error = await errorOf(read(2))
        assert.ok(error instanceof CodecError && error.code === 'CODEC_DECODE')
        assert.match(error.message, /mood.*'sad', 'ok'/)
        assert.doesNotMatch(error.message, /secret/)
      },
    ),
  },
  {
    name: '3.A.49 a moment is the same in any notation of its zone, and no text',
    run: withTable(
      () => ({
        at: timestamp({ timezone: true }),
        local: timestamp(),
        words: timestamp({ timezone: true, mode: 'string' }),
      }),
      async (engine, table) => {
        const at = new Date('2026-01-31T23:30:00.123+05:30')
        await engine.execute(insert(table).values({ id: 1, at, local: at, words: '2026-01-31 23:30:00.123456+05:30' }))
        assert.deepEqual(await engine.execute(select(table)).one(), {
          id: 1,
          at,
          local: at,
          words: '2026-01-31 18:00:00.123456+00:00',
        })
        const found = select(table.c.id).where(table.c.words.eq('2026-01-31T18:00:00.123456Z'))
        assert.equal(await engine.scalar(found), 1)
        const error = await errorOf(
          engine.execute(insert(table).values({ id: 2, at: '2026-01-31' as never, local: at, words: '' })),
        )
        assert.ok(error instanceof CodecError)
      },
    ),
  },
  {
    name: '3.A.50 sums are exact: numbers that are checked, bigints, and decimals as text',
    run: withTable(
      () => ({ n: integer(), b: bigint(), d: numeric(12, 2) }),
      async (engine, table) => {
        await engine.execute(
          insert(table).values([
            { id: 1, n: 2_147_483_647, b: 2n ** 62n, d: '0.10' },
            { id: 2, n: 2_147_483_647, b: 1n, d: '0.20' },
          ]),
        )
        const sums = select({ n: func.sum(table.c.n), b: func.sum(table.c.b), d: func.sum(table.c.d) })
        assert.deepEqual(await engine.execute(sums).one(), { n: 4_294_967_294, b: 2n ** 62n + 1n, d: '0.30' })
      },
    ),
  },
  {
    name: '3.A.50 a decimal is rounded half away from zero to the scale of its column, and compared as it is',
    run: withTable(
      () => ({ d: numeric(6, 2) }),
      async (engine, table) => {
        const given = ['1.005', '-1.005', '1.0049', '9999.994']
        for (const [id, d] of given.entries()) await engine.execute(insert(table).values({ id, d }))
        const all = await engine.scalars(select(table.c.d).orderBy(table.c.id)).all()
        assert.deepEqual(all, ['1.01', '-1.01', '1.00', '9999.99'])
        assert.equal(await engine.scalar(select(table.c.id).where(table.c.d.gt('1.005').and(table.c.d.lt('2')))), 0)
        assert.ok((await errorOf(engine.execute(insert(table).values({ id: 9, d: '9999.995' })))) instanceof Error)
      },
    ),
  },
  {
    name: "3.A.52, 53 a default of the server is a value unless it is an expression, and NULL is not 'left out'",
    run: withTable(
      () => ({
        five: text().serverDefault('5'),
        words: varchar(40).serverDefault("it's now()"),
        ours: text().nullable().default('ours'),
      }),
      async (engine, table) => {
        await engine.execute(insert(table).values({ id: 1 }))
        await engine.execute(insert(table).values({ id: 2, ours: null }))
        assert.deepEqual(await engine.execute(select(table).orderBy(table.c.id)).all(), [
          { id: 1, five: '5', words: "it's now()", ours: 'ours' },
          { id: 2, five: '5', words: "it's now()", ours: null },
        ])
      },
    ),
  },
  {
    name: 'a type of the user holds in comparisons, lists, functions, parameters, RETURNING and changes, and NULL passes by',
    run: withTable(
      () => ({ at: pointColumn().nullable() }),
      async (engine, table, backend) => {
        const points = [{ x: 1, y: 2 }, { x: 3, y: 4 }, null]
        await engine.execute(insert(table).values(points.map((at, id) => ({ id, at }))))
        const { at, id } = table.c
        assert.deepEqual(await engine.scalars(select(at).orderBy(id)).all(), points)
        assert.equal(await engine.scalar(select(id).where(at.eq({ x: 3, y: 4 }))), 1)
        assert.deepEqual(
          await engine
            .scalars(
              select(id)
                .where(
                  at.in([
                    { x: 1, y: 2 },
                    { x: 3, y: 4 },
                  ]),
                )
                .orderBy(id),
            )
            .all(),
          [0, 1],
        )
        assert.equal(await engine.scalar(select(id).where(at.eq(param('point'))), { point: { x: 1, y: 2 } }), 0)
        assert.deepEqual(await engine.scalar(select(func.max(at))), { x: 3, y: 4 })
        assert.deepEqual(await engine.scalars(select(func.coalesce(at, { x: 0, y: 0 })).where(id.eq(2))).all(), [
          { x: 0, y: 0 },
        ])
        assert.deepEqual(await engine.scalar(select(literal({ x: 5, y: 6 }, pointColumn()))), { x: 5, y: 6 })
        assert.deepEqual(await engine.scalar(select(inlineLiteral({ x: 5, y: 6 }, pointColumn()))), { x: 5, y: 6 })
        const change = update(table)
          .set({ at: { x: 7, y: 8 } })
          .where(id.eq(2))
        if (backend.dialect.traits.returning.update) {
          assert.deepEqual(await engine.execute(change.returning(at)).all(), [{ at: { x: 7, y: 8 } }])
        } else await engine.execute(change)
        assert.deepEqual(await engine.scalar(select(at).where(id.eq(2))), { x: 7, y: 8 })
        await engine.execute(update(table).set({ at: null }).where(id.eq(2)))
        assert.equal(await engine.scalar(select(at).where(id.eq(2))), null)
      },
    ),
  },
  {
    name: 'what a type of the user throws is the cause of an error that names the column, and its words are not repeated',
    run: withTable(
      () => ({ at: pointColumn() }),
      async (engine, table) => {
        const written = await errorOf(engine.execute(insert(table).values({ id: 1, at: { x: 13, y: 0 } })))
        assert.ok(written instanceof CodecError && written.code === 'CODEC_ENCODE')
        assert.equal(written.cause, broken)
        assert.match(written.message, /at/)
        assert.doesNotMatch(written.message, /13/)
        await engine.execute(insert(table).values({ id: 2, at: { x: 1, y: 13 } }))
        const read = await errorOf(engine.execute(select(table)).all())
        assert.ok(read instanceof CodecError && read.code === 'CODEC_DECODE')
        assert.equal(read.cause, broken)
        assert.match(read.message, /at/)
        assert.doesNotMatch(read.message, /13/)
      },
    ),
  },
  {
    name: 'a conversion stays in arithmetic and sums',
    run: withTable(
      () => ({
        price: numeric({
          precision: 12,
          scale: 2,
          mode: { parse: (decimal) => ({ decimal }), format: (money: Money) => money.decimal },
        }),
      }),
      async (engine, table) => {
        await engine.execute(
          insert(table).values([
            { id: 1, price: { decimal: '1.50' } },
            { id: 2, price: { decimal: '2.25' } },
          ]),
        )
        const { price } = table.c
        assert.deepEqual(await engine.scalar(select(price.add({ decimal: '1.00' })).where(table.c.id.eq(1))), {
          decimal: '2.50',
        })
        assert.deepEqual(await engine.scalar(select(func.sum(price))), { decimal: '3.75' })
        assert.deepEqual(await engine.scalar(select(func.max(price))), { decimal: '2.25' })
      },
    ),
  },
  {
    name: 'two conversions stand on top of each other',
    run: withTable(
      () => ({
        flag: integer()
          .as<boolean>({ encode: Number, decode: (n) => n === 1 })
          .as<'yes' | 'no'>({ encode: (word) => word === 'yes', decode: (flag) => (flag ? 'yes' : 'no') })
          .nullable(),
      }),
      async (engine, table) => {
        await engine.execute(
          insert(table).values([
            { id: 1, flag: 'yes' },
            { id: 2, flag: 'no' },
            { id: 3, flag: null },
          ]),
        )
        assert.deepEqual(await engine.scalars(select(table.c.flag).orderBy(table.c.id)).all(), ['yes', 'no', null])
        assert.equal(await engine.scalar(select(table.c.flag.coerce(integer())).where(table.c.id.eq(1))), 1)
      },
    ),
  },
  {
    name: 'a schema checks JSON on its way in, fills it in, and on its way out if that is wanted',
    run: withTable(
      () => ({
        item: json({ schema: itemSchema }).nullable(),
        both: json({ schema: itemSchema, validate: 'both' }).nullable(),
      }),
      async (engine, table) => {
        await engine.execute(insert(table).values({ id: 1, item: { name: 'a' }, both: null }))
        assert.deepEqual(await engine.execute(select(table)).one(), { id: 1, item: { name: 'a', size: 1 }, both: null })
        const refused = await errorOf(engine.execute(insert(table).values({ id: 2, item: 'secret' as never })))
        assert.ok(refused instanceof CodecError && refused.code === 'CODEC_ENCODE')
        assert.ok(refused.cause instanceof SchemaError && refused.cause.issues.length === 1)
        assert.doesNotMatch(refused.message + refused.cause.message, /secret/)
        const loose = json()
        await engine.execute(
          insert(table).values({
            id: 3,
            item: literal('secret', loose) as never,
            both: literal('secret', loose) as never,
          }),
        )
        assert.equal(await engine.scalar(select(table.c.item).where(table.c.id.eq(3))), 'secret')
        const read = await errorOf(engine.execute(select(table.c.both).where(table.c.id.eq(3))).all())
        assert.ok(read instanceof CodecError && read.code === 'CODEC_DECODE' && read.cause instanceof SchemaError)
        assert.doesNotMatch(read.message, /secret/)
      },
    ),
  },
  {
    name: 'another type stands in a column’s place where the dialect has a variant of it',
    run: withTable(
      () => ({
        value: text().withVariant('mysql', varchar(9)).withVariant('sqlite', varchar(9)),
        plain: boolean().withVariant('oracle', boolean()),
      }),
      async (engine, table, backend) => {
        await engine.execute(insert(table).values({ id: 1, value: 'x', plain: true }))
        assert.deepEqual(await engine.execute(select(table).where(table.c.value.eq('x'))).one(), {
          id: 1,
          value: 'x',
          plain: true,
        })
        const columns = await (await engine.inspect()).columns('kit_rules')
        const { type } = columns.find((column) => column.name === 'value') ?? {}
        assert.equal(type?.name, backend.dialect.name === 'postgres' ? 'text' : 'varchar')
      },
    ),
  },
]
