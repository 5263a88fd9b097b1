import assert from 'node:assert/strict'
import { insert, integer, literal, MetaData, select, varchar } from '@athanor/sql'
import { withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'
import { typeTableCases } from '../type-table.ts'
import { momentTypeRows } from './moment-rows.ts'
import { plainTypeRows } from './type-rows.ts'

export const typeCases: readonly KitCase[] = [
  ...typeTableCases([...plainTypeRows, ...momentTypeRows]),
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
