import { createEngine } from '@athanor/engine'
import { foreignKey, integer, sql, text, unique } from '@athanor/sql'
import { sqlite } from '@athanor/sqlite'
import { expect, it } from 'vitest'
import { belongsTo, declarativeBase, hasMany, Session } from '../src/index.ts'

const Entity = declarativeBase()
class Shop extends Entity(
  'shops',
  { id: integer().primaryKey(), name: text(), items: () => hasMany(Item, { backPopulates: 'shop' }) },
  (t) => ({ uniques: [unique({ columns: [t.name], name: 'uq_name' })] }),
) {}
class Item extends Entity(
  'items',
  {
    id: integer().primaryKey(),
    shopId: integer().nullable(),
    price: integer(),
    double: integer().computed(sql`price * 2`),
    shop: () => belongsTo(Shop, { backPopulates: 'items', nullable: true }),
  },
  (t) => ({ foreignKeys: [foreignKey({ columns: [t.shopId], references: () => [Shop.c.id] })] }),
) {}

it('an entity has the options of a table; a computed column is read after INSERT and UPDATE, and never written', async () => {
  await using engine = createEngine(sqlite(':memory:'))
  await Entity.metadata.createAll(engine)
  const inspector = await engine.inspect()
  expect((await inspector.uniques('shops'))[0]?.name).toBe('uq_name')
  await using session = new Session({ bind: engine })
  const item = new Item({ price: 5, shop: new Shop({ name: 'a' }) })
  session.add(item)
  await session.flush()
  expect(item.double).toBe(10)
  item.price = 7
  await session.flush()
  await session.refresh(item)
  expect(item.double).toBe(14)
  expect(item.shopId).toBe(1)
})
