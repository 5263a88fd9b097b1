import assert from 'node:assert/strict'
import { alias, deleteFrom, func, insert, integer, MetaData, select, text, update } from '@athanor/sql'
import { withEngine } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

/** Names that every database would misread without quotes, or that their quotes must survive. */
export const statementNameCases: readonly KitCase[] = [
  {
    name: 'reserved, mixed, unicode and quoted names work in every statement',
    run: (backend) =>
      withEngine(backend, async (engine) => {
        const metadata = new MetaData()
        const odd = metadata.table('kit_Group "by" `x`', {
          id: integer('select').primaryKey().autoincrement(false),
          order: text('order').index(),
          value: text('Va"l`ue').nullable(),
          position: integer('position').default(0),
          unicode: text('ünï ☃').nullable(),
        })
        const { c } = odd
        await metadata.dropAll(engine)
        await metadata.createAll(engine)
        try {
          await engine.execute(insert(odd).values({ id: 1, order: 'a', value: 'v', unicode: 'u' }))
          await engine.execute(
            update(odd)
              .set({ order: c.order.concat('!'), position: c.position.add(1) })
              .where(c.value.eq('v')),
          )
          const from = alias(odd, 'from')
          const where = select(from.c.id, from.c.order, from.c.position, from.c.unicode).from(from).cte('where')
          const found = select({ limit: where.c.order, 'a "b" `c`': where.c.unicode, n: where.c.position })
          assert.deepEqual(await engine.execute(found.orderBy(where.c.order)).one(), {
            limit: 'a!',
            'a "b" `c`': 'u',
            n: 1,
          })
          const grouped = select({ group: c.value, having: func.count() }).groupBy(c.value)
          assert.deepEqual(await engine.execute(grouped).one(), { group: 'v', having: 1 })
          assert.equal((await engine.execute(deleteFrom(odd).where(c.unicode.eq('u')))).affected, 1)
        } finally {
          await metadata.dropAll(engine)
        }
      }),
  },
]
