import assert from 'node:assert/strict'
import type { Engine } from '@athanor/engine'
import {
  date,
  dateAdd,
  dateDiff,
  dateTrunc,
  type DateTruncUnit,
  type DateUnit,
  extract,
  insert,
  integer,
  literal,
  MetaData,
  select,
  timestamp,
} from '@athanor/sql'
import { withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

// Inferred: writing the table's type out would repeat each column.
function events() {
  const metadata = new MetaData()
  const table = metadata.table('kit_events', {
    id: integer().primaryKey(),
    at: timestamp(),
    until: timestamp(),
    day: date(),
  })
  return { metadata, table }
}

const pairs = [
  ['2024-01-31T22:15:30.250', '2024-02-29T22:15:30.250'],
  ['2024-02-29T00:00:00.000', '2025-02-28T23:59:59.999'],
  ['2023-12-31T23:59:59.999', '2024-01-01T00:00:00.000'],
  ['2024-08-19T10:00:00.000', '2021-03-20T09:59:59.001'],
  ['1969-07-20T20:17:40.123', '1970-01-01T00:00:00.000'],
  ['2024-12-30T12:30:45.678', '2024-12-30T12:30:45.678'],
  ['2000-02-29T12:00:00.000', '2100-03-31T11:59:59.999'],
].map(([at = '', until = '']) => [new Date(`${at}Z`), new Date(`${until}Z`)] as const)

type Events = ReturnType<typeof events>['table']

function eventful(name: string, body: (engine: Engine, c: Events['c'], table: Events) => Promise<void>): KitCase {
  return {
    name,
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const { metadata, table } = events()
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        try {
          await engine.execute(
            insert(table).values(
              pairs.map(([at, until], i) => ({ id: i + 1, at, until, day: at.toISOString().slice(0, 10) })),
            ),
          )
          await body(engine, table.c, table)
        } finally {
          await metadata.dropAll(engine)
        }
      }),
  }
}

const monthsOf = { month: 1, quarter: 3, year: 12 } as const
const msOf = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const
const isMonths = (unit: DateUnit): unit is keyof typeof monthsOf => unit in monthsOf

/** What the database should say. */
function later(at: Date, amount: number, unit: DateUnit): Date {
  if (!isMonths(unit)) return new Date(at.getTime() + amount * msOf[unit])
  const first = new Date(at)
  first.setUTCDate(1)
  first.setUTCMonth(at.getUTCMonth() + amount * monthsOf[unit])
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(at.getUTCDate(), last))
  return first
}
function difference(unit: DateUnit, from: Date, to: Date): number {
  if (!isMonths(unit)) return Math.trunc((to.getTime() - from.getTime()) / msOf[unit]) + 0
  const within = (d: Date): number =>
    d.getUTCDate() * msOf.day + (d.getTime() % msOf.day) + (d.getTime() < 0 ? msOf.day : 0)
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()
  const rest = to >= from ? (within(to) < within(from) ? -1 : 0) : within(to) > within(from) ? 1 : 0
  return Math.trunc((months + rest) / monthsOf[unit]) + 0
}
function truncated(unit: DateTruncUnit, at: Date): Date {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  if (isMonths(unit))
    return new Date(Date.UTC(year, unit === 'year' ? 0 : unit === 'month' ? month : month - (month % 3)))
  const length = unit === 'week' ? msOf.day : msOf[unit]
  const start = Math.floor(at.getTime() / length) * length
  return new Date(unit === 'week' ? start - ((at.getUTCDay() + 6) % 7) * msOf.day : start)
}

