// Tasks are declared once; each worker opens its own engine.
import { createEngine } from '@athanor/engine'
import { nullPool } from '@athanor/pool'
import { func, integer, MetaData, select } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'
import { defineTasks } from '@athanor/workers'

export const metadata = new MetaData()
export const measurements = metadata.table('measurements', {
  id: integer().primaryKey(),
  station: integer().index(),
  value: integer(),
})

export const tasks = defineTasks(import.meta.url, {
  setup: (data: { readonly path: string }) => createEngine(sqlite(data.path), { pool: nullPool({ prePing: true }) }),
  teardown: (engine) => engine.dispose(),
  tasks: {
    async average(engine, station: number) {
      const { c } = measurements
      return { station, average: await engine.scalar(select(func.avg(c.value)).where(c.station.eq(station))) }
    },
  },
})
