import { type TypeRow, typeTableCases } from '@athanor/dialect-kit'
import { createEngine } from '@athanor/engine'
import { mediumint, mysql, set, tinyint, unsignedBigint, unsignedInteger, unsignedSmallint, year } from '@athanor/mysql'
import { func, insert, integer, MetaData, numeric, select, text, timestamp, typeOf } from '@athanor/sql'
import { describe, expect, it } from 'vitest'

const url = process.env['ATHANOR_MYSQL_URL'] ?? ''

const rows: readonly TypeRow[] = [
  { name: 'tinyint', column: () => tinyint(), values: [0, 127, -128], refused: [128, -129, 0.5, '1'] },
  { name: 'tinyint unsigned', column: () => tinyint({ unsigned: true }), values: [0, 255], refused: [-1, 256] },
  { name: 'smallint unsigned', column: () => unsignedSmallint(), values: [0, 65_535], refused: [-1, 65_536] },
  { name: 'mediumint', column: () => mediumint(), values: [8_388_607, -8_388_608], refused: [8_388_608] },
  { name: 'mediumint unsigned', column: () => mediumint({ unsigned: true }), values: [16_777_215], refused: [-1] },
  { name: 'integer unsigned', column: () => unsignedInteger(), values: [0, 4_294_967_295], refused: [-1, 2 ** 32] },
  {
    name: 'bigint unsigned',
    column: () => unsignedBigint(),
    values: [0n, 9_007_199_254_740_993n, 18_446_744_073_709_551_615n],
    refused: [-1n, 2n ** 64n, 1.5],
  },
  { name: 'year', column: () => year(), values: [1901, 2026, 2155], refused: [2156, '2026', 1900] },
  {
    name: 'set',
    column: () => set(['wifi', "it's", 'back\\slash']),
    values: [[], ['wifi'], ["it's", 'back\\slash']],
    refused: [['other'], 'wifi', [1]],
  },
]

describe('mysql: the table of its own types', () => {
  for (const { name, run } of typeTableCases(rows)) it(name, () => run(mysql(url)))
})

describe('mysql: reflection', () => {
  it('reads each type of its own back as it was declared', async () => {
    const engine = createEngine(mysql(url))
    const metadata = new MetaData()
    const table = metadata.table('kit_native', Object.fromEntries(rows.map(({ name, column }) => [name, column()])))
    try {
      await metadata.dropAll(engine)
      await metadata.createAll(engine)
      const columns = await (await engine.inspect()).columns('kit_native')
      expect(columns.map((column) => column.type)).toEqual(Object.values(table.c).map((column) => typeOf(column.node)))
    } finally {
      await metadata.dropAll(engine)
      await engine.dispose()
    }
  })
})

describe('mysql: values that it changes', () => {
  it('adds and divides small numbers beyond their own limits', async () => {
    const engine = createEngine(mysql(url))
    const metadata = new MetaData()
    const table = metadata.table('kit_native', { id: integer().primaryKey(), n: tinyint(), u: unsignedBigint() })
    await metadata.dropAll(engine)
    await metadata.createAll(engine)
    await engine.execute(
      insert(table).values([
        { n: 127, u: 5n },
        { n: 127, u: 6n },
      ]),
    )
    const { n, u } = table.c
    expect(await engine.execute(select({ more: n.add(1), half: n.div(2), next: u.add(1n) }).limit(1)).one()).toEqual({
      more: 128,
      half: 63.5,
      next: 6n,
    })
    expect(await engine.execute(select({ all: func.sum(n), wide: func.sum(u) })).one()).toEqual({ all: 254, wide: 11n })
    await metadata.dropAll(engine)
    await engine.dispose()
  })
  it('rounds decimals to the column, cuts (MariaDB) or rounds (MySQL) fractions of seconds, and sorts the members of a SET', async () => {
    const engine = createEngine(mysql(url))
    const metadata = new MetaData()
    const table = metadata.table('kit_native', {
      id: integer().primaryKey(),
      n: numeric(6, 2),
      t: timestamp({ precision: 0 }),
      s: set(['a', 'b']),
    })
    await metadata.dropAll(engine)
    await metadata.createAll(engine)
    await engine.execute(
      insert(table).values({ id: 1, n: '1.005', t: new Date('2026-01-01T00:00:00.500Z'), s: ['b', 'a'] }),
    )
    expect(await engine.execute(select(table)).one()).toEqual({
      id: 1,
      n: '1.01',
      t: expect.toSatisfy((t: Date) => [0, 1000].includes(t.getTime() - Date.UTC(2026, 0, 1))),
      s: ['a', 'b'],
    })
    await metadata.dropAll(engine)
    await engine.dispose()
  })
  it("keeps a backslash in a literal, also where the server's mode says otherwise", async () => {
    const admin = createEngine(mysql(url))
    const metadata = new MetaData()
    const table = metadata.table('kit_native', { id: integer().primaryKey(), t: text().serverDefault("a\\'b\\") })
    await metadata.dropAll(admin)
    await metadata.createAll(admin)
    await admin.execute(insert(table).values({ id: 1 }))
    expect(await admin.scalar(select(table.c.t))).toBe("a\\'b\\")
    await metadata.dropAll(admin)
    await admin.dispose()
  })
})