const units = ['millisecond', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const
const truncUnits = units.slice(1) as readonly DateTruncUnit[]

export const momentCases: readonly KitCase[] = [
  eventful('dateAdd: all units, also backwards, and the last day of a month', async (engine, c, table) => {
    for (const unit of units) {
      for (const amount of [1, -1, 13, -50]) {
        const found = await engine.scalars(select({ it: dateAdd(c.at, amount, unit) }).orderBy(c.id)).all()
        assert.deepEqual(
          found,
          pairs.map(([at]) => later(at, amount, unit)),
          `${amount} ${unit}`,
        )
      }
    }
    const days = await engine.scalars(select({ it: dateAdd(c.day, 1, 'month') }).orderBy(c.id)).all()
    assert.equal(days[0], '2024-02-29')
    const byColumn = await engine.scalars(select({ it: dateAdd(c.at, c.id, 'day') }).orderBy(c.id)).all()
    assert.deepEqual(
      byColumn,
      pairs.map(([at], id) => later(at, id + 1, 'day')),
    )
    const [of] = pairs
    const fixed = literal(of?.[0] ?? new Date(0), timestamp())
    assert.deepEqual(
      await engine.scalar(
        select({ it: dateAdd(fixed, 2, 'hour') })
          .from(table)
          .limit(1),
      ),
      later(pairs[0]?.[0] ?? new Date(0), 2, 'hour'),
    )
    assert.deepEqual(
      await engine.scalar(select({ it: dateAdd(c.day, 2, 'hour') }).where(c.id.eq(1))),
      new Date('2024-01-31T02:00:00Z'),
    )
  }),
  eventful('dateDiff: whole units, towards zero', async (engine, c) => {
    for (const unit of units) {
      const found = await engine.scalars(select({ it: dateDiff(unit, c.at, c.until) }).orderBy(c.id)).all()
      assert.deepEqual(
        found,
        pairs.map(([at, until]) => difference(unit, at, until)),
        unit,
      )
      const back = await engine.scalars(select({ it: dateDiff(unit, c.until, c.at) }).orderBy(c.id)).all()
      assert.deepEqual(
        back,
        pairs.map(([at, until]) => difference(unit, until, at)),
        `${unit} backwards`,
      )
    }
    const fixed = await engine.scalar(
      select({ it: dateDiff('day', c.at, new Date('2024-02-05T22:15:30.250Z')) }).where(c.id.eq(1)),
    )
    assert.equal(fixed, 5)
    const days = await engine.scalar(select({ it: dateDiff('day', c.day, '2024-03-01') }).where(c.id.eq(1)))
    assert.equal(days, 30)
  }),
  eventful('dateTrunc: where the unit began', async (engine, c) => {
    for (const unit of truncUnits) {
      const found = await engine.scalars(select({ it: dateTrunc(unit, c.at) }).orderBy(c.id)).all()
      assert.deepEqual(
        found,
        pairs.map(([at]) => truncated(unit, at)),
        unit,
      )
    }
    assert.deepEqual(
      await engine.scalar(select({ it: dateTrunc('month', c.day) }).where(c.id.eq(1))),
      new Date('2024-01-01T00:00:00Z'),
    )
  }),
  eventful('extract: every part of every moment', async (engine, c) => {
    const week = (d: Date): number => {
      const thursday = new Date(truncated('week', d).getTime() + 3 * msOf.day)
      return Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / msOf.week) + 1
    }
    const parts = {
      year: (d) => d.getUTCFullYear(),
      quarter: (d) => Math.floor(d.getUTCMonth() / 3) + 1,
      month: (d) => d.getUTCMonth() + 1,
      week,
      day: (d) => d.getUTCDate(),
      dow: (d) => d.getUTCDay(),
      doy: (d) => Math.floor((d.getTime() - Date.UTC(d.getUTCFullYear(), 0, 1)) / msOf.day) + 1,
      hour: (d) => d.getUTCHours(),
      minute: (d) => d.getUTCMinutes(),
      second: (d) => d.getUTCSeconds() + d.getUTCMilliseconds() / 1000,
      epoch: (d) => d.getTime() / 1000,
    } satisfies Record<string, (d: Date) => number>
    for (const [field, expected] of Object.entries(parts) as [keyof typeof parts, (d: Date) => number][]) {
      const found = await engine.scalars(select({ it: extract(field, c.until) }).orderBy(c.id)).all()
      assert.deepEqual(
        found,
        pairs.map(([, until]) => expected(until)),
        field,
      )
    }
    assert.equal(await engine.scalar(select({ it: extract('hour', c.day) }).where(c.id.eq(1))), 0)
    assert.equal(
      await engine.scalar(select({ it: extract('epoch', c.day) }).where(c.id.eq(1))),
      Date.UTC(2024, 0, 31) / 1000,
    )
  }),
]
