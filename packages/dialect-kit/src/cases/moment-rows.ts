import { date, interval, time, timestamp } from '@athanor/sql'
import { Temporal } from 'temporal-polyfill'
import type { TypeLimit, TypeRow } from '../type-table.ts'

// Node has no Temporal of its own yet; the codecs look for the global one.
if (!('Temporal' in globalThis)) Object.defineProperty(globalThis, 'Temporal', { value: Temporal, configurable: true })

const { PlainDate, PlainTime, PlainDateTime, Instant, Duration } = Temporal

/** Dates beyond the four digits that other databases' years have. */
function onlyPostgres(...refused: readonly unknown[]): Readonly<Record<string, readonly TypeLimit[]>> {
  const limit: TypeLimit = { reason: 'years from 0 to 9999 only', refused }
  return { mysql: [limit], sqlite: [limit] }
}

const moments = [
  new Date('2026-01-31T23:59:59.999Z'),
  new Date('2024-02-29T12:00:00.000Z'),
  new Date('1970-01-01T00:00:00.000Z'),
  new Date('1969-12-31T23:59:59.999Z'),
  new Date('2001-02-03T04:05:06.007Z'),
  new Date('0999-12-31T00:00:00.001Z'),
  new Date('9999-12-31T23:59:59.999Z'),
]
const far = [new Date('+012026-03-04T05:06:07.089Z'), new Date('-000043-03-15T12:00:00.500Z')]
const farDays = [new Date('+012026-03-04T00:00:00Z'), new Date('-000043-03-15T00:00:00Z')]
const notMoments = ['2026-01-01', new Date(Number.NaN), 5, '2026-01-01T00:00:00Z']
const farPlain = [PlainDateTime.from('+012026-03-04T05:06:07.089'), PlainDateTime.from('-000043-03-15T12:00:00.5')]
const farInstants = far.map((moment) => Instant.fromEpochMilliseconds(moment.getTime()))
const farPlainDays = [PlainDate.from('+012026-03-04'), PlainDate.from('-000043-03-15')]
const infinities = ['infinity', '-infinity', '12026-03-04', '0044-03-15 BC']

/** Dates, times, moments and periods, in all modes. */
export const momentTypeRows: readonly TypeRow[] = [
  {
    name: 'date',
    column: () => date(),
    values: ['2026-01-31', '1999-12-31', '2024-02-29', '0999-01-01', '9999-12-31', ...infinities],
    refused: ['yesterday', '2026-02-29', '2026-13-01', '2026-1-1', '2026-01-31 00:00:00', new Date(), 5],
    limits: onlyPostgres(...infinities),
  },
  {
    name: 'date as Date',
    column: () => date({ mode: 'date' }),
    values: [new Date('2026-01-31T00:00:00Z'), new Date('0999-01-01T00:00:00Z'), ...farDays],
    refused: ['2026-01-31', new Date('2026-01-31T01:00:00Z'), new Date(Number.NaN)],
    limits: onlyPostgres(...farDays),
  },
  {
    name: 'date as Temporal.PlainDate',
    column: () => date({ mode: 'temporal' }),
    values: [PlainDate.from('2026-01-31'), PlainDate.from('0999-01-01'), ...farPlainDays],
    refused: ['2026-01-31', PlainTime.from('10:00'), PlainDate.from('2026-01-31').withCalendar('gregory')],
    limits: onlyPostgres(...farPlainDays),
  },
  {
    name: 'time',
    column: () => time(),
    values: ['00:00:00', '13:05:00', '23:59:59.999999', '13:05:00.25'],
    refused: ['25:00:00', '13:60:00', 'noon', '13:05:00.1234567', '13:05:00+02', 5],
  },
  {
    name: 'time with time zone',
    column: () => time({ timezone: true }),
    values: ['13:05:00+02', '23:59:59.5+00', '08:00:00-03:30'],
    refused: ['13:05:00', 'noon'],
  },
  {
    name: 'time as Temporal.PlainTime',
    column: () => time({ mode: 'temporal' }),
    values: [PlainTime.from('00:00'), PlainTime.from('13:05:00.25'), PlainTime.from('23:59:59.999999')],
    refused: ['13:05:00', PlainTime.from('13:05:00.000000001')],
  },
  {
    name: 'timestamp',
    column: () => timestamp(),
    values: [...moments, ...far],
    refused: notMoments,
    limits: onlyPostgres(...far),
  },
  {
    name: 'timestamp with time zone',
    column: () => timestamp({ timezone: true }),
    values: [...moments, ...far],
    refused: notMoments,
    limits: onlyPostgres(...far),
  },
  {
    name: 'timestamp as string',
    column: () => timestamp({ mode: 'string' }),
    values: [
      '2026-01-31 23:59:59.123456',
      '2024-02-29 12:00:00',
      '0999-01-01 00:00:00.5',
      'infinity',
      '0044-03-15 12:00:00 BC',
    ],
    refused: ['2026-01-01', '2026-02-30 00:00:00', '2026-01-01 00:00:00+02', '2026-01-01 00:00:00.1234567', new Date()],
    limits: onlyPostgres('infinity', '0044-03-15 12:00:00 BC'),
  },
  {
    name: 'timestamp with time zone as string',
    column: () => timestamp({ timezone: true, mode: 'string' }),
    values: ['2026-01-31 23:59:59.123456+00:00', '2024-02-29 12:00:00+00:00'],
    refused: ['2026-01-01 00:00:00', '2026-01-01', new Date()],
  },
  {
    name: 'timestamp as Temporal.PlainDateTime',
    column: () => timestamp({ mode: 'temporal' }),
    values: [
      PlainDateTime.from('2026-01-31T23:59:59.123456'),
      PlainDateTime.from('0999-01-01T00:00:00.5'),
      ...farPlain,
    ],
    refused: [new Date(), '2026-01-31 00:00:00', PlainDateTime.from('2026-01-31T00:00:00.000000001')],
    limits: onlyPostgres(...farPlain),
  },
  {
    name: 'timestamp with time zone as Temporal.Instant',
    column: () => timestamp({ timezone: true, mode: 'temporal' }),
    values: [Instant.from('2026-01-31T23:59:59.123456Z'), Instant.from('0999-01-01T00:00:00.5Z'), ...farInstants],
    refused: [new Date(), PlainDateTime.from('2026-01-31T00:00'), Instant.from('2026-01-31T00:00:00.000000001Z')],
    limits: onlyPostgres(...farInstants),
  },
  {
    name: 'interval',
    column: () => interval(),
    values: [
      {},
      { years: 1, months: 2, days: 3, hours: 4, minutes: 5, seconds: 6, milliseconds: 789 },
      { months: -1, days: 45 },
      { hours: -30, minutes: -15, milliseconds: -0.001 },
      { years: -2, days: 1, seconds: -1, milliseconds: -500 },
    ],
    refused: ['1 day', { day: 1 }, { days: 1.5 }, { milliseconds: 0.0001 }, { days: Number.NaN }, 5],
  },
  {
    name: 'interval as string',
    column: () => interval({ mode: 'string' }),
    values: ['PT0S', 'P1Y2M3DT4H5M6.789S', 'P-1M45D', 'PT-0.5S', 'P-2Y1DT-1.5S'],
    refused: ['1 day', '', 'P', 'PT0.0000001S'],
  },
  {
    name: 'interval as Temporal.Duration',
    column: () => interval({ mode: 'temporal' }),
    values: [Duration.from('PT0S'), Duration.from('P1Y2M3DT4H5M6.789S'), Duration.from('-P1Y2DT1.000001S')],
    refused: ['P1D', Duration.from('PT0.000000001S')],
  },
]
