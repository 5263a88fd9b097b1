import assert from 'node:assert/strict'
import { UnsupportedByDialectError } from '@athanor/contract'
import { insert, integer, mergeInto, select, values, varchar } from '@athanor/sql'
import { withShop } from '../fixtures.ts'
import type { KitCase } from '../runner.ts'

/** MERGE. */
export const statementMergeCases: readonly KitCase[] = [
  {
    name: 'merge updates, inserts and deletes row by row, or is refused by name',
    run: withShop(async (engine, { customers }) => {
      await engine.execute(
        insert(customers).values([
          { id: 1, name: 'Ada' },
          { id: 2, name: 'Bob' },
          { id: 3, name: 'Cy' },
        ]),
      )
      const given = values({ id: integer(), name: varchar(80) }, [
        [1, 'Ada L.'],
        [2, ''],
        [4, 'Dee'],
      ]).subquery('given')
      const statement = mergeInto(customers, given, given.c.id.eq(customers.c.id))
        .whenMatchedDelete({ and: given.c.name.eq('') })
        .whenMatchedUpdate({ name: given.c.name })
        .whenNotMatchedInsert({ id: given.c.id, name: given.c.name })
        .whenNotMatchedBySourceUpdate({ credit: '1.00' })
        .returning(customers.c.id)
      try {
        assert.equal((await engine.execute(statement).all()).length, 4)
        const rows = select(customers.c.id, customers.c.name, customers.c.credit).orderBy(customers.c.id)
        assert.deepEqual(await engine.execute(rows).all(), [
          { id: 1, name: 'Ada L.', credit: '0.00' },
          { id: 3, name: 'Cy', credit: '1.00' },
          { id: 4, name: 'Dee', credit: '0.00' },
        ])
      } catch (error) {
        assert.ok(error instanceof UnsupportedByDialectError, String(error))
      }
    }),
  },
]
